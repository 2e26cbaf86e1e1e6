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
  const hashes = await asAnybody((tx) => proof.hashesOf(tx, '2026-11-02'));
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

test('an event changed past every lock is seen on its day; a day can’t be written by others, changed, or deleted', async () => {
  const { subject_id } = await happen('2026-11-08T03:00:00.000Z');
  await close('2026-11-09T03:00:00.000Z');
  expect((await asAnybody((tx) => proof.getDay(tx, '2026-11-08'))).isWhole).toBe(true);
  await database.asAdmin('alter table core.event disable trigger append_only');
  await database.asAdmin(`update core.event set hash = repeat('0', 64) where subject_id = $1`, [subject_id]);
  expect((await asAnybody((tx) => proof.getDay(tx, '2026-11-08'))).isWhole).toBe(false);
  await expect(asAnybody((tx) => tx.deleteFrom('proof.day').execute())).rejects.toThrow(/permission denied/);
  await expect(database.asOwner(`update proof.day set leaves = 0`)).rejects.toThrow(/append-only/);
  for (const none of ['2026-12-01', '2026-02-31', 'x', ''])
    await expect(asAnybody((tx) => proof.getDay(tx, none))).rejects.toMatchObject({ reason: 'proof.no_day' });
  expect(await asAnybody((tx) => proof.listDays(tx, 1, '2026-02-31'))).toEqual(await asAnybody((tx) => proof.listDays(tx, 1)));
});
