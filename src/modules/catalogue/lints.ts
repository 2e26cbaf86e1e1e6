import type { CodeLists, Definition, Expression, Field, TaskDefinition, Text } from './definition.ts';
import { check, evaluate, referencesOf, type Kind, type Type, type TypeFault, type Types } from './expression.ts';
import { dependenciesOf, fieldsInOrder, KAMPUNG_LIST } from './form.ts';
import { pathText, type Path, type Position } from './read-definition.ts';

/** What publishing asks of a definition beyond its shape (services.md § 7). */
export type Lint = 'L1' | 'L2' | 'L3' | 'L4' | 'L5' | 'L6' | 'L7' | 'L8' | 'L9' | 'L10' | 'PIC' | 'SHEET' | 'SK' | 'TESTS';

export interface Finding extends Position {
  readonly lint: Lint;
  readonly path: string;
  readonly message: Required<Text>;
  /** A finding that blocks stops publishing; those of `overridable` lints may be overridden with a reason printed in public. */
  readonly blocks: boolean;
}

/** Legal facts a regency may still be waiting for. Everything else is a fault of the definition and has to be mended. */
export const overridable: ReadonlySet<Lint> = new Set(['L7', 'SK', 'PIC']);

/** What references resolve against. */
export interface LintContext {
  readonly lists: CodeLists;
  /** Agencies that may hold a task, by code, with their kind; groups left out. */
  readonly agencies: ReadonlyMap<string, string>;
  /** Rows of the service catalogue. */
  readonly services: ReadonlySet<string>;
  readonly adapters: ReadonlySet<string>;
  readonly templates: ReadonlySet<string>;
  /** Components 7 to 14 filled by the standard sheet; undefined where there is no such sheet. */
  readonly sheet: ReadonlySet<string> | undefined;
  /** Does somebody hold `role` at `agency` today? Not asked where undefined. */
  readonly isHeld?: (agency: string, role: string) => boolean;
  readonly position: (path: Path) => Position;
}

/** Where no text is at hand (a stored version). */
export const nowhere = (): Position => ({ line: 1, column: 1 });

/** Components 7 to 14 of the service standard (PermenPANRB 15/2014). 1 to 6 are the definition itself. */
export const SHEET_COMPONENTS = [
  ...['dasar-hukum', 'sarpras', 'kompetensi', 'pengawasan-internal'],
  ...['jumlah-pelaksana', 'jaminan-pelayanan', 'jaminan-keamanan', 'evaluasi-kinerja'],
] as const;

/** Facts a register or an office here already holds, so that asking for a paper is asking twice (Perpres 39/2019). */
const HELD_FIELDS: ReadonlySet<string> = new Set(['person.nik', 'person.name', 'person.address']);
const HELD_PAPERS: ReadonlySet<string> = new Set([
  'person.ktp',
  'person.kk',
  'person.birth-certificate',
  'nurse.str',
  'nurse.sip',
  'business.nib',
]);

export function lint(def: Definition, ctx: LintContext): Finding[] {
  const found: Finding[] = [];
  const blame = (name: Lint, path: Path, id: string, en: string, blocks = true): void => {
    found.push({ lint: name, path: pathText(path), ...ctx.position(path), message: { id, en }, blocks });
  };
  flow(def, blame);
  references(def, ctx, blame);
  types(def, ctx, blame);
  onceOnly(def, blame);
  time(def, blame);
  basis(def, blame);
  views(def, blame);
  languages(def, blame);
  standard(def, ctx, blame);
  tests(def, blame);
  return found.sort((a, b) => a.line - b.line || a.column - b.column);
}

export const blocking = (findings: readonly Finding[]): Finding[] => findings.filter((finding) => finding.blocks);

type Blame = (name: Lint, path: Path, id: string, en: string, blocks?: boolean) => void;
const taskPath = (def: Definition, task: TaskDefinition): (string | number)[] => ['process', def.process.indexOf(task)];

/** Tasks that come before a task, near and far. */
function before(def: Definition, task: TaskDefinition): ReadonlySet<string> {
  const found = new Set<string>();
  const walk = (current: TaskDefinition | undefined): void =>
    current?.needs.forEach((need) => {
      if (found.has(need)) return;
      found.add(need);
      walk(def.process.find((other) => other.id === need));
    });
  walk(task);
  return found;
}

// L1 acyclic, one start, every outcome leads on, every end reachable
function flow(def: Definition, blame: Blame): void {
  const twice = def.process.find((task, index) => def.process.findIndex((other) => other.id === task.id) !== index);
  if (twice) blame('L1', taskPath(def, twice), `Tugas “${twice.id}” ditulis dua kali.`, `The task “${twice.id}” is there twice.`);
  const starts = def.process.filter((task) => task.needs.length === 0);
  if (starts.length !== 1)
    blame(
      'L1',
      ['process'],
      `Harus ada tepat satu tugas awal; ada ${starts.length}.`,
      `There must be exactly one first task; there are ${starts.length}.`,
    );
  for (const task of def.process) {
    const path = taskPath(def, task);
    if (before(def, task).has(task.id))
      blame('L1', [...path, 'needs'], `Tugas “${task.id}” menunggu dirinya sendiri.`, `The task “${task.id}” waits for itself.`);
    const isLast = !def.process.some((other) => other.needs.includes(task.id));
    if (isLast && task.when !== undefined)
      blame(
        'L1',
        [...path, 'when'],
        'Tugas terakhir tidak boleh bersyarat: berkas tidak akan pernah selesai.',
        'The last task can’t have a condition: the case would never end.',
      );
    const names = Object.keys(task.outcomes);
    const canReturn = names.some((name) => task.outcomes[name]!.to === 'return');
    for (const name of names) {
      const outcome = task.outcomes[name]!;
      const at = [...path, 'outcomes', name];
      if ((outcome.to === undefined) === (outcome.end === undefined))
        blame(
          'L1',
          at,
          `Hasil “${name}” harus menuju satu tempat: to atau end.`,
          `The outcome “${name}” must lead to one place: to or end.`,
        );
      if (isLast && outcome.to === 'next')
        blame(
          'L1',
          at,
          `Hasil “${name}” menuju tugas berikut, padahal tidak ada.`,
          `The outcome “${name}” leads to a next task, but there is none.`,
        );
      if (outcome.after === 'return' && !canReturn)
        blame(
          'L1',
          at,
          `Hasil “${name}” baru terbuka setelah perbaikan, tetapi tugas ini tidak dapat mengembalikan.`,
          `The outcome “${name}” opens after a return, but this task can’t return.`,
        );
      if (outcome.only === 'silence' && !task.onSilence.some((step) => step.outcome === name))
        blame(
          'L1',
          at,
          `Hasil “${name}” hanya oleh diam, tetapi onSilence tidak menyebutnya.`,
          `The outcome “${name}” comes by silence only, but onSilence doesn’t name it.`,
        );
    }
    const open = names.filter(
      (name) => task.outcomes[name]!.to !== 'return' && task.outcomes[name]!.only !== 'silence' && task.outcomes[name]!.after !== 'return',
    );
    if (open.length === 0)
      blame('L1', [...path, 'outcomes'], 'Tidak ada hasil yang dapat dipilih petugas.', 'There is no outcome an officer can choose.');
    if (!task.onSilence.some((step) => step.at === 1 && (step.outcome !== undefined || step.escalate !== undefined)))
      blame(
        'L1',
        [...path, 'onSilence'],
        'Aturan diam pada 1.0 wajib ada: hasil atau eskalasi.',
        'A rule for silence at 1.0 is compulsory: an outcome or an escalation.',
      );
    for (const [index, step] of task.onSilence.entries())
      if ([step.remind, step.escalate, step.outcome].filter((part) => part !== undefined).length !== 1)
        blame(
          'L1',
          [...path, 'onSilence', index],
          'Setiap langkah diam berisi satu hal: remind, escalate, atau outcome.',
          'Each step of silence holds one thing: remind, escalate or outcome.',
        );
    if (canReturn && def.clock.stops.length === 0)
      blame(
        'L1',
        ['clock', 'stops'],
        'Ada pengembalian, tetapi tidak ada perhentian waktu dengan batas.',
        'There is a return, but no stop of the clock with a limit.',
      );
  }
  const ends = new Set(def.process.flatMap((task) => Object.values(task.outcomes).flatMap((outcome) => outcome.end ?? [])));
  for (const stop of def.clock.stops) ends.add(stop.onExpiry.end);
  if (def.clock.onExpiry.deemed) ends.add('granted');
  if (!ends.has('granted')) blame('L1', ['process'], 'Tidak ada jalan menuju “granted”.', 'No path leads to “granted”.');
  for (const [index, result] of def.results.entries())
    if (!ends.has(result.end))
      blame('L1', ['results', index, 'end'], `Akhir “${result.end}” tidak dapat dicapai.`, `The end “${result.end}” can’t be reached.`);
  if (def.clock.onExpiry.deemed === undefined && def.clock.onExpiry.escalate.length === 0)
    blame(
      'L1',
      ['clock', 'onExpiry'],
      'Saat waktu habis harus ada eskalasi atau pengabulan.',
      'When the time is up there must be an escalation or a deemed approval.',
    );
}

// L2 every reference resolves; each unit behind a lookup is an agency with a PIC
function references(def: Definition, ctx: LintContext, blame: Blame): void {
  const fields = new Map(def.fields.map((field) => [field.id, field]));
  const tasks = new Map(def.process.map((task) => [task.id, task]));
  const documents = new Set(def.documents.map((document) => document.id));
  const bases = new Set(def.legalBasis.map((item) => item.id));
  const kinds = new Set(ctx.agencies.values());
  const missing = (path: Path, what: string, en: string, name: string): void =>
    blame('L2', path, `${what} “${name}” tidak ditemukan.`, `The ${en} “${name}” doesn’t exist.`);
  const need = (known: { has(name: string): boolean }, path: Path, what: string, en: string, name: string): void => {
    if (!known.has(name)) missing(path, what, en, name);
  };
  const agency = (path: Path, name: string): void => {
    if (name === 'authority' || name === 'applicant') return;
    if (name.startsWith('kind:')) need(kinds, path, 'Jenis instansi', 'kind of agency', name.slice(5));
    else need(ctx.agencies, path, 'Instansi', 'agency', name);
  };
  const duty = (path: Path, name: string): void => {
    const [code, role] = name.split('/');
    if (!code || !role) blame('L2', path, `“${name}” harus berbentuk instansi/tugas.`, `“${name}” must have the form agency/role.`);
    else {
      agency(path, code);
      if (ctx.isHeld && code !== 'authority' && ctx.agencies.has(code) && !ctx.isHeld(code, role))
        blame('PIC', path, `Belum ada pemegang tugas ${name}.`, `Nobody holds the duty ${name} yet.`);
    }
  };
  const agencyOf = (path: Path, expression: Expression, role: string | undefined, when: Expression | undefined): void => {
    if (typeof expression === 'string') {
      agency(path, expression);
      if (role && ctx.isHeld && ctx.agencies.has(expression) && !ctx.isHeld(expression, role))
        blame('PIC', path, `Belum ada ${role} di ${expression}.`, `Nobody is ${role} at ${expression} yet.`);
      return;
    }
    const empty = new Set<string>();
    const unheld: string[] = [];
    for (const { key, unit } of unitsOf(def, expression, when, ctx.lists)) {
      if (typeof unit !== 'string') empty.add(key);
      else if (!ctx.agencies.has(unit)) missing(path, 'Instansi', 'agency', unit);
      else if (role && ctx.isHeld && !ctx.isHeld(unit, role)) unheld.push(unit);
    }
    if (empty.size > 0)
      blame('L2', path, `Tidak ada instansi untuk: ${[...empty].join(', ')}.`, `There is no agency for: ${[...empty].join(', ')}.`);
    if (unheld.length > 0)
      blame('PIC', path, `Belum ada ${role} di ${unheld.join(', ')}.`, `Nobody is ${role} yet at ${unheld.join(', ')}.`);
  };

  need(ctx.services, ['catalogue', 'row'], 'Baris katalog', 'row of the catalogue', def.catalogue.row);
  agencyOf(['catalogue', 'authority'], def.catalogue.authority, undefined, undefined);
  def.catalogue.participants.forEach((name, index) => agency(['catalogue', 'participants', index], name));
  for (const [index, item] of def.actors.representation.entries())
    if (item.kind === 'proxy') need(documents, ['actors', 'representation', index, 'proof'], 'Dokumen', 'document', item.proof);
  def.eligibility.questions.forEach((name, index) => need(fields, ['eligibility', 'questions', index], 'Isian', 'field', name));
  const onPages = def.pages.flatMap((page) => page.fields);
  for (const [index, page] of def.pages.entries())
    page.fields.forEach((name, at) => need(fields, ['pages', index, 'fields', at], 'Isian', 'field', name));
  for (const [index, field] of def.fields.entries()) {
    const path = ['fields', index];
    if (def.fields.findIndex((other) => other.id === field.id) !== index)
      blame('L2', path, `Isian “${field.id}” ditulis dua kali.`, `The field “${field.id}” is there twice.`);
    if (onPages.filter((name) => name === field.id).length !== 1)
      blame('L2', path, `Isian “${field.id}” harus ada di tepat satu halaman.`, `The field “${field.id}” must be on exactly one page.`);
    if (typeof field.options === 'string') need(new Set(Object.keys(ctx.lists)), [...path, 'options'], 'Daftar', 'list', field.options);
    if (field.type === 'choice' && field.options === undefined)
      blame('L2', path, `Pilihan “${field.id}” tidak punya daftar.`, `The choice “${field.id}” has no options.`);
    if (field.type === 'kampung' && !ctx.lists[typeof field.options === 'string' ? field.options : KAMPUNG_LIST])
      missing(path, 'Daftar', 'list', KAMPUNG_LIST);
    if (field.source && field.source !== 'reuse') need(ctx.adapters, [...path, 'source'], 'Sambungan', 'adapter', field.source);
  }
  for (const [index, document] of def.documents.entries()) {
    const path = ['documents', index];
    if (document.basis) need(bases, [...path, 'basis'], 'Dasar hukum', 'legal basis', document.basis);
    for (const [at, source] of document.satisfiedBy.entries()) {
      const here = [...path, 'satisfiedBy', at];
      if (source.kind === 'field') need(fields, [...here, 'field'], 'Isian', 'field', source.field);
      if (source.kind === 'task') need(tasks, [...here, 'task'], 'Tugas', 'task', source.task);
      if (source.kind === 'register') need(ctx.adapters, [...here, 'adapter'], 'Sambungan', 'adapter', source.adapter);
      if (source.kind === 'upload') agency([...here, 'verifyBy'], source.verifyBy);
      if (source.kind === 'upload' && at !== document.satisfiedBy.length - 1)
        blame('L2', here, 'Unggahan harus menjadi sumber terakhir.', 'An upload must be the last source.');
    }
  }
  def.forbidden.forEach((item, index) => need(bases, ['forbidden', index, 'basis'], 'Dasar hukum', 'legal basis', item.basis));
  for (const [name, view] of Object.entries(def.views)) {
    view.fields.forEach((id, at) => need(fields, ['views', name, 'fields', at], 'Isian', 'field', id));
    view.documents.forEach((id, at) => need(documents, ['views', name, 'documents', at], 'Dokumen', 'document', id));
  }
  for (const task of def.process) {
    const path = taskPath(def, task);
    agencyOf([...path, 'agency'], task.agency, task.role, task.when);
    need(new Set(Object.keys(def.views)), [...path, 'sees'], 'Pandangan', 'view', task.sees);
    task.needs.forEach((name, at) => need(tasks, [...path, 'needs', at], 'Tugas', 'task', name));
    task.fourEyes.forEach((name, at) => need(tasks, [...path, 'fourEyes', at], 'Tugas', 'task', name));
    for (const [at, step] of task.onSilence.entries()) {
      if (step.escalate) duty([...path, 'onSilence', at, 'escalate'], step.escalate);
      if (step.outcome) need(new Set(Object.keys(task.outcomes)), [...path, 'onSilence', at, 'outcome'], 'Hasil', 'outcome', step.outcome);
    }
  }
  const { clock } = def;
  need(bases, ['clock', 'basis'], 'Dasar hukum', 'legal basis', clock.basis);
  if (clock.onExpiry.deemed)
    need(bases, ['clock', 'onExpiry', 'deemed', 'basis'], 'Dasar hukum', 'legal basis', clock.onExpiry.deemed.basis);
  const start = tasks.get(clock.startsAt.task);
  if (!start) missing(['clock', 'startsAt', 'task'], 'Tugas', 'task', clock.startsAt.task);
  else need(new Set(Object.keys(start.outcomes)), ['clock', 'startsAt', 'outcome'], 'Hasil', 'outcome', clock.startsAt.outcome);
  for (const key of ['escalate', 'tell'] as const)
    clock.onExpiry[key].forEach((name, at) => name !== 'applicant' && duty(['clock', 'onExpiry', key, at], name));
  for (const [index, result] of def.results.entries()) {
    const path = ['results', index];
    need(ctx.templates, [...path, 'template'], 'Templat', 'template', result.template);
    need(tasks, [...path, 'signature', 'signer'], 'Tugas', 'task', result.signature.signer);
    agency([...path, 'number', 'counter'], result.number.counter);
    result.revocation.by.forEach((name, at) => duty([...path, 'revocation', 'by', at], name));
    result.evidence?.reusableBy.forEach((name, at) => agency([...path, 'evidence', 'reusableBy', at], name));
    if (result.systemOfRecord)
      need(ctx.adapters, [...path, 'systemOfRecord', 'adapter'], 'Sambungan', 'adapter', result.systemOfRecord.adapter);
  }
  const last = def.queues.lanes.at(-1);
  if (last?.when !== undefined)
    blame(
      'L2',
      ['queues', 'lanes'],
      'Jalur terakhir harus tanpa syarat, agar setiap berkas punya jalur.',
      'The last lane must have no condition, so that every case has a lane.',
    );
}

/** The unit a lookup gives for each key of its list for which the task applies. */
function unitsOf(
  def: Definition,
  expression: Expression,
  when: Expression | undefined,
  lists: CodeLists,
): { key: string; unit: unknown }[] {
  const [table] = referencesOf(expression).tables;
  const [name] = referencesOf(expression).vars;
  const rows = table === undefined ? undefined : lists[table];
  if (!rows || name === undefined) return [{ key: '?', unit: evaluate(expression, { vars: {}, lists }) }];
  return Object.keys(rows).flatMap((key) => {
    const vars: Record<string, ReturnType<typeof evaluate>> = { [name]: key };
    for (const field of fieldsInOrder(def)) if (field.value !== undefined) vars[field.id] = evaluate(field.value, { vars, lists });
    if (isRedirected(def, vars, lists)) return [];
    return when !== undefined && evaluate(when, { vars, lists }) === false ? [] : [{ key, unit: evaluate(expression, { vars, lists }) }];
  });
}

const isRedirected = (def: Definition, vars: Record<string, ReturnType<typeof evaluate>>, lists: CodeLists): boolean =>
  def.eligibility.rules.some((rule) => evaluate(rule.when, { vars, lists }) === true);

// L3 expressions typed, non-null where needed, no cycles
const KINDS: Readonly<Record<Field['type'], Kind>> = {
  ...{ text: 'text', longtext: 'text', nik: 'text', phone: 'text', email: 'text', address: 'text', choice: 'text', kampung: 'text' },
  ...{ day: 'day', integer: 'number', decimal: 'number', boolean: 'boolean' },
};

/** Types of everything an expression of this definition may read; a computed field has the type of its expression. */
export function typesOf(def: Definition, lists: CodeLists): Types {
  const vars: Record<string, Type> = { 'actor.kind': { kind: 'text', nullable: false } };
  const optionsOf: Record<string, readonly string[]> = { 'actor.kind': ['self', 'proxy', 'assisted'] };
  for (const field of def.fields) {
    vars[field.id] = { kind: KINDS[field.type], nullable: field.required !== true || field.visible !== undefined };
    if (typeof field.options === 'string') optionsOf[field.id] = Object.keys(lists[field.options] ?? {});
    else if (field.options) optionsOf[field.id] = field.options;
  }
  for (const field of fieldsInOrder(def))
    if (field.value !== undefined) vars[field.id] = { ...check(field.value, { vars, lists, optionsOf }).type, kind: KINDS[field.type] };
  return { vars, lists, optionsOf, documents: new Set(def.documents.map((document) => document.id)) };
}

const faultWords: Readonly<Record<string, readonly [string, string]>> = {
  too_many_nodes: ['Terlalu panjang: {detail} bagian, paling banyak 200.', 'Too long: {detail} parts, at most 200.'],
  too_deep: ['Terlalu dalam: {detail} tingkat, paling banyak 20.', 'Too deep: {detail} levels, at most 20.'],
  wrong_type: ['Di sini diperlukan {detail}.', 'A {detail} is needed here.'],
  may_be_null: ['Dapat kosong. Tulis coalesce dengan nilai pengganti.', 'This may be empty. Write coalesce with a value to use then.'],
  number_too_fine: ['Angka {detail} lebih halus dari 6 desimal.', 'The number {detail} has more than 6 decimals.'],
  list_not_allowed: ['Daftar tidak dapat dipakai di sini.', 'A list can’t be used here.'],
  one_operator: ['Satu ungkapan berisi tepat satu operator: {detail}.', 'An expression holds exactly one operator: {detail}.'],
  unknown_operator: ['Operator “{detail}” tidak ada.', 'There is no operator “{detail}”.'],
  wrong_arguments: ['Isi “{detail}” tidak lengkap atau berlebih.', 'The arguments of “{detail}” are incomplete or too many.'],
  unknown_var: ['Isian “{detail}” tidak ada.', 'There is no field “{detail}”.'],
  no_rows: [
    '“{detail}” memerlukan baris berulang, yang belum dipakai di formulir ini.',
    '“{detail}” needs repeating rows, which this form doesn’t have.',
  ],
  unknown_list: ['Daftar “{detail}” tidak ada.', 'There is no list “{detail}”.'],
  unknown_column: ['Kolom “{detail}” tidak ada.', 'There is no column “{detail}”.'],
  mixed_column: ['Kolom “{detail}” berisi jenis yang berbeda-beda.', 'The column “{detail}” holds values of several types.'],
  different_types: ['Membandingkan hal yang berbeda jenis: {detail}.', 'Compares different types: {detail}.'],
  bad_pattern: [
    'Pola “{detail}” tidak diizinkan (tanpa kurung, paling banyak satu pengulangan).',
    'The pattern “{detail}” isn’t allowed (no groups, at most one repetition).',
  ],
  unknown_task: ['Tugas “{detail}” tidak ada.', 'There is no task “{detail}”.'],
  unknown_outcome: ['Hasil “{detail}” tidak ada.', 'There is no outcome “{detail}”.'],
  unknown_document: ['Dokumen “{detail}” tidak ada.', 'There is no document “{detail}”.'],
  never_equal: ['“{detail}” tidak pernah terjadi: bukan pilihan yang ada.', '“{detail}” never happens: it isn’t one of the options.'],
};

function types(def: Definition, ctx: LintContext, blame: Blame): void {
  const base = typesOf(def, ctx.lists);
  const report = (path: Path, faults: readonly TypeFault[]): void => {
    for (const { path: inner, fault, detail } of faults) {
      const [id, en] = faultWords[fault] ?? [fault, fault];
      blame('L3', [...path, ...inner], id.replace('{detail}', detail), en.replace('{detail}', detail));
    }
  };
  const need = (path: Path, expression: Expression | undefined, kind: Kind, nullable: boolean, extra: Partial<Types> = {}): void => {
    if (expression !== undefined) report(path, check(expression, { ...base, ...extra }, { kind, nullable }).faults);
  };
  for (const [index, field] of def.fields.entries()) {
    const path = ['fields', index];
    need([...path, 'visible'], field.visible, 'boolean', true);
    if (typeof field.required !== 'boolean') need([...path, 'required'], field.required, 'boolean', true);
    need([...path, 'value'], field.value, KINDS[field.type], true);
    field.must?.forEach((rule, at) => need([...path, 'must', at, 'that'], rule.that, 'boolean', true));
    if (inCycle(def, field))
      blame('L3', path, `Isian “${field.id}” bergantung pada dirinya sendiri.`, `The field “${field.id}” depends on itself.`);
  }
  const questions = new Set(def.eligibility.questions);
  for (const [index, rule] of def.eligibility.rules.entries()) {
    need(['eligibility', 'rules', index, 'when'], rule.when, 'boolean', false);
    for (const name of referencesOf(rule.when).vars)
      if (!questions.has(name) && def.fields.find((field) => field.id === name)?.value === undefined)
        blame(
          'L3',
          ['eligibility', 'rules', index, 'when'],
          `“${name}” tidak ditanyakan sebelum masuk.`,
          `“${name}” isn’t asked before log-in.`,
        );
  }
  for (const [index, document] of def.documents.entries()) {
    need(['documents', index, 'when'], document.when, 'boolean', false);
    document.satisfiedBy.forEach((source, at) => need(['documents', index, 'satisfiedBy', at, 'when'], source.when, 'boolean', false));
  }
  if (typeof def.catalogue.authority !== 'string') need(['catalogue', 'authority'], def.catalogue.authority, 'text', false);
  for (const task of def.process) {
    const path = taskPath(def, task);
    const done = before(def, task);
    const tasks = Object.fromEntries(
      def.process.map((other) => [
        other.id,
        { outcomes: [...Object.keys(other.outcomes), 'not-applicable'], nullable: !done.has(other.id) },
      ]),
    );
    need([...path, 'when'], task.when, 'boolean', false, { tasks });
    // Which unit is empty is L2's question: it knows for which answers the task applies.
    if (typeof task.agency !== 'string') need([...path, 'agency'], task.agency, 'text', true);
    for (const [name, outcome] of Object.entries(task.outcomes))
      need([...path, 'outcomes', name, 'reasonWhen'], outcome.reasonWhen, 'boolean', false, { tasks });
  }
  need(['clock', 'onExpiry', 'deemed', 'guard'], def.clock.onExpiry.deemed?.guard, 'boolean', false);
  def.queues.lanes.forEach((lane, index) => need(['queues', 'lanes', index, 'when'], lane.when, 'boolean', false));
}

function inCycle(def: Definition, field: Field): boolean {
  const seen = new Set<string>();
  const reaches = (name: string): boolean => {
    if (seen.has(name)) return false;
    seen.add(name);
    const other = def.fields.find((candidate) => candidate.id === name);
    return other !== undefined && [...dependenciesOf(other)].some((next) => next === field.id || reaches(next));
  };
  return reaches(field.id);
}

// L4 once-only: nothing is asked that an office here holds, nothing that is forbidden
function onceOnly(def: Definition, blame: Blame): void {
  for (const [index, field] of def.fields.entries())
    if (HELD_FIELDS.has(field.concept) && field.source === undefined)
      blame(
        'L4',
        ['fields', index],
        `“${field.id}” sudah ada di Dukcapil: beri source.`,
        `“${field.id}” is held by the population register: give it a source.`,
      );
  for (const [index, document] of def.documents.entries()) {
    const only = document.satisfiedBy.every((source) => source.kind === 'upload');
    if (only && HELD_PAPERS.has(document.concept))
      blame(
        'L4',
        ['documents', index],
        `“${document.id}” sudah dipegang instansi: jangan hanya minta unggahan.`,
        `“${document.id}” is held by an office: don’t ask for an upload only.`,
      );
    if (def.forbidden.some((item) => item.requirement === document.id))
      blame('L4', ['documents', index], `“${document.id}” dilarang diminta.`, `“${document.id}” is forbidden to ask for.`);
  }
}

/** Working days of the longest path from the start of the clock; the completeness check before it has a budget of its own. */
export function longestPath(def: Definition): number {
  const lengths = new Map<string, number>();
  const length = (id: string, trail: ReadonlySet<string>): number => {
    const task = def.process.find((candidate) => candidate.id === id);
    if (!task || trail.has(id)) return 0;
    const known = lengths.get(id);
    if (known !== undefined) return known;
    const own = id === def.clock.startsAt.task ? 0 : task.budget;
    const total = own + Math.max(0, ...task.needs.map((need) => length(need, new Set([...trail, id]))));
    lengths.set(id, total);
    return total;
  };
  return Math.max(0, ...def.process.map((task) => length(task.id, new Set())));
}

// L5 longest path of budgets ≤ legal period
function time(def: Definition, blame: Blame): void {
  const longest = longestPath(def);
  if (longest > def.clock.legal)
    blame(
      'L5',
      ['clock', 'legal'],
      `Jalur terpanjang ${longest} hari kerja, batas hukum ${def.clock.legal}.`,
      `The longest path takes ${longest} working days, the legal limit is ${def.clock.legal}.`,
    );
  if (def.catalogue.standard.promise > def.clock.legal)
    blame(
      'L5',
      ['catalogue', 'standard', 'promise'],
      `Janji ${def.catalogue.standard.promise} hari kerja melewati batas hukum ${def.clock.legal}.`,
      `The promise of ${def.catalogue.standard.promise} working days exceeds the legal limit of ${def.clock.legal}.`,
    );
}

// L6 returns and refusals cite listed requirements; L7 what limits or burdens someone has a basis that a person has read
function basis(def: Definition, blame: Blame): void {
  const burdens = def.process.some((task) =>
    Object.values(task.outcomes).some((outcome) => outcome.to === 'return' || outcome.end === 'rejected' || outcome.end === 'not-admitted'),
  );
  if (burdens && !def.deficiency.mustCite)
    blame(
      'L6',
      ['deficiency', 'mustCite'],
      'Pengembalian dan penolakan wajib menyebut persyaratan.',
      'Returns and refusals must cite a requirement.',
    );
  if (burdens && def.documents.length === 0)
    blame('L6', ['documents'], 'Tidak ada persyaratan yang dapat disebut.', 'There is no requirement to cite.');
  for (const [index, item] of def.legalBasis.entries())
    if (item.checkedOn === null)
      blame('L7', ['legalBasis', index, 'checkedOn'], `${item.cite}: sumber belum diverifikasi.`, `${item.cite}: source not verified yet.`);
  for (const [index, document] of def.documents.entries()) {
    const asked = document.satisfiedBy.some((source) => source.kind === 'upload');
    const isProof = def.actors.representation.some((item) => item.kind === 'proxy' && item.proof === document.id);
    if (asked && !isProof && document.basis === undefined)
      blame(
        'L7',
        ['documents', index],
        `“${document.id}” diminta tanpa dasar hukum.`,
        `“${document.id}” is asked for without a legal basis.`,
      );
  }
}

// L8 `sees` covers what a task uses, no more
function views(def: Definition, blame: Blame): void {
  const authority = JSON.stringify(def.catalogue.authority);
  for (const name of Object.keys(def.views))
    if (!def.process.some((task) => task.sees === name))
      blame('L8', ['views', name], `Pandangan “${name}” tidak dipakai.`, `The view “${name}” isn’t used.`);
  for (const task of def.process) {
    const view = def.views[task.sees];
    if (!view) continue;
    const path = [...taskPath(def, task), 'sees'];
    if (task.kind === 'completeness')
      for (const document of def.documents)
        if (!view.documents.includes(document.id))
          blame(
            'L8',
            path,
            `Pemeriksa kelengkapan tidak melihat “${document.id}”.`,
            `The completeness check doesn’t see “${document.id}”.`,
          );
    if (task.kind === 'completeness')
      for (const field of def.fields)
        if (field.value === undefined && !view.fields.includes(field.id))
          blame('L8', path, `Pemeriksa kelengkapan tidak melihat “${field.id}”.`, `The completeness check doesn’t see “${field.id}”.`);
    if (JSON.stringify(task.agency) !== authority)
      for (const id of view.fields)
        if (def.fields.find((field) => field.id === id)?.class === 'identity')
          blame(
            'L8',
            path,
            `“${id}” adalah identitas: instansi lain tidak perlu melihatnya.`,
            `“${id}” is an identity: another agency doesn’t need to see it.`,
          );
    if (task.kind === 'evidence' && view.documents.length > 0)
      blame(
        'L8',
        path,
        'Tugas pemberi bukti tidak memerlukan dokumen pemohon.',
        'A task that gives evidence needs none of the applicant’s documents.',
      );
  }
  for (const [index, document] of def.documents.entries()) {
    for (const [at, source] of document.satisfiedBy.entries()) {
      if (source.kind !== 'upload') continue;
      const isSeen = def.process.some((task) => {
        const isTheirs = source.verifyBy === 'authority' ? JSON.stringify(task.agency) === authority : task.agency === source.verifyBy;
        return isTheirs && def.views[task.sees]?.documents.includes(document.id) === true;
      });
      if (!isSeen)
        blame(
          'L8',
          ['documents', index, 'satisfiedBy', at, 'verifyBy'],
          `${source.verifyBy} memeriksa “${document.id}” tetapi tidak melihatnya.`,
          `${source.verifyBy} checks “${document.id}” but doesn’t see it.`,
        );
    }
  }
  // What nobody reads and nothing computes with is asked for nothing (UU 27/2022: no more than is needed).
  const read = new Set(Object.values(def.views).flatMap((view) => view.fields));
  const used = referencesOf([
    def.eligibility.rules,
    def.documents,
    def.process,
    def.queues,
    def.clock,
    def.fields,
    def.catalogue.authority,
  ]).vars;
  for (const [index, field] of def.fields.entries())
    if (field.value === undefined && !read.has(field.id) && !used.has(field.id))
      blame(
        'L8',
        ['fields', index],
        `“${field.id}” ditanyakan tetapi tidak dipakai siapa pun.`,
        `“${field.id}” is asked but nobody uses it.`,
      );
}

const MAX_LABEL = 90;
const MAX_HELP = 200;

// L9 length of what citizens read (a remark, not a stop); L10 every language present
function languages(def: Definition, blame: Blame): void {
  const both = (path: Path, text: Text | undefined, most = MAX_LABEL): void => {
    if (!text) return blame('L10', path, 'Label belum ada.', 'The label is missing.');
    if (text.en === undefined) blame('L10', path, 'Terjemahan Inggris belum ada.', 'The English text is missing.');
    for (const written of [text.id, text.en ?? ''])
      if (written.length > most)
        blame(
          'L9',
          path,
          `Terlalu panjang: ${written.length} huruf, sebaiknya ${most}.`,
          `Too long: ${written.length} characters, better ${most}.`,
          false,
        );
  };
  both(['catalogue', 'name'], def.catalogue.name);
  if (def.catalogue.summary) both(['catalogue', 'summary'], def.catalogue.summary, 240);
  def.eligibility.rules.forEach((rule, index) => both(['eligibility', 'rules', index, 'reason'], rule.reason, MAX_HELP));
  for (const [index, field] of def.fields.entries()) {
    both(['fields', index, 'label'], field.label);
    if (field.help) both(['fields', index, 'help'], field.help, MAX_HELP);
    field.must?.forEach((rule, at) => both(['fields', index, 'must', at, 'message'], rule.message, MAX_HELP));
    if (Array.isArray(field.options))
      for (const option of field.options) both(['fields', index, 'optionLabels', option], field.optionLabels?.[option]);
  }
  def.pages.forEach((page, index) => both(['pages', index, 'title'], page.title));
  def.documents.forEach((document, index) => both(['documents', index, 'label'], document.label));
  for (const task of def.process) {
    both([...taskPath(def, task), 'label'], task.label);
    for (const [name, outcome] of Object.entries(task.outcomes)) both([...taskPath(def, task), 'outcomes', name, 'label'], outcome.label);
  }
  def.results.forEach((result, index) => both(['results', index, 'title'], result.title));
  def.data.consents.forEach((consent, index) => both(['data', 'consents', index, 'purpose'], consent.purpose, MAX_HELP));
}

// 14 of 14 components, and the decree that fixed them (UU 25/2009 ps. 20-22)
function standard(def: Definition, ctx: LintContext, blame: Blame): void {
  const missing = SHEET_COMPONENTS.filter((component) => !ctx.sheet?.has(component));
  if (missing.length > 0)
    blame(
      'SHEET',
      ['catalogue', 'standard', 'sheet'],
      `Standar pelayanan belum lengkap: ${missing.join(', ')}.`,
      `The service standard is incomplete: ${missing.join(', ')}.`,
    );
  if (def.results.length === 0) blame('SHEET', ['results'], 'Produk layanan belum ada.', 'The product of the service is missing.');
  if (def.catalogue.standard.sk === null)
    blame(
      'SK',
      ['catalogue', 'standard', 'sk'],
      'Nomor SK standar pelayanan belum ada.',
      'The number of the decree on the standard is missing.',
    );
}

// One test an end, one with silence, one with a return
function tests(def: Definition, blame: Blame): void {
  const { cases } = def.tests;
  const ends = new Set(def.process.flatMap((task) => Object.values(task.outcomes).flatMap((outcome) => outcome.end ?? [])));
  for (const stop of def.clock.stops) ends.add(stop.onExpiry.end);
  for (const end of ends)
    if (!cases.some((test) => test.expect.end === end))
      blame('TESTS', ['tests', 'cases'], `Belum ada uji yang berakhir “${end}”.`, `No test ends in “${end}”.`);
  if (!cases.some((test) => (test.expect.bySilence?.length ?? 0) > 0))
    blame('TESTS', ['tests', 'cases'], 'Belum ada uji dengan diam.', 'No test with silence.');
  const returns = def.process.flatMap((task) =>
    Object.entries(task.outcomes).flatMap(([name, outcome]) => (outcome.to === 'return' ? [`${task.id}/${name}`] : [])),
  );
  if (returns.length > 0 && !cases.some((test) => test.steps.some(([, task, outcome]) => returns.includes(`${task}/${outcome}`))))
    blame('TESTS', ['tests', 'cases'], 'Belum ada uji dengan pengembalian.', 'No test with a return.');
}
