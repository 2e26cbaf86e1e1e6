import { Failure } from '#core/failure.ts';
import { isUuid, uuidv7 } from '#core/id.ts';
import type { Database, Tx } from '#core/server/database.ts';
import { enqueue } from '#core/server/jobs.ts';
import { vault } from '#core/server/vault.ts';
import { exchangeWith } from '#modules/exchange/server/exchange.ts';
import { listDutyHolders } from '#modules/identity/server/identity.ts';
import { sendMessage } from '#modules/messages/server/messages.ts';
import { OUTGOING, readRows, type BridgeNews, type BridgeReport } from '../bridge.ts';
import type { ComplaintEvent } from '../events.ts';
import { MAX_TEXT } from '../report.ts';
import { ladder, offices } from '../rules.ts';
import { submitReport } from './intake.ts';
import { needCentre } from './routing.ts';
import { addNote, answerQuestion } from './steps.ts';
import { markReporter, unmarkReporter } from './take.ts';
import { contest } from './witness.ts';
import { entryText } from './words.ts';
import * as store from './store.ts';

declare module '#core/server/jobs.ts' {
  interface JobPayloads {
    /** Every ten minutes: what SP4N-LAPOR! has for us. */
    'complaints.pull_bridge': Record<string, never>;
    /** Send one item of ours to SP4N-LAPOR!. */
    'complaints.push_bridge': { itemId: string };
    /** Somebody of Mimika Center asks for an item to be sent, or taken in, again. */
    'complaints.repeat_bridge': { itemId: string };
  }
}

const ADAPTER = 'sp4n.lapor@1';
const SOURCE = 'sp4n';
const JOB = { kind: 'job', task: 'complaints.bridge' } as const;
/** Days of theirs asked for at each look: one missed for a weekend loses nothing, and what is known is passed over. */
const LOOK_BACK_DAYS = 7;
const WHOLE_REGENCY = '94.04';
const DAY_MS = 86_400_000;
const contentPlace = (id: string): string => `complaints.bridge_item:content:${id}`;

/** Ask for what is new and take each row in a transaction of its own; what was taken is passed over. */
export async function pullBridge(database: Database): Promise<void> {
  const now = await database.withActor(JOB, async (tx) => tx.now);
  const since = new Date(now.getTime() - LOOK_BACK_DAYS * DAY_MS).toISOString();
  const answer = await exchangeWith(database, ADAPTER, { op: 'ambil', sejak: since }, { key: `ambil:${now.toISOString()}`, actor: JOB });
  if (answer.status !== 'accepted') return; // logged and counted there; the next look asks for the same days
  for (const row of readRows(answer.rows))
    await database.withActor(JOB, async (tx) => {
      if (row.jenis === 'terima') return store.confirmItem(tx, row.kunci);
      return row.jenis === 'laporan' ? takeReport(tx, row) : takeNews(tx, row);
    });
}

async function takeReport(tx: Tx, row: BridgeReport): Promise<void> {
  const key = `in:laporan:${row.id}`;
  if (await store.knowsItem(tx, key)) return;
  const id = uuidv7(tx.now.getTime());
  const item = { id, direction: 'in', key, foreign_id: row.id, kind: 'laporan', at: tx.now } as const;
  const done = await submitForeign(tx, row);
  await store.insertItem(
    tx,
    'reportId' in done
      ? { ...item, report_id: done.reportId, state: 'applied', done_at: tx.now }
      : // kept, so that it can be taken in once what refused it was mended
        { ...item, state: 'refused', fault: done.fault, content_sealed: vault().seal(JSON.stringify(row), contentPlace(id)) },
  );
}

async function submitForeign(tx: Tx, row: BridgeReport): Promise<{ reportId: string } | { fault: string }> {
  const categories = await store.listCategories(tx);
  const named = row.kategori?.trim().toLowerCase();
  const category = categories.find(({ id, name }) => named === id || named === name.toLowerCase());
  const asksMore = ((category?.questions ?? []) as { required?: boolean }[]).some(({ required }) => required);
  const text = [...row.isi];
  const report = {
    text: text.slice(0, MAX_TEXT).join(''),
    category: category && !asksMore ? category.id : 'lainnya',
    region: WHOLE_REGENCY,
    address: row.lokasi,
    anonymous: row.anonim,
    secret: row.rahasia,
    channel: 'sp4n',
    foreign: { source: SOURCE, id: row.id },
  };
  try {
    const { id } = await submitReport(tx, report);
    if (text.length > MAX_TEXT) {
      await markReporter(tx, id);
      await addNote(tx, id, `Lanjutan isi: ${text.slice(MAX_TEXT, 2 * MAX_TEXT - 20).join('')}`);
      await unmarkReporter(tx);
    }
    return { reportId: id };
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    return { fault: Object.values(thrown.fields)[0] ?? thrown.reason };
  }
}

/** What their reporter said of a report. In a state it doesn't fit it is kept as a note, never refused (Signalen #407). */
async function takeNews(tx: Tx, row: BridgeNews): Promise<void> {
  const key = `in:kabar:${row.id}`;
  if (await store.knowsItem(tx, key)) return;
  const reportId = await store.foreignReport(tx, SOURCE, row.laporan);
  if (!reportId) return; // came before its report: offered again at the next look
  await markReporter(tx, reportId);
  const text = [...row.isi].slice(0, MAX_TEXT).join('');
  let state: 'applied' | 'noted' = 'applied';
  try {
    if (row.macam === 'jawaban') await answerQuestion(tx, reportId, text);
    else if (row.macam === 'bantahan') await contest(tx, reportId, text);
    else state = 'noted';
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    state = 'noted';
  }
  if (state === 'noted') await addNote(tx, reportId, text);
  await unmarkReporter(tx);
  const id = uuidv7(tx.now.getTime());
  await store.insertItem(tx, {
    id,
    direction: 'in',
    key,
    report_id: reportId,
    foreign_id: row.laporan,
    kind: row.macam,
    state,
    at: tx.now,
    done_at: tx.now,
  });
}

/** Order that SP4N-LAPOR! is told of an event of a report that came from there; once, however often it is ordered. */
export async function tellBridge(tx: Tx, { foreign_source, foreign_id, report_id }: store.DetailRow, event: ComplaintEvent): Promise<void> {
  const kind = OUTGOING[event.type];
  if (foreign_source !== SOURCE || !foreign_id || !kind) return;
  const entryId = 'entry' in event ? event.entry : null;
  const answered = event.type === 'proof_accepted';
  const entry = (await store.entriesOf(tx, report_id)).findLast((item) => (answered ? item.kind === 'answer' : item.id === entryId));
  const words = entry && entry.audience !== 'desk' ? (entry.text_public ?? entryText(entry)) : '';
  const id = uuidv7(tx.now.getTime());
  const isNew = await store.insertItem(tx, {
    id,
    direction: 'out',
    key: `${report_id}:${event.no}`,
    report_id,
    foreign_id,
    kind,
    state: 'queued',
    content_sealed: vault().seal(words, contentPlace(id)),
    at: tx.now,
  });
  if (isNew) await enqueue(tx, 'complaints.push_bridge', { itemId: id }, { key: `bridge:${id}` });
}

/** When to try again after so many tries: 1, 2, 4 … minutes, at most six hours, never given up. */
const nextTry = (now: Date, tries: number): Date => new Date(now.getTime() + Math.min(2 ** (tries - 1), 360) * 60_000);

/** Send one item; a lost reply is asked for again under the same key, which they take once. */
export async function pushBridge(database: Database, { itemId }: { itemId: string }): Promise<void> {
  const item = await database.withActor(JOB, (tx) => store.findItem(tx, itemId));
  if (item?.state !== 'queued') return;
  const answer = await exchangeWith(
    database,
    ADAPTER,
    {
      op: 'kirim',
      laporan: item.foreign_id,
      macam: item.kind,
      isi: vault().unseal(item.content_sealed!, contentPlace(item.id)),
      pada: item.at.toISOString(),
    },
    { key: item.key, actor: JOB },
  );
  await database.withActor(JOB, async (tx) => {
    const receipt = answer.status === 'accepted' ? (answer.rows[0] as { receipt?: unknown } | undefined)?.receipt : undefined;
    if (typeof receipt === 'string' && receipt !== '')
      return void (await store.updateItem(tx, itemId, {
        state: 'sent',
        receipt: receipt.slice(0, 200),
        sent_at: tx.now,
        fault: null,
        next_at: null,
      }));
    const at = nextTry(tx.now, item.tries + 1);
    const fault = answer.status === 'accepted' ? 'changed_shape' : answer.reason;
    await store.updateItem(tx, itemId, { tries: item.tries + 1, fault, next_at: at });
    await enqueue(tx, 'complaints.push_bridge', { itemId }, { key: `bridge:${itemId}`, notBefore: at });
  });
}

/**
 * "Sent" without a word from the other side, not sent at all, or refused when it came in: said to the head of Mimika Center,
 * once an item (Signalen #1537). A lost job is queued again.
 */
export async function alarmBridge(tx: Tx): Promise<void> {
  for (const { id } of await store.overdueItems(tx, new Date(tx.now.getTime() - 3600_000)))
    await enqueue(tx, 'complaints.push_bridge', { itemId: id }, { key: `bridge:${id}` });
  const items = await store.silentItems(tx, new Date(tx.now.getTime() - ladder.bridge_silence_days * DAY_MS));
  if (!items.length) return;
  const people = new Set<string>();
  for (const duty of ['complaints.super_admin', 'complaints.lo'])
    for (const { id } of await listDutyHolders(tx, offices.liaison, duty)) people.add(id);
  for (const item of items) {
    await store.updateItem(tx, item.id, { alarmed_at: tx.now });
    const row = item.report_id ? await store.findReport(tx, item.report_id) : undefined;
    for (const person of people)
      await sendMessage(tx, {
        to: person,
        template: 'n/aduan-jembatan@1',
        data: { number: row?.number ?? '–', foreign: item.foreign_id, kind: item.kind },
      });
  }
}

/** Send an item again under its key, which they take once; or take in again what was refused. As actor `job`. */
export async function repeatBridge(tx: Tx, { itemId }: { itemId: string }): Promise<void> {
  const item = await store.findItem(tx, itemId);
  if (item?.direction === 'out' && (item.state === 'queued' || item.state === 'sent')) {
    await store.updateItem(tx, itemId, { state: 'queued', next_at: null, alarmed_at: null });
    return enqueue(tx, 'complaints.push_bridge', { itemId }, { key: `bridge:${itemId}` });
  }
  if (item?.direction !== 'in' || item.state !== 'refused') return;
  const [row] = item.content_sealed ? readRows([JSON.parse(vault().unseal(item.content_sealed, contentPlace(itemId)))]) : [];
  if (row?.jenis !== 'laporan') return store.updateItem(tx, itemId, { fault: 'complaints.item_empty', tries: item.tries + 1 });
  const done = await submitForeign(tx, row);
  await store.updateItem(
    tx,
    itemId,
    'reportId' in done
      ? { state: 'applied', report_id: done.reportId, done_at: tx.now, fault: null, content_sealed: null, tries: item.tries + 1 }
      : { fault: done.fault, tries: item.tries + 1, alarmed_at: null },
  );
}

/** One thing that passed, or should have, as Mimika Center sees it; its words stay with the report. */
export interface BridgeItem {
  readonly id: string;
  readonly direction: string;
  readonly foreignId: string;
  readonly number: string | null;
  readonly kind: string;
  readonly state: string;
  readonly fault: string | null;
  readonly tries: number;
  readonly at: Date;
  readonly sentAt: Date | null;
  readonly nextAt: Date | null;
  readonly repeatAt: Date | null;
  /** Whole days it waits for the other side, or for us; null where nothing is waited for. */
  readonly ageDays: number | null;
  /** Waits longer than the ladder allows, or was refused. */
  readonly isOverdue: boolean;
  readonly alarmedAt: Date | null;
  readonly canRepeat: boolean;
}

const WAITING: ReadonlySet<string> = new Set(['queued', 'sent', 'refused']);
/** Most rows of a page. */
const A_PAGE = 100;

/**
 * What passed between us and SP4N-LAPOR!, newest first; `only`: what is late or refused, what waits, one direction.
 * @throws Failure not_found
 */
export async function listBridge(tx: Tx, only: { direction?: string | undefined; what?: string | undefined; after?: string | undefined }) {
  needCentre(tx);
  const before = new Date(tx.now.getTime() - ladder.bridge_silence_days * DAY_MS);
  const rows = await store.bridgeItems(tx, only, before, A_PAGE + 1);
  const items = rows.slice(0, A_PAGE).map((row): BridgeItem => {
    const since = row.sent_at ?? row.at;
    const isWaiting = WAITING.has(row.state);
    return {
      id: row.id,
      direction: row.direction,
      foreignId: row.foreign_id,
      number: row.number,
      kind: row.kind,
      state: row.state,
      fault: row.fault,
      tries: row.tries,
      at: row.at,
      sentAt: row.sent_at,
      nextAt: row.next_at,
      repeatAt: row.repeat_at,
      ageDays: isWaiting ? Math.floor((tx.now.getTime() - since.getTime()) / DAY_MS) : null,
      isOverdue: row.state === 'refused' || (isWaiting && since < before),
      alarmedAt: row.alarmed_at,
      canRepeat: isWaiting,
    };
  });
  const last = items.at(-1);
  return {
    items,
    counts: await store.countItems(tx, before),
    silenceDays: ladder.bridge_silence_days,
    next: rows.length > A_PAGE && last ? `${last.at.toISOString()}~${last.id}` : null,
  };
}

/** Ask for an item to be repeated; the worker does it. @throws Failure not_found, not_now where nothing is waited for */
export async function repeatItem(tx: Tx, id: string): Promise<void> {
  needCentre(tx);
  if (!isUuid(id) || !(await store.askRepeat(tx, id, tx.actor.kind === 'officer' ? tx.actor.id : '')))
    throw new Failure('not_now', 'complaints.item_done');
  await enqueue(tx, 'complaints.repeat_bridge', { itemId: id }, { key: `repeat:${id}` });
}
