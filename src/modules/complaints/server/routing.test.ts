import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import * as complaints from '#modules/complaints/server/complaints.ts';
import { demoId } from '#modules/identity/server/demo.ts';
import { pothole, reportWorld } from '#test/report-world.ts';
import { canTie, pickRule, type Rule } from '../report.ts';

const world = await reportWorld();
const { as, refused, submit, at } = world;

const draft = {
  category: 'jalan-jembatan',
  region: '',
  attribute: 'status=provinsi',
  lead: 'dlh',
  supporting: ['pln'],
  from_day: '2026-11-03',
  to_day: '',
  basis: 'Keputusan contoh 1/2026',
};
const drafting = (who: string, more: object = {}) => as(who, (tx) => complaints.draftRule(tx, { ...draft, ...more }));
const seen = async (who: string, id: string) => String((await as(who, (tx) => complaints.getRuleDraft(tx, id))).trial!.moved.length);

test('a rule is tried on past reports, put in force by a second person, and says of each report why it went there', async () => {
  at('2026-11-02 09:00');
  const past = await world.accepted({ answers: { jenis: 'jalan', status: 'provinsi' } });
  await world.accepted();
  expect(await refused(drafting('pic-dpupr'))).toBe('complaints.not_found');
  const id = await drafting('lo');
  const view = await as('mimika-center', (tx) => complaints.getRuleDraft(tx, id));
  expect(view.trial).toMatchObject({
    tried: 2,
    moved: [{ number: past.number, went: 'dpupr', before: { lead: 'dpupr' }, after: { lead: 'dlh', supporting: ['pln'] } }],
  });
  // not by the drafter, nor without the head of the centre, whatever the page says
  expect(await refused(as('lo', (tx) => complaints.putRuleInForce(tx, id, '1')))).toBe('complaints.rule_second_person');
  expect(await refused(as('lo2', (tx) => complaints.putRuleInForce(tx, id, '1')))).toBe('complaints.rule_needs_head');
  expect(await refused(as('mimika-center', (tx) => complaints.putRuleInForce(tx, id, '0')))).toBe('complaints.rule_trial_changed');
  expect(await refused(as('pic-dpupr', (tx) => complaints.putRuleInForce(tx, id, '1')))).toBe('complaints.not_found');
  await as('mimika-center', (tx) => complaints.putRuleInForce(tx, id, '1'));
  expect(await refused(as('mimika-center', (tx) => complaints.putRuleInForce(tx, id, '1')))).toBe('complaints.rule_decided');
  const { rules, drafts } = await as('lo2', (tx) => complaints.listRouting(tx));
  expect(drafts[0]).toMatchObject({ status: 'in_force', tried: 2, moved: 1, madeBy: 'Maria Kaize', putBy: 'Yuliana Rettob' });
  expect(rules.find(({ lead }) => lead === 'dlh')).toBeDefined();

  at('2026-11-03 09:00');
  const next = await submit({ answers: { jenis: 'jalan', status: 'provinsi' } });
  await as('lo', (tx) =>
    complaints.verifyReport(tx, next.id, {
      title: 'Jalan provinsi',
      classification: 'pengaduan_tidak_berkadar',
      category: 'jalan-jembatan',
      region: pothole.region,
    }),
  );
  const desk = await as('lo', (tx) => complaints.getDeskReport(tx, next.number));
  expect(desk.proposal).toMatchObject({ lead: 'dlh', supporting: ['pln'] });
  await as('lo', (tx) => complaints.routeReport(tx, next.id, { lead: 'dlh', supporting: ['pln'] }));
  const own = await as('anonymous', async (tx) => complaints.getOwnReport(tx, await complaints.presentCode(tx, next.number, next.code)));
  expect(own.why).toMatchObject({
    from: '2026-11-03',
    basis: 'Keputusan contoh 1/2026',
    answer: { id: expect.stringContaining('provinsi') },
  });
  // the report before it keeps the rule it went by
  const before = await as('lo', (tx) => complaints.getDeskReport(tx, past.number));
  expect(before.why).toMatchObject({ from: '2025-01-01' });
});

test('the database itself refuses one person, and anybody who writes a rule by hand', async () => {
  const id = await drafting('mimika-center', { category: 'lainnya', attribute: '' });
  const one = demoId('mimika-center');
  await expect(
    as('mimika-center', (tx) => sql.raw(`select complaints.put_rule_in_force('${id}', gen_random_uuid(), 0, 0, now())`).execute(tx)),
  ).rejects.toThrow(/drafter/);
  await expect(
    as('mimika-center', (tx) =>
      sql
        .raw(
          `insert into complaints.rule (id, category, lead, from_day, basis, verified, made_by) values (gen_random_uuid(), 'lainnya', 'dlh', '2030-01-01', 'x', 'P', '${one}')`,
        )
        .execute(tx),
    ),
  ).rejects.toThrow(/permission denied/);
  await expect(
    world.database.asOwner(
      `update complaints.rule_draft set status = 'in_force', decided_by = drafted_by, decided_at = now(), tried = 0, moved = 0 where id = '${id}'`,
    ),
  ).rejects.toThrow(/rule_draft_by_two/);
  await as('lo', (tx) => complaints.withdrawRule(tx, id, 'Belum perlu.'));
  expect((await as('lo', (tx) => complaints.getRuleDraft(tx, id))).draft).toMatchObject({ status: 'withdrawn', reason: 'Belum perlu.' });
});

test('an equal rule is refused when it is saved, also one that waits; replacing one ends it the day before', async () => {
  at('2026-11-04 09:00');
  const whole = { attribute: '', lead: 'dlh', supporting: [] };
  expect(await refused(drafting('lo', { ...whole, from_day: '2026-12-01' }))).toBe('complaints.rule_equal');
  // answers to two questions may both be given
  expect(await refused(drafting('lo', { attribute: 'jenis=jembatan', from_day: '2026-12-01' }))).toBe('complaints.rule_equal');
  const waits = await drafting('lo', { ...whole, region: '94.04.01', from_day: '2026-12-01' });
  expect(await refused(drafting('lo2', { ...whole, region: '94.04.01', from_day: '2026-12-05' }))).toBe('complaints.rule_equal');
  for (const [more, reason] of [
    [{ from_day: '2026-11-03' }, 'complaints.date_past'],
    [{ from_day: 'besok' }, 'complaints.date_wrong'],
    [{ to_day: '2026-11-01', from_day: '2026-12-01' }, 'complaints.rule_ends_before'],
    [{ lead: 'tidak-ada', from_day: '2026-12-01' }, 'complaints.agency_unknown'],
    [{ supporting: ['dlh'], from_day: '2026-12-01' }, 'complaints.lead_supports'],
    [{ attribute: 'status=langit', from_day: '2026-12-01' }, 'complaints.answer_unknown'],
    [{ region: '99.99', from_day: '2026-12-01' }, 'complaints.region_unknown'],
    [{ basis: 'x', from_day: '2026-12-01' }, 'complaints.rule_basis_missing'],
    [{ category: 'tidak-ada' }, 'complaints.category_unknown'],
  ] as const)
    expect(await refused(drafting('lo', more)), reason).toBe(reason);
  const old = (await as('lo', (tx) => complaints.listRouting(tx))).rules.find(
    ({ category, region, answer, isInForce }) => category === 'jalan-jembatan' && region === null && answer === null && isInForce,
  )!;
  const id = await drafting('lo', { ...whole, lead: 'bpbd', from_day: '2026-11-05', ends: old.id });
  expect(
    await refused(as('lo2', (tx) => complaints.draftRuleEnd(tx, { ends: old.id, from_day: '2026-11-06', basis: 'Keputusan 2' }))),
  ).toBe('complaints.rule_end_waits');
  // a decision that comes late begins on its own day
  at('2026-11-06 09:00');
  await as('mimika-center', async (tx) => complaints.putRuleInForce(tx, id, await seen('mimika-center', id)));
  const { rules } = await as('lo', (tx) => complaints.listRouting(tx));
  expect(rules.find((rule) => rule.id === old.id)).toMatchObject({ to: '2026-11-05', isInForce: false });
  expect(rules.find(({ lead, region, category }) => lead === 'bpbd' && region === null && category === 'jalan-jembatan')).toMatchObject({
    from: '2026-11-06',
    isInForce: true,
  });
  await as('lo', (tx) => complaints.withdrawRule(tx, waits, 'Tidak jadi.'));
});

test('law: of rules none of which can tie, the one that is picked is heavier than every other that fits', () => {
  const rule = fc.record({
    id: fc.uuid(),
    region: fc.constantFrom(null, '94.04', '94.04.01', '94.04.01.2001', '94.04.02'),
    attribute: fc.constantFrom('', 'a=1', 'a=2', 'b=1', 'm=1', 'm=2'),
    lead: fc.constant('x'),
    supporting: fc.constant([]),
  });
  const answers = fc.record({ a: fc.constantFrom('1', '2'), b: fc.constantFrom('1', '3'), m: fc.subarray(['1', '2']) });
  fc.assert(
    fc.property(fc.array(rule, { maxLength: 8 }), answers, fc.constantFrom(null, '94.04.01', '94.04.01.2001'), (all, given, region) => {
      const apart: Rule[] = [];
      for (const each of all) if (!apart.some((other) => canTie(other, each, (code) => code === 'm'))) apart.push(each);
      const picked = pickRule(apart, region, given);
      // in whatever order they stand: no tie is left to chance
      expect(pickRule(apart.toReversed(), region, given)?.id).toBe(picked?.id);
    }),
  );
});
