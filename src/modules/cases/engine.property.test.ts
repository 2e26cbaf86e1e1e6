import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeCalendar, workingMs, type Calendar } from '#core/working-time.ts';
import type { Definition } from '#modules/catalogue/definition.ts';
import { answered, claim, decided, definitionOf, people, person, returned, ScriptedCase, wit } from '#test/scripted-case.ts';
import { clock } from './clock.ts';
import { fold, openTasks, type Command, type Performer } from './engine.ts';
import { holdersOf, ledger, shares } from './ledger.ts';

/** Laws that hold whatever people do and whenever they do it: random commands, by random people, at random moments. */

const def = definitionOf('sip-perawat');
const calendars = [makeCalendar([]), makeCalendar(['2026-08-05', '2026-08-12', '2026-08-13', '2026-08-17', '2026-08-25'])];
const FILED = wit('2026-08-03 08:00');
const RUNS = { numRuns: 150 };

const everybody: readonly Performer[] = [
  ...Object.values(people),
  person('hendrik', 'dpmptsp/verifikator', 'dpmptsp/kepala-dinas'),
  person('vera', 'dpmptsp/verifikator', 'dpmptsp/kepala-dinas'),
  { ...person('dewi', 'dpmptsp/sekretaris'), onBehalfOf: 'hendrik' },
];
const full = { statement: 'why', basis: 'uu-17-2023', requirements: ['str'] };
const { marks } = returned('teknis', 'klarifikasi', 'no_str');
const commands: readonly Command[] = [
  ...def.process.flatMap(({ id, outcomes }): Command[] => [
    claim(id),
    { type: 'release', task: id },
    { type: 'reassign', task: id, officer: 'wati', statement: 's' },
    { type: 'find_late', task: id, statement: 's', marks },
    ...Object.entries(outcomes).map(([name, outcome]) =>
      outcome.to === 'return' ? returned(id, name, 'no_str') : decided(id, name, full),
    ),
  ]),
  answered('no_str'),
  answered('no_str'),
  { type: 'resume', reason: 'r' },
];
/** Rare, so that most cases live a while. */
const withdraw: Command = { type: 'withdraw' };

interface Step {
  readonly after: number;
  readonly who: Performer;
  readonly command: Command;
}
const step: fc.Arbitrary<Step> = fc.record({
  after: fc.oneof(fc.integer({ min: 0, max: 5_000_000 }), fc.integer({ min: 0, max: 400_000_000 })),
  who: fc.constantFrom(...everybody),
  command: fc.oneof({ weight: 40, arbitrary: fc.constantFrom(...commands) }, { weight: 1, arbitrary: fc.constant(withdraw) }),
});
/** A step that fits the state it meets: most random pairs are refused, these move a case to its far corners. */
const fitting = fc.record({ after: fc.integer({ min: 0, max: 40_000_000 }), pick: fc.nat(10_000) });
type Fitting = typeof fitting extends fc.Arbitrary<infer T> ? T : never;

function fit(played: ScriptedCase, { after, pick }: Fitting): Step {
  const open = openTasks(played.state);
  if (played.state.halted || (played.state.returned && (pick % 3 === 0 || open.length === 0)))
    return played.state.halted
      ? { after, who: people.supervisor, command: { type: 'resume', reason: 'r' } }
      : { after, who: people.applicant, command: answered('no_str') };
  const task = open[pick % Math.max(1, open.length)];
  if (!task) return { after, who: people.applicant, command: { type: 'withdraw' } };
  const { role, outcomes } = def.process.find((candidate) => candidate.id === task.id)!;
  const able = everybody.filter((who) => who.person === task.claimant || who.holds(task.agency!, role) || who.onBehalfOf !== null);
  const who = able[pick % able.length]!;
  if (pick % 7 === 0) return { after, who, command: claim(task.id) };
  if (pick % 11 === 0) return { after, who: people.supervisor, command: { type: 'find_late', task: task.id, statement: 's', marks } };
  const [name, outcome] = Object.entries(outcomes)[pick % Object.keys(outcomes).length]!;
  return { after, who, command: outcome.to === 'return' ? returned(task.id, name, 'no_str') : decided(task.id, name, full) };
}
const script = fc.record({
  calendar: fc.constantFrom(...calendars),
  faskes: fc.constantFrom('PKM-HOYA', 'KLINIK-A'),
  hasStr: fc.boolean(),
  steps: fc.array(fc.oneof(step, { weight: 3, arbitrary: fitting }), { maxLength: 40 }),
});
type Script = typeof script extends fc.Arbitrary<infer T> ? T : never;

/** Work a script; refused commands leave nothing. `seen` is called after every step. */
function play(
  item: Script,
  of: Definition = def,
  seen: (played: ScriptedCase, at: Date) => void = () => undefined,
): { case: ScriptedCase; until: Date } {
  const played = new ScriptedCase({ def: of, calendar: item.calendar, given: { jenis: 'baru', faskes: item.faskes } });
  played.submit(FILED, { ktp: 'field', ...(item.hasStr ? { str: 'register' as const } : {}), 'surat-tempat-praktik': 'task' });
  let at = FILED;
  for (const next of item.steps) {
    const { after, who, command } = 'pick' in next ? fit(played, next) : next;
    at = new Date(at.getTime() + after);
    played.refusal(at, who, command);
    seen(played, at);
  }
  const until = new Date(at.getTime() + 1);
  played.until(until);
  return { case: played, until };
}
const rowsOf = (played: ScriptedCase, calendar: Calendar, until: Date) => ledger(played.def, calendar, played.log, until);

test('rows touch, and add up to the whole span, wall and working', () => {
  fc.assert(
    fc.property(script, (item) => {
      const { case: played, until } = play(item);
      const rows = rowsOf(played, item.calendar, until);
      const end = played.state.endedAt ?? until;
      rows.forEach((row, index) => expect(row.from).toEqual(rows[index - 1]?.to ?? FILED));
      expect(rows.at(-1)?.to ?? FILED).toEqual(rows.length ? end : FILED);
      expect(rows.reduce((sum, row) => sum + row.wallMs, 0)).toBe(end.getTime() - FILED.getTime());
      expect(rows.reduce((sum, row) => sum + row.workingMs, 0)).toBe(workingMs(item.calendar, FILED, end));
      const parts = shares(rows);
      expect(parts.reduce((sum, part) => sum + part.wallMs, 0)).toBe(end.getTime() - FILED.getTime());
      expect(parts.reduce((sum, part) => sum + part.workingMs, 0)).toBe(workingMs(item.calendar, FILED, end));
      for (const row of rows) for (const ms of [row.wallMs, row.workingMs]) expect(Number.isSafeInteger(ms)).toBe(true);
    }),
    RUNS,
  );
});

test('somebody always holds the case; it stands still only while the applicant alone does', () => {
  fc.assert(
    fc.property(script, (item) => {
      const { case: played, until } = play(item);
      for (const row of rowsOf(played, item.calendar, until)) {
        expect(row.holders.length).toBeGreaterThan(0);
        if (row.clock === 'stopped') expect(row.holders).toEqual([{ kind: 'applicant' }]);
        else if (row.clock === 'running') expect(row.holders).not.toEqual([{ kind: 'applicant' }]);
      }
    }),
    RUNS,
  );
});

test('used never falls and never passes the total; nothing changes the rows of the past', () => {
  fc.assert(
    fc.property(script, (item) => {
      let used = 0;
      play(item, def, (played, at) => {
        const now = clock(def, item.calendar, played.state, at);
        expect(now.used).toBeGreaterThanOrEqual(used);
        expect(now.used).toBeLessThanOrEqual(now.total);
        used = now.used;
      });
      const { case: played, until } = play(item);
      const whole = rowsOf(played, item.calendar, until);
      for (let length = 1; length < played.log.length; length++) {
        const past = ledger(def, item.calendar, played.log.slice(0, length), played.log[length]!.at);
        expect(whole.slice(0, Math.max(0, past.length - 1))).toEqual(past.slice(0, -1));
      }
    }),
    { numRuns: 60 },
  );
});

test('one round, one late finding, one end; nothing but notes after it; the log runs forward', () => {
  fc.assert(
    fc.property(script, (item) => {
      const { log } = play(item).case;
      const count = (of: (event: (typeof log)[number]) => boolean) => log.filter(of).length;
      expect(count((event) => event.type === 'returned' && !event.late_finding)).toBeLessThanOrEqual(1);
      expect(count((event) => event.type === 'returned' && event.late_finding)).toBeLessThanOrEqual(1);
      expect(count((event) => event.type === 'ended')).toBeLessThanOrEqual(1);
      const end = log.findIndex((event) => event.type === 'ended');
      if (end >= 0) expect(log.slice(end + 1).every((event) => event.type === 'noted')).toBe(true);
      log.forEach((event, index) => expect(event.at.getTime()).toBeGreaterThanOrEqual(log[index - 1]?.at.getTime() ?? 0));
    }),
    RUNS,
  );
});

test('the one who decides never checked completeness; a decision comes only after every need', () => {
  fc.assert(
    fc.property(script, (item) => {
      const { log } = play(item).case;
      const names = (event: (typeof log)[number]) => [event.actor, event.onBehalfOf].filter((name) => name !== null);
      log.forEach((event, index) => {
        if (event.type !== 'task_decided' || event.task !== 'putusan') return;
        const checkers = log
          .slice(0, index)
          .filter((other) => (other.type === 'task_decided' || other.type === 'returned') && other.task === 'kelengkapan')
          .flatMap(names);
        expect(names(event).filter((name) => checkers.includes(name))).toEqual([]);
        const before = fold(def, log.slice(0, index));
        for (const need of ['teknis', 'konfirmasi-puskesmas']) expect(['done', 'not_applicable']).toContain(before.tasks[need]!.status);
      });
    }),
    RUNS,
  );
});

test('catching up late gives the same log as catching up often', () => {
  fc.assert(
    fc.property(script, fc.array(fc.integer({ min: 0, max: 60 * 24 * 60 }), { maxLength: 30 }), (item, minutes) => {
      const late = play(item);
      const often = play(item);
      const end = new Date(late.until.getTime() + 60 * 24 * 3_600_000);
      for (const minute of minutes.toSorted((a, b) => a - b)) often.case.until(new Date(late.until.getTime() + minute * 60_000));
      expect(often.case.until(end).log).toEqual(late.case.until(end).log);
    }),
    RUNS,
  );
});

test('a case left alone comes to an end, or was escalated and waits for a person', () => {
  fc.assert(
    fc.property(script, (item) => {
      const { case: played, until } = play(item);
      const { state } = played.until(new Date(until.getTime() + 200 * 24 * 3_600_000));
      if (state.end === null) expect(state.expired === 'escalated' || state.halted !== null).toBe(true);
      else expect(Object.values(state.tasks).every((task) => ['done', 'not_applicable', 'cancelled'].includes(task.status))).toBe(true);
      if (state.end === null) expect(holdersOf(state).length).toBeGreaterThan(0);
    }),
    RUNS,
  );
});

test('nothing depends on texts: other labels, the same log and the same times', () => {
  const other = JSON.parse(JSON.stringify(def), (key, value: unknown) =>
    key === 'label' || key === 'name' || key === 'title' ? { id: 'Teks lain', en: 'Another text' } : value,
  ) as Definition;
  fc.assert(
    fc.property(script, (item) => {
      const [a, b] = [play(item), play(item, other)];
      expect(b.case.log).toEqual(a.case.log);
      expect(rowsOf(b.case, item.calendar, b.until)).toEqual(rowsOf(a.case, item.calendar, a.until));
    }),
    { numRuns: 40 },
  );
});
