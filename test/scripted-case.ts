import { readFileSync } from 'node:fs';
import { Failure } from '#core/failure.ts';
import { makeCalendar, type Calendar } from '#core/working-time.ts';
import { catchUp, decide, fold, type CaseState, type Command, type Facts, type Performer } from '#modules/cases/engine.ts';
import type { CaseEvent, CaseEventBody, OwedEvent } from '#modules/cases/events.ts';
import type { Definition } from '#modules/catalogue/definition.ts';
import type { EvidenceKind } from '#modules/catalogue/form.ts';
import { settle } from '#modules/catalogue/form.ts';
import { readDefinition } from '#modules/catalogue/read-definition.ts';

const read = new Map<string, Definition>();

export function definitionOf(id: string): Definition {
  const known = read.get(id);
  if (known) return known;
  const reading = readDefinition(readFileSync(`db/services/${id}.yaml`, 'utf8'));
  if (!reading.definition) throw new Error(JSON.stringify(reading.errors));
  read.set(id, reading.definition);
  return reading.definition;
}

/** '2026-08-20 14:00' or '2026-08-20 23:59:59' in WIT. */
export const wit = (text: string): Date => new Date(`${text.replace(' ', 'T')}${text.length === 16 ? ':00' : ''}+09:00`);

/** A person and the duties held, as 'agency/role'. */
export const person = (id: string, ...duties: string[]): Performer => ({
  person: id,
  onBehalfOf: null,
  holds: (agency, role) => duties.includes(`${agency}/${role}`),
});

export const people = {
  applicant: person('applicant'),
  verifier: person('vera', 'dpmptsp/verifikator'),
  supervisor: person('sari', 'dpmptsp/supervisor', 'dinkes/supervisor'),
  tester: person('tomas', 'dinkes/penguji-nakes'),
  nurseHead: person('paula', 'pkm-hoya/kepala-puskesmas'),
  head: person('hendrik', 'dpmptsp/kepala-dinas'),
} as const;

const FIRST_SOURCES: Readonly<Record<string, EvidenceKind>> = { ktp: 'field', str: 'register', 'surat-tempat-praktik': 'task' };

/** One case worked through the engine, with the clock and no database. */
export class ScriptedCase {
  readonly log: CaseEvent[] = [];
  readonly def: Definition;
  calendar: Calendar;
  readonly facts: Facts;

  constructor(options: { def?: Definition; calendar?: Calendar; given?: Record<string, string | number | boolean> } = {}) {
    this.def = options.def ?? definitionOf('sip-perawat');
    this.calendar = options.calendar ?? makeCalendar([]);
    const lists = this.def.tests.fixtures;
    const given = options.given ?? { jenis: 'baru', faskes: 'PKM-HOYA' };
    this.facts = { lists, vars: settle(this.def, given, { lists, options: {}, calendar: this.calendar }).vars };
  }

  get state(): CaseState {
    return fold(this.def, this.log);
  }
  get types(): string[] {
    return this.log.map((event) => ('task' in event ? `${event.type} ${event.task}` : event.type));
  }
  find<T extends CaseEventBody['type']>(type: T): (CaseEvent & { type: T }) | undefined {
    return this.log.find((event): event is CaseEvent & { type: T } => event.type === type);
  }

  append(events: readonly OwedEvent[], who: Performer | null): void {
    for (const event of events)
      this.log.push({ ...event, no: this.log.length + 1, actor: who?.person ?? null, onBehalfOf: who?.onBehalfOf ?? null });
  }
  until(at: Date): this {
    this.append(catchUp(this.def, this.calendar, this.facts, this.log, at), null);
    return this;
  }
  do(at: string | Date, who: Performer, command: Command): this {
    const now = typeof at === 'string' ? wit(at) : at;
    this.until(now);
    this.append(decide(this.def, this.calendar, this.facts, this.log, command, who, now), who);
    return this;
  }
  /** The key of the refusal, of a field where one is named; undefined where it was accepted. */
  refusal(at: string | Date, who: Performer, command: Command): string | undefined {
    const length = this.until(typeof at === 'string' ? wit(at) : at).log.length;
    try {
      this.do(at, who, command);
      return undefined;
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      if (this.log.length !== length) throw new Error('A refusal left events.', { cause: thrown });
      return Object.values(thrown.fields)[0] ?? thrown.reason;
    }
  }
  submit(at: string | Date, evidence: Readonly<Record<string, EvidenceKind>> = FIRST_SOURCES): this {
    return this.do(at, people.applicant, { type: 'submit', definition: 'hash', answers: {}, evidence });
  }
}

export const claim = (task: string): Command => ({ type: 'claim', task });
type Of<T extends Command['type']> = Extract<Command, { type: T }>;
export const decided = (task: string, outcome: string, more: Partial<Of<'decide'>> = {}): Of<'decide'> => ({
  type: 'decide',
  task,
  outcome,
  statement: null,
  basis: null,
  requirements: [],
  conditions: [],
  ...more,
});
export const returned = (task: string, outcome: string, ...paths: string[]): Of<'return'> => ({
  type: 'return',
  task,
  outcome,
  marks: paths.map((path) => ({ path, requirement: path, statement: 'statement' })),
});
export const answered = (...changed: string[]): Command => ({ type: 'answer', answers: {}, evidence: {}, changed });
