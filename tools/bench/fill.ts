import pg from 'pg';
import type { Actor } from '#core/actor.ts';
import { newCode, randomSigns } from '#core/code.ts';
import { uuidv7 } from '#core/id.ts';
import { getCalendar } from '#core/server/calendar.ts';
import { openDatabase, type Database } from '#core/server/database.ts';
import { eventHash, GENESIS, type EventRow } from '#core/server/events.ts';
import { vault } from '#core/server/vault.ts';
import { addWorkingMs, dayOf, due, type Calendar } from '#core/working-time.ts';
import { displayAnswers, type Answer, type Answers, type FormContext } from '#modules/catalogue/form.ts';
import { formContext, listCurrentDefinitions, type DefinitionVersion } from '#modules/catalogue/server/catalogue.ts';
import {
  catchUp,
  decide,
  fold,
  isOpen,
  outcomesOpen,
  performerOf,
  type CaseState,
  type Command,
  type Performer,
} from '#modules/cases/engine.ts';
import type { CaseEvent, OwedEvent } from '#modules/cases/events.ts';
import { headerOf } from '#modules/cases/server/advance.ts';
import { fileCase, registersOf, type DraftUpload, type Filing, type RegisterAnswer } from '#modules/cases/server/intake.ts';
import { openAnswer, sealAnswer, sealFacts, sealStatement } from '#modules/cases/server/sealing.ts';
import { initials, lastDay, letterNumber, officeTitle, type Issuance } from '#modules/documents/document.ts';
import { templates } from '#modules/documents/template.ts';
import { sealOf } from '#modules/identity/server/people.ts';

/**
 * Cases in bulk, as if the regency had worked for two years: the real engine plays some hundred of them through, officers
 * and clock included, and each is stamped out many times, with applicant, seals, hash chain and issued document of its own.
 * Spread over services, agencies, states and due days. Only the files behind papers and letters are missing.
 */

/** Always the same cases, so that two runs can be compared. */
export function dice(seed: number) {
  let state = seed;
  const roll = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    roll,
    upTo: (most: number): number => Math.floor(roll() * most),
    pick: <T>(list: readonly T[]): T => list[Math.floor(roll() * list.length)]!,
  };
}
type Dice = ReturnType<typeof dice>;

/** Rows go in as one JSON text a chunk: one statement, no driver cost a value. */
async function insert(admin: pg.Client, table: string, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return;
  const columns = Object.keys(rows[0]!).join(', ');
  await admin.query(`insert into ${table} (${columns}) select ${columns} from json_populate_recordset(null::${table}, $1)`, [
    JSON.stringify(rows),
  ]);
}
/** Bytes as PostgreSQL reads them in JSON. */
const hex = (bytes: Uint8Array): string => `\\x${Buffer.from(bytes).toString('hex')}`;

export interface Citizen {
  readonly id: string;
  readonly nik: string;
  readonly name: string;
  readonly phone: string;
  readonly address: string;
}

const FIRST = ['Yosefa', 'Elias', 'Marthina', 'Agus', 'Nur', 'Benediktus', 'Sarce', 'Hendrik', 'Rahel', 'Oktovianus'];
const LAST = ['Natkime', 'Magal', 'Kelanangame', 'Rumadas', 'Wijaya', 'Beanal', 'Tsenawatme', 'Lestari', 'Uamang', 'Murib'];

/** The `no`-th invented citizen; the same one every time but for the id. */
function citizen(no: number, id = uuidv7()): Citizen {
  const two = (value: number): string => String(value).padStart(2, '0');
  const birth = `${two(1 + (no % 28))}${two(1 + (no % 12))}${two(60 + (no % 40))}`;
  return {
    id,
    nik: `910901${birth}${String(1 + (Math.floor(no / 40) % 9998)).padStart(4, '0')}`,
    name: `${FIRST[no % 10]} ${LAST[Math.floor(no / 10) % 10]}`,
    phone: `${PHONE}${String(no).padStart(8, '0')}`,
    address: `Jalur ${1 + (no % 9)} SP${1 + (no % 7)}, Timika`,
  };
}
const PHONE = '+62813';

const personRow = (id: string, kind: 'citizen' | 'officer', name: string) => ({
  id,
  kind,
  public_name: kind === 'citizen' ? null : name,
  name_sealed: hex(sealOf(name, 'name', id)),
  assurance: 2,
  lang: 'id',
  status: 'active',
  created_at: '2025-01-02T00:00:00Z',
});

/** The first `count` invented citizens; those of an earlier filling are found again by their telephone number. */
async function citizens(admin: pg.Client, count: number): Promise<Citizen[]> {
  const { rows } = await admin.query<{ id: string; phone_sealed: Buffer }>(
    `select id, phone_sealed from identity.person where kind = 'citizen' and phone_sealed is not null`,
  );
  const ids = new Map(rows.map((row) => [vault().unseal(row.phone_sealed, `identity.person:phone:${row.id}`), row.id]));
  const all = Array.from({ length: count }, (_, no) => citizen(no, ids.get(citizen(no, '').phone)));
  const fresh = all.filter((one) => !ids.has(one.phone));
  for (let from = 0; from < fresh.length; from += 2000)
    await insert(
      admin,
      'identity.person',
      fresh.slice(from, from + 2000).map((one) => ({
        ...personRow(one.id, 'citizen', one.name),
        assured_how: 'dukcapil',
        nik_sealed: hex(sealOf(one.nik, 'nik', one.id)),
        nik_hash: hex(vault().findable(one.nik, 'nik')),
        phone_sealed: hex(sealOf(one.phone, 'phone', one.id)),
        phone_hash: hex(vault().findable(one.phone, 'phone')),
      })),
    );
  return all;
}

/** Somebody for every duty that a task may ask for, by `agency/role`: the demo's people first. */
async function officers(admin: pg.Client, services: readonly Service[]): Promise<ReadonlyMap<string, string>> {
  const { rows } = await admin.query<{ duty: string; person_id: string }>(
    `select agency || '/' || role as duty, person_id from identity.duty order by person_id`,
  );
  const holders = new Map(rows.map((row) => [row.duty, row.person_id]));
  const wanted = services.flatMap(({ version: { body: def }, ctx }) =>
    def.process.flatMap((task) =>
      unitsOf(task.agency, ctx).map((agency) => ({ agency, role: task.role, name: `Petugas ${agency} ${holders.size}` })),
    ),
  );
  for (const { agency, role, name } of wanted) {
    if (holders.has(`${agency}/${role}`)) continue;
    const id = uuidv7();
    holders.set(`${agency}/${role}`, id);
    await insert(admin, 'identity.person', [personRow(id, 'officer', name)]);
    await insert(admin, 'identity.membership', [{ id: uuidv7(), person_id: id, agency, from_day: '2025-01-02', decree: 'SK contoh' }]);
    await insert(admin, 'identity.duty', [{ id: uuidv7(), person_id: id, agency, role, from_day: '2025-01-02', decree: 'SK contoh' }]);
  }
  return holders;
}

/** The agencies a task may go to: one by its code, or the column of a code list. */
function unitsOf(agency: Service['version']['body']['process'][number]['agency'], ctx: FormContext): string[] {
  if (typeof agency === 'string') return [agency];
  const { lookup } = agency as { lookup: { table: string; column: string } };
  return Object.values(ctx.lists[lookup.table] ?? {}).flatMap((row) =>
    typeof row[lookup.column] === 'string' ? [row[lookup.column] as string] : [],
  );
}

interface Service {
  readonly version: DefinitionVersion;
  readonly ctx: FormContext;
}

interface Content {
  readonly answers: Answers;
  readonly registers: Readonly<Record<string, RegisterAnswer>>;
  readonly uploads: Readonly<Record<string, DraftUpload>>;
}

/** What a citizen would have typed, and what the registers would have said. */
export function contentFor({ version: { body: def }, ctx }: Service, one: Citizen, { pick, roll, upTo }: Dice): Content {
  const places = Object.keys(ctx.lists['distrik@2026-11'] ?? {});
  const distrik = places.length ? pick(places) : '';
  const kampung = (ctx.options['kampung@2026-11'] ?? []).filter((option) => option.key.startsWith(`${distrik}.`));
  const facilities = Object.keys(ctx.lists['faskes@2026-11'] ?? {}).filter((key) => key !== 'LUAR-MIMIKA');
  const typed: Record<string, Answer> = {
    jenis: def.id === 'sip-perawat' ? (roll() < 0.7 ? 'baru' : 'perpanjangan') : pick(['pengantar', 'domisili', 'tidak-mampu']),
    distrik,
    kampung: kampung.length ? pick(kampung).key : null,
    faskes: facilities.length ? pick(facilities) : null,
    alamat: one.address,
    hp: one.phone,
    email: 'pemohon@contoh.id',
    sip_lama: `500.16.7.2/${1 + upTo(900)}/DPMPTSP/2021`,
    keperluan: 'Mendaftar sekolah anak',
    usia_kerja: 'ya',
    pendidikan: pick(['sma', 'smk', 's1', 'lain']),
    jurusan: 'Akuntansi',
    tahun_lulus: 2015,
    keahlian: 'Mengemudi, akuntansi',
    jabatan: 'Staf administrasi',
    kewarganegaraan: 'wni',
    status_peneliti: pick(['mahasiswa', 'dosen', 'perorangan']),
    lembaga: 'Universitas Cenderawasih',
    judul: 'Pelayanan publik di distrik pedalaman Mimika',
    ringkasan: 'Wawancara dengan warga dan petugas di tiga distrik tentang waktu yang dipakai untuk mengurus satu surat.',
    lokasi: 'Distrik Hoya dan Mimika Baru',
    mulai: '2026-12-01',
    selesai: '2027-03-31',
    jumlah_peneliti: 2,
  };
  const at = '2026-01-02T00:00:00.000Z';
  const values: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'dukcapil.identity@2': { 'person.nik': one.nik, 'person.name': one.name, 'person.address': one.address },
    'nakes.str@1': { 'nurse.str-number': `NR${one.nik.slice(2)}` },
    'nakes.skp@1': { 'nurse.skp': '32' },
  };
  return {
    answers: Object.fromEntries(
      def.fields.flatMap((field) => (field.value === undefined && typed[field.id] != null ? [[field.id, typed[field.id]!]] : [])),
    ),
    registers: Object.fromEntries(
      registersOf(def).map((adapter) => [adapter, { status: 'found' as const, values: values[adapter] ?? {}, at }]),
    ),
    uploads: Object.fromEntries(
      def.documents
        .filter((document) => document.satisfiedBy.some((source) => source.kind === 'upload'))
        .map((document) => [
          document.id,
          { fileId: uuidv7(), name: `${document.id}.pdf`, mime: 'application/pdf', size: 182_000, sha256: randomSigns(64).toLowerCase() },
        ]),
    ),
  };
}

const verifiedOf = ({ version: { body: def } }: Service, { registers }: Content): Answers =>
  Object.fromEntries(
    def.fields.flatMap((field) => {
      const value = field.source ? registers[field.source]?.values[field.concept] : undefined;
      return value === undefined ? [] : [[field.id, value]];
    }),
  );

// ── one case, played through by the engine ──────────────────────────────────────────────────────────────────────

interface Words {
  readonly id: string;
  readonly kind: 'mark' | 'reason';
  readonly task: string;
  readonly path: string | null;
  readonly text: string;
}

/** A case with placeholders: the applicant is `APPLICANT`, statements have ids of their own until they are stamped. */
interface Played {
  readonly service: Service;
  readonly filing: Filing;
  readonly answers: Answers;
  readonly log: readonly CaseEvent[];
  readonly words: readonly Words[];
  readonly state: CaseState;
  /** Who decided it, where it was granted by a person: that document can be issued. */
  readonly signer: { readonly id: string; readonly role: string; readonly agency: string } | undefined;
}
const APPLICANT = '00000000-0000-4000-8000-000000000000';

interface World {
  readonly calendar: Calendar;
  readonly duties: ReadonlyMap<string, string>;
  readonly now: Date;
  readonly dice: Dice;
}

/** One case from sending to `now`. `pace`: working days a step takes, about; `patience`: steps after which nobody acts any more. */
function play(service: Service, submittedAt: Date, pace: number, patience: number, world: World): Played {
  const { calendar, duties, now, dice } = world;
  const def = service.version.body;
  const content = contentFor(service, citizen(0, APPLICANT), dice);
  const actor: Actor = { kind: 'citizen', id: APPLICANT };
  const day = dayOf(submittedAt);
  const ctx: FormContext = {
    ...service.ctx,
    verified: verifiedOf(service, content),
    actorKind: 'self',
    calendar,
    days: { submitted: day, event: day },
  };
  const filing = fileCase(
    {
      id: uuidv7(),
      service_id: def.id,
      definition_hash: service.version.hash,
      applicant_id: APPLICANT,
      filed_by: APPLICANT,
      channel: 'web',
    },
    { def, content, ctx },
    [],
    { actor, now: submittedAt },
  );
  const log: CaseEvent[] = [];
  const words: Words[] = [];
  const append = (events: readonly OwedEvent[], who: string | null): void => {
    for (const event of events) log.push({ ...event, no: log.length + 1, actor: who, onBehalfOf: null });
  };
  append(
    filing.events.map(({ type, at, data }) => ({ ...data, type: type.slice('cases.'.length), at }) as unknown as OwedEvent),
    APPLICANT,
  );
  const say = (kind: Words['kind'], task: string, path: string | null): string => {
    const id = uuidv7();
    words.push({
      id,
      kind,
      task,
      path,
      text: kind === 'mark' ? 'Mohon diunggah ulang, tidak terbaca.' : 'Data tidak sesuai dengan berkas.',
    });
    return id;
  };
  let signer: Played['signer'];
  let at = submittedAt;
  for (let steps = 0; steps < patience; steps++) {
    at = addWorkingMs(calendar, at, Math.ceil((0.2 + dice.roll()) * pace * 8 * 3_600_000));
    if (at > now) break;
    append(catchUp(def, calendar, filing.facts, log, at), null);
    const state = fold(def, log);
    if (state.end || state.halted) break;
    const task = dice.pick(Object.values(state.tasks).filter(isOpen));
    const isPulledBack = dice.roll() < 0.01;
    const command: Command | undefined = isPulledBack
      ? { type: 'withdraw' }
      : task
        ? commandFor(service, state, task.id, dice, say)
        : state.returned
          ? answer(state)
          : undefined;
    if (!command) break;
    const definition = task && def.process.find((candidate) => candidate.id === task.id)!;
    const holder = definition && !isPulledBack && duties.get(`${task.agency}/${definition.role}`);
    if (task && !holder && !isPulledBack) break;
    const who: Performer = holder
      ? { person: holder, onBehalfOf: null, holds: (agency, role) => agency === task.agency && role === definition.role }
      : performerOf(actor);
    const done = decide(def, calendar, filing.facts, log, command, who, at);
    append(done, who.person);
    if (holder && done.some((event) => event.type === 'ended' && event.end === 'granted'))
      signer = { id: holder, role: definition.role, agency: task.agency! };
  }
  append(catchUp(def, calendar, filing.facts, log, now), null);
  const answers = Object.fromEntries(filing.answers.map((row) => [row.field, openAnswer(filing.file.id, row.field, row.value_sealed)]));
  return { service, filing, answers, log, words, state: fold(def, log), signer };
}

const answer = (state: CaseState): Command => ({
  type: 'answer',
  answers: {},
  evidence: {},
  changed: state.returned!.marks.map((mark) => mark.path),
});

/** Mostly yes; now and then a return, a refusal, or only a claim. */
function commandFor(
  { version: { body: def } }: Service,
  state: CaseState,
  id: string,
  { roll }: Dice,
  say: (kind: Words['kind'], task: string, path: string | null) => string,
): Command {
  const open = outcomesOpen(def, state, id);
  const returning = open.find(([, outcome]) => outcome.to === 'return');
  const paper = def.documents.find((document) => document.satisfiedBy.some((source) => source.kind === 'upload'))?.id ?? def.fields[0]!.id;
  if (state.tasks[id]!.claimant === null && roll() < 0.3) return { type: 'claim', task: id };
  if (returning && !state.returned && roll() < 0.1)
    return {
      type: 'return',
      task: id,
      outcome: returning[0],
      marks: [{ path: paper, requirement: paper, statement: say('mark', id, paper) }],
    };
  const isRefused = roll() < 0.12;
  const ends = (end: string) => open.find(([, outcome]) => outcome.end === end);
  const [outcome] =
    (isRefused ? ends('rejected') : ends('granted')) ?? open.find(([, one]) => one.to === 'next' && one.requires.length === 0) ?? open[0]!;
  return {
    type: 'decide',
    task: id,
    outcome,
    statement: isRefused ? say('reason', id, null) : null,
    basis: isRefused ? def.legalBasis[0]!.id : null,
    requirements: isRefused ? [paper] : [],
    conditions: [],
  };
}

// ── stamping ────────────────────────────────────────────────────────────────────────────────────────────────────

interface Chunk {
  readonly files: object[];
  readonly tasks: object[];
  readonly answers: object[];
  readonly evidence: object[];
  readonly statements: object[];
  readonly events: object[];
  readonly documents: object[];
  readonly numbers: object[];
}
const emptyChunk = (): Chunk => ({
  files: [],
  tasks: [],
  answers: [],
  evidence: [],
  statements: [],
  events: [],
  documents: [],
  numbers: [],
});

async function write(admin: pg.Client, chunk: Chunk): Promise<void> {
  await admin.query('begin');
  await insert(admin, 'cases.case_file', chunk.files);
  await insert(admin, 'cases.task', chunk.tasks);
  await insert(admin, 'cases.answer', chunk.answers);
  await insert(admin, 'cases.evidence', chunk.evidence);
  await insert(admin, 'cases.statement', chunk.statements);
  await insert(admin, 'core.event', chunk.events);
  await insert(admin, 'documents.document', chunk.documents);
  await insert(admin, 'documents.number', chunk.numbers);
  await admin.query('commit');
}

type Unchained = Omit<EventRow, 'no' | 'id' | 'recorded_at' | 'subject_kind' | 'subject_id' | 'on_behalf_of'>;

/** Rows of one subject's log, numbered and chained. */
function chain(kind: string, subject: string, events: readonly Unchained[]): object[] {
  let prev = GENESIS;
  return events.map((event, index) => {
    const row: EventRow = {
      id: uuidv7(Date.parse(event.at)),
      subject_kind: kind,
      subject_id: subject,
      no: index + 1,
      recorded_at: event.at,
      on_behalf_of: null,
      ...event,
    };
    const hash = eventHash(prev, row);
    const stored = { ...row, prev, hash };
    prev = hash;
    return stored;
  });
}

/** The fields whose values are the applicant's own. */
const ownAnswers = (one: Citizen): Answers => ({
  nik: one.nik,
  nama: one.name,
  alamat: one.address,
  hp: one.phone,
  no_str: `NR${one.nik.slice(2)}`,
});

function stamp(
  played: Played,
  one: Citizen,
  isIssued: boolean,
  counters: Map<string, number>,
  agencies: ReadonlyMap<string, string>,
  world: World,
  chunk: Chunk,
): void {
  const { service, filing, log, state } = played;
  const { calendar } = world;
  const def = service.version.body;
  const id = uuidv7();
  const code = newCode('SP');
  const ids = new Map(played.words.map((statement) => [statement.id, uuidv7()]));
  const own = ownAnswers(one);
  const answers = Object.fromEntries(Object.entries(played.answers).map(([field, value]) => [field, own[field] ?? value]));
  const sealed = filing.answers.map((row) => ({
    ...row,
    case_id: id,
    applicant_id: one.id,
    ...sealAnswer(id, row.field, answers[row.field]!),
  }));
  const facts = Object.fromEntries(
    Object.entries(filing.facts.vars as Answers).map(([name, value]) => [name, value === null ? null : (own[name] ?? value)]),
  );
  chunk.files.push({
    ...filing.file,
    id,
    code,
    applicant_id: one.id,
    filed_by: one.id,
    facts_sealed: hex(sealFacts(id, facts)),
    ...headerOf(def, calendar, state, log),
  });
  for (const row of filing.tasks) {
    const task = state.tasks[row.task]!;
    chunk.tasks.push({
      ...row,
      case_id: id,
      applicant_id: one.id,
      agency: task.agency ?? row.agency,
      status: task.status,
      claimant: task.claimant,
      opened_at: task.openedAt,
      claimed_at: task.claimedAt,
      closed_at: task.closedAt,
      due_at: task.budgetFrom ? due(calendar, task.budgetFrom, task.budget) : null,
      outcome: task.outcome,
      by_silence: task.bySilence,
      escalated_to: task.escalatedTo,
    });
  }
  for (const { value_sealed, salt, ...row } of sealed) chunk.answers.push({ ...row, value_sealed: hex(value_sealed), salt: hex(salt) });
  for (const row of filing.evidence) chunk.evidence.push({ ...row, id: uuidv7(), case_id: id, applicant_id: one.id, status: 'current' });
  for (const statement of played.words) {
    const own_ = ids.get(statement.id)!;
    chunk.statements.push({
      id: own_,
      case_id: id,
      applicant_id: one.id,
      agencies: filing.file.agencies,
      task: statement.task,
      kind: statement.kind,
      path: statement.path,
      requirement: statement.path,
      text_sealed: hex(sealStatement(own_, statement.text)),
      at: filing.file.submitted_at,
    });
  }
  const events = log.map(({ type, at, actor, no: _no, onBehalfOf: _onBehalfOf, ...data }): Unchained => {
    const words = JSON.stringify(data).replace(/[0-9a-f-]{36}/g, (text) => ids.get(text) ?? text);
    return {
      type: `cases.${type}`,
      at: at.toISOString(),
      actor_kind: actor === null ? 'job' : actor === APPLICANT ? 'citizen' : 'officer',
      actor_id: actor === APPLICANT ? one.id : actor,
      via: actor === null ? 'clock' : 'web',
      data: {
        ...(JSON.parse(words) as EventRow['data']),
        ...(type === 'submitted' ? { answers: Object.fromEntries(sealed.map((row) => [row.field, row.hash])) } : {}),
      },
    };
  });
  if (isIssued && played.signer) events.push(issue(played, { id, code, one, answers, agencies, counters, world }, chunk));
  chunk.events.push(...chain('case', id, events));
}

/** The document of a granted case as rows; its file is the one thing that is missing. */
function issue(
  { service, filing, state, signer }: Played,
  made: {
    id: string;
    code: string;
    one: Citizen;
    answers: Answers;
    agencies: ReadonlyMap<string, string>;
    counters: Map<string, number>;
    world: World;
  },
  chunk: Chunk,
): Unchained {
  const def = service.version.body;
  const result = def.results.find((candidate) => candidate.end === 'granted')!;
  const { role, agency, id: signerId } = signer!;
  const agencyName = made.agencies.get(agency) ?? agency;
  const dated = dayOf(state.endedAt!);
  const until = lastDay(dated, result.validity);
  const template = templates[result.template]!;
  const issuance = {
    caseCode: made.code,
    answers: displayAnswers(def, made.answers, service.ctx),
    holder: { id: made.one.id, name: made.one.name },
  } as Issuance;
  const slots = template.slots.parse(template.fill(issuance, { from: dated, until }));
  const open: Readonly<Record<string, string | null>> = { ...template.open(slots), holder_initials: initials(made.one.name) };
  const counter = result.number.counter === 'authority' ? agency : result.number.counter;
  const year = Number(dated.slice(0, 4));
  const seq = (made.counters.get(`${agency} ${counter} ${year}`) ?? 0) + 1;
  made.counters.set(`${agency} ${counter} ${year}`, seq);
  const number = letterNumber(result.number.pattern, {
    klasifikasi: result.number.klasifikasi,
    seq,
    unit: result.number.unit ?? agency.toUpperCase(),
    year,
  });
  const id = uuidv7();
  const at = state.endedAt!.toISOString();
  const isRevoked = made.world.dice.roll() < 0.02;
  const sha256 = Buffer.from(randomSigns(32)).toString('hex');
  chunk.documents.push({
    id,
    case_id: made.id,
    case_code: made.code,
    service: def.id,
    definition_hash: service.version.hash,
    result: result.id,
    template: result.template,
    title: result.title?.id ?? template.title,
    agency,
    agency_name: agencyName,
    counter,
    number_year: year,
    number_seq: seq,
    number,
    code: randomSigns(26),
    holder: made.one.id,
    readers: filing.file.agencies,
    status: isRevoked ? 'revoked' : 'signed',
    dated,
    prepared_at: at,
    issued_at: at,
    valid_from: dated,
    valid_until: until,
    slots: hex(vault().seal(JSON.stringify(slots), `documents.document:slots:${id}`)),
    verify: result.verify,
    verify_fields: Object.fromEntries(result.verify.flatMap((name) => (open[name] ? [[name, open[name]]] : []))),
    file: `${id}-signed.pdf`,
    sha256,
    bytes: 48_000,
    signer_person: signerId,
    signer_name: 'Petugas contoh',
    signer_office: officeTitle(role, agencyName),
    signed_with: 'simulasi',
    revocable_by: result.revocation.by.map((duty) => duty.replace(/^authority\//, `${agency}/`)),
    ended_at: isRevoked ? at : null,
    ended_by: isRevoked ? signerId : null,
    ended_reason: isRevoked ? 'Contoh' : null,
    announced_at: at,
  });
  chunk.numbers.push({ agency, counter, year, seq, number, document_id: id, status: 'issued', reserved_at: at, settled_at: at });
  const said = (type: string, data: EventRow['data']): Unchained => ({ type, at, actor_kind: 'job', actor_id: null, via: 'clock', data });
  chunk.events.push(
    ...chain('document', id, [
      said('documents.document_prepared', { case: made.id, service: def.id, result: result.id, template: result.template, agency, number }),
      said('documents.document_issued', { number, sha256, signer: 'simulasi' }),
    ]),
  );
  return said('cases.issued', { document: id, number });
}

// ── the whole ───────────────────────────────────────────────────────────────────────────────────────────────────

export interface Addresses {
  readonly admin: string;
  readonly web: string;
}

const ANONYMOUS: Actor = { kind: 'anonymous' };

/** The services that can be asked for, as forms need them. */
export const servicesOf = (database: Database): Promise<{ services: Service[]; calendar: Calendar }> =>
  database.withActor(ANONYMOUS, async (tx) => {
    const services: Service[] = [];
    for (const version of await listCurrentDefinitions(tx)) services.push({ version, ctx: await formContext(tx, version.body) });
    return { services, calendar: await getCalendar(tx) };
  });

/** Granted cases left without their document, for measuring how long issuing takes. */
const UNISSUED = 41;
const CHUNK = 400;

/** Bring the database to `wanted` cases, then VACUUM ANALYZE. Gives the citizens they belong to. */
export async function fill(urls: Addresses, wanted: number, say: (text: string) => void): Promise<Citizen[]> {
  const admin = new pg.Client({ connectionString: urls.admin });
  await admin.connect();
  const database = openDatabase(urls.web, { max: 1 });
  try {
    const { services, calendar } = await servicesOf(database);
    const present = (await admin.query<{ count: number }>('select count(*)::integer as count from cases.case_file')).rows[0]!.count;
    const missing = Math.max(0, wanted - present);
    // references were checked when the very same rows were written by the application: here they only cost time
    await admin.query('set session_replication_role = replica');
    await admin.query('set synchronous_commit = off');
    const people = await citizens(admin, Math.max(200, Math.ceil(wanted / 5)));
    const duties = await officers(admin, services);
    const world: World = { calendar, duties, now: new Date(), dice: dice(wanted) };
    if (missing > 0) {
      const played = playMany(services, missing, world);
      say(`${played.length} berkas dimainkan / cases played, ${missing} dicetak / stamped …`);
      await stampMany(admin, played, people, missing, world);
    }
    await admin.query('vacuum (analyze)');
    await admin.query('checkpoint');
    return people;
  } finally {
    await database.close();
    await admin.end();
  }
}

/** One in eight is recent and still open, at least 400 of all; the rest lies in the two years before. */
function playMany(services: readonly Service[], missing: number, world: World): Played[] {
  const { dice: chance, now } = world;
  const recent = Math.min(0.55, Math.max(0.16, 560 / missing));
  return Array.from({ length: Math.min(missing, 640) }, (_, index) => {
    const isRecent = chance.roll() < recent;
    const ageMs = isRecent ? (0.02 + chance.roll() * 5) * 86_400_000 : (14 + chance.roll() * 700) * 86_400_000;
    // one in thirty is forgotten on the way: the clock goes on alone, and what may not end by silence is late
    const patience = chance.roll() < 0.03 ? chance.upTo(3) : 12;
    return play(services[index % services.length]!, new Date(Math.floor(now.getTime() - ageMs)), isRecent ? 1.6 : 0.7, patience, world);
  });
}

async function stampMany(
  admin: pg.Client,
  played: readonly Played[],
  people: readonly Citizen[],
  missing: number,
  world: World,
): Promise<void> {
  const agencies = new Map(
    (await admin.query<{ code: string; official_name: string }>('select code, official_name from identity.agency')).rows.map((row) => [
      row.code,
      row.official_name,
    ]),
  );
  const counters = new Map(
    (
      await admin.query<{ key: string; last: number }>(`select agency || ' ' || counter || ' ' || year as key, last from documents.counter`)
    ).rows.map((row) => [row.key, row.last]),
  );
  let unissued = 0;
  let writing: Promise<void> = Promise.resolve();
  for (let done = 0; done < missing;) {
    const chunk = emptyChunk();
    for (let n = 0; n < CHUNK && done < missing; n++, done++) {
      const one = played[done % played.length]!;
      const isIssued = !one.signer || unissued >= Math.min(UNISSUED, missing / 20) || (unissued++, false);
      stamp(one, people[world.dice.upTo(people.length)]!, isIssued, counters, agencies, world, chunk);
    }
    // sealing the next chunk goes on while PostgreSQL takes this one
    await writing;
    writing = write(admin, chunk);
    writing.catch(() => {});
  }
  await writing;
  for (const [key, last] of counters) {
    const [agency, counter, year] = key.split(' ');
    await admin.query(
      'insert into documents.counter (agency, counter, year, last) values ($1, $2, $3, $4) on conflict (agency, counter, year) do update set last = excluded.last',
      [agency, counter, year, last],
    );
  }
}
