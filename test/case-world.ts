import type { Actor } from '#core/actor.ts';
import { uuidv7 } from '#core/id.ts';
import { readEvents, type StoredEvent } from '#core/server/events.ts';
import type { Tx } from '#core/server/database.ts';
import { loadDemo as loadDefinitions } from '#modules/catalogue/server/demo.ts';
import {
  attachUpload,
  getDraft,
  putRegisterAnswers,
  savePage,
  startDraft,
  submitCase,
  type RegisterAnswer,
} from '#modules/cases/server/cases.ts';
import { demoId, demoSignIns, loadDemo as loadPeople } from '#modules/identity/server/demo.ts';
import { testDatabase, type TestDatabase } from './database.ts';
import { wit } from './scripted-case.ts';

const found = (values: Record<string, string>): RegisterAnswer => ({ status: 'found', values, at: '2026-11-01T00:00:00Z' });

/** Enough to send each service without a fault; tests change single answers. */
export const filings: Readonly<
  Record<string, { answers: Record<string, string>; registers: Record<string, RegisterAnswer>; uploads: readonly string[] }>
> = {
  'sip-perawat': {
    answers: { jenis: 'baru', hp: '081200000001', no_str: 'NR0001', faskes: 'PKM-HOYA' },
    registers: {
      'dukcapil.identity@2': found({ 'person.nik': '9109144501920001', 'person.name': 'Yohana', 'person.address': 'Kampung Hoya' }),
      'nakes.str@1': found({ 'nurse.str-number': 'NR0001' }),
    },
    uploads: [],
  },
  'surat-keterangan-penelitian': {
    answers: {
      kewarganegaraan: 'wni',
      hp: '081200000001',
      email: 'yohana@contoh.id',
      status_peneliti: 'perorangan',
      lembaga: 'perorangan',
      judul: 'Malaria di kampung pesisir',
      ringkasan: 'Survei rumah tangga di tiga kampung pesisir selama dua bulan dengan wawancara.',
      lokasi: 'Distrik Mimika Timur',
      mulai: '2027-01-04',
      selesai: '2027-03-31',
      jumlah_peneliti: '2',
    },
    registers: {
      'dukcapil.identity@2': found({ 'person.nik': '9109144501920001', 'person.name': 'Yohana', 'person.address': 'Kampung Hoya' }),
    },
    uploads: ['proposal'],
  },
};

export interface Filing {
  readonly service?: string;
  readonly by?: string;
  readonly answers?: Readonly<Record<string, string>>;
  readonly registers?: Readonly<Record<string, RegisterAnswer>>;
  readonly uploads?: readonly string[];
}

/** A database with the demo's people and published services, a clock the test sets, and the steps every case test repeats. */
export class CaseWorld {
  readonly database: TestDatabase;
  readonly #clock: { now: Date };
  readonly #people: ReadonlyMap<string, Actor>;

  private constructor(database: TestDatabase, clock: { now: Date }, people: ReadonlyMap<string, Actor>) {
    this.database = database;
    this.#clock = clock;
    this.#people = people;
  }

  /** @param start '2026-11-24 10:00' in WIT */
  static async open(start: string): Promise<CaseWorld> {
    const clock = { now: wit(start) };
    const database = await testDatabase({ clock: { now: () => clock.now } });
    await loadPeople(database, database.ownerUrl);
    await loadDefinitions(database, database.ownerUrl);
    const people = new Map(
      (await demoSignIns()).map(({ key, id, kind, duties }): [string, Actor] => {
        const held = duties.map((duty) => ({ agency: duty.split('/')[0]!, role: duty.split('/')[1]! }));
        const agencies = [...new Set(held.map((duty) => duty.agency))];
        return [
          key,
          kind === 'officer' ? { kind, id, agencies, duties: held } : kind === 'leader' ? { kind, id, duties: held } : { kind, id },
        ];
      }),
    );
    return new CaseWorld(database, clock, people);
  }

  /** Sets the clock, for example '2026-11-24 10:00' in WIT. */
  at(moment: string | Date): this {
    this.#clock.now = typeof moment === 'string' ? wit(moment) : moment;
    return this;
  }
  get now(): Date {
    return this.#clock.now;
  }

  /** A demo person by key, with today's duties; `more` gives an officer further ones, as 'agency/role'. */
  person(key: string, ...more: string[]): Actor {
    const actor = this.#people.get(key);
    if (!actor) throw new Error(`Nobody is called ${key}`);
    if (more.length === 0 || actor.kind !== 'officer') return actor;
    const extra = more.map((duty) => ({ agency: duty.split('/')[0]!, role: duty.split('/')[1]! }));
    return {
      ...actor,
      duties: [...actor.duties, ...extra],
      agencies: [...new Set([...actor.agencies, ...extra.map((duty) => duty.agency)])],
    };
  }
  as<T>(who: string | Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.database.withActor(typeof who === 'string' ? this.person(who) : who, work);
  }
  asJob<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.database.withActor({ kind: 'job', task: 'test' }, work);
  }

  /** A draft with everything filled in. */
  async draft({ service = 'sip-perawat', by = 'yohana', ...change }: Filing = {}): Promise<string> {
    const filing = filings[service]!;
    const answers = { ...filing.answers, ...change.answers };
    return this.as(by, async (tx) => {
      const { id } = await startDraft(tx, service);
      await putRegisterAnswers(tx, id, { ...filing.registers, ...change.registers });
      const { pages, answers: known } = await getDraft(tx, id);
      const all = { ...Object.fromEntries(Object.entries(known).map(([name, value]) => [name, String(value)])), ...answers };
      for (const page of pages) await savePage(tx, id, page.id, all);
      for (const paper of change.uploads ?? filing.uploads) await attachUpload(tx, id, paper, aPaper(paper));
      return id;
    });
  }
  async file(filing: Filing = {}): Promise<{ id: string; code: string }> {
    const id = await this.draft(filing);
    return this.as(filing.by ?? 'yohana', (tx) => submitCase(tx, id));
  }

  /** The log of a case. */
  log(id: string): Promise<StoredEvent[]> {
    return this.asJob((tx) => readEvents(tx, id));
  }
  /** Types of the log, without the module's name, after the first `from`; tasks beside theirs. */
  async steps(id: string, from = 0): Promise<string[]> {
    return (await this.log(id))
      .slice(from)
      .map(({ type, data }) => [type.replace('cases.', ''), data['task'], data['outcome']].filter(Boolean).join(' '));
  }
}

export const aPaper = (name: string) => ({
  fileId: uuidv7(),
  name: `${name}.pdf`,
  mime: 'application/pdf',
  size: 1000,
  sha256: 'ab'.repeat(32),
});

export { demoId };
