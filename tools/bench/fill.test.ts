import { expect, test } from 'vitest';
import type { Actor } from '#core/actor.ts';
import { firstBroken, readEvents } from '#core/server/events.ts';
import { getCaseView, getShares, listWorklist } from '#modules/cases/server/cases.ts';
import { verifyDocument } from '#modules/documents/server/documents.ts';
import { CaseWorld } from '#test/case-world.ts';
import { fill } from './fill.ts';
import { scriptOf } from './replay.ts';

const world = await CaseWorld.open('2026-11-24 10:00');
const { database } = world;
const admin = new URL(database.webUrl);
admin.username = 'app';
world.at(new Date());
await fill({ admin: admin.href, web: database.webUrl }, 120, () => {});
const rows = async <T>(sql: string): Promise<T[]> => (await database.asAdmin(sql)).rows as T[];

test('cases in bulk open for applicant and officer, with every answer, and their logs are whole', async () => {
  const cases = await rows<{ id: string; code: string; applicant_id: string; answers: number }>(
    `select c.id, c.code, c.applicant_id, (select count(*)::integer from cases.answer a where a.case_id = c.id) as answers from cases.case_file c order by c.code limit 25`,
  );
  expect(cases).toHaveLength(25);
  for (const { id, code, applicant_id, answers } of cases) {
    const applicant: Actor = { kind: 'citizen', id: applicant_id };
    const view = await database.withActor(applicant, (tx) => getCaseView(tx, code));
    expect(view.answers.length).toBeGreaterThan(4);
    expect(view.answers.length).toBeLessThanOrEqual(answers);
    expect(view.answers.find((each) => each.field === 'nik')?.shown).toMatch(/^910901\d{10}$/);
    const shares = await database.withActor(applicant, (tx) => getShares(tx, code));
    expect(shares.length).toBeGreaterThan(0);
    expect(firstBroken(await world.asJob((tx) => readEvents(tx, id)))).toBeUndefined();
  }
});

test('they lie in every state, and lists show them', async () => {
  const states = (await rows<{ state: string }>(`select distinct coalesce(end_kind, clock_state) as state from cases.case_file`)).map(
    (row) => row.state,
  );
  expect(states).toEqual(expect.arrayContaining(['granted', 'running']));
  const { items } = await world.as('kesbangpol', (tx) => listWorklist(tx, { who: 'all', limit: 50 }));
  expect(items.length).toBeGreaterThan(5);
  const [{ code } = { code: '' }] = await rows<{ code: string }>(`select code from documents.document where status = 'signed' limit 1`);
  expect((await database.withActor({ kind: 'anonymous' }, (tx) => verifyDocument(tx, code)))?.fields.length).toBeGreaterThan(3);
});

test('what differed between two requests is made anew when they are sent again; the rest stays', () => {
  const [a, b, same] = ['a', 'b', 'c'].map((letter) => `${letter.repeat(8)}-0000-4000-8000-000000000000`);
  const recording = (id: string) => ({ subject: undefined, statements: [{ text: 'insert', values: [id, same, { a: 1 }] }] });
  expect([...scriptOf([recording(a!), recording(b!)], 'everything').variable]).toEqual([a]);
  expect(scriptOf([recording(a!), recording(b!)], 'nothing').variable.size).toBe(0);
  expect(() => scriptOf([recording(a!), { subject: undefined, statements: [] }], 'everything')).toThrow('differ');
});
