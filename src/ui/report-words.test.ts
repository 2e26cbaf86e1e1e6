import { expect, test } from 'vitest';
import { lifecycle } from '#modules/complaints/rules.ts';
import { endings, events } from './words/complaints.ts';

test('no word of an end says that anything was fixed: that is for the reporter to say (FixMyStreet #269, #330)', () => {
  const said = [...Object.values(endings), ...Object.values(events), ...Object.values(lifecycle.states).map(({ label }) => label)].flatMap(
    ({ id, en }) => [id, en],
  );
  expect(said.length).toBeGreaterThan(80);
  for (const words of said) expect(words).not.toMatch(/\b(fixed|solved|resolved|repaired|diperbaiki|sudah beres|tuntas|teratasi)\b/i);
});
