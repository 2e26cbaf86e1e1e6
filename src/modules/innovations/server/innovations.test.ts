import { expect, test } from 'vitest';
import { Failure } from '#core/failure.ts';
import { readEvents } from '#core/server/events.ts';
import { demoActors, refused } from '#test/demo-actors.ts';
import { testDatabase } from '#test/database.ts';
import * as innovations from './innovations.ts';

const database = await testDatabase({ clock: { now: () => new Date('2026-05-04T03:00:00Z') } });
const { as } = await demoActors(database);

const idea = {
  problem: 'Antrean obat di puskesmas mulai jam empat pagi setiap Senin.',
  who: 'Pasien dari kampung pesisir',
  proposal: 'Nomor antre dibagikan sehari sebelumnya lewat kepala kampung.',
  region: '',
};
const answer = { title: 'Nomor antre obat sehari sebelumnya', reason: 'Puskesmas Potowayburu mencobanya mulai Juli, dua bulan.' };
const propose = (who = 'anonymous') => as(who, (tx) => innovations.proposeIdea(tx, idea));
const idOf = async (code: string) => (await as('anonymous', (tx) => innovations.getOwnIdea(tx, code))).id;

test('the register knows the innovations of 2025 from print, with source and confidence, and says nothing of what they achieved', async () => {
  const { innovations: known } = await as('anonymous', (tx) => innovations.getRegister(tx));
  expect(known.length).toBe(15);
  expect(known.every(({ verified, source }) => verified === 'S' && source.length > 0)).toBe(true);
  const one = await as('anonymous', (tx) => innovations.getInnovation(tx, 'emas'));
  expect(one.citations.length).toBe(one.source.length);
  expect(await refused(as('anonymous', (tx) => innovations.getInnovation(tx, 'tidak-ada')))).toBe('innovations.no_innovation');
});

test('anybody proposes without a name, reads it by the code alone, and hears by when', async () => {
  const code = await propose();
  const read = await as('anonymous', (tx) => innovations.getOwnIdea(tx, code.toLowerCase().replaceAll('-', ' ')));
  expect(read).toMatchObject({ problem: idea.problem, state: 'received', region: null });
  // Ten working days from 4 May 2026, past Ascension (14) and its joint leave (15) where the calendar has them.
  expect(read.due_day > '2026-05-17').toBe(true);
  expect(await refused(as('anonymous', (tx) => innovations.getOwnIdea(tx, 'US-0000-0000-0000-0')))).toBe('innovations.no_idea');
  const rows = await as('anonymous', (tx) => tx.selectFrom('innovations.idea').select('id').execute());
  expect(rows).toEqual([]);
});

test('too little said is refused beside its field, and nothing is written', async () => {
  const before = (await database.asOwner('select count(*) from innovations.idea')).rows[0].count;
  const failure = await as('anonymous', (tx) => innovations.proposeIdea(tx, { ...idea, problem: 'kurang', region: '99' })).catch(
    (thrown: unknown) => thrown,
  );
  expect(failure).toBeInstanceOf(Failure);
  expect((failure as Failure).fields).toEqual({ problem: 'innovations.problem_short' });
  expect(await refused(as('anonymous', (tx) => innovations.proposeIdea(tx, { ...idea, region: '99' })))).toBe('innovations.region_unknown');
  expect((await database.asOwner('select count(*) from innovations.idea')).rows[0].count).toBe(before);
});

test('only the office reads and answers, by the database too', async () => {
  const id = await idOf(await propose());
  for (const who of ['ratna', 'anonymous', 'markus']) {
    expect(await refused(as(who, (tx) => innovations.listIdeas(tx)))).toBe('innovations.no_idea');
    expect(await refused(as(who, (tx) => innovations.answerIdea(tx, id, { ...answer, state: 'not_now' })))).toBe('innovations.no_idea');
    expect(await as(who, (tx) => tx.selectFrom('innovations.idea').select('problem').execute())).toEqual([]);
  }
  // Past the module: an officer elsewhere changes no row, and nobody may read a code's hash.
  await as('ratna', async (tx) => {
    const done = await tx.updateTable('innovations.idea').set({ state: 'not_now' }).where('id', '=', id).executeTakeFirst();
    expect(done.numUpdatedRows).toBe(0n);
  });
  await expect(as('brida', (tx) => tx.selectFrom('innovations.idea').select('code_hash').execute())).rejects.toThrow('permission denied');
  expect((await as('brida', (tx) => innovations.listIdeas(tx))).some((each) => each.id === id)).toBe(true);
});

test('an answer is given once, whole, with its event, and in public without what was sent', async () => {
  const id = await idOf(await propose('markus'));
  const give = (input: unknown) => as('brida', (tx) => innovations.answerIdea(tx, id, input));
  expect(await refused(give({ ...answer, state: 'adopted', agency: '' }))).toBe('innovations.agency_missing');
  expect(await refused(give({ ...answer, state: 'adopted', agency: 'tidak-ada' }))).toBe('innovations.agency_missing');
  expect(await refused(give({ ...answer, state: 'merged', innovation: 'tidak-ada' }))).toBe('innovations.innovation_missing');
  expect(await refused(give({ state: 'not_now', title: answer.title, reason: 'tidak' }))).toBe('innovations.reason_short');
  expect(await refused(give({ ...answer }))).toBe('innovations.state_missing');
  const log = () => as('brida', (tx) => readEvents(tx, id));
  expect((await log()).map(({ type }) => type)).toEqual(['innovations.idea_received']);

  const both = await Promise.allSettled([give({ ...answer, state: 'merged', innovation: 'emas' }), give({ ...answer, state: 'not_now' })]);
  expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await refused(give({ ...answer, state: 'not_now' }))).toBe('innovations.answered_meanwhile');
  const events = await log();
  expect(events.map(({ type }) => type)).toEqual(['innovations.idea_received', 'innovations.idea_answered']);
  expect(JSON.stringify(events)).not.toContain('Antrean obat');

  const seen = await as('anonymous', (tx) => innovations.getRegister(tx));
  const shown = seen.answered.find((each) => each.id === id)!;
  expect(shown).toMatchObject(answer);
  expect(JSON.stringify(seen)).not.toContain(idea.problem);
  expect(seen.promise.answered).toBeGreaterThan(0);
  expect(seen.promise.late).toBe(0);
});

test('the index is asked without a database: a year with a hole is refused by name, numbers beyond the rules beside their field', () => {
  const asked = { year: '2026', n: '20', average: '70', sectors: '4', spd: '40' };
  const { index, edge } = innovations.askIndex(asked);
  expect([index.value, index.predicate, index.lost]).toEqual(['44.00', 'Inovatif', 7.6]);
  expect(edge).toBeUndefined();
  expect(innovations.askIndex({ ...asked, sectors: '6', average: '70,5' }).edge).toBeCloseTo(70.5 - 0.38 * 21);
  expect(innovations.askIndex({ ...asked, n: '0', average: '0', spd: '0', sectors: '0' }).index).toMatchObject({
    value: '0.00',
    predicate: 'Tidak Dapat Dinilai',
  });
  const refusal = (input: object): Failure => {
    try {
      innovations.askIndex({ ...asked, ...input });
    } catch (thrown) {
      if (thrown instanceof Failure) return thrown;
      throw thrown;
    }
    throw new Error('not refused');
  };
  expect(refusal({ year: '2025' })).toMatchObject({ reason: 'innovations.no_pack', detail: { year: '2025' } });
  expect(refusal({ sectors: '7', n: '-1', average: '111,01', spd: 'x' }).fields).toEqual({
    n: 'innovations.number_wrong',
    average: 'innovations.number_wrong',
    sectors: 'innovations.number_wrong',
    spd: 'innovations.number_wrong',
  });
});
