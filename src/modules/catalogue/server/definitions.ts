import { createHash } from 'node:crypto';
import { canonical } from '#core/canonical.ts';
import { Failure } from '#core/failure.ts';
import { uuidv7 } from '#core/id.ts';
import type { Tx } from '#core/server/database.ts';
import { record } from '#core/server/events.ts';
import { dayOf, type Day } from '#core/working-time.ts';
import { listAgencies, listDutyHolders, namesOf } from '#modules/identity/server/identity.ts';
import type { CodeLists, Definition, DefinitionTest } from '../definition.ts';
import { differ, type Difference } from '../differ.ts';
import { addDays, referencesOf } from '../expression.ts';
import { KAMPUNG_LIST, type FormContext, type Option } from '../form.ts';
import { blocking, lint, overridable, type Finding } from '../lints.ts';
import { ADAPTERS, TEMPLATES } from '../platform.ts';
import { readDefinition, type Position, type ReadError } from '../read-definition.ts';
import * as store from './definition-store.ts';
import { isElsewhere } from './register.ts';
import { findSheet } from './services.ts';

export interface DefinitionVersion {
  readonly id: string;
  readonly version: string;
  /** SHA-256 over the canonical JSON of { body, pins }, hex. */
  readonly hash: string;
  readonly status: 'published' | 'superseded' | 'withdrawn';
  readonly effective_from: Day;
  readonly effective_until: Day | null;
  /** Why it was published although a legal check is missing; shown in public. */
  readonly override: string | null;
  readonly body: Definition;
}

const sha256 = (value: unknown): string => createHash('sha256').update(canonical(value)).digest('hex');

/** The name of a definition: its body and the lists and sheets it was published with. */
export const hashOf = (body: unknown, pins: unknown): string => sha256({ body, pins });

const today = (tx: Tx): Day => dayOf(tx.now);

// ── reading ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** Bodies never change, so each is checked against its hash once a process and then kept. */
const bodies = new Map<string, Definition>();
/** Nor does a code list that a published definition pins: what was read is kept beside the body that asks for it. */
let pinned = new WeakMap<Definition, PinnedLists>();
type PinnedLists = Pick<FormContext, 'lists' | 'options'>;

function bodyOf(row: store.VersionRow): Definition {
  const known = bodies.get(row.hash);
  if (known) return known;
  if (hashOf(row.body, row.pins) !== row.hash)
    throw new Error(`The stored definition ${row.hash} doesn't have this hash: it was altered outside the platform.`);
  const body = row.body as unknown as Definition;
  bodies.set(row.hash, body);
  return body;
}

function present(row: store.VersionHead, body: Definition): DefinitionVersion {
  const { id, version, hash, status, effective_from, effective_until, override } = row;
  return { id, version, hash, status: status as DefinitionVersion['status'], effective_from, effective_until, override, body };
}

/** The version that a new case starts on today; undefined where the service isn't offered here. */
export async function getCurrentDefinition(tx: Tx, serviceId: string): Promise<DefinitionVersion | undefined> {
  const [row] = await store.selectCurrent(tx, today(tx), serviceId);
  return row ? present(row, bodyOf(row)) : undefined;
}

/** Every service that can be asked for here today. */
export const listCurrentDefinitions = async (tx: Tx): Promise<DefinitionVersion[]> =>
  (await store.selectCurrent(tx, today(tx))).map((row) => present(row, bodyOf(row))).filter((version) => !isElsewhere(version.body));

/** A version by its hash, withdrawn or not: cases read their own. @throws Failure not_found */
export async function getDefinition(tx: Tx, hash: string): Promise<DefinitionVersion> {
  const body = await getDefinitionBody(tx, hash);
  const head = await store.findVersionHead(tx, hash);
  if (!head) throw new Failure('not_found', 'definitions.unknown_version');
  return present(head, body);
}

/** What a version says, without its place in time: asks the database once a process. @throws Failure not_found */
export async function getDefinitionBody(tx: Tx, hash: string): Promise<Definition> {
  const known = bodies.get(hash);
  if (known) return known;
  const row = await store.findVersion(tx, hash);
  if (!row) throw new Failure('not_found', 'definitions.unknown_version');
  return bodyOf(row);
}

/** Code lists a definition offers or looks up in, by name@version. */
export function listsOf(def: Definition): string[] {
  const offered = def.fields.flatMap((field) =>
    typeof field.options === 'string' ? [field.options] : field.type === 'kampung' ? [KAMPUNG_LIST] : [],
  );
  return [...new Set([...offered, ...referencesOf(def).tables])].toSorted();
}

function toCodeLists(rows: readonly store.CodeListRow[]): CodeLists {
  const lists: Record<string, Record<string, CodeLists[string][string]>> = {};
  for (const row of rows) (lists[row.ref] ??= {})[row.key] = row.columns as CodeLists[string][string];
  return lists;
}

/** Read the lists of published definitions anew, after they were repaired past their lock; a restart does the same. */
export function forgetLists(): void {
  pinned = new WeakMap();
}

const isPublished = (body: Definition): boolean => bodies.values().some((known) => known === body);

/** The lists of a definition, and the options they offer; of a published one they are read once a process. */
async function readLists(tx: Tx, body: Definition): Promise<PinnedLists> {
  const known = pinned.get(body);
  if (known) return known;
  const rows = await store.selectCodeLists(tx, listsOf(body));
  const options: Record<string, Option[]> = {};
  for (const row of rows) (options[row.ref] ??= []).push(toOption(row));
  const read = { lists: toCodeLists(rows), options };
  if (isPublished(body)) pinned.set(body, read);
  return read;
}

export const getCodeLists = async (tx: Tx, body: Definition): Promise<CodeLists> => (await readLists(tx, body)).lists;

const toOption = (row: store.CodeListRow): Option => ({
  key: row.key,
  label: { id: row.label, en: row.label_en ?? row.label },
  ...(row.heading === null ? {} : { group: row.heading }),
});

/** Keys and labels of one list, in the order to show. */
export async function codeListOptions(
  tx: Tx,
  ref: string,
  lang: 'id' | 'en' = 'id',
): Promise<{ key: string; label: string; group?: string }[]> {
  return (await store.selectCodeLists(tx, [ref]))
    .map(toOption)
    .map(({ label, ...option }) => ({ ...option, label: label[lang] ?? label.id }));
}

/** Lists and options of a definition, and today: what form.ts needs. */
export async function formContext(tx: Tx, body: Definition): Promise<FormContext> {
  return { ...(await readLists(tx, body)), days: { submitted: today(tx), event: today(tx) } };
}

// ── drafts ──────────────────────────────────────────────────────────────────────────────────────────────────────

function steward(tx: Tx): string {
  if (tx.actor.kind !== 'steward') throw new Failure('forbidden', 'definitions.steward_only');
  return tx.actor.id;
}

export interface Draft {
  readonly id: string;
  readonly yaml: string;
  readonly savedAt: Date;
  readonly savedBy: string;
  readonly authors: readonly string[];
  readonly submittedAt: Date | null;
}

const toDraft = (row: store.DraftRow): Draft | undefined =>
  row.yaml === null || row.saved_at === null || row.saved_by === null
    ? undefined
    : { id: row.id, yaml: row.yaml, savedAt: row.saved_at, savedBy: row.saved_by, authors: row.authors, submittedAt: row.submitted_at };

/**
 * Keep the working text, errors included. The first saving of a service begins its log; saving takes back a submission.
 * @throws Failure invalid where the text has no usable `id` or another one than the draft's
 */
export async function saveDraft(tx: Tx, yaml: string, expectedId?: string): Promise<string> {
  const actor = steward(tx);
  const text = yaml.replace(/\r\n?/g, '\n');
  if (text.length > 200_000) throw new Failure('invalid', 'definitions.too_long', { yaml: 'definitions.too_long' });
  const id = /^id:\s*["']?([a-z][a-z0-9_-]*)["']?\s*(?:#.*)?$/m.exec(text)?.[1];
  if (!id || id === 'baru') throw new Failure('invalid', 'definitions.no_id', { yaml: 'definitions.no_id' });
  if (expectedId !== undefined && id !== expectedId)
    throw new Failure('invalid', 'definitions.other_id', { yaml: 'definitions.other_id' }, { id: expectedId });
  await store.insertDraft(tx, id, uuidv7(tx.now.getTime()));
  const row = await lockedDraft(tx, id);
  if (expectedId === undefined && row.yaml !== null)
    throw new Failure('conflict', 'definitions.draft_exists', { yaml: 'definitions.draft_exists' }, { id });
  await store.updateDraft(tx, id, {
    yaml: text,
    authors: [...new Set([...row.authors, actor])],
    saved_by: actor,
    saved_at: tx.now,
    submitted_by: null,
    submitted_at: null,
  });
  await record(tx, {
    subjectKind: 'definition',
    subjectId: row.subject_id,
    type: 'catalogue.draft_saved',
    data: { id, sha256: sha256(text) },
  });
  return id;
}

async function lockedDraft(tx: Tx, id: string): Promise<store.DraftRow> {
  const row = await store.lockDraft(tx, id);
  if (!row) throw new Failure('not_found', 'definitions.unknown');
  return row;
}

/** Ask another steward to approve the draft. @throws Failure invalid where it can't be read or a lint stands that no reason can lift */
export async function submitDraft(tx: Tx, id: string): Promise<void> {
  const actor = steward(tx);
  const row = await lockedDraft(tx, id);
  const examined = await examine(tx, row.yaml);
  if (!examined.definition) throw new Failure('invalid', 'definitions.has_errors');
  if (blocking(examined.findings).some((finding) => !overridable.has(finding.lint)))
    throw new Failure('invalid', 'definitions.lints_block');
  await store.updateDraft(tx, id, { submitted_by: actor, submitted_at: tx.now });
  await record(tx, {
    subjectKind: 'definition',
    subjectId: row.subject_id,
    type: 'catalogue.definition_submitted',
    data: { id, version: examined.definition.version },
  });
}

export interface Examined {
  readonly definition: Definition | undefined;
  readonly errors: readonly ReadError[];
  readonly findings: readonly Finding[];
  readonly lists: CodeLists;
}

/** Read a text and lint it against what the platform knows today. */
async function examine(tx: Tx, yaml: string | null): Promise<Examined> {
  if (yaml === null) throw new Failure('not_now', 'definitions.no_draft');
  const reading = readDefinition(yaml);
  const lists = toCodeLists(await store.selectCodeLists(tx));
  if (!reading.definition) return { definition: undefined, errors: reading.errors, findings: [], lists };
  return {
    definition: reading.definition,
    errors: [],
    findings: await lintDefinition(tx, reading.definition, lists, reading.position),
    lists,
  };
}

async function lintDefinition(
  tx: Tx,
  def: Definition,
  lists: CodeLists,
  position: (path: readonly (string | number)[]) => Position,
): Promise<Finding[]> {
  const agencies = new Map((await listAgencies(tx)).filter((agency) => !agency.is_group).map((agency) => [agency.code, agency.kind]));
  const services = new Set((await store.selectServiceIds(tx)).map((row) => row.id));
  const sheet = await findSheet(tx, def.catalogue.standard.sheet);
  const ctx = {
    lists,
    agencies,
    services,
    adapters: ADAPTERS,
    templates: TEMPLATES,
    sheet: sheet && new Set(Object.keys(sheet)),
    position,
  };
  const asked = new Set<string>();
  lint(def, { ...ctx, isHeld: (agency, role) => (asked.add(`${agency}/${role}`), true) });
  const held = new Set<string>();
  for (const duty of asked) {
    const [agency, role] = duty.split('/') as [string, string];
    if ((await listDutyHolders(tx, agency, role)).length > 0) held.add(duty);
  }
  return lint(def, { ...ctx, isHeld: (agency, role) => held.has(`${agency}/${role}`) });
}

// ── publishing ──────────────────────────────────────────────────────────────────────────────────────────────────

/** Runs one of a definition's own tests; gives what differs, empty where it holds. The engine's runner is handed in: the catalogue doesn't know the engine. */
export type TestRunner = (def: Definition, test: DefinitionTest) => readonly string[];

export interface Publication {
  /** Why it is published although an overridable lint stands; printed on the public page. */
  readonly override?: string;
  readonly runTest: TestRunner;
}

const parts = (version: string): number[] => version.split('.').map(Number);
const isNewer = (a: string, b: string): boolean => {
  const [x, y] = [parts(a), parts(b)];
  for (let index = 0; index < 3; index++) if (x[index] !== y[index]) return x[index]! > y[index]!;
  return false;
};

/**
 * Approve and publish a submitted draft: nobody who wrote in it may (V1). Freezes the body with its defaults and the
 * hashes of everything it names (V2); older versions end the day before it starts, running cases keep theirs.
 * @throws Failure forbidden | not_now | invalid | conflict
 */
export async function publish(tx: Tx, id: string, { override, runTest }: Publication): Promise<DefinitionVersion> {
  const approver = steward(tx);
  const draft = await lockedDraft(tx, id);
  if (draft.yaml === null) throw new Failure('not_now', 'definitions.no_draft');
  if (draft.submitted_by === null) throw new Failure('not_now', 'definitions.not_submitted');
  if (draft.authors.includes(approver) || draft.submitted_by === approver) throw new Failure('forbidden', 'definitions.same_person');

  const { definition, findings, lists } = await examine(tx, draft.yaml);
  if (!definition) throw new Failure('invalid', 'definitions.has_errors');
  const blocks = blocking(findings);
  if (blocks.some((finding) => !overridable.has(finding.lint))) throw new Failure('invalid', 'definitions.lints_block');
  const reason = override?.trim() ?? '';
  if (blocks.length > 0 && reason.length < 20)
    throw new Failure('invalid', 'definitions.needs_override', { override: 'definitions.needs_override' });
  for (const test of definition.tests.cases)
    if (runTest(definition, test).length > 0) throw new Failure('invalid', 'definitions.test_fails', {}, { name: test.name });

  const earlier = await store.selectVersions(tx, id);
  if (earlier.some((row) => !isNewer(definition.version, row.version))) throw new Failure('conflict', 'definitions.version_not_newer');
  const { effectiveFrom, effectiveUntil } = definition.validity;
  if (earlier.length > 0 && effectiveFrom < today(tx)) throw new Failure('invalid', 'definitions.starts_in_past');

  const pins: Record<string, string> = {};
  for (const ref of listsOf(definition)) pins[ref] = sha256(lists[ref]);
  pins[definition.catalogue.standard.sheet] = sha256(await findSheet(tx, definition.catalogue.standard.sheet));
  const hash = hashOf(definition, pins);
  const lints = [...new Set(blocks.map((finding) => finding.lint))];
  await store.insertVersion(tx, {
    hash,
    id,
    version: definition.version,
    status: 'published',
    effective_from: effectiveFrom,
    effective_until: effectiveUntil,
    body: JSON.stringify(definition),
    pins: JSON.stringify(pins),
    yaml: draft.yaml,
    author: draft.submitted_by,
    approver,
    override: lints.length > 0 ? reason : null,
    override_lints: lints,
    published_at: tx.now,
  });
  const replaced = await store.supersede(tx, id, hash, addDays(effectiveFrom, -1)!, effectiveFrom <= today(tx));
  await store.updateDraft(tx, id, { yaml: null, authors: [], saved_by: null, saved_at: null, submitted_by: null, submitted_at: null });
  await record(tx, {
    subjectKind: 'definition',
    subjectId: draft.subject_id,
    type: 'catalogue.definition_published',
    onBehalfOf: null,
    data: { id, version: definition.version, hash, author: draft.submitted_by, override: lints, replaces: replaced.map((row) => row.hash) },
  });
  return getDefinition(tx, hash);
}

/** Stop new cases on this version; running ones finish (V12). @throws Failure not_found | not_now | invalid */
export async function withdraw(tx: Tx, hash: string, reason: string): Promise<void> {
  const actor = steward(tx);
  const found = await store.findVersion(tx, hash);
  if (!found) throw new Failure('not_found', 'definitions.unknown_version');
  const draft = await lockedDraft(tx, found.id);
  if (found.status === 'withdrawn') throw new Failure('not_now', 'definitions.already_withdrawn');
  if (reason.trim().length < 10) throw new Failure('invalid', 'definitions.needs_reason', { reason: 'definitions.needs_reason' });
  await store.withdrawVersion(tx, hash, actor, reason.trim());
  if (found.effective_from > today(tx)) {
    const lastDay = addDays(found.effective_from, -1);
    const before = (await store.selectVersions(tx, found.id)).find((row) => row.status === 'published' && row.effective_until === lastDay);
    if (before) await store.reopen(tx, before.hash, (before.body as unknown as Definition).validity.effectiveUntil);
  }
  await record(tx, {
    subjectKind: 'definition',
    subjectId: draft.subject_id,
    type: 'catalogue.definition_withdrawn',
    data: { id: found.id, version: found.version, hash },
  });
}

// ── the steward's pages ─────────────────────────────────────────────────────────────────────────────────────────

export interface DefinitionSummary {
  readonly id: string;
  readonly draft: { readonly savedAt: Date; readonly submittedAt: Date | null } | null;
  readonly versions: readonly {
    version: string;
    hash: string;
    status: string;
    effective_from: Day;
    effective_until: Day | null;
    override: string | null;
  }[];
}

export async function listDefinitions(tx: Tx): Promise<DefinitionSummary[]> {
  steward(tx);
  const heads = await store.selectVersionHeads(tx);
  return (await store.selectDrafts(tx)).map((row) => {
    const draft = toDraft(row);
    return {
      id: row.id,
      draft: draft ? { savedAt: draft.savedAt, submittedAt: draft.submittedAt } : null,
      versions: heads.filter((head) => head.id === row.id),
    };
  });
}

export interface DefinitionDesk {
  readonly id: string;
  readonly draft: (Draft & { readonly savedByName: string }) | null;
  /** The draft's text, or the newest published one to start the next draft from. */
  readonly yaml: string;
  readonly errors: readonly ReadError[];
  readonly findings: readonly (Finding & { readonly overridable: boolean })[];
  readonly testFailures: readonly { name: string; failures: readonly string[] }[];
  readonly differences: readonly Difference[];
  readonly versions: readonly (Omit<DefinitionVersion, 'body'> & {
    author: string;
    approver: string;
    published_at: Date;
    withdrawn_reason: string | null;
  })[];
  /** May the one who looks approve: submitted, and not written by them. */
  readonly mayApprove: boolean;
  readonly needsOverride: boolean;
}

/** Everything about one definition on one screen. @throws Failure not_found */
export async function getDesk(tx: Tx, id: string, runTest: TestRunner): Promise<DefinitionDesk> {
  const actor = steward(tx);
  const row = await store.findDraft(tx, id);
  if (!row) throw new Failure('not_found', 'definitions.unknown');
  const draft = toDraft(row);
  const versions = await store.selectVersions(tx, id);
  const yaml = draft?.yaml ?? versions[0]?.yaml ?? '';
  const { definition, errors, findings } = await examine(tx, yaml);
  const names = await namesOf(tx, [
    ...versions.flatMap((version) => [version.author, version.approver]),
    ...(draft ? [draft.savedBy] : []),
  ]);
  const before = versions[0];
  return {
    id,
    draft: draft ? { ...draft, savedByName: names.get(draft.savedBy) ?? '' } : null,
    yaml,
    errors,
    findings: findings.map((finding) => ({ ...finding, overridable: overridable.has(finding.lint) })),
    testFailures: (definition?.tests.cases ?? [])
      .map((test) => ({ name: test.name, failures: runTest(definition!, test) }))
      .filter((result) => result.failures.length > 0),
    differences: draft && definition && before ? differ(before.body as unknown as Definition, definition) : [],
    versions: versions.map((version) => {
      const { id: of, version: number, hash, status, effective_from, effective_until, override, published_at, withdrawn_reason } = version;
      const state = status as DefinitionVersion['status'];
      const [author, approver] = [names.get(version.author) ?? '', names.get(version.approver) ?? ''];
      return {
        id: of,
        version: number,
        hash,
        status: state,
        effective_from,
        effective_until,
        override,
        author,
        approver,
        published_at,
        withdrawn_reason,
      };
    }),
    mayApprove: draft?.submittedAt != null && !draft.authors.includes(actor),
    needsOverride: blocking(findings).length > 0,
  };
}
