import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readExamples, written } from './complaint-examples.ts';

test('the template part of the examples is what the templates say', () => {
  expect(readFileSync('db/reference/complaint-examples.json', 'utf8')).toBe(written(readExamples()));
});
