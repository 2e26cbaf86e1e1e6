import { afterEach, beforeEach, expect, vi } from 'vitest';

// A test that prints an error has failed, whatever it asserted.
process.env['SATU_KEY'] ??= '5a'.repeat(32);
beforeEach(() => void vi.spyOn(console, 'error'));
afterEach(() => {
  expect(vi.mocked(console.error).mock.calls).toEqual([]);
  vi.restoreAllMocks();
});
