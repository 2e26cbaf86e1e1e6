import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { learnedModel, MODEL_FILE } from './complaint-model.ts';

test('the suggestion in use is the one its examples teach: run "node tools/complaint-model.ts" after changing them', () => {
  expect(readFileSync(MODEL_FILE, 'utf8') === learnedModel()).toBe(true);
}, 120_000);
