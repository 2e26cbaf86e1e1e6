import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agendaKindOf, agendaKinds, inAgendaOrder, isOverdue, refusals, steps, type Decision, type DecisionState } from './decision.ts';

const vote = (person: string, choice: 'yes' | 'no' | 'abstain' = 'yes') => ({ person, agency: null, choice });
const proposal: Decision = {
  state: 'proposed',
  owner: 'dpmptsp',
  due: '2026-12-31',
  review: '2027-06-30',
  expected: { metric: 'cepat-putusan', direction: 'down', size: 2 },
  isAdministrative: false,
  verifier: 'inspektorat',
  votes: [vote('a'), vote('b'), vote('c', 'no')],
  recused: [],
  meeting: null,
  evidence: 0,
  lastEventOn: '2026-11-24',
};
const adopt = (more: Partial<Decision>) => refusals({ ...proposal, ...more }, 'adopted');

describe('adoption', () => {
  test('a whole proposal is adopted', () => expect(adopt({})).toEqual([]));
  test('without owner, date, review or metric it is refused, all of it said at once', () => {
    expect(adopt({ owner: null, due: null, review: null, expected: null })).toEqual([
      'council.no_owner',
      'council.no_due',
      'council.no_review',
      'council.no_metric',
    ]);
    expect(adopt({ expected: { metric: 'x', direction: 'up', size: 0 } })).toEqual(['council.no_size']);
    expect(adopt({ expected: { metric: 'x', direction: 'up', size: Number.NaN } })).toEqual(['council.no_size']);
  });
  test('without a metric only what is administrative; owner and date are needed all the same', () => {
    expect(adopt({ expected: null, review: null, isAdministrative: true })).toEqual([]);
    expect(adopt({ expected: null, due: null, isAdministrative: true })).toEqual(['council.no_due']);
  });
  test('nobody checks their own agency', () => {
    expect(adopt({ verifier: 'dpmptsp' })).toEqual(['council.own_verifier']);
    expect(adopt({ verifier: null })).toEqual(['council.no_verifier']);
    const claimed: Decision = { ...proposal, state: 'claimed_done' };
    expect(refusals({ ...claimed, verifier: 'dpmptsp' }, 'verified')).toEqual(['council.own_verifier']);
    expect(refusals(claimed, 'verified')).toEqual([]);
  });
  test('who stepped back doesn’t vote, nobody votes twice, and a tie carries nothing', () => {
    expect(adopt({ recused: ['a'] })).toEqual(['council.recused_vote']);
    expect(adopt({ votes: [vote('a'), vote('a')] })).toEqual(['council.voted_twice']);
    expect(adopt({ votes: [vote('a'), vote('b', 'no'), vote('c', 'abstain')] })).toEqual(['council.not_carried']);
    expect(adopt({ votes: [] })).toEqual(['council.not_carried']);
  });
});

test('a deferral points to a meeting, a claim has evidence', () => {
  expect(refusals(proposal, 'deferred')).toEqual(['council.no_meeting']);
  expect(refusals({ ...proposal, meeting: 'm' }, 'deferred')).toEqual([]);
  expect(refusals({ ...proposal, state: 'in_progress' }, 'claimed_done')).toEqual(['council.no_evidence']);
});

test('what ended stays ended, every state can be reached, and no step leads where the table doesn’t', () => {
  const reached = new Set<DecisionState>(['proposed']);
  for (const state of reached) for (const next of steps[state]) reached.add(next);
  expect([...reached].toSorted()).toEqual(Object.keys(steps).toSorted());
  for (const state of Object.keys(steps) as DecisionState[])
    for (const to of Object.keys(steps) as DecisionState[])
      if (!steps[state].includes(to)) expect(refusals({ ...proposal, state, evidence: 1, meeting: 'm' }, to)).toEqual(['council.not_now']);
});

test('overdue is computed: past the due day; without one, ninety quiet days', () => {
  const open = { state: 'in_progress', due: '2026-12-31', lastEventOn: '2026-11-24' } as const;
  expect(isOverdue(open, '2026-12-31')).toBe(false);
  expect(isOverdue(open, '2027-01-01')).toBe(true);
  expect(isOverdue({ ...open, due: null }, '2027-02-22')).toBe(false);
  expect(isOverdue({ ...open, due: null }, '2027-02-23')).toBe(true);
  for (const state of ['verified', 'superseded', 'lapsed', 'rejected'] as const)
    expect(isOverdue({ ...open, state }, '2030-01-01')).toBe(false);
});

test('the agenda builds itself: each decision by the first reason that fits, in the order of the rules', () => {
  const running: Decision = { ...proposal, state: 'in_progress' };
  expect(agendaKindOf(running, 'better', '2026-12-01')).toBeUndefined();
  expect(agendaKindOf(running, 'worse', '2027-01-05')).toBe('overdue');
  expect(agendaKindOf({ ...proposal, state: 'claimed_done' }, 'worse', '2026-12-01')).toBe('to_verify');
  const verified: Decision = { ...proposal, state: 'verified' };
  expect(agendaKindOf(verified, 'no_change', '2027-06-29')).toBeUndefined();
  expect(agendaKindOf(verified, 'no_change', '2027-06-30')).toBe('no_effect');
  expect(agendaKindOf(verified, 'not_reported', '2027-06-30')).toBe('stale_metric');
  expect(agendaKindOf(verified, 'better', '2027-06-30')).toBeUndefined();
  const kind = fc.constantFrom(...agendaKinds);
  const item = fc.record({ kind, since: fc.constantFrom('2026-01-01', '2026-05-01', '2026-09-01') });
  fc.assert(
    fc.property(fc.array(item), (items) => {
      const ordered = inAgendaOrder(items);
      expect(ordered).toHaveLength(items.length);
      for (const [index, one] of ordered.entries()) {
        const before = ordered[index - 1];
        if (!before) continue;
        const [a, b] = [agendaKinds.indexOf(before.kind), agendaKinds.indexOf(one.kind)];
        expect(a < b || (a === b && before.since <= one.since)).toBe(true);
      }
    }),
  );
});
