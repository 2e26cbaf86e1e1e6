import { type ReadStream } from 'node:fs';
import { actorId, hasDuty, type Actor } from '#core/actor.ts';
import { randomSigns } from '#core/code.ts';
import { Failure } from '#core/failure.ts';
import { isUuid, uuidv7 } from '#core/id.ts';
import type { Database, Tx } from '#core/server/database.ts';
import { record } from '#core/server/events.ts';
import { enqueue } from '#core/server/jobs.ts';
import { saltedHash, vault } from '#core/server/vault.ts';
import { dayOf } from '#core/working-time.ts';
import { noteRevoked } from '#modules/cases/server/cases.ts';
import { getProfile } from '#modules/identity/server/identity.ts';
import { sendMessage } from '#modules/messages/server/messages.ts';
import {
  initials,
  lastDay,
  letterNumber,
  publicStatus,
  readVerifyCode,
  type DocumentStatus,
  type Issuance,
  type PublicDocument,
  type PublicStatus,
} from '../document.ts';
import { templates } from '../template.ts';
import { discard, keep, readKept, sha256, streamKept } from './archive.ts';
import { SigningFault, type Signer } from './signer.ts';
import { chosenSigner } from './signers.ts';
import * as store from './store.ts';

export { printSheet } from './render.ts';

declare module '#core/server/jobs.ts' {
  interface JobPayloads {
    /** A case ended granted: number, print and (where no person has to) sign what it gives. */
    'documents.issue': { caseId: string };
    /** A replacement was ordered: print and sign it. */
    'documents.finish': { documentId: string };
    /** A document was signed at the desk: tell the case and its holder. */
    'documents.announce': { documentId: string };
  }
}

export type { DocumentRow } from './store.ts';

/** A document as its holder and officers see it; days as 'YYYY-MM-DD'. */
export interface DocumentSummary {
  readonly id: string;
  readonly caseId: string;
  readonly caseCode: string;
  readonly service: string;
  /** Version of the definition it rests on, and which of its results it is. */
  readonly definitionHash: string;
  readonly result: string;
  readonly title: string;
  readonly number: string;
  readonly code: string;
  readonly holder: string;
  readonly agency: string;
  readonly agencyName: string;
  readonly status: DocumentStatus;
  /** undefined while it is prepared or void. */
  readonly publicStatus: PublicStatus | undefined;
  readonly dated: string;
  readonly issuedAt: Date | null;
  readonly validFrom: string;
  readonly validUntil: string | null;
  readonly sha256: string | null;
  readonly signerPerson: string;
  readonly signerName: string;
  readonly signerOffice: string;
  readonly endedAt: Date | null;
  readonly endedReason: string | null;
  readonly endedBasis: string | null;
  readonly revocableBy: readonly string[];
  readonly replaces: string | null;
}

const summary = (tx: Tx, row: store.DocumentRow): DocumentSummary => ({
  id: row.id,
  caseId: row.case_id,
  caseCode: row.case_code,
  service: row.service,
  definitionHash: row.definition_hash,
  result: row.result,
  title: row.title,
  number: row.number,
  code: row.code,
  holder: row.holder,
  agency: row.agency,
  agencyName: row.agency_name,
  status: row.status as DocumentStatus,
  publicStatus: publicStatus({ status: row.status as DocumentStatus, valid_until: row.valid_until }, dayOf(tx.now)),
  dated: row.dated,
  issuedAt: row.issued_at,
  validFrom: row.valid_from,
  validUntil: row.valid_until,
  sha256: row.sha256,
  signerPerson: row.signer_person,
  signerName: row.signer_name,
  signerOffice: row.signer_office,
  endedAt: row.ended_at,
  endedReason: row.ended_reason,
  endedBasis: row.ended_basis,
  revocableBy: row.revocable_by,
  replaces: row.replaces,
});

const slotsContext = (id: string): string => `documents.document:slots:${id}`;
/** The letter's slots, opened. */
export const openSlots = (row: store.DocumentRow): Record<string, unknown> =>
  JSON.parse(vault().unseal(row.slots, slotsContext(row.id))) as Record<string, unknown>;

const byAuthority = (value: string, agency: string): string =>
  value === 'authority' ? agency : value.replace(/^authority\//, `${agency}/`);

async function prepare(tx: Tx, issuance: Issuance, replaces: string | null): Promise<store.DocumentRow> {
  const { result, agency } = issuance;
  const template = templates[result.template];
  if (!template) throw new Error(`No template ${result.template}`);
  const dated = dayOf(tx.now);
  const validUntil = lastDay(dated, result.validity);
  const slots = template.slots.parse(template.fill(issuance, { from: dated, until: validUntil }));
  const open = template.open(slots);
  const named = { ...open, holder_initials: initials(issuance.holder.name) };
  const publicFields = Object.fromEntries(
    result.verify.flatMap((name) => (named[name as keyof typeof named] ? [[name, named[name as keyof typeof named]]] : [])),
  );
  const id = uuidv7(tx.now.getTime());
  const year = Number(dated.slice(0, 4));
  const counter = byAuthority(result.number.counter, agency.code);
  const unit = result.number.unit ?? agency.code.toUpperCase();
  // Last, because the counter's lock is held until the commit.
  const seq = await store.nextSeq(tx, { agency: agency.code, counter, year });
  const number = letterNumber(result.number.pattern, { klasifikasi: result.number.klasifikasi, seq, unit, year });
  const row = await store.insertDocument(tx, {
    id,
    case_id: issuance.caseId,
    case_code: issuance.caseCode,
    service: issuance.service,
    definition_hash: issuance.definitionHash,
    result: result.id,
    template: result.template,
    title: result.title?.id ?? template.title,
    agency: agency.code,
    agency_name: agency.official_name,
    counter,
    number_year: year,
    number_seq: seq,
    number,
    code: randomSigns(26),
    holder: issuance.holder.id,
    readers: [...new Set([agency.code, ...(issuance.participants ?? [])])],
    dated,
    prepared_at: tx.now,
    valid_from: dated,
    valid_until: validUntil,
    slots: vault().seal(JSON.stringify(slots), slotsContext(id)),
    verify: result.verify,
    verify_fields: JSON.stringify(publicFields),
    signer_person: issuance.signer.personId,
    signer_name: issuance.signer.name,
    signer_office: issuance.signer.office,
    revocable_by: result.revocation.by.map((duty) => byAuthority(duty, agency.code)),
    replaces,
  });
  await store.insertNumber(tx, { agency: agency.code, counter, year, seq, number, document_id: id, reserved_at: tx.now });
  await record(tx, {
    subjectKind: 'document',
    subjectId: id,
    type: 'documents.document_prepared',
    data: {
      case: issuance.caseId,
      service: issuance.service,
      result: result.id,
      template: result.template,
      agency: agency.code,
      number,
      ...(replaces ? { replaces } : {}),
    },
  });
  return row;
}

/**
 * Number a result and write down everything its letter says; idempotent per case and result. Permendagri 83/2022: numbers
 * run per unit and year (WIT), without gaps. @throws ZodError where answers don't fill the template: a fault of the definition
 */
export async function prepareDocument(tx: Tx, issuance: Issuance): Promise<DocumentSummary> {
  await store.lockKey(tx, issuance.caseId);
  const earlier = await store.findOfResult(tx, issuance.caseId, issuance.result.id);
  return summary(tx, earlier ?? (await prepare(tx, issuance, null)));
}

/** Give a prepared document up: its number becomes void, with the reason, and is never used again. @throws Failure not_found, not_now, forbidden */
export async function voidDocument(tx: Tx, id: string, reason: string): Promise<void> {
  const row = await getRow(tx, id);
  if (tx.actor.kind !== 'job' && actorId(tx.actor) !== row.signer_person && !mayRevoke(tx.actor, row.revocable_by))
    throw new Failure('forbidden', 'documents.not_yours_to_sign');
  if (row.status !== 'prepared') throw new Failure('not_now', 'documents.already_signed');
  if (await store.findOpenAttempt(tx, id)) throw new Failure('not_now', 'documents.outcome_unclear');
  const why = requireText(reason, 'reason');
  await store.updateDocument(tx, id, { status: 'void', ended_at: tx.now, ended_by: actorId(tx.actor), ended_reason: why });
  await store.settleNumber(tx, id, 'void', why);
  await record(tx, { subjectKind: 'document', subjectId: id, type: 'documents.document_voided', data: { number: row.number } });
}

/** The row, locked for this transaction's change. @throws Failure not_found */
async function getRow(tx: Tx, id: string): Promise<store.DocumentRow> {
  if (!isUuid(id)) throw new Failure('not_found', 'documents.unknown');
  await store.lockKey(tx, id);
  const row = await store.findDocument(tx, id);
  if (!row) throw new Failure('not_found', 'documents.unknown');
  return row;
}

const requireText = (value: string, field: string): string => {
  const text = value.trim();
  if (!text) throw new Failure('invalid', 'input.invalid', { [field]: 'input.required' });
  if (text.length > 500) throw new Failure('invalid', 'input.invalid', { [field]: 'documents.too_long' });
  return text;
};

const mayRevoke = (actor: Actor, revocableBy: readonly string[]): boolean =>
  revocableBy.some((duty) => {
    const [agency, role] = duty.split('/');
    return agency !== undefined && role !== undefined && hasDuty(actor, agency, role);
  });

/** May this actor revoke or replace the document? The duties are the definition's `revocation.by`. */
export const canRevoke = (actor: Actor, document: Pick<DocumentSummary, 'revocableBy' | 'status'>): boolean =>
  document.status === 'signed' && mayRevoke(actor, document.revocableBy);

/** The signed file is in the archive: the document counts from here on. Gives true where this call did it, false where it was done before. */
async function markSigned(tx: Tx, id: string, file: string, pdf: Uint8Array, signer: string): Promise<boolean> {
  const row = await getRow(tx, id);
  if (row.status !== 'prepared') return false;
  const hash = sha256(pdf);
  await store.updateDocument(tx, id, { status: 'signed', issued_at: tx.now, file, sha256: hash, bytes: pdf.length, signed_with: signer });
  await store.settleNumber(tx, id, 'issued', null);
  await record(tx, {
    subjectKind: 'document',
    subjectId: id,
    type: 'documents.document_issued',
    data: { number: row.number, sha256: hash, signer },
  });
  if (row.replaces) {
    await store.lockKey(tx, row.replaces);
    const old = await store.findDocument(tx, row.replaces);
    if (old?.status === 'signed') {
      await store.updateDocument(tx, old.id, {
        status: 'replaced',
        ended_at: tx.now,
        ended_by: actorId(tx.actor),
        ended_reason: `Diganti dengan nomor ${row.number}`,
      });
      await record(tx, { subjectKind: 'document', subjectId: old.id, type: 'documents.document_replaced', data: { by: id } });
    }
  }
  return true;
}

/** Keep a signed file and let the document count from here on; `then` runs in the same transaction, for the one run that did it. */
export async function archiveSigned(
  database: Database,
  actor: Actor,
  id: string,
  pdf: Uint8Array,
  signer: string,
  then: (tx: Tx) => Promise<void>,
): Promise<void> {
  const file = await keep(id, pdf, 'signed');
  const done = await database.withActor(actor, async (tx) => {
    const mine = await markSigned(tx, id, file, pdf, signer);
    if (mine) await then(tx);
    return mine || (await store.findDocument(tx, id))?.file === file;
  });
  if (!done) await discard(file); // another run was faster, with a file of its own
}

/** How long a call to the signing service may take before a second one is thinkable, in milliseconds. */
const CALL_MS = 90_000;

/** What the signing desk shows beside a document: an earlier call whose outcome nobody knows. */
export async function findUnclearAttempt(tx: Tx, id: string): Promise<{ startedAt: Date; canBeAsked: boolean } | undefined> {
  const attempt = await store.findOpenAttempt(tx, id);
  if (!attempt || (attempt.outcome === 'started' && tx.now.getTime() - attempt.started_at.getTime() < CALL_MS)) return undefined;
  return { startedAt: attempt.started_at, canBeAsked: attempt.external_id !== null };
}

export interface SignInput {
  /** The signer's passphrase: held in memory for the call, never stored, queued or logged. */
  readonly secret?: string;
  /** The signer looked into the service's own list and found that an earlier unclear call left nothing there. */
  readonly again?: boolean;
}

/**
 * Sign a printed document with the chosen signer; the call runs outside any transaction. An outside service is written down
 * before it is called; after an unclear outcome it is asked, and nothing is signed again unless the signer says so.
 * @throws Failure not_found, forbidden, not_now (documents.outcome_unclear, …), invalid (documents.wrong_passphrase, …)
 */
export async function signDocument(
  database: Database,
  actor: Actor,
  id: string,
  input: SignInput = {},
  signer: Signer = chosenSigner(),
): Promise<void> {
  const attemptId = uuidv7();
  const start = await database.withActor(actor, async (tx) => {
    const row = await getRow(tx, id);
    if (actor.kind === 'job' ? !signer.automatic : actorId(actor) !== row.signer_person)
      throw new Failure('forbidden', 'documents.not_yours_to_sign');
    if (row.status === 'signed') return undefined;
    if (row.status !== 'prepared' || !row.unsigned_file)
      throw new Failure('not_now', row.status === 'prepared' ? 'documents.not_printed' : 'documents.already_ended');
    if (signer.automatic) return { row, at: tx.now, ask: undefined, nik: undefined };
    const open = await store.findOpenAttempt(tx, id);
    if (open?.outcome === 'started' && tx.now.getTime() - open.started_at.getTime() < CALL_MS)
      throw new Failure('not_now', 'documents.being_signed');
    if (open?.external_id && signer.fetchSigned)
      return { row, at: tx.now, ask: { id: open.id, externalId: open.external_id }, nik: undefined };
    if (open && !input.again) throw new Failure('not_now', 'documents.outcome_unclear');
    if (!input.secret) throw new Failure('invalid', 'input.invalid', { sandi: 'documents.passphrase_needed' });
    if (open) await store.settleAttempt(tx, open.id, 'set_aside');
    const { nik } = await getProfile(tx, row.signer_person);
    await store.insertAttempt(tx, {
      id: attemptId,
      document_id: id,
      agency: row.agency,
      signer: signer.name,
      by: row.signer_person,
      started_at: tx.now,
    });
    await record(tx, {
      subjectKind: 'document',
      subjectId: id,
      type: 'documents.signature_asked',
      data: { attempt: attemptId, signer: signer.name, again: Boolean(open) },
    });
    return { row, at: tx.now, ask: undefined, nik };
  });
  if (!start) return;
  const { row, at, ask, nik } = start;
  const finish = async (pdf: Uint8Array, attempt: string | undefined): Promise<void> =>
    archiveSigned(database, actor, id, pdf, signer.name, async (tx) => {
      if (attempt) await store.settleAttempt(tx, attempt, 'signed');
      await enqueue(tx, 'documents.announce', { documentId: id }, { key: `documents.announce:${id}` });
    });

  if (ask) {
    const late = await callSigner(
      () => signer.fetchSigned!(ask.externalId),
      async () => {},
    );
    if (late) return finish(late, ask.id);
    // The service says it signed nothing, so the next press of the button may sign.
    await database.withActor(actor, (tx) => store.settleAttempt(tx, ask.id, 'refused'));
    throw new Failure('not_now', 'documents.nothing_signed');
  }
  const unsigned = await readKept(row.unsigned_file!);
  const who = { personId: row.signer_person, name: row.signer_name, office: row.signer_office, at, ...(nik ? { nik } : {}) };
  const pdf = await callSigner(
    () => signer.sign(unsigned, who, input.secret),
    async (fault) => {
      if (!signer.automatic)
        await database.withActor(actor, (tx) =>
          store.settleAttempt(tx, attemptId, fault.kind === 'unclear' ? 'unclear' : 'refused', fault.externalId),
        );
    },
  );
  await finish(pdf, signer.automatic ? undefined : attemptId);
}

async function callSigner<T>(call: () => Promise<T>, note: (fault: SigningFault) => Promise<void>): Promise<T> {
  try {
    return await call();
  } catch (thrown) {
    if (!(thrown instanceof SigningFault)) throw thrown;
    await note(thrown);
    if (thrown.reason === 'documents.wrong_passphrase' || thrown.reason === 'documents.passphrase_needed')
      throw new Failure('invalid', 'input.invalid', { sandi: thrown.reason });
    throw new Failure(
      'not_now',
      thrown.kind === 'unclear' && thrown.reason !== 'documents.signer_changed_shape' ? 'documents.outcome_unclear' : thrown.reason,
    );
  }
}

/** What a code says to anyone; undefined for a wrong and for an unknown code alike. */
export async function verifyDocument(tx: Tx, typed: string): Promise<PublicDocument | undefined> {
  const code = readVerifyCode(typed);
  return code ? verifySought(tx, code) : undefined;
}

/** What a file says: found by the SHA-256 of its bytes (hex), so an altered copy is unknown. */
export const verifyFile = (tx: Tx, hash: string): Promise<PublicDocument | undefined> => verifySought(tx, hash);

async function verifySought(tx: Tx, sought: string): Promise<PublicDocument | undefined> {
  const row = await store.verifySought(tx, sought, dayOf(tx.now));
  return row && { code: row.code, title: row.title, agencyName: row.agency_name, status: row.status, since: row.since, fields: row.fields };
}

export interface Ending {
  /** Why; the holder reads it. */
  readonly reason: string;
  /** The rule it rests on. */
  readonly basis: string;
}

/** Take a signed document back, by a duty that its definition names. Verification says so at once. @throws Failure not_found, forbidden, not_now, invalid */
export async function revokeDocument(tx: Tx, id: string, ending: Ending): Promise<DocumentSummary> {
  const row = await getRow(tx, id);
  if (!mayRevoke(tx.actor, row.revocable_by)) throw new Failure('forbidden', 'documents.not_yours_to_revoke');
  if (row.status !== 'signed')
    throw new Failure('not_now', row.status === 'prepared' ? 'documents.not_signed_yet' : 'documents.already_ended');
  const reason = requireText(ending.reason, 'reason');
  const basis = requireText(ending.basis, 'basis');
  const updated = await store.updateDocument(tx, id, {
    status: 'revoked',
    ended_at: tx.now,
    ended_by: actorId(tx.actor),
    ended_reason: reason,
    ended_basis: basis,
  });
  await record(tx, {
    subjectKind: 'document',
    subjectId: id,
    type: 'documents.document_revoked',
    // The reason may speak of a person: the event holds its salted hash, the row its words.
    data: { number: row.number, basis, reason_hash: saltedHash(vault().findable(id, 'documents.reason'), reason) },
  });
  await noteRevoked(tx, row.case_id, { document: id, number: row.number });
  await sendMessage(tx, {
    to: row.holder,
    template: 'n/dicabut@1',
    data: { service: row.title, number: row.number, reason, code: row.case_code },
    subject: { kind: 'case', id: row.case_id },
    channels: ['inbox', 'whatsapp', 'sms'],
  });
  return summary(tx, updated);
}

/**
 * Order a new letter in place of a signed one (a wrong name, a lost seal): new number, new code. The old one stays valid
 * until the new one is signed. `issuance` carries the corrected contents. @throws Failure not_found, forbidden, not_now, conflict
 */
export async function replaceDocument(tx: Tx, id: string, ending: Ending, issuance: Issuance): Promise<DocumentSummary> {
  const row = await getRow(tx, id);
  if (!mayRevoke(tx.actor, row.revocable_by)) throw new Failure('forbidden', 'documents.not_yours_to_revoke');
  if (row.status !== 'signed')
    throw new Failure('not_now', row.status === 'prepared' ? 'documents.not_signed_yet' : 'documents.already_ended');
  if (issuance.caseId !== row.case_id || issuance.result.id !== row.result) throw new Error('replaceDocument: another case or result');
  const reason = requireText(ending.reason, 'reason');
  const basis = requireText(ending.basis, 'basis');
  const next = await prepare(tx, issuance, id);
  await record(tx, {
    subjectKind: 'document',
    subjectId: id,
    type: 'documents.replacement_ordered',
    data: { by: next.id, basis, reason_hash: saltedHash(vault().findable(id, 'documents.reason'), reason) },
  });
  await enqueue(tx, 'documents.finish', { documentId: next.id }, { key: `documents.finish:${next.id}` });
  return summary(tx, next);
}

/** @throws Failure not_found */
export async function getDocument(tx: Tx, id: string): Promise<DocumentSummary> {
  const row = isUuid(id) ? await store.findDocument(tx, id) : undefined;
  if (!row) throw new Failure('not_found', 'documents.unknown');
  return summary(tx, row);
}

/** Documents of a case that the actor may see, oldest first. */
export const findDocumentsOfCase = async (tx: Tx, caseId: string): Promise<DocumentSummary[]> =>
  (await store.listOfCase(tx, caseId)).map((row) => summary(tx, row));

/** A person's documents, newest first (at most 200); reuse asks for `publicStatus === 'valid'`. */
export const listDocumentsOfHolder = async (tx: Tx, holder: string): Promise<DocumentSummary[]> =>
  (await store.listOfHolder(tx, holder)).map((row) => summary(tx, row));

/** Documents that wait for this actor's signature. */
export async function listDocumentsToSign(tx: Tx): Promise<DocumentSummary[]> {
  const id = actorId(tx.actor);
  return id ? (await store.listToSign(tx, id)).map((row) => summary(tx, row)) : [];
}

/** All numbers of a counter with what became of them; the proof that none is missing. */
export const listNumbers = (tx: Tx, key: store.CounterKey) => store.listNumbers(tx, key);

export interface OpenedFile {
  readonly name: string;
  readonly bytes: number;
  readonly stream: ReadStream;
}

/** The PDF for its holder, an officer of a taking-part agency, or (unsigned) its signer; that it was opened is recorded. @throws Failure not_found */
export async function openFile(tx: Tx, id: string): Promise<OpenedFile> {
  const row = await getRow(tx, id);
  const path = row.file ?? (actorId(tx.actor) === row.signer_person ? row.unsigned_file : null);
  if (!path) throw new Failure('not_found', 'documents.unknown');
  await record(tx, { subjectKind: 'document', subjectId: id, type: 'documents.file_opened', data: { signed: row.file !== null } });
  const { stream, bytes } = await streamKept(path);
  return { name: `${row.title} ${row.number}`.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '') + '.pdf', bytes, stream };
}

/** A document that still has to be printed or, where a job may, signed; undefined where that is done or given up. */
export async function findToFinish(tx: Tx, id: string): Promise<store.DocumentRow | undefined> {
  const row = await getRow(tx, id);
  return row.status === 'prepared' ? row : undefined;
}

export async function notePrinted(tx: Tx, id: string, file: string): Promise<void> {
  const row = await getRow(tx, id);
  if (row.status === 'prepared' && !row.unsigned_file) await store.updateDocument(tx, id, { unsigned_file: file });
}

/** Once a document: true for the run that has to tell the case and the holder. */
export async function takeAnnouncement(tx: Tx, id: string): Promise<DocumentSummary | undefined> {
  const row = await getRow(tx, id);
  if (row.status === 'prepared' || row.status === 'void' || row.announced_at) return undefined;
  return summary(tx, await store.updateDocument(tx, id, { announced_at: tx.now }));
}
