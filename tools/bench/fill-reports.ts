import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import pg from 'pg';
import type { Actor } from '#core/actor.ts';
import { canonical } from '#core/canonical.ts';
import { uuidv7 } from '#core/id.ts';
import { getCalendar } from '#core/server/calendar.ts';
import { openDatabase, type Database, type Tx } from '#core/server/database.ts';
import { GENESIS, type EventData } from '#core/server/events.ts';
import { randomSalt, saltedHash, vault } from '#core/server/vault.ts';
import { addWorkingMs, dayOf, type Calendar } from '#core/working-time.ts';
import * as complaints from '#modules/complaints/server/complaints.ts';
import { settle } from '#modules/complaints/server/take.ts';
import { entryText, unseal } from '#modules/complaints/server/words.ts';
import { numberOf, type Question } from '#modules/complaints/report.ts';
import { offices } from '#modules/complaints/rules.ts';
import { demoId } from '#modules/identity/server/demo.ts';
import { dice } from './fill.ts';

/**
 * Reports in bulk. Some hundred are played through by the module's own steps, clerks and clock included; each is stamped out
 * many times in SQL, with number, place, sealed words, pseudonym and hash chain of its own. Only pictures are missing.
 */

const NOBODY: Actor = { kind: 'anonymous' };
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A stamp happens this much later than its model, at most: never on another day. */
const SPREAD_MS = 60_000;

interface Place {
  readonly district: string;
  readonly kampung: readonly string[];
  readonly people: number;
}
interface Kind {
  readonly id: string;
  readonly lead: string;
  readonly hint: string;
  readonly isPublic: boolean;
  readonly isReviewed: boolean;
  readonly questions: readonly Question[];
  readonly texts: readonly string[];
  readonly weight: number;
}
interface Staff {
  as(agency: string, role: string): Actor;
}
type Dice = ReturnType<typeof dice>;

interface World {
  readonly web: Database;
  readonly worker: Database;
  readonly calendar: Calendar;
  readonly staff: Staff;
  readonly kinds: readonly Kind[];
  readonly places: readonly Place[];
  readonly dice: Dice;
  /** The moment the steps see. */
  readonly clock: { now: Date };
  readonly end: Date;
}

const weighted = <T>(list: readonly T[], weightOf: (item: T) => number, { roll }: Dice): T => {
  let left = roll() * list.reduce((sum, item) => sum + weightOf(item), 0);
  return list.find((item) => (left -= weightOf(item)) < 0) ?? list.at(-1)!;
};

/** What people report most, about; the rest is even. */
const OFTEN: Readonly<Record<string, number>> = {
  'jalan-jembatan': 9,
  'banjir-drainase': 6,
  'sampah-kebersihan': 7,
  'listrik-lampu-jalan': 6,
  'air-bersih': 5,
};

async function worldOf(admin: pg.Client, web: Database, worker: Database, clock: { now: Date }, end: Date, chance: Dice): Promise<World> {
  const { examples } = JSON.parse(readFileSync('db/reference/complaint-examples.json', 'utf8')) as {
    examples: { category: string; text: string }[];
  };
  const rows = async <T>(sql: string): Promise<T[]> => (await admin.query(sql)).rows as T[];
  const regions = await rows<{ code: string; level: number; population_2020: number | null }>(
    'select code, level, population_2020 from core.region where level > 2 order by code',
  );
  const kinds = (
    await rows<{
      id: string;
      default_agency: string;
      class_hint: string;
      is_public: boolean;
      review_before_public: boolean;
      questions: Question[];
    }>('select id, default_agency, class_hint, is_public, review_before_public, questions from complaints.category order by sort')
  ).map((row) => ({
    id: row.id,
    lead: row.default_agency,
    hint: row.class_hint,
    isPublic: row.is_public,
    isReviewed: row.review_before_public,
    questions: row.questions,
    texts: examples.filter(({ category }) => category === row.id).map(({ text }) => text),
    weight: OFTEN[row.id] ?? 1,
  }));
  return {
    web,
    worker,
    clock,
    end,
    dice: chance,
    kinds: kinds.filter(({ texts }) => texts.length > 0),
    places: regions
      .filter(({ level }) => level === 3)
      .map(({ code, population_2020 }) => ({
        district: code,
        kampung: regions.filter((region) => region.code.startsWith(`${code}.`)).map((region) => region.code),
        people: population_2020 ?? 1000,
      })),
    staff: await staffOf(admin, [...new Set(kinds.map(({ lead }) => lead))], end),
    calendar: await web.withActor(NOBODY, getCalendar),
  };
}

/** Somebody for every part, beside whoever is there: a desk of the centre, a checker, and head and staff of each agency that answers. */
async function staffOf(admin: pg.Client, agencies: readonly string[], end: Date): Promise<Staff> {
  const wanted = [
    ...agencies.flatMap((agency) => [
      { agency, role: 'complaints.pic_kepala' },
      { agency, role: 'complaints.pic_staf' },
    ]),
    { agency: offices.liaison, role: 'complaints.lo' },
    { agency: offices.liaison, role: 'complaints.super_admin' },
    { agency: offices.oversight, role: 'complaints.verifikator' },
    { agency: offices.planner, role: 'complaints.perencana' },
  ].map((duty) => ({ ...duty, id: demoId(`bench/${duty.agency}/${duty.role}`) }));
  const values = [wanted.map(({ id }) => id), wanted.map(({ agency }) => agency), wanted.map(({ role }) => role)];
  await admin.query(
    `insert into identity.person (id, kind, public_name, name_sealed, created_at)
     select id, 'officer', 'Petugas contoh', '\\x00', now() from unnest($1::uuid[]) as t(id) on conflict do nothing`,
    [values[0]],
  );
  await admin.query(
    `insert into identity.membership (id, person_id, agency, from_day, decree)
     select gen_random_uuid(), id, agency, '2020-01-02', 'SK contoh' from unnest($1::uuid[], $2::text[]) as t(id, agency)
     where not exists (select from identity.membership known where known.person_id = t.id)`,
    values.slice(0, 2),
  );
  await admin.query(
    `insert into identity.duty (id, person_id, agency, role, from_day, decree)
     select gen_random_uuid(), id, agency, role, '2020-01-02', 'SK contoh' from unnest($1::uuid[], $2::text[], $3::text[]) as t(id, agency, role)
     where not exists (select from identity.duty known where known.person_id = t.id)`,
    values,
  );
  // reachable at every moment of the years that are played
  await admin.query(
    `insert into complaints.contact_proof (id, person_id, code_hash, sent_at, proved_at)
     select gen_random_uuid(), d.person_id, '\\x00', at, at from identity.duty d, generate_series($1::timestamptz - interval '900 days', $1, interval '60 days') as at
     where d.role = 'complaints.pic_staf' and not exists (
       select from complaints.contact_proof c where c.person_id = d.person_id and c.proved_at < $1::timestamptz - interval '200 days')`,
    [end],
  );
  return {
    as: (agency, role) => ({
      kind: 'officer',
      id: demoId(`bench/${agency}/complaints.${role}`),
      agencies: [agency],
      duties: [{ agency, role: `complaints.${role}` }],
    }),
  };
}

// ── One report, played through ──────────────────────────────────────────────────────────────────────────────────────

const closings = [
  ['agreed', 36],
  ['silent', 34],
  ['contested', 5],
  ['budget', 4],
  ['not_ours', 6],
  ['archived', 6],
  ['withdrawn', 3],
  ['asked_then_agreed', 6],
] as const;
const openings = [
  ['received', 16],
  ['asked', 6],
  ['verified', 8],
  ['routed', 14],
  ['accepted', 22],
  ['budget', 8],
  ['submitted', 8],
  ['answered', 14],
  ['contested', 4],
] as const;
type End = (typeof closings | typeof openings)[number][0];

/** Timika and around it, roughly: enough to be near each other and far from each other. */
const CENTRE = { lat: -4.5467, long: 136.8834 };
function pointIn(district: string, { roll }: Dice): { lat: number; long: number } {
  const no = Number(district.slice(-2));
  const isTown = no === 1 || no === 13 || no === 16;
  const spread = isTown ? 0.05 : 0.15;
  const middle = isTown ? CENTRE : { lat: CENTRE.lat + ((no % 5) - 2) * 0.2, long: CENTRE.long + ((no % 7) - 3) * 0.2 };
  const about = (at: number): number => Math.round((at + (roll() + roll() + roll() - 1.5) * spread) * 1e5) / 1e5;
  return { lat: about(middle.lat), long: about(middle.long) };
}

/** Gives the report's id. Every step goes by the module's own door, at a moment of the past. */
async function play(world: World, begin: Date, until: End): Promise<string> {
  const { web, worker, clock, calendar, staff, dice: chance, end } = world;
  const kind = weighted(world.kinds, ({ weight }) => weight, chance);
  const place = weighted(world.places, ({ people }) => people, chance);
  const region = place.kampung.length && chance.roll() < 0.9 ? chance.pick(place.kampung) : place.district;
  const isBerkadar = kind.hint === 'pengaduan_berkadar';
  const liaison = staff.as(offices.liaison, 'lo');
  const head = staff.as(kind.lead, 'pic_kepala');
  const clerk = staff.as(kind.lead, 'pic_staf');
  // the leading office checks nothing of its own, nor does who routed it
  const checker = kind.lead === offices.oversight ? staff.as(offices.liaison, 'super_admin') : staff.as(offices.oversight, 'verifikator');
  const to = <T>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> => (actor.kind === 'job' ? worker : web).withActor(actor, work);
  const onward = (hours: number): void => {
    clock.now = addWorkingMs(calendar, clock.now, Math.ceil((0.3 + chance.roll()) * hours * HOUR));
    // a minute to spare before the day is over, for the stamps
    if (clock.now > end) clock.now = end;
  };
  clock.now = addWorkingMs(calendar, begin, 60_000);
  const answers = Object.fromEntries(
    kind.questions.filter(({ required }) => required).map(({ code, values }) => [code, values ? chance.pick(values).key : '1']),
  );
  const { id, number, code } = await to(NOBODY, (tx) =>
    complaints.submitReport(tx, {
      category: kind.id,
      region,
      text: chance.pick(kind.texts),
      answers,
      ...(chance.roll() < 0.6 ? { ...pointIn(place.district, chance), accuracy: 15 } : {}),
      anonymous: chance.roll() < 0.5,
      secret: chance.roll() < 0.05,
      channel: weighted(['web', 'offline', 'call', 'whatsapp', 'open311'] as const, (one) => (one === 'web' ? 6 : 1), chance),
    }),
  );
  const reporter = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
    to(NOBODY, async (tx) => {
      await complaints.presentCode(tx, number, code);
      return work(tx);
    });
  const settled = (): Promise<void> => to({ kind: 'job', task: 'bench' }, (tx) => settle(tx, id));
  if (until === 'received') return id;
  onward(6);
  if (until === 'withdrawn') return (await reporter((tx) => complaints.withdraw(tx, id)), id);
  if (until === 'archived') return (await to(liaison, (tx) => complaints.archiveReport(tx, id, 'terlalu_umum')), id);
  if (until === 'not_ours')
    return (
      await to(liaison, (tx) => complaints.sendElsewhere(tx, id, { body: 'Balai Pelaksanaan Jalan Nasional', text: 'Jalan nasional.' })),
      id
    );
  if (until === 'asked' || until === 'asked_then_agreed') {
    await to(liaison, (tx) => complaints.askReporter(tx, id, 'Di sebelah mana tepatnya?'));
    if (until === 'asked') return id;
    onward(10);
    await reporter((tx) => complaints.answerQuestion(tx, id, 'Di depan gereja.'));
    onward(4);
  }
  await to(liaison, (tx) =>
    complaints.verifyReport(tx, id, {
      title: `Laporan ${kind.id.replaceAll('-', ' ')}`,
      classification: isBerkadar
        ? 'pengaduan_berkadar'
        : kind.id === 'lainnya'
          ? 'permintaan_informasi'
          : chance.roll() < 0.1
            ? 'aspirasi'
            : kind.hint,
      category: kind.id,
      region,
    }),
  );
  if (kind.isPublic && kind.isReviewed && chance.roll() < 0.8)
    await to(liaison, (tx) => complaints.setPublic(tx, id, true)).catch(() => undefined); // a secret one stays so
  if (until === 'verified') return id;
  onward(3);
  await to(liaison, (tx) => complaints.routeReport(tx, id, { lead: kind.lead, supporting: [] }));
  if (until === 'routed') return id;
  onward(until === 'accepted' ? 12 : 5);
  await to(head, (tx) => complaints.acceptReport(tx, id));
  onward(3);
  const soon = dayOf(new Date(clock.now.getTime() + 9 * DAY));
  await to(clerk, (tx) => complaints.followUp(tx, id, { text: 'Petugas memeriksa lokasi pekan ini.', next_date: soon }));
  if (until === 'accepted') return id;
  if (until === 'budget') {
    onward(8);
    await to(head, (tx) =>
      complaints.planBudget(tx, id, {
        fiscal_year: Number(dayOf(clock.now).slice(0, 4)) + 1,
        document: 'RKPD',
        line: 'Peningkatan drainase lingkungan',
        estimate_rupiah: '350000000',
        target_on: dayOf(new Date(clock.now.getTime() + 300 * DAY)),
        interim: 'Rambu peringatan dipasang.',
        text: 'Perlu anggaran tahun depan.',
      }),
    );
    onward(10);
    await to(staff.as(offices.planner, 'perencana'), (tx) => complaints.confirmBudget(tx, id));
    if (clock.now.getTime() > end.getTime() - 60 * DAY) return id;
    onward(200);
    await to(head, (tx) => complaints.budgetAvailable(tx, id));
  }
  const answer = async (): Promise<void> => {
    onward(14);
    await settled();
    await to(clerk, (tx) =>
      complaints.submitProof(
        tx,
        id,
        { text: 'Sudah dikerjakan oleh petugas kami.', field_work: false, reason: 'Tidak perlu kerja lapangan.' },
        [],
      ),
    );
  };
  const check = async (): Promise<void> => {
    onward(5);
    await to(checker, (tx) => complaints.acceptProof(tx, id, { on_site: false, text: '' }));
  };
  await answer();
  if (until === 'submitted') return id;
  await check();
  if (until === 'answered') return id;
  if (until === 'contested') {
    onward(16);
    await reporter((tx) => complaints.contest(tx, id, 'Belum selesai, masih sama.'));
    if (clock.now.getTime() > end.getTime() - 60 * DAY) return id;
    onward(8);
    await to(clerk, (tx) => complaints.rework(tx, id));
    await answer();
    await check();
  }
  if (until === 'silent') clock.now = addWorkingMs(calendar, new Date(clock.now.getTime() + 18 * DAY), HOUR);
  else {
    onward(12);
    await reporter((tx) => complaints.agree(tx, id));
    if (chance.roll() < 0.5) await reporter((tx) => complaints.rate(tx, id, 1 + chance.upTo(5)));
  }
  await settled();
  return id;
}

// ── Stamping ────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Model {
  readonly id: string;
  readonly receivedAt: number;
  readonly year: number;
  readonly district: string;
  readonly isOpen: boolean;
  readonly text: string;
  readonly isPlaced: boolean;
  /** Sealed words of other tables: where they lie, whose row, and what they say. */
  readonly words: readonly { readonly table: 'entry' | 'proof'; readonly id: string; readonly text: string }[];
}

/** Rows that belong to a report are named after it: its own beginning, and an end that is the model's. */
const endOf = (id: string): string => createHash('md5').update(id).digest('hex').slice(-8);
const ownId = (report: string, model: string): string => report.slice(0, 28) + endOf(model);

async function modelsOf(admin: pg.Client, ids: readonly string[]): Promise<Model[]> {
  const { rows } = await admin.query<{
    id: string;
    received_at: Date;
    district: string;
    ended_at: Date | null;
    lat: string | null;
    text_sealed: Buffer;
  }>(
    `select r.id, r.received_at, r.district, r.ended_at, d.lat, d.text_sealed from complaints.report r join complaints.detail d on d.report_id = r.id where r.id = any ($1::uuid[]) order by r.id`,
    [ids],
  );
  const entries = (
    await admin.query<{ id: string; report_id: string; text_sealed: Buffer }>(
      'select id, report_id, text_sealed from complaints.entry where report_id = any ($1::uuid[])',
      [ids],
    )
  ).rows;
  const proofs = (
    await admin.query<{ id: string; report_id: string; reason_sealed: Buffer | null }>(
      'select id, report_id, reason_sealed from complaints.proof where report_id = any ($1::uuid[])',
      [ids],
    )
  ).rows;
  // the log of each model, as texts with gaps: @@ the beginning of the report's own id, ## its region, %% the hash of its words
  await admin.query(
    `create temp table if not exists bench_event (model uuid, no integer, type text, actor_kind text, actor_id uuid, via text, at timestamptz(3), recorded_at timestamptz(3), data text, primary key (model, no))`,
  );
  const { rows: log } = await admin.query<{
    subject_id: string;
    no: number;
    type: string;
    actor_kind: string;
    actor_id: string | null;
    via: string;
    at: Date;
    recorded_at: Date;
    data: EventData;
  }>('select subject_id, no, type, actor_kind, actor_id, via, at, recorded_at, data from core.event where subject_id = any ($1::uuid[])', [
    ids,
  ]);
  const region = new Map(
    (
      await admin.query<{ id: string; region: string }>('select id, region from complaints.report where id = any ($1::uuid[])', [ids])
    ).rows.map((row) => [row.id, row.region]),
  );
  const gaps = log.map(({ data, subject_id, ...event }) => ({
    ...event,
    model: subject_id,
    data: canonical(
      Object.fromEntries(
        Object.entries(data).map(([key, value]) => [
          key,
          key === 'text_hash'
            ? '%%'
            : key === 'region' && value === region.get(subject_id)
              ? '##'
              : OWN_ROWS.has(key) && typeof value === 'string'
                ? `@@${endOf(value)}`
                : value,
        ]),
      ),
    ),
  }));
  await admin.query(
    `insert into bench_event (model, no, type, actor_kind, actor_id, via, at, recorded_at, data)
     select model, no, type, actor_kind, actor_id, via, at, recorded_at, data from json_populate_recordset(null::bench_event, $1)`,
    [JSON.stringify(gaps)],
  );
  await admin.query('analyze bench_event');
  return rows.map((row) => ({
    id: row.id,
    receivedAt: row.received_at.getTime(),
    year: Number(dayOf(row.received_at).slice(0, 4)),
    district: row.district,
    isOpen: row.ended_at === null,
    text: unseal(row.text_sealed, `detail:text:${row.id}`),
    isPlaced: row.lat !== null,
    words: [
      ...entries
        .filter((entry) => entry.report_id === row.id)
        .map((entry) => ({ table: 'entry' as const, id: entry.id, text: entryText(entry) })),
      ...proofs.flatMap((proof) =>
        proof.report_id === row.id && proof.reason_sealed
          ? [{ table: 'proof' as const, id: proof.id, text: unseal(proof.reason_sealed, `proof:reason:${proof.id}`) }]
          : [],
      ),
    ],
  }));
}
/** What an event's data name of the report's own rows. */
const OWN_ROWS = new Set(['entry', 'proof', 'wait']);

const CHUNK = 1000;
const hex = (bytes: Uint8Array): string => `\\x${Buffer.from(bytes).toString('hex')}`;

/** One row a copy: everything that is its own. */
const STAMP = `create temp table if not exists bench_stamp (id uuid primary key, model uuid, number text, late interval, region text, lat numeric(8, 5), long numeric(8, 5),
  pseudonym uuid, text_sealed bytea, salt bytea, text_hash text, code_hash bytea);
  create temp table if not exists bench_words (id uuid primary key, sealed bytea)`;

/** Columns of a table, but for those that PostgreSQL makes; `own` says what stands for a few of them. */
async function copyOf(admin: pg.Client, table: string, link: string, own: Readonly<Record<string, string>>): Promise<string> {
  const { rows } = await admin.query<{ name: string }>(
    `select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' and attidentity = '' order by attnum`,
    [table],
  );
  const names = rows.map(({ name }) => name);
  return `insert into ${table} (${names.map((name) => `"${name}"`).join(', ')})
    select ${names.map((name) => own[name] ?? `m."${name}"`).join(', ')} from bench_stamp s join ${table} m on m.${link} = s.model`;
}

const later = (...columns: string[]): Record<string, string> =>
  Object.fromEntries(columns.map((column) => [column, `m."${column}" + s.late`]));
const own = (column: string): string => `(left(s.id::text, 28) || right(md5(m."${column}"::text), 8))::uuid`;

/** The chain of every copy's events, link by link, as core/server/events.ts makes it. */
const EVENTS = `
  insert into core.event (id, subject_kind, subject_id, no, type, at, recorded_at, actor_kind, actor_id, via, data, prev, hash)
  with recursive one as (
    select s.id as subject, e.no, e.type, e.actor_kind, e.actor_id, e.via, e.at + s.late as at, e.recorded_at + s.late as recorded_at,
      replace(replace(replace(e.data, '@@', left(s.id::text, 28)), '##', s.region), '%%', s.text_hash) as data,
      (left(s.id::text, 28) || lpad(to_hex(e.no), 8, '0'))::uuid as id
    from bench_stamp s join bench_event e on e.model = s.model
  ), texts as materialized (
    select o.*, '{"actor_id":' || coalesce('"' || o.actor_id || '"', 'null') || ',"actor_kind":"' || o.actor_kind || '","at":"' || to_char(o.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
      || '","data":' || o.data || ',"id":"' || o.id || '","no":' || o.no || ',"on_behalf_of":null,"recorded_at":"' || to_char(o.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
      || '","subject_id":"' || o.subject || '","subject_kind":"complaint","type":"' || o.type || '","via":"' || o.via || '"}' as text
    from one o
  ), chain as (
    select t.subject, t.no, '${GENESIS}' as prev, encode(sha256(convert_to('${GENESIS}' || E'\\n' || t.text, 'UTF8')), 'hex') as hash from texts t where t.no = 1
    union all
    select t.subject, t.no, c.hash, encode(sha256(convert_to(c.hash || E'\\n' || t.text, 'UTF8')), 'hex') from chain c join texts t on t.subject = c.subject and t.no = c.no + 1
  )
  select t.id, 'complaint', t.subject, t.no, t.type, t.at, t.recorded_at, t.actor_kind, t.actor_id, t.via, t.data::jsonb, c.prev, c.hash
  from texts t join chain c on c.subject = t.subject and c.no = t.no order by t.recorded_at, t.no`;

/** The share of reports that are open at any one time. */
const OPEN = 0.03;

async function stampMany(admin: pg.Client, models: readonly Model[], world: World, missing: number): Promise<void> {
  const { dice: chance, places } = world;
  await admin.query(STAMP);
  const statements = [
    await copyOf(admin, 'complaints.report', 'id', {
      id: 's.id',
      number: 's.number',
      region: 's.region',
      lat: 'case when m.lat is not null then s.lat end',
      long: 'case when m.lat is not null then s.long end',
      ...later('received_at', 'updated_at', 'state_since', 'ended_at', 'answered_at'),
    }),
    await copyOf(admin, 'complaints.detail', 'report_id', {
      report_id: 's.id',
      pseudonym: 's.pseudonym',
      text_sealed: 's.text_sealed',
      salt: 's.salt',
      text_hash: 's.text_hash',
      lat: 'case when m.lat is not null then s.lat end',
      long: 'case when m.lat is not null then s.long end',
      code_hash: 's.code_hash',
      ...later('ended_at'),
    }),
    await copyOf(admin, 'complaints.entry', 'report_id', {
      id: own('id'),
      report_id: 's.id',
      text_sealed: `(select w.sealed from bench_words w where w.id = ${own('id')})`,
      ...later('at'),
    }),
    await copyOf(admin, 'complaints.proof', 'report_id', {
      id: own('id'),
      report_id: 's.id',
      reason_sealed: `(select w.sealed from bench_words w where w.id = ${own('id')})`,
      ...later('at', 'checked_at'),
    }),
    await copyOf(admin, 'complaints.budget_wait', 'report_id', {
      id: own('id'),
      report_id: 's.id',
      ...later('at', 'confirmed_at', 'status_at', 'ended_at'),
    }),
    await copyOf(admin, 'complaints.rung', 'report_id', { report_id: 's.id', ...later('fired_at') }),
    `insert into reporter.identity (pseudonym, lang, at) select s.pseudonym, 'id', d.received_at from bench_stamp s join complaints.report d on d.id = s.id`,
    EVENTS,
    'truncate bench_stamp, bench_words',
  ];
  const kampung = new Map(places.map((place) => [place.district, place.kampung.length ? place.kampung : [place.district]]));
  const open = models.filter((model) => model.isOpen);
  const closed = models.filter((model) => !model.isOpen);
  const { rows } = await admin.query<{ last: string }>(
    `select setval('complaints.report_number', nextval('complaints.report_number') + $1) - $1 as last`,
    [missing],
  );
  let running = Number(rows[0]!.last);
  let writing: Promise<void> = Promise.resolve();
  for (let done = 0; done < missing; done += CHUNK) {
    const stamps: object[] = [];
    const words: object[] = [];
    for (let no = done; no < Math.min(missing, done + CHUNK); no++) {
      const model = chance.pick(open.length && (closed.length === 0 || chance.roll() < OPEN) ? open : closed);
      const late = chance.upTo(SPREAD_MS);
      const id = uuidv7(model.receivedAt + late);
      const salt = randomSalt(16);
      stamps.push({
        id,
        model: model.id,
        number: numberOf(model.year, running++),
        late: `${late} milliseconds`,
        region: chance.pick(kampung.get(model.district)!),
        ...(model.isPlaced ? pointIn(model.district, chance) : {}),
        pseudonym: crypto.randomUUID(),
        text_sealed: hex(vault().seal(model.text, `complaints.detail:text:${id}`)),
        salt: hex(salt),
        text_hash: saltedHash(salt, model.text),
        code_hash: hex(vault().findable(complaints.receiptCode(id), 'receipt_code')),
      });
      for (const { table, id: of, text } of model.words) {
        const its = ownId(id, of);
        words.push({ id: its, sealed: hex(vault().seal(text, `complaints.${table}:${table === 'entry' ? 'text' : 'reason'}:${its}`)) });
      }
    }
    // sealing the next chunk goes on while PostgreSQL takes this one
    await writing;
    writing = (async () => {
      await admin.query('begin');
      await admin.query('insert into bench_stamp select * from json_populate_recordset(null::bench_stamp, $1)', [JSON.stringify(stamps)]);
      await admin.query('insert into bench_words select * from json_populate_recordset(null::bench_words, $1)', [JSON.stringify(words)]);
      for (const statement of statements) await admin.query(statement);
      await admin.query('commit');
    })();
    writing.catch(() => {});
  }
  await writing;
}

export interface ReportAddresses {
  readonly admin: string;
  readonly web: string;
  readonly worker: string;
}

/** Bring the database to `wanted` reports, then VACUUM ANALYZE. `models`: how many are played. */
export async function fillReports(urls: ReportAddresses, wanted: number, say: (text: string) => void, models = 700): Promise<void> {
  // on the hour: a stamp is up to a minute later than its model, and never on another day
  const end = new Date(Math.floor(Date.now() / HOUR) * HOUR);
  const clock = { now: end };
  const settings = { max: 1, clock: { now: () => clock.now } };
  const admin = new pg.Client({ connectionString: urls.admin });
  const web = openDatabase(urls.web, settings);
  const worker = openDatabase(urls.worker, settings);
  await admin.connect();
  try {
    const present = Number((await admin.query<{ count: string }>('select count(*) as count from complaints.report')).rows[0]!.count);
    const missing = wanted - present;
    if (missing <= 0) return;
    const chance = dice(wanted);
    const world = await worldOf(admin, web, worker, clock, end, chance);
    const played: string[] = [];
    for (let no = 0; no < Math.min(models, missing); no++) {
      const isOpen = no % 5 < 2;
      const age = isOpen ? (0.5 + chance.roll() * 24) * DAY : (60 + chance.roll() * 600) * DAY;
      const [until] = weighted<readonly [End, number]>(isOpen ? openings : closings, ([, weight]) => weight, chance);
      const id = await play(world, new Date(end.getTime() - age), until);
      clock.now = end;
      await worker.withActor({ kind: 'job', task: 'bench' }, (tx) => settle(tx, id));
      played.push(id);
    }
    say(`${played.length} laporan dimainkan / reports played, ${missing - played.length} dicetak / stamped …`);
    await admin.query(`delete from core.outbox where task like 'complaints.%'`);
    // references were checked when the very same rows were written by the application: here they only cost time
    await admin.query('set session_replication_role = replica');
    await admin.query('set synchronous_commit = off');
    if (missing > played.length) await stampMany(admin, await modelsOf(admin, played), world, missing - played.length);
    await admin.query('reset session_replication_role');
    await admin.query('vacuum (analyze)');
    await admin.query('checkpoint');
  } finally {
    await Promise.all([web.close(), worker.close(), admin.end()]);
  }
}
