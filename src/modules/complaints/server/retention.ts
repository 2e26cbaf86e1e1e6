import { Failure } from '#core/failure.ts';
import { isUuid, uuidv7 } from '#core/id.ts';
import { record } from '#core/server/events.ts';
import { discardFile } from '#core/server/files.ts';
import { enqueue } from '#core/server/jobs.ts';
import { randomSalt } from '#core/server/vault.ts';
import type { Tx } from '#core/server/database.ts';
import { namesOf } from '#modules/identity/server/identity.ts';
import { forgetRelay } from '#modules/messages/server/messages.ts';
import { maskText } from '../masking.ts';
import type { Question } from '../report.ts';
import { retention } from '../rules.ts';
import { signatureOf } from '../similarity.ts';
import { append, open } from './take.ts';
import { entryText, seal } from './words.ts';
import * as kept from './retention-store.ts';
import * as store from './store.ts';

declare module '#core/server/jobs.ts' {
  interface JobPayloads {
    /** Every night: count what is past its time. Takes nothing away. */
    'complaints.find_expired': Record<string, never>;
    /** A part of a run a steward ordered. */
    'complaints.retain': { run: string };
  }
}

/**
 * Retention (complaints.md § 3). First who reported goes: the vault forgets them, what they wrote stays as the public read it.
 * Years later the words and pictures go. Header, number and log stay as the tombstone.
 */

const DAY_MS = 86_400_000;
const kinds = ['anonymise', 'remove'] as const;
/** Reports that ended before this have had their time. */
function limitOf(kind: kept.RunKind, now: Date): Date {
  if (kind === 'anonymise') return new Date(now.getTime() - retention.anonymise.days * DAY_MS);
  const limit = new Date(now);
  limit.setUTCFullYear(limit.getUTCFullYear() - retention.remove.years);
  return limit;
}

const SAMPLE = 20;
/** The dry run: what would go, counted and a few of it named. As actor `job`. */
export async function findExpired(tx: Tx): Promise<void> {
  await kept.deleteConversations(tx, limitOf('anonymise', tx.now));
  await kept.forgetRefused(tx, limitOf('anonymise', tx.now));
  for (const kind of kinds) {
    if (!(await kept.replaceWaiting(tx, kind))) continue;
    const before = limitOf(kind, tx.now);
    const counted = await kept.countEndedBefore(tx, before, kind);
    if (counted === 0) continue;
    const sample = (await kept.endedBefore(tx, before, SAMPLE, kind)).map(({ number }) => number);
    await kept.insertRun(tx, { id: uuidv7(tx.now.getTime()), kind, before, counted, sample, counted_at: tx.now });
  }
}

/** Reports of one transaction. */
const A_PART = 50;
/** Do a part of an ordered run and queue the next; running twice does nothing twice. As actor `job`. */
export async function retain(tx: Tx, { run: id }: { run: string }): Promise<void> {
  const run = await kept.findRun(tx, id);
  if (!run?.ordered_at || run.done_at) return;
  const kind = run.kind as kept.RunKind;
  const rows = await kept.endedBefore(tx, run.before, A_PART, kind);
  for (const { id: reportId } of rows) {
    await anonymise(tx, reportId);
    if (kind === 'remove') await remove(tx, reportId);
  }
  const isDone = rows.length < A_PART;
  await kept.countDone(tx, id, rows.length, isDone);
  if (!isDone) await enqueue(tx, 'complaints.retain', { run: id });
}

/** Kinds of entry that a reporter wrote. */
const THEIRS: ReadonlySet<string> = new Set(['reply', 'contest', 'reporter_note']);

/** Nobody knows any more who reported; their words and pictures stay as the public sees them, without numbers, address and device. */
async function anonymise(tx: Tx, id: string): Promise<void> {
  const row = await store.lockReport(tx, id);
  const detail = row && (await store.findDetail(tx, id));
  if (!row || !detail || !(await kept.endOf(tx, id)) || (await kept.isBuried(tx, id))) return;
  for (const pseudonym of [detail.pseudonym, ...(await kept.witnessesOf(tx, id)).map((witness) => witness.pseudonym)]) {
    await kept.eraseIdentity(tx, pseudonym);
    await forgetRelay(tx, pseudonym);
  }
  const category = await store.findCategory(tx, row.category);
  // what was chosen from a list says nothing of a person; what was typed may
  const chosen = new Set(((category?.questions ?? []) as unknown as Question[]).flatMap(({ code, values }) => (values ? [code] : [])));
  const answers = Object.fromEntries(Object.entries(detail.answers as Record<string, unknown>).filter(([code]) => chosen.has(code)));
  await kept.setWords(tx, id, {
    text_sealed: seal(row.text_public, `detail:text:${id}`).sealed,
    // without its salt the hash in the log says nothing
    salt: randomSalt(16),
    answers: JSON.stringify(answers),
    signature: signatureOf(row.text_public),
    keepsPoint: row.lat !== null,
  });
  for (const entry of await store.entriesOf(tx, id))
    if (THEIRS.has(entry.kind))
      await kept.setEntryWords(tx, entry.id, seal(entry.text_public ?? maskText(entryText(entry)).text, `entry:text:${entry.id}`).sealed);
  const files = await kept.forgetPictures(tx, id);
  await kept.bury(tx, { report_id: id, number: row.number });
  await append(tx, await open(tx, row), [{ type: 'anonymised' }], detail.accused);
  for (const file of files) await discardFile(file);
}

/** Words and pictures go; the header stays, and the log, which never had any. */
async function remove(tx: Tx, id: string): Promise<void> {
  const row = await store.lockReport(tx, id);
  if (!row || !(await kept.endOf(tx, id))) return;
  await append(tx, await open(tx, row), [{ type: 'removed' }], await store.findAccused(tx, id));
  await kept.setWords(tx, id, {
    text_sealed: seal('', `detail:text:${id}`).sealed,
    salt: randomSalt(16),
    answers: '{}',
    signature: [],
    keepsPoint: false,
  });
  const files = await kept.removeWords(tx, id, (instruction) => seal('', `instruction:text:${instruction}`).sealed);
  for (const file of files) await discardFile(file);
}

export interface RetentionRun {
  readonly id: string;
  readonly kind: kept.RunKind;
  readonly before: Date;
  readonly counted: number;
  readonly sample: readonly string[];
  readonly countedAt: Date;
  readonly orderedBy: string | null;
  readonly orderedAt: Date | null;
  readonly done: number;
  readonly doneAt: Date | null;
}
/** Dry runs and what was done, the newest first. @throws Failure forbidden for everybody but stewards */
export async function listRetention(tx: Tx): Promise<RetentionRun[]> {
  if (tx.actor.kind !== 'steward') throw new Failure('forbidden', 'complaints.not_yours');
  const rows = await kept.listRuns(tx);
  const names = await namesOf(
    tx,
    rows.flatMap((row) => row.ordered_by ?? []),
  );
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind as kept.RunKind,
    before: row.before,
    counted: row.counted,
    sample: row.sample,
    countedAt: row.counted_at,
    orderedBy: row.ordered_by && (names.get(row.ordered_by) ?? '–'),
    orderedAt: row.ordered_at,
    done: row.done,
    doneAt: row.done_at,
  }));
}
/** A steward orders what a dry run counted: exactly that, nothing that ended later. @throws Failure forbidden; not_now where it was ordered or counted anew */
export async function orderRetention(tx: Tx, id: string): Promise<void> {
  if (tx.actor.kind !== 'steward') throw new Failure('forbidden', 'complaints.not_yours');
  if (!isUuid(id) || !(await kept.orderRun(tx, id, tx.actor.id))) throw new Failure('not_now', 'complaints.retention_gone');
  await record(tx, { subjectKind: 'retention', subjectId: id, type: 'complaints.retention_ordered' });
  await enqueue(tx, 'complaints.retain', { run: id });
}
