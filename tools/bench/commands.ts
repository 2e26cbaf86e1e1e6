import { createHash, randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { randomSigns } from '#core/code.ts';
import { uuidv7 } from '#core/id.ts';
import type { Database } from '#core/server/database.ts';
import { sealDraft } from '#modules/cases/server/sealing.ts';
import { listWorklist } from '#modules/cases/server/cases.ts';
import { demoId } from '#modules/identity/server/demo.ts';
import { resolveSession } from '#modules/identity/server/identity.ts';
import { contentFor, dice, servicesOf, type Citizen } from './fill.ts';
import type { Call } from './load.ts';

/** The commands that are measured: what each request is, and for those that change something, what it is used up on. */

/** What one changing request uses up: a draft, or a case with a free task. */
export interface Subject {
  readonly id: string;
  readonly code: string;
  readonly actor: string;
  readonly token: string;
}

export interface Command {
  readonly name: 'submit' | 'take' | 'worklist' | 'case_officer' | 'case_citizen' | 'service' | 'verify' | `report_${string}`;
  readonly label: string;
  /** Undefined: it changes nothing, and may be asked again and again. */
  readonly subjects?: (count: number, by: keyof Sent) => Promise<Subject[]>;
  readonly call: (subject: Subject | undefined) => Call;
}

/** Cases sent so far: by the application, or by its SQL alone, whose seals nobody can open. */
export interface Sent {
  readonly http: string[];
  readonly sql: string[];
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');
export const tokenHash = ({ token }: Pick<Subject, 'token'>): string => hashOf(token);

/** A session as signing in leaves it, without the nineteen milliseconds of the password. */
export async function openSessions(admin: pg.Client, people: readonly string[]): Promise<Map<string, string>> {
  const tokens = new Map(people.map((id) => [id, randomBytes(32).toString('base64url')]));
  await admin.query(
    `insert into identity.session (id, person_id, token_hash, method, device, created_at, seen_at, expires_at, ends_at)
     select gen_random_uuid(), person, decode(hash, 'hex'), 'password', 'bench', now(), now(), now() + interval '8 hours', now() + interval '8 hours'
     from unnest($1::uuid[], $2::text[]) as t(person, hash)`,
    [[...tokens.keys()], [...tokens.values()].map(hashOf)],
  );
  return tokens;
}

export const as = (token: string): Record<string, string> => ({ cookie: `satu=${token}` });
export const form = (base: string, token: string): Record<string, string> => ({
  ...as(token),
  origin: base,
  'content-type': 'application/x-www-form-urlencoded',
});
export const inTurn = <T>(list: readonly T[]): (() => T) => {
  let next = 0;
  return () => list[next++ % list.length]!;
};

const FILERS = 400;
const VERIFIERS = 16;

/** Of the desks those with more than a page of tasks: the page that is measured is a whole one. @throws Error where there is none */
async function fullDesks(database: Database, desks: readonly string[], tokens: ReadonlyMap<string, string>): Promise<string[]> {
  const full: string[] = [];
  for (const id of desks) {
    const { actor } = (await resolveSession(database, tokens.get(id)!))!;
    const { next } = await database.withActor(actor, (tx) => listWorklist(tx, { who: 'all', lateOnly: false, limit: 50 }));
    if (next) full.push(id);
  }
  if (full.length === 0) throw new Error('No desk has more than 50 tasks.');
  return full;
}

/** All commands over the cases that are there now. */
export async function commandsOver(
  admin: pg.Client,
  database: Database,
  base: string,
  people: readonly Citizen[],
  sent: Sent,
): Promise<Command[]> {
  const list = async (sql: string, values: unknown[] = []): Promise<Record<string, string>[]> =>
    (await admin.query<Record<string, string>>(sql, values)).rows;
  const { services } = await servicesOf(database);
  const licence = services.find((service) => service.version.id === 'sip-perawat')!;
  const filers = people.slice(0, FILERS);
  const desks = ['ratna', 'naker', 'kesbangpol', 'penguji1'].map(demoId);
  const verifiers = await extraVerifiers(admin);
  const sample = (sql: string) => list(`${sql} order by random() limit 300`);
  const readable = `id not in (select unnest(array[${sent.sql.map((id) => `'${id}'`).join(',')}]::uuid[]))`;
  const ofOffice = await sample(`select code from cases.case_file where 'dpmptsp' = any (agencies) and ${readable}`);
  const ofCitizens = await sample(`select code, applicant_id from cases.case_file where ${readable}`);
  const documents = await sample(`select code from documents.document where status = 'signed'`);
  const tokens = await openSessions(admin, [
    ...new Set([...filers.map((one) => one.id), ...desks, ...verifiers, ...ofCitizens.map((row) => row['applicant_id']!)]),
  ]);
  const filer = inTurn(filers);
  const verifier = inTurn(verifiers);
  const desk = inTurn(await fullDesks(database, desks, tokens));
  const officeCase = inTurn(ofOffice);
  const citizenCase = inTurn(ofCitizens);
  const document = inTurn(documents);
  const chance = dice(7);

  return [
    {
      name: 'submit',
      label: 'submit a case',
      subjects: async (count) => {
        const drafts = Array.from({ length: count }, () => {
          const one = filer();
          const id = uuidv7();
          const { answers, registers, uploads } = contentFor(licence, one, chance);
          return { id, actor: one.id, content: `\\x${sealDraft(id, { answers, registers, uploads }).toString('hex')}` };
        });
        for (let from = 0; from < drafts.length; from += 1000) {
          const part = drafts.slice(from, from + 1000);
          await admin.query(
            `insert into cases.draft (id, service_id, definition_hash, applicant_id, filed_by, channel, content_sealed, updated_at, expires_at)
             select id, $4, $5, who, who, 'web', content, now(), now() + interval '30 days'
             from unnest($1::uuid[], $2::uuid[], $3::bytea[]) as t(id, who, content)`,
            [
              part.map((draft) => draft.id),
              part.map((draft) => draft.actor),
              part.map((draft) => draft.content),
              licence.version.id,
              licence.version.hash,
            ],
          );
        }
        return drafts.map(({ id, actor }) => ({ id, code: '', actor, token: tokens.get(actor)! }));
      },
      call: (subject) => ({
        method: 'POST',
        path: `/layanan/sip-perawat/ajukan/periksa?draf=${subject!.id}`,
        headers: form(base, subject!.token),
        body: '',
        expect: { status: 303, location: /^\/berkas\/SP-[0-9A-Z-]+\/tanda-terima$/ },
      }),
    },
    {
      name: 'take',
      label: 'take a task',
      call: (subject) => ({
        method: 'POST',
        path: `/opd/berkas/${subject!.code}?/ambil`,
        headers: form(base, subject!.token),
        body: `_command=${randomUUID()}&tugas=kelengkapan`,
        expect: { status: 303, location: /^\/opd\/berkas\/SP-/ },
      }),
      // of the cases that the first command has just sent
      subjects: async (count, by) => {
        const rows = await list(
          `select c.id, c.code from cases.case_file c join cases.task t on t.case_id = c.id and t.task = 'kelengkapan' and t.status = 'open'
           where c.id = any ($1::uuid[]) limit $2`,
          [sent[by], count],
        );
        return rows.map(({ id, code }) => {
          const actor = verifier();
          return { id: id!, code: code!, actor, token: tokens.get(actor)! };
        });
      },
    },
    {
      name: 'worklist',
      label: 'worklist of 50',
      call: () => ({ method: 'GET', path: '/opd', headers: as(tokens.get(desk())!), expect: { status: 200, text: 'sesudah=' } }),
    },
    {
      name: 'case_officer',
      label: 'case page, officer',
      call: () => {
        const { code } = officeCase();
        return { method: 'GET', path: `/opd/berkas/${code}`, headers: as(tokens.get(desks[0]!)!), expect: { status: 200, text: code! } };
      },
    },
    {
      name: 'case_citizen',
      label: 'case page, applicant',
      call: () => {
        const row = citizenCase();
        return {
          method: 'GET',
          path: `/berkas/${row['code']}`,
          headers: as(tokens.get(row['applicant_id']!)!),
          expect: { status: 200, text: row['code']! },
        };
      },
    },
    {
      name: 'service',
      label: 'service page',
      call: () => ({
        method: 'GET',
        path: '/layanan/sip-nakes',
        headers: {},
        expect: { status: 200, text: '/layanan/sip-perawat/ajukan' },
      }),
    },
    {
      name: 'verify',
      label: 'verify page',
      call: () => ({
        method: 'GET',
        path: `/v/${document()['code']}`,
        headers: { 'x-bench-address': randomSigns(20) },
        expect: { status: 200, text: 'erlaku' },
      }),
    },
  ];
}

/** More verifiers of the licensing office than the demo has: one person taking every task would wait for themselves. */
async function extraVerifiers(admin: pg.Client): Promise<string[]> {
  const ids = Array.from({ length: VERIFIERS }, (_, index) => demoId(`bench/verifier/${index}`));
  await admin.query(
    `insert into identity.person (id, kind, public_name, name_sealed, created_at)
     select id, 'officer', 'Verifikator contoh', '\\x00', now() from unnest($1::uuid[]) as t(id) on conflict do nothing`,
    [ids],
  );
  for (const table of ['membership', 'duty'])
    await admin.query(
      `insert into identity.${table} (id, person_id, agency, ${table === 'duty' ? 'role, ' : ''}from_day)
       select gen_random_uuid(), id, 'dpmptsp', ${table === 'duty' ? `'verifikator', ` : ''}'2025-01-02' from unnest($1::uuid[]) as t(id)
       where not exists (select from identity.${table} known where known.person_id = t.id)`,
      [ids],
    );
  return ids;
}
