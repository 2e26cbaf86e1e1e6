import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shareOf } from './share.ts';

test('worked values (Wilson 1927, 95 %)', () => {
  expect(shareOf(8, 10)).toMatchObject({ share: 0.8, low: expect.closeTo(0.4902, 4), high: expect.closeTo(0.9433, 4) });
  expect(shareOf(0, 10)).toMatchObject({ share: 0, low: 0, high: expect.closeTo(0.2775, 4) });
  expect(shareOf(10, 10)).toMatchObject({ share: 1, low: expect.closeTo(0.7225, 4), high: 1 });
  expect(shareOf(0, 0)).toEqual({ hits: 0, of: 0, share: undefined, low: 0, high: 1 });
});

test('the share lies in its interval, the interval in 0 to 1, and hits and misses mirror each other', () =>
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.nat(), (of, some) => {
      const hits = some % (of + 1);
      const { share, low, high } = shareOf(hits, of);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(low).toBeLessThanOrEqual(share!);
      expect(high).toBeGreaterThanOrEqual(share!);
      expect(high).toBeLessThanOrEqual(1);
      expect(shareOf(of - hits, of).low).toBeCloseTo(1 - high, 9);
    }),
  ));
