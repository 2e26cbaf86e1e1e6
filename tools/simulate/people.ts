import { readFile } from 'node:fs/promises';
import type { Actor } from '#core/actor.ts';
import { vault } from '#core/server/vault.ts';
import { demoSignIns } from '#modules/identity/server/demo.ts';
import { recordPerson, sealOf } from '#modules/identity/server/people.ts';
import { idOf } from './chance.ts';
import { citizensOf, type Setting } from './plan.ts';
import type { Stage } from './day.ts';

type Officer = Extract<Actor, { kind: 'officer' }>;

/** Who works in the simulated city: the demo's people where they hold a duty, simulated ones for the rest. */
export interface Staff {
  /** Everybody with the duty at the agency, always in the same order. */
  all(agency: string, role: string): readonly Officer[];
  /** The `no`-th of them, counted round. @throws Error where nobody holds it */
  one(agency: string, role: string, no?: number): Officer;
}

interface Simulated {
  readonly id: string;
  readonly name: string;
  readonly agency: string;
  readonly roles: readonly string[];
  readonly actor: Officer;
}

const REPORT_ROLES = ['complaints.pic_kepala', 'complaints.pic_staf', 'complaints.pic_staf'] as const;
const FIRST_DAY = '2025-01-02';
const DECREE = 'SK simulasi';

/** Officers the demo has not: three who answer for each agency reports go to, and one a loket. */
function missing(
  seed: number,
  known: Staff,
  agencies: { reports: readonly string[]; lokets: readonly { id: string; agency: string }[] },
): Simulated[] {
  const named = (agency: string, key: string, roles: readonly string[]): Simulated => {
    const id = idOf(seed, 'officer', agency, key);
    const duties = roles.map((role) => `${agency}/${role}`);
    return { id, name: `Petugas simulasi ${agency} ${key}`, agency, roles, actor: officer(id, duties) };
  };
  return [
    ...agencies.reports.flatMap((agency) =>
      REPORT_ROLES.flatMap((role, index) => (known.all(agency, role).length ? [] : [named(agency, `pic-${index + 1}`, [role])])),
    ),
    ...agencies.lokets.map(({ id, agency }) => named(agency, id, ['petugas-loket'])),
  ];
}

const officer = (id: string, duties: readonly string[]): Officer => {
  const held = duties.map((duty) => ({ agency: duty.split('/')[0]!, role: duty.split('/')[1]! }));
  return { kind: 'officer', id, agencies: [...new Set(held.map(({ agency }) => agency))], duties: held };
};

function staffOf(officers: readonly Officer[]): Staff {
  const found = new Map<string, Officer[]>();
  for (const one of officers)
    for (const { agency, role } of one.duties) {
      const key = `${agency}/${role}`;
      found.set(key, [...(found.get(key) ?? []), one]);
    }
  const all = (agency: string, role: string): readonly Officer[] => found.get(`${agency}/${role}`) ?? [];
  return {
    all,
    one: (agency, role, no = 0) => {
      const list = all(agency, role);
      if (list.length === 0) throw new Error(`Nobody is ${role} at ${agency}`);
      return list[no % list.length]!;
    },
  };
}

/** The staff of a run, by the same rule before and after they were put in. */
export async function hire(seed: number, agencies: { reports: readonly string[]; lokets: readonly { id: string; agency: string }[] }) {
  const demo = (await demoSignIns()).filter(({ kind }) => kind === 'officer').map(({ id, duties }) => officer(id, duties));
  const fresh = missing(seed, staffOf(demo), agencies);
  return {
    fresh,
    staff: staffOf([...demo, ...fresh.map(({ actor }) => actor)]),
  };
}

/**
 * A number no real person has: its first six digits name no region. Valid by form, so that it can be typed.
 * @param no up to 9,999 for each of some 10,000 birthdays
 */
export function simulatedNik(no: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const birthday = `${two((no % 28) + 1)}${two((Math.floor(no / 28) % 12) + 1)}${two((Math.floor(no / 336) % 40) + 60)}`;
  return `999999${birthday}${String(Math.floor(no / 13_440) + 1).padStart(4, '0')}`;
}

/** Put citizens and officers in, once, as the owner; each leaves the event a real registration leaves. */
export async function settle(stage: Stage, setting: Setting, fresh: readonly Simulated[], at: number): Promise<void> {
  const when = new Date(at).toISOString();
  const hex = (bytes: Buffer): string => `\\x${bytes.toString('hex')}`;
  const citizens = Array.from({ length: citizensOf(setting) }, (_, no) => {
    const id = idOf(setting.seed, 'citizen', no);
    const nik = simulatedNik(no);
    return {
      id,
      kind: 'citizen',
      public_name: null,
      name_sealed: hex(sealOf(`Warga simulasi ${no + 1}`, 'name', id)),
      nik_sealed: hex(sealOf(nik, 'nik', id)),
      nik_hash: hex(vault().findable(nik, 'nik')),
      assurance: 2,
      assured_how: 'dukcapil',
      lang: 'id',
      status: 'active',
      created_at: when,
    };
  });
  const officers = fresh.map(({ id, name }) => ({
    id,
    kind: 'officer',
    public_name: name,
    name_sealed: hex(sealOf(name, 'name', id)),
    nik_sealed: null,
    nik_hash: null,
    assurance: 2,
    assured_how: null,
    lang: 'id',
    status: 'active',
    created_at: when,
  }));
  const insert = async (table: string, rows: readonly object[]): Promise<void> => {
    if (rows.length === 0) return;
    const columns = Object.keys(rows[0]!).join(', ');
    await stage.asOwner(`insert into ${table} (${columns}) select ${columns} from json_populate_recordset(null::${table}, $1)`, [
      JSON.stringify(rows),
    ]);
  };
  await insert('identity.person', [...citizens, ...officers]);
  const held = { from_day: FIRST_DAY, decree: DECREE };
  await insert(
    'identity.membership',
    fresh.map(({ id, agency }) => ({ id: idOf(setting.seed, 'membership', id), person_id: id, agency, ...held })),
  );
  await insert(
    'identity.duty',
    fresh.flatMap(({ id, agency, roles }) =>
      roles.map((role) => ({ id: idOf(setting.seed, 'duty', id, role), person_id: id, agency, role, ...held })),
    ),
  );
  for (const { id, kind } of [...citizens, ...officers])
    await stage.as({ kind: 'job', task: 'simulation.settle' }, at, (tx) =>
      recordPerson(tx, id, kind === 'citizen' ? 'identity.registered' : 'identity.officer_created', { simulated: true }),
    );
}

/** Sentences people report with, by category: those the classifier starts from (db/reference/complaint-examples.json). */
export async function readTexts(): Promise<ReadonlyMap<string, readonly string[]>> {
  const { examples } = JSON.parse(await readFile('db/reference/complaint-examples.json', 'utf8')) as {
    examples: { category: string; text: string }[];
  };
  return new Map(
    Map.groupBy(examples, ({ category }) => category)
      .entries()
      .map(([category, all]) => [category, all.map(({ text }) => text)]),
  );
}
