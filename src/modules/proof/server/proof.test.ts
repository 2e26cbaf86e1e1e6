import { expect, test } from 'vitest';
import { testDatabase } from '#test/database.ts';
import { uuidv7 } from '#core/id.ts';
import { record } from '#core/server/events.ts';
import type { Tx } from '#core/server/database.ts';
import { leadsTo, levelsOf, rootOf } from '../merkle.ts';
import * as proof from './proof.ts';

let now = new Date('2026-11-02T03:00:00.000Z');
const database = await testDatabase({ clock: { now: () => now } });
const asJob = <T>(work: (tx: Tx) => Promise<T>) => database.withActor({ kind: 'job', task: 'test' }, work);
const asAnybody = <T>(work: (tx: Tx) => Promise<T>) => database.withActor({ kind: 'anonymous' }, work);
const happen = (at: string, subjectId = uuidv7()) => {
  now = new Date(at);
  return asJob((tx) => record(tx, { subjectKind: 'agency', subjectId, type: 'proof.tested', data: { at } }));
};
const close = (at: string) => {
  now = new Date(at);
  return asJob(proof.closeDays);
};

test('a day is closed once it is over in Mimika, not before; what belongs to it is told by Asia/Jayapura', async () => {
  const { rows: before } = await database.asOwner('select count(*)::int as n from core.event');
  expect(before[0].n).toBe(0);
  const first = await happen('2026-11-02T03:00:00.000Z');
  await happen('2026-11-02T14:59:59.999Z'); // 23.59 WIT
  await happen('2026-11-02T15:00:00.000Z'); // midnight: the next day
  await close('2026-11-02T15:09:59.000Z');
  expect(await asAnybody((tx) => proof.listDays(tx, 10))).toEqual([]);
  expect(await asJob((tx) => proof.proveEvent(tx, first.subject_id))).toBeUndefined();
  await close('2026-11-02T15:10:00.000Z');
  await close('2026-11-02T15:10:00.000Z');
  const [day, ...more] = await asAnybody((tx) => proof.listDays(tx, 10));
  expect(more).toEqual([]);
  const hashes = await asAnybody((tx) => proof.listHashes(tx, '2026-11-02'));
  expect(day).toMatchObject({ day: '2026-11-02', leaves: 2, root: rootOf(levelsOf(hashes.map((hash) => Buffer.from(hash, 'hex')))) });
  // days without an event have the root of nothing, and none is left out
  await close('2026-11-05T16:00:00.000Z');
  expect((await asAnybody((tx) => proof.listDays(tx, 10))).map(({ day: of, leaves }) => [of, leaves])).toEqual([
    ['2026-11-05', 0],
    ['2026-11-04', 0],
    ['2026-11-03', 1],
    ['2026-11-02', 2],
  ]);
});

test('a receipt is proved against the public root; a changed event, path, place or root is found, and so is what is no proof', async () => {
  const subjects = await Promise.all(Array.from({ length: 7 }, (_, at) => happen(`2026-11-06T0${at}:00:00.000Z`)));
  await close('2026-11-07T03:00:00.000Z');
  for (const { subject_id } of subjects) {
    const given = (await asJob((tx) => proof.proveEvent(tx, subject_id)))!;
    expect(leadsTo(given.root, Buffer.from(given.hash, 'hex'), given.index, given.leaves, given.path)).toBe(true);
    const judge = (value: unknown) => asAnybody((tx) => proof.judgeProof(tx, typeof value === 'string' ? value : JSON.stringify(value)));
    expect(await judge(given)).toMatchObject({ holds: true, day: '2026-11-06', type: 'proof.tested' });
    const why = async (value: unknown) => {
      const judged = await judge(value);
      return judged.holds ? 'holds' : judged.why;
    };
    expect(await why({ ...given, event: { ...given.event, at: '2026-11-05T00:00:00.000Z' } })).toBe('event');
    expect(await why({ ...given, index: (given.index + 1) % 7 })).toBe('path');
    expect(await why({ ...given, path: given.path.with(0, 'f'.repeat(64)) })).toBe('path');
    expect(await why({ ...given, day: '2026-11-05' })).toBe('root');
    // a tree of somebody's own, around a true event
    expect(await why({ ...given, leaves: 1, index: 0, path: [], root: rootOf(levelsOf([Buffer.from(given.hash, 'hex')])) })).toBe('root');
    for (const nothing of ['', '{', '[]', 'null', '{"version":"satu-pintu-1"}', { ...given, path: ['x'] }])
      expect(await why(nothing)).toBe('unreadable');
  }
});

test('an event changed past every lock is seen at the next look, also where its hash was left; nobody else writes days or looks', async () => {
  const look = async (day: string) => {
    await asJob(proof.lookAgain);
    return (await asAnybody((tx) => proof.getDay(tx, day))).look?.is_whole;
  };
  const kept = await happen('2026-11-08T03:00:00.000Z');
  const { subject_id } = await happen('2026-11-08T04:00:00.000Z');
  await close('2026-11-09T03:00:00.000Z');
  expect((await asAnybody((tx) => proof.getDay(tx, '2026-11-08'))).look).toBeNull();
  expect(await look('2026-11-08')).toBe(true);
  await database.asAdmin('alter table core.event disable trigger append_only');
  const change = (set: string) => database.asAdmin(`update core.event set ${set} where subject_id = $1`, [subject_id]);
  for (const set of [
    `data = '{"at":"lain"}'`,
    `at = at - interval '1 day'`,
    `actor_kind = 'steward'`,
    `prev = repeat('1', 64)`,
    `type = 'proof.other'`,
  ]) {
    const { rows } = await database.asAdmin('select * from core.event where subject_id = $1', [subject_id]);
    await change(set);
    now = new Date(now.getTime() + 3_600_000);
    expect(await look('2026-11-08'), set).toBe(false);
    const { data, at, actor_kind, prev, type } = rows[0];
    await database.asAdmin('update core.event set data = $2, at = $3, actor_kind = $4, prev = $5, type = $6 where subject_id = $1', [
      subject_id,
      data,
      at,
      actor_kind,
      prev,
      type,
    ]);
    now = new Date(now.getTime() + 3_600_000);
    expect(await look('2026-11-08'), `${set}, taken back`).toBe(true);
  }
  // a proof of the day is no longer made where the log gives another root
  await change(`hash = repeat('0', 64)`);
  now = new Date(now.getTime() + 3_600_000);
  expect(await look('2026-11-08')).toBe(false);
  for (const id of [subject_id, kept.subject_id])
    await expect(asJob((tx) => proof.proveEvent(tx, id))).rejects.toMatchObject({ reason: 'proof.broken' });
  await database.asAdmin('delete from core.event where subject_id = $1', [subject_id]);
  now = new Date(now.getTime() + 3_600_000);
  expect(await look('2026-11-08'), 'one left out').toBe(false);

  await expect(asAnybody((tx) => tx.deleteFrom('proof.day').execute())).rejects.toThrow(/permission denied/);
  await expect(
    asAnybody((tx) => tx.insertInto('proof.look').values({ day: '2026-11-08', at: now, is_whole: true }).execute()),
  ).rejects.toThrow(/permission denied/);
  for (const change of ['update proof.day set leaves = 0', 'update proof.look set is_whole = true', 'delete from proof.look'])
    await expect(database.asOwner(change)).rejects.toThrow(/append-only/);
  for (const none of ['2026-12-01', '2026-02-31', 'x', ''])
    for (const ask of [proof.getDay, proof.listHashes] as ((tx: Tx, day: string) => Promise<unknown>)[])
      await expect(asAnybody((tx) => ask(tx, none))).rejects.toMatchObject({ reason: 'proof.no_day' });
  expect(await asAnybody((tx) => proof.listDays(tx, 1, '2026-02-31'))).toEqual(await asAnybody((tx) => proof.listDays(tx, 1)));
});

test('of many closed days those longest unseen are looked at first, each in its turn', async () => {
  await close('2027-02-01T03:00:00.000Z');
  for (let night = 0; night < 4; night++) {
    now = new Date(now.getTime() + 86_400_000);
    await asJob(proof.lookAgain);
  }
  const { rows } = await database.asOwner(
    'select count(*)::int as days, count(l.day)::int as seen from proof.day d left join (select distinct day from proof.look) l using (day)',
  );
  expect(rows[0].days).toBeGreaterThan(85);
  expect(rows[0].seen).toBe(rows[0].days);
});
