import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { Actor } from '#core/actor.ts';
import { Failure } from '#core/failure.ts';
import { getCalendar } from '#core/server/calendar.ts';
import { firstBroken } from '#core/server/events.ts';
import type { Tx } from '#core/server/database.ts';
import { due, workingMs } from '#core/working-time.ts';
import type { Definition } from '#modules/catalogue/definition.ts';
import { getDefinition } from '#modules/catalogue/server/catalogue.ts';
import { CaseWorld, demoId } from '#test/case-world.ts';
import { clock } from '../clock.ts';
import { fold, nextOwed } from '../engine.ts';
import { fromRow } from '../events.ts';
import { holdersOf, ledger, officeMs, sharesByAgency } from '../ledger.ts';
import { settleDebts } from './advance.ts';
import {
  answerReturn,
  claimTask,
  decideTask,
  getCaseView,
  getShares,
  reassignTask,
  releaseTask,
  returnTask,
  takeNext,
  withdrawCase,
} from './cases.ts';

/**
 * Random people do random things to real cases by the real doors; after each, the fold of the log must give the tables:
 * "the fold of the events must reproduce the tables" (services.md E1).
 */

let world: CaseWorld;
beforeAll(async () => {
  world = await CaseWorld.open('2026-11-24 08:00');
});

const SERVICES = ['sip-perawat', 'surat-keterangan-penelitian'] as const;
const PEOPLE: readonly (readonly [key: string, ...duties: string[]])[] = [
  ['ratna'],
  ['yakob'],
  ['kadis-dpmptsp'],
  ['kadis-dpmptsp', 'dpmptsp/verifikator'],
  ['penguji1'],
  ['penguji2'],
  ['kadis-dinkes'],
  ['kapus-hoya'],
  ['kesbangpol'],
  ['kesbangpol-analis'],
  ['kaban-kesbangpol'],
  ['brida'],
];

type Act = (code: string, view: Awaited<ReturnType<typeof getCaseView>>, pick: number) => (tx: Tx) => Promise<unknown>;
const taskOf = (view: Awaited<ReturnType<typeof getCaseView>>, pick: number) => {
  const open = view.tasks.filter((task) => task.status === 'open' || task.status === 'claimed');
  const from = pick % 4 === 0 || open.length === 0 ? view.tasks : open;
  return from[pick % from.length]!;
};
const full = { reason: 'Sebab', basis: '', requirements: ['ktp'], conditions: [] };

const acts: Readonly<Record<string, Act>> = {
  claim: (code, view, pick) => (tx) => claimTask(tx, code, taskOf(view, pick).task),
  release: (code, view, pick) => (tx) => releaseTask(tx, code, taskOf(view, pick).task),
  next: () => takeNext,
  reassign: (code, view, pick) => (tx) =>
    reassignTask(tx, code, taskOf(view, pick).task, { to: demoId(PEOPLE[pick % PEOPLE.length]![0]), reason: 'Cuti' }),
  decide: (code, view, pick) => (tx) => {
    const task = taskOf(view, pick);
    const outcomes = task.outcomes.filter((outcome) => !outcome.isReturn);
    const outcome = outcomes[pick % Math.max(1, outcomes.length)]?.id ?? 'lengkap';
    return decideTask(tx, code, task.task, { ...full, outcome, basis: view.legalBasis[0]!.id });
  },
  return: (code, view, pick) => (tx) => {
    const task = taskOf(view, pick);
    const outcome = task.outcomes.find((candidate) => candidate.isReturn)?.id ?? 'kurang';
    return returnTask(tx, code, task.task, { outcome, marks: [{ path: pick % 2 ? 'hp' : 'nama', message: 'Periksa' }] });
  },
  answer: (code) => (tx) => answerReturn(tx, code, { hp: '081299998888', nama: 'Yohana' }, {}),
  withdraw: (code) => (tx) => withdrawCase(tx, code),
};

const step = fc.record({
  /** Milliseconds since the step before: from nothing to eight days. */
  after: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 8 * 3_600_000 }), fc.integer({ min: 0, max: 8 * 86_400_000 })),
  pick: fc.nat(5000),
  who: fc.nat(PEOPLE.length - 1),
  act: fc.oneof(
    { weight: 6, arbitrary: fc.constant('able') },
    { weight: 3, arbitrary: fc.constantFrom(...Object.keys(acts).filter((name) => name !== 'withdraw')) },
    { weight: 1, arbitrary: fc.constantFrom('settle', 'withdraw') },
  ),
});
const script = fc.record({
  service: fc.constantFrom(...SERVICES),
  faskes: fc.constantFrom('PKM-HOYA', 'RSUD-MIMIKA', 'PKM-TIMIKA'),
  steps: fc.array(step, { minLength: 4, maxLength: 18 }),
});

const has = (who: Actor, agency: string, role: string): boolean =>
  'duties' in who && who.duties.some((duty) => duty.agency === agency && duty.role === role);

/** Something that probably may be done, by somebody who probably may: random pairs alone are mostly refused. */
async function able(code: string, def: Definition, pick: number): Promise<[Actor, (tx: Tx) => Promise<unknown>]> {
  const own = await world.as('yohana', (tx) => getCaseView(tx, code));
  const silent = own.tasks.filter((task) => task.bySilence);
  const open = pick % 6 === 0 && silent.length ? silent : own.tasks.filter((task) => ['open', 'claimed'].includes(task.status));
  const task = open[pick % Math.max(1, open.length)];
  if (own.can.answer && pick % 3 === 0) return [world.person('yohana'), acts['answer']!(code, own, pick)];
  if (!task) return [{ kind: 'job', task: 'test' }, (tx) => settleDebts(tx, own.id)];
  const known = PEOPLE.map((who) => world.person(...who)).filter((who) => has(who, task.agency.code, task.role));
  const fit = known.length ? known : [world.person('kapus-hoya', `${task.agency.code}/${task.role}`)];
  const actor = fit[pick % fit.length]!;
  const outcomes = Object.entries(def.process.find((candidate) => candidate.id === task.task)!.outcomes).map(([id, outcome]) => ({
    id,
    label: { id },
    isReturn: outcome.to === 'return',
    ends: null,
    requires: [],
    takesConditions: false,
  }));
  const view = { ...own, tasks: [{ ...task, outcomes }] };
  if (pick % 5 === 0) return [actor, task.claimant ? acts['release']!(code, view, pick) : acts['claim']!(code, view, pick)];
  if (pick % 7 === 0) {
    const chief = world.person('kadis-dpmptsp', `${task.agency.code}/supervisor`);
    const to = 'id' in fit[0]! ? fit[0].id : '';
    return [chief, (tx) => reassignTask(tx, code, task.task, { to, reason: 'Cuti' })];
  }
  return [actor, acts[pick % 4 === 0 ? 'return' : 'decide']!(code, view, pick)];
}

/** Did something happen that a door allows? A Failure is a refusal; anything else is a bug. */
const tried = async (work: Promise<unknown>): Promise<boolean> => {
  try {
    await work;
    return true;
  } catch (thrown) {
    if (thrown instanceof Failure) return false;
    throw thrown;
  }
};

const seen = new Set<string>();

async function compare(id: string, isLast = false): Promise<Definition> {
  const log = await world.log(id);
  expect(firstBroken(log)).toBeUndefined();
  const events = log.filter((event) => event.type.startsWith('cases.')).map(fromRow);
  for (const event of events) seen.add(event.type);
  const { rows: headers } = await world.database.asAdmin('select * from cases.case_file where id = $1', [id]);
  const header = headers[0] as Record<string, unknown>;
  const { rows: tasks } = await world.database.asAdmin('select * from cases.task where case_id = $1 order by task', [id]);
  const [def, calendar] = await world.asJob(async (tx) => [
    (await getDefinition(tx, header['definition_hash'] as string)).body,
    await getCalendar(tx),
  ]);
  const state = fold(def, events);
  const lastAt = new Date(log.at(-1)!.recorded_at);
  const time = clock(def, calendar, state, state.lastAt!);
  expect(header).toMatchObject({
    submitted_at: state.submittedAt,
    ended_at: state.endedAt,
    end_kind: state.end,
    lane: state.lane,
    clock_state: time.state,
    due_at: time.dueAt,
    used_days: time.used,
    working_ms: state.endedAt ? workingMs(calendar, state.submittedAt!, state.endedAt) : null,
    next_at: nextOwed(def, calendar, state) ?? null,
    halted: state.halted,
    halted_at: state.haltedAt,
    office_ms: state.endedAt ? officeMs(ledger(def, calendar, events, state.endedAt)) : null,
  });
  expect(
    tasks.map((row: Record<string, unknown>) => ({
      task: row['task'],
      status: row['status'],
      agency: row['opened_at'] ? row['agency'] : null,
      claimant: row['claimant'],
      opened_at: row['opened_at'],
      claimed_at: row['claimed_at'],
      closed_at: row['closed_at'],
      due_at: row['due_at'],
      outcome: row['outcome'],
      by_silence: row['by_silence'],
      escalated_to: row['escalated_to'],
    })),
  ).toEqual(
    Object.values(state.tasks)
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .map((task) => ({
        task: task.id,
        status: task.status,
        agency: task.openedAt ? task.agency : null,
        claimant: task.claimant,
        opened_at: task.openedAt,
        claimed_at: task.claimedAt,
        closed_at: task.closedAt,
        due_at: task.budgetFrom ? due(calendar, task.budgetFrom, task.budget) : null,
        outcome: task.outcome,
        by_silence: task.bySilence,
        escalated_to: task.escalatedTo,
      })),
  );
  if (!isLast) return def;
  // What a screen says at this very moment: holders and the shares of the ledger.
  world.at(lastAt);
  const view = await world.as('yohana', (tx) => getCaseView(tx, header['code'] as string));
  if (!state.end) expect(view.holders.map((holder) => holder.kind)).toEqual(holdersOf(state).map((holder) => holder.kind));
  const shares = await world.as('yohana', (tx) => getShares(tx, header['code'] as string));
  const folded = sharesByAgency(ledger(def, calendar, events, lastAt));
  expect(shares.map(({ kind, wallMs, workingMs: ms }) => ({ kind, wallMs, ms }))).toEqual(
    folded.map(({ holder, wallMs, workingMs: ms }) => ({ kind: holder.kind, wallMs, ms })),
  );
  const until = state.endedAt ?? lastAt;
  expect(shares.reduce((sum, share) => sum + share.wallMs, 0)).toBe(until.getTime() - state.submittedAt!.getTime());
  expect(shares.reduce((sum, share) => sum + share.workingMs, 0)).toBe(workingMs(calendar, state.submittedAt!, until));
  return def;
}

test('the fold of the log gives the tables, whatever people do and whenever time is written', { timeout: 600_000 }, async () => {
  let allowed = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(script, async ({ service, faskes, steps }) => {
      world.at('2026-11-24 08:00');
      const { id, code } = await world.file(
        service === 'sip-perawat'
          ? { service, answers: { faskes }, uploads: faskes === 'RSUD-MIMIKA' ? ['surat-tempat-praktik'] : [] }
          : { service },
      );
      const def = await compare(id);
      let at = world.now;
      for (const { after, pick, who, act } of steps) {
        world.at((at = new Date(at.getTime() + after)));
        if (act === 'settle') await world.asJob((tx) => settleDebts(tx, id));
        else if (act === 'able') {
          const [actor, work] = await able(code, def, pick);
          if (await tried(world.as(actor, work))) allowed++;
          else refused++;
        } else {
          const own = act === 'answer' || act === 'withdraw';
          const actor = own ? world.person('yohana') : world.person(...PEOPLE[who]!);
          const view = await world.as(actor, (tx) => getCaseView(tx, code)).catch(() => undefined);
          const shown = view ?? (await world.as('yohana', (tx) => getCaseView(tx, code)));
          if (await tried(world.as(actor, acts[act]!(code, shown, pick)))) allowed++;
          else refused++;
        }
        await compare(id);
      }
      await compare(id, true);
    }),
    { numRuns: 25, seed: 7, endOnFailure: true },
  );
  // The walk reached the corners it is for; both sorts of answers occurred in numbers.
  expect([...seen]).toEqual(
    expect.arrayContaining(
      [
        'submitted',
        'task_opened',
        'task_claimed',
        'task_released',
        'task_decided',
        'task_reassigned',
        'returned',
        'answered',
        'ended',
        'noted',
      ].concat(['task_reminded', 'task_escalated', 'applicant_reminded', 'expired', 'task_cancelled', 'task_not_applicable']),
    ),
  );
  expect(Math.min(allowed, refused)).toBeGreaterThan(100);
});
