import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Secret } from 'otpauth';
import pg from 'pg';
import * as z from 'zod';
import type { Actor } from '#core/actor.ts';
import type { Database } from '#core/server/database.ts';
import { vault } from '#core/server/vault.ts';
import { personKinds } from '../person.ts';
import { recordPerson, sealOf } from './people.ts';
import { hashPassword, sealTotp, totpOf } from './sign-in.ts';

/** db/reference/demo-people.json: invented people, known passwords, known TOTP secrets. Never loaded in production. */
const DemoPerson = z.strictObject({
  key: z.string(),
  kind: z.enum(personKinds),
  name: z.string(),
  nik: z.string().optional(),
  phone: z.string().optional(),
  email: z.string().optional(),
  address: z.string().optional(),
  agency: z.string().optional(),
  duties: z.array(z.string()).default([]),
});
type DemoPerson = z.infer<typeof DemoPerson>;
const DemoPeople = z.strictObject({ note: z.string(), password: z.string(), people: z.array(DemoPerson) });

/** From the folder the program was started in: bundled code has no place of its own. */
const readPeople = async () => DemoPeople.parse(JSON.parse(await readFile('db/reference/demo-people.json', 'utf8')));

/** The same id in every demo, so that links and tests can name a person: a UUID (version 8) from the key. */
export function demoId(key: string): string {
  const hex = createHash('sha256').update(`satu-pintu/demo/${key}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The fixed TOTP secret of a demo officer, in base 32. */
export const demoTotpSecret = (key: string): string =>
  new Secret({ buffer: new Uint8Array(createHash('sha1').update(`satu-pintu/demo/${key}`).digest()).buffer }).base32;
/** The code a demo officer's authenticator shows at that moment. */
export const demoTotpCode = (key: string, now: Date): string => totpOf(demoTotpSecret(key), '').generate({ timestamp: now.getTime() });

export interface DemoSignIn {
  readonly key: string;
  readonly id: string;
  readonly kind: (typeof personKinds)[number];
  readonly name: string;
  /** What to type in the first field of /masuk. */
  readonly identifier: string;
  readonly password: string;
  /** Undefined for citizens, who need no second factor. */
  readonly totpSecret: string | undefined;
  readonly duties: readonly string[];
}

export async function demoSignIns(): Promise<DemoSignIn[]> {
  const { password, people } = await readPeople();
  return people.map((person) => ({
    key: person.key,
    id: demoId(person.key),
    kind: person.kind,
    name: person.name,
    identifier: person.email ?? person.phone ?? '',
    password,
    totpSecret: person.kind === 'citizen' ? undefined : demoTotpSecret(person.key),
    duties: person.duties.map((role) => `${person.agency ?? ''}/${role}`),
  }));
}

/** What every demo officer's authenticator shows now: for the outbox page, so that a demo needs no telephone. */
export async function demoOfficerCodes(now: Date) {
  const people = (await demoSignIns()).map(({ key, name, identifier, duties, kind, totpSecret }) => ({
    name,
    identifier,
    duties: duties.join(', ') || kind,
    code: totpSecret ? demoTotpCode(key, now) : '–',
  }));
  return { password: (await readPeople()).password, people };
}

const FIRST_DAY = '2025-01-02';
const DECREE = 'SK contoh';

/**
 * Put the demo people in, once; those who are there stay as they are. As the owner, because these people come before
 * any steward who could invite them; each leaves the same event a real registration would.
 */
export async function loadDemo(database: Database, ownerUrl: string): Promise<readonly string[]> {
  const { password, people } = await readPeople();
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    const known = new Set((await owner.query<{ id: string }>('select id from identity.person')).rows.map((row) => row.id));
    const fresh = people.filter((person) => !known.has(demoId(person.key)));
    // one hash for all: nineteen milliseconds each would be most of the first start
    const passwordHash = fresh.length ? await hashPassword(password) : '';
    for (const person of fresh) await insertPerson(owner, person, passwordHash);
    for (const person of fresh) {
      const id = demoId(person.key);
      const actor: Actor = { kind: 'job', task: 'identity.load_demo' };
      await database.withActor(actor, (tx) =>
        recordPerson(tx, id, person.kind === 'citizen' ? 'identity.registered' : 'identity.officer_created', { demo: true }),
      );
    }
  } finally {
    await owner.end();
  }
  return lines(await demoSignIns(), password);
}

async function insertPerson(owner: pg.Client, person: DemoPerson, passwordHash: string): Promise<void> {
  const id = demoId(person.key);
  const now = new Date();
  const sealed = (value: string | undefined, column: 'nik' | 'phone' | 'email' | 'address') =>
    value === undefined ? null : sealOf(value, column, id);
  const found = (value: string | undefined, kind: 'nik' | 'phone' | 'email') =>
    value === undefined ? null : vault().findable(value, kind);
  await owner.query('begin');
  try {
    await owner.query(
      `insert into identity.person (id, kind, public_name, name_sealed, nik_sealed, nik_hash, phone_sealed, phone_hash, email_sealed, email_hash, address_sealed, assurance, assured_how, created_at)
       values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14)`,
      [
        id,
        person.kind,
        person.kind === 'citizen' ? null : person.name,
        sealOf(person.name, 'name', id),
        sealed(person.nik, 'nik'),
        found(person.nik, 'nik'),
        sealed(person.phone, 'phone'),
        found(person.phone, 'phone'),
        sealed(person.email, 'email'),
        found(person.email, 'email'),
        sealed(person.address, 'address'),
        2,
        person.kind === 'citizen' ? 'dukcapil' : null,
        now,
      ],
    );
    await owner.query('insert into identity.password (person_id, hash, changed_at) values ($1,$2,$3)', [id, passwordHash, now]);
    if (person.kind !== 'citizen')
      await owner.query('insert into identity.totp (person_id, secret_sealed, confirmed_at) values ($1,$2,$3)', [
        id,
        sealTotp(demoTotpSecret(person.key), id),
        now,
      ]);
    if (person.agency)
      await owner.query('insert into identity.membership (id, person_id, agency, from_day, decree) values ($1,$2,$3,$4,$5)', [
        demoId(`${person.key}/${person.agency}`),
        id,
        person.agency,
        FIRST_DAY,
        DECREE,
      ]);
    for (const role of person.duties)
      await owner.query('insert into identity.duty (id, person_id, agency, role, from_day, decree) values ($1,$2,$3,$4,$5,$6)', [
        demoId(`${person.key}/${role}`),
        id,
        person.agency,
        role,
        FIRST_DAY,
        DECREE,
      ]);
    await owner.query('commit');
  } catch (thrown) {
    await owner.query('rollback');
    throw thrown;
  }
}

function lines(signIns: readonly DemoSignIn[], password: string): string[] {
  const pad = (text: string, width: number) => text.padEnd(width);
  return [
    `Orang contoh / demo people (sandi / password: ${password})`,
    ...signIns.map(
      (one) =>
        `  ${pad(one.identifier, 40)} ${pad(one.name, 28)} ${pad(one.duties.join(', ') || one.kind, 36)}${one.totpSecret ? ` TOTP ${one.totpSecret}` : ''}`,
    ),
    "  Kode petugas / officers' codes: /demo/kotak-keluar",
  ];
}
