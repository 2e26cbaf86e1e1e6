import { beforeAll, expect, test } from 'vitest';
import type { Actor } from '#core/actor.ts';
import { Failure } from '#core/failure.ts';
import { uuidv7 } from '#core/id.ts';
import { testDatabase } from '#test/database.ts';
import { elements } from '../satisfaction.ts';
import * as survey from './survey.ts';

/** Tuesday 24 November 2026, 09.00 WIT. */
let now = new Date('2026-11-24T00:00:00Z');
const database = await testDatabase({ clock: { now: () => now } });
const anonymous: Actor = { kind: 'anonymous' };
const job: Actor = { kind: 'job', task: 'test' };
const officer = (role: string): Actor => ({ kind: 'officer', id, agencies: ['dpmptsp'], duties: [{ agency: 'dpmptsp', role }] });
const id = uuidv7();
beforeAll(() =>
  database.asOwner(
    "insert into identity.person (id, kind, public_name, name_sealed, assurance, created_at) values ($1, 'officer', 'p', '', 2, now())",
    [id],
  ),
);

const as = <T>(actor: Actor, work: Parameters<typeof database.withActor<T>>[1]): Promise<T> => database.withActor(actor, work);
const end = async (service: string): Promise<string> => {
  const subject = uuidv7();
  await as(anonymous, (tx) => survey.invite(tx, { kind: 'errand', id: subject, agency: 'dpmptsp', service }));
  return subject;
};
const marks = (mark: number | null, more: Record<string, number | null> = {}) => ({
  ...Object.fromEntries(elements.map((element) => [element, mark])),
  ...more,
});
const judge = (subject: string, answers: survey.Answers, way: 'web' | 'paper' = 'web', actor: Actor = anonymous): Promise<void> =>
  as(actor, (tx) => survey.answerSurvey(tx, 'errand', subject, answers, way));
const refused = async (work: Promise<unknown>): Promise<Failure> => {
  const thrown: unknown = await work.catch((caught: unknown) => caught);
  expect(thrown).toBeInstanceOf(Failure);
  return thrown as Failure;
};
const count = () => as(job, survey.countFigures);
const results = () => as(anonymous, (tx) => survey.getResults(tx));

test('one ended thing is judged once, even by two at once; what did not end is not judged', async () => {
  const subject = await end('nib');
  await end('nib');
  const both = await Promise.allSettled([judge(subject, marks(4)), judge(subject, marks(1))]);
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect((await refused(judge(subject, marks(4)))).reason).toBe('survey.answered');
  expect((await refused(judge(uuidv7(), marks(4)))).reason).toBe('survey.not_ended');
  // a second ending of the same thing asks nothing anew
  await as(anonymous, (tx) => survey.invite(tx, { kind: 'errand', id: subject, agency: 'dpmptsp', service: 'nib' }));
  expect((await as(anonymous, (tx) => survey.findSurvey(tx, 'errand', subject)))!.isAnswered).toBe(true);
  const { rows } = await database.asOwner('select count(*)::int as count from survey.response');
  expect(rows[0].count).toBe(1);
});

test('bad answers are refused beside their question and leave nothing; after thirty days the door is shut', async () => {
  const subject = await end('nib');
  expect((await refused(judge(subject, marks(4, { waktu: 5 })))).fields).toEqual({ waktu: 'survey.choose' });
  expect((await refused(judge(subject, marks(4, { waktu: 2.5 })))).fields).toEqual({ waktu: 'survey.choose' });
  expect((await refused(judge(subject, marks(null)))).fields).toEqual({ persyaratan: 'survey.nothing' });
  expect((await refused(judge(subject, marks(3), 'paper'))).reason).toBe('survey.counter_only');
  const before = now;
  now = new Date('2026-12-25T00:00:00Z');
  expect((await refused(judge(subject, marks(4)))).reason).toBe('survey.too_late');
  now = new Date('2026-12-24T00:00:00Z');
  await judge(subject, marks(3), 'paper', officer('petugas-loket'));
  now = before;
});

test('nobody on the web reads an answer or an invitation; an answer holds nothing that leads back', async () => {
  const { sql } = await import('kysely');
  for (const actor of [anonymous, officer('petugas-loket')])
    for (const table of ['response', 'invitation'])
      await expect(as(actor, (tx) => sql.raw(`select * from survey.${table}`).execute(tx))).rejects.toThrow('permission denied');
  const { rows } = await database.asOwner('select * from survey.response');
  expect(Object.keys(rows[0]).toSorted()).toEqual([...elements, 'id', 'kind', 'agency', 'service', 'month', 'way'].toSorted());
  const { rows: events } = await database.asOwner("select count(*)::int as count from core.event where type like 'survey.%'");
  expect(events[0].count).toBe(0);
});

test('a figure appears with the fifth answer and moves with the tenth; the totals are sums of what is shown', async () => {
  // two answers on `nib` so far
  expect(await count()).toBe(0);
  expect((await results()).all).toBeUndefined();
  for (let i = 0; i < 3; i++) await judge(await end('nib'), marks(4, { waktu: 3, biaya: null }));
  expect(await count()).toBe(1);
  const first = await results();
  expect(first.rows).toHaveLength(1);
  expect(first.rows[0]).toMatchObject({ service: 'nib', answers: 5, onPaper: 1, counts: { waktu: 5, biaya: 2 } });
  expect(first.rows[0]!.response).toMatchObject({ hits: 5, of: 6 });
  for (let i = 0; i < 4; i++) await judge(await end('nib'), marks(1));
  expect(await count()).toBe(0);
  expect((await results()).rows).toEqual(first.rows);
  await judge(await end('nib'), marks(1));
  for (let i = 0; i < 4; i++) await judge(await end('kkpr'), marks(4));
  expect(await count()).toBe(1);
  const second = await results();
  expect(second.rows.map(({ service, answers }) => [service, answers])).toEqual([['nib', 10]]);
  expect(second.all!.answers).toBe(10);
  // all marks of 3 or more: the first five alone
  expect(second.all!.satisfied.hits).toBeLessThanOrEqual(5);
});

test('the trap: mean 3.56 is A by the exact weight, B by 0.11, and both are told', async () => {
  for (let i = 0; i < 14; i++) await judge(await end('izin-reklame'), marks(4));
  for (let i = 0; i < 11; i++) await judge(await end('izin-reklame'), marks(3));
  await count();
  const row = (await results()).rows.find(({ service }) => service === 'izin-reklame')!;
  expect(row).toMatchObject({ answers: 25, exact: { konversi: '89.00', mutu: 'A' }, old: { konversi: '88.11', mutu: 'B' }, flips: true });
  expect(row.lowest).toEqual(elements);
});

test('a plan is for the lowest element, by the agency’s own survey officer, and is finished once', async () => {
  const plan = {
    agency: 'dpmptsp',
    service: 'nib',
    element: 'waktu',
    action: 'Menambah satu loket pagi hari',
    responsible: 'Bidang pelayanan',
    dueOn: '2026-12-31',
  };
  const make = (more: Partial<typeof plan>, role = 'survey.pengelola') =>
    as(officer(role), (tx) => survey.makePlan(tx, { ...plan, ...more }));
  expect((await refused(make({}, 'petugas-loket'))).reason).toBe('survey.not_planner');
  expect((await refused(make({ element: 'sikap' }))).fields).toEqual({ element: 'input.required' });
  expect((await refused(make({ action: 'x', dueOn: 'besok' }))).fields).toEqual({ action: 'survey.say_more', dueOn: 'survey.date_wrong' });
  expect((await refused(make({ dueOn: '2026-11-23' }))).fields).toEqual({ dueOn: 'survey.date_past' });
  expect((await refused(make({ service: 'kkpr' }))).fields).toEqual({ service: 'survey.no_result' });
  const { rows } = await results();
  const [element] = rows.find(({ service }) => service === 'nib')!.lowest;
  await make({ element: element! });
  const [made] = (await results()).plans;
  expect(made).toMatchObject({ element, doneOn: null });
  const finish = (text: string, role = 'survey.pengelola') => as(officer(role), (tx) => survey.finishPlan(tx, made!.id, text));
  expect((await refused(finish('Loket pagi sudah dibuka', 'petugas-loket'))).reason).toBe('survey.plan_unknown');
  expect((await refused(finish('ya'))).fields).toEqual({ hasil: 'survey.say_more' });
  await finish('Loket pagi sudah dibuka');
  expect((await refused(finish('Loket pagi sudah dibuka'))).reason).toBe('survey.plan_done');
  expect((await results()).plans[0]).toMatchObject({ doneOn: '2026-11-24', result: 'Loket pagi sudah dibuka' });
  const { rows: events } = await database.asOwner("select type from core.event where subject_kind = 'survey_plan' order by no");
  expect(events.map(({ type }) => type)).toEqual(['survey.plan_made', 'survey.plan_finished']);
});

test('the planner asks for as many as the table says', async () => {
  const samples = await as(officer('survey.pengelola'), (tx) => survey.getSamples(tx, 'dpmptsp'));
  expect(samples.find(({ service }) => service === 'izin-reklame')).toEqual({
    service: 'izin-reklame',
    population: 25,
    needed: 24,
    have: 25,
  });
  expect((await refused(as(officer('survey.pengelola'), (tx) => survey.getSamples(tx, 'dinsos')))).reason).toBe('survey.other_agency');
});
