import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readDefinition } from '#modules/catalogue/read-definition.ts';
import { runDefinitionTest } from './definition-tests.ts';

const files = readdirSync('db/services').filter((name) => name.endsWith('.yaml'));

test('there are definitions to test', () => expect(files.length).toBeGreaterThanOrEqual(4));

describe.each(files)('%s', (file) => {
  const reading = readDefinition(readFileSync(`db/services/${file}`, 'utf8'));
  test('reads without errors', () => expect(reading.errors).toEqual([]));
  test.each(reading.definition?.tests.cases ?? [])('$name', (item) => {
    expect(runDefinitionTest(reading.definition!, item)).toEqual([]);
  });
});
