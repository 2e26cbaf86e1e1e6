import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Failure } from '#core/failure.ts';
import { isUuid, uuidv7 } from '#core/id.ts';
import type { Tx } from '#core/server/database.ts';
import { getCalendar } from '#core/server/calendar.ts';
import { discardFile } from '#core/server/files.ts';
import { vault } from '#core/server/vault.ts';
import { dayOf } from '#core/working-time.ts';
import { dueDay } from '../clock.ts';
import { findDanger, type Danger, type DangerWords } from '../normalise.ts';
import { MAX_PHOTOS, MAX_TEXT, type Channel } from '../report.ts';
import { remarkOnPlace, type PlaceRemark } from './boundaries.ts';
import { examine, receiptCode, submitReport, type NewPhoto, type Receipt } from './intake.ts';
import { findSimilar } from './similar.ts';
import { markWitness } from './take.ts';
import type { PublicReport } from './views.ts';
import { joinReport } from './witness.ts';
import * as store from './store.ts';

/** What somebody typed so far: text fields by name, photographs already kept. */
export interface ReportDraft {
  readonly values: Readonly<Record<string, string>>;
  readonly photos: readonly NewPhoto[];
}

const EMPTY: ReportDraft = { values: {}, photos: [] };
/** A draft is kept this long after its last change. */
const KEPT_MS = 30 * 24 * 3600_000;
const keyOf = (token: string): Buffer => createHash('sha256').update(token).digest();
export const newDraftToken = (): string => randomBytes(24).toString('base64url');

const open = (id: string, sealed: Uint8Array): ReportDraft => {
  const draft = JSON.parse(vault().unseal(sealed, `complaints.draft:content:${id}`)) as ReportDraft;
  const date = (value: unknown): Date | null => (typeof value === 'string' ? new Date(value) : null);
  return {
    ...draft,
    photos: draft.photos.map((photo) => ({
      ...photo,
      deviceAt: date(photo.deviceAt),
      exif: { ...photo.exif, takenAt: date(photo.exif.takenAt) },
    })),
  };
};

/** The draft of a token; empty where there is none, or it was sent. */
export async function findReportDraft(tx: Tx, token: string | undefined): Promise<ReportDraft> {
  const row = token ? await store.findReportDraft(tx, keyOf(token)) : undefined;
  return row?.content_sealed ? open(row.id, row.content_sealed) : EMPTY;
}

/** Was the draft of this token sent? Then the token is used up. */
export const isDraftSent = async (tx: Tx, token: string): Promise<boolean> =>
  (await store.findReportDraft(tx, keyOf(token)))?.sent_at != null;

export interface DraftChange {
  readonly values?: Readonly<Record<string, string>>;
  readonly photos?: readonly NewPhoto[];
  /** File id of a photograph to leave out. */
  readonly without?: string | undefined;
  /** Names of fields that must be right now: those of the page that is sent. */
  readonly check?: readonly string[];
}

/** A report's field → the field of the form that asks for it. */
const FORM_NAMES: Readonly<Record<string, string>> = {
  text: 'isi',
  category: 'kategori',
  region: 'wilayah',
  landmark: 'patokan',
  address: 'alamat',
  occurredOn: 'kejadian',
  accused: 'terlapor',
  name: 'nama',
  phone: 'telepon',
  email: 'email',
};
const formName = (field: string): string => FORM_NAMES[field] ?? field.replace(/^answers\./, 'jawab.');

/** A refusal of the report, said of the fields of the form. */
const asForm = <T>(sent: Promise<T>): Promise<T> =>
  sent.catch((thrown: unknown) => {
    if (!(thrown instanceof Failure)) throw thrown;
    const fields = Object.entries(thrown.fields).map(([field, reason]) => [formName(field), reason]);
    throw new Failure(thrown.code, thrown.reason, Object.fromEntries(fields), thrown.detail);
  });

/** What is wrong with a draft, by field of the form; undefined where it could be sent as it is. */
async function checkDraft(tx: Tx, draft: ReportDraft): Promise<Record<string, string> | undefined> {
  try {
    await asForm(examine(tx, reportOf(draft), draft.photos.length));
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    return { ...thrown.fields };
  }
}

/** Add what was typed on one page, and photographs. @throws Failure invalid where there are too many photographs */
export async function saveReportDraft(tx: Tx, token: string, change: DraftChange): Promise<ReportDraft> {
  const row = await store.findReportDraft(tx, keyOf(token));
  // a token whose draft was sent is used up: the caller begins a new one
  if (row?.sent_at) throw new Failure('not_now', 'complaints.draft_sent');
  const id = row?.id ?? uuidv7(tx.now.getTime());
  const before = row?.content_sealed ? open(id, row.content_sealed) : EMPTY;
  const photos = [...before.photos.filter((photo) => photo.fileId !== change.without), ...(change.photos ?? [])];
  if (photos.length > MAX_PHOTOS) throw new Failure('invalid', 'input.invalid', { foto: 'complaints.too_many_photos' });
  const draft: ReportDraft = { values: { ...before.values, ...change.values }, photos };
  if (change.check) {
    const names = change.check;
    const wrong = Object.entries((await checkDraft(tx, draft)) ?? {}).filter(([name]) =>
      names.some((checked) => name === checked || name.startsWith(`${checked}.`)),
    );
    const excess = [...(draft.values['isi'] ?? '')].length - MAX_TEXT;
    if (wrong.length)
      throw new Failure('invalid', 'input.invalid', Object.fromEntries(wrong), { excess: String(excess), most: String(MAX_TEXT) });
  }
  await store.putReportDraft(
    tx,
    id,
    keyOf(token),
    vault().seal(JSON.stringify(draft), `complaints.draft:content:${id}`),
    new Date(tx.now.getTime() + KEPT_MS),
  );
  return draft;
}

/** A draft as the report it asks for. */
const reportOf = ({ values }: ReportDraft, channel: Channel = 'web'): Record<string, unknown> => ({
  text: values['isi'] ?? '',
  category: values['kategori'] ?? '',
  region: values['wilayah'] || undefined,
  landmark: values['patokan'] || undefined,
  address: values['alamat'] || undefined,
  lat: values['lat'] || undefined,
  long: values['long'] || undefined,
  accuracy: values['akurasi'] || undefined,
  answers: Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (name.startsWith('jawab.') && value ? [[name.slice(6), value]] : [])),
  ),
  occurredOn: values['kejadian'] || undefined,
  anonymous: values['anonim'] === 'ya',
  secret: values['rahasia'] === 'ya',
  nameKnown: values['kenal'] === 'ya',
  accused: values['terlapor'] || undefined,
  name: values['anonim'] === 'ya' ? undefined : values['nama'] || undefined,
  phone: values['telepon'] || undefined,
  email: values['email'] || undefined,
  lang: values['bahasa'] === 'en' ? 'en' : 'id',
  channel,
  deviceAt: values['dibuat'] || undefined,
});

/** Send the draft of a token. The same draft twice, at once or after a lost reply, gives one report and one receipt. */
export async function sendReportDraft(tx: Tx, token: string): Promise<Receipt> {
  const row = await store.lockReportDraft(tx, keyOf(token));
  if (!row) throw new Failure('not_found', 'complaints.draft_gone');
  if (row.sent_at) {
    await store.showSelf(tx, row.id);
    const sent = await store.findReport(tx, row.id);
    if (!sent) throw new Failure('not_found', 'complaints.draft_gone');
    return { id: row.id, number: sent.number, code: receiptCode(row.id), receivedAt: sent.received_at };
  }
  const draft = open(row.id, row.content_sealed!);
  const receipt = await asForm(submitReport(tx, reportOf(draft), draft.photos, row.id));
  await store.sentReportDraft(tx, keyOf(token));
  return receipt;
}

/** The same draft as a voice in a report that is there already; twice is one voice. @throws Failure as joinReport, said of the form */
export async function sendDraftAsVoice(tx: Tx, token: string, number: string): Promise<Receipt> {
  const row = await store.lockReportDraft(tx, keyOf(token));
  if (!row) throw new Failure('not_found', 'complaints.draft_gone');
  if (row.sent_at) {
    await markWitness(tx, row.id);
    const sent = await store.findWitness(tx, row.id);
    if (!sent) throw new Failure('not_now', 'complaints.draft_sent');
    return { id: row.id, number: sent.number, code: receiptCode(row.id), receivedAt: sent.at };
  }
  const draft = open(row.id, row.content_sealed!);
  const receipt = await asForm(joinReport(tx, number, reportOf(draft), draft.photos, row.id));
  await store.sentReportDraft(tx, keyOf(token));
  return receipt;
}

/** How long a device's key is remembered: a telephone may lie in a drawer after a lost reply, and must not report twice. */
const KEY_KEPT_MS = 730 * 24 * 3600_000;
const receiptOf = ({ id, number, received_at }: { id: string; number: string; received_at: Date }): Receipt => ({
  id,
  number,
  code: receiptCode(id),
  receivedAt: received_at,
});
const deviceKey = (key: string): Buffer => {
  if (!isUuid(key)) throw new Failure('invalid', 'complaints.id_wrong');
  return keyOf(`device:${key}`);
};

/** The receipt of what a device sent under its key; undefined where nothing came through yet. @throws Failure invalid where it is no key */
export async function findDeviceReceipt(tx: Tx, key: string): Promise<Receipt | undefined> {
  const sent = await store.draftReceipt(tx, deviceKey(key));
  return sent && receiptOf(sent);
}

/**
 * Take in what was written on a device without a signal, under the key (a UUID) the device made with the draft. The same key again,
 * at once or after a lost reply, gives the first receipt and `isFirst: false`: its photographs belong to nobody.
 * `offline`: by the reporter; `batch`: by an officer of the village, who needs the duty `complaints.pencatat`.
 * @throws Failure invalid with a reason a field of the form; forbidden. Then the key is as free as before.
 */
export async function sendFromDevice(
  tx: Tx,
  key: string,
  draft: ReportDraft,
  channel: 'offline' | 'batch',
): Promise<{ readonly receipt: Receipt; readonly isFirst: boolean }> {
  const hash = deviceKey(key);
  if ((channel === 'batch') !== (tx.actor.kind === 'officer')) throw new Failure('forbidden', 'complaints.not_yours');
  const id = uuidv7(tx.now.getTime());
  const content = vault().seal(JSON.stringify(EMPTY), `complaints.draft:content:${id}`);
  // of two sendings at once the second waits here for the first, and finds it sent
  await store.putReportDraft(tx, id, hash, content, new Date(tx.now.getTime() + KEY_KEPT_MS));
  const earlier = await store.draftReceipt(tx, hash);
  if (earlier) return { receipt: receiptOf(earlier), isFirst: false };
  const receipt = await asForm(submitReport(tx, reportOf(draft, channel), draft.photos, id));
  await store.sentReportDraft(tx, hash);
  return { receipt, isFirst: true };
}

/** Drafts past their time go, and the photographs of those that were never sent. */
export async function sweepDrafts(tx: Tx): Promise<void> {
  for (const row of await store.deleteExpiredDrafts(tx))
    if (row.content_sealed) for (const { fileId } of open(row.id, row.content_sealed).photos) await discardFile(fileId);
}

/** Numbers to call. */
export type Emergency = readonly { readonly number: string; readonly name: { readonly id: string; readonly en: string } }[];

export interface DraftCheck {
  readonly wrong: { readonly reason: string; readonly fields: Readonly<Record<string, string>> } | null;
  /** Dangers the text speaks of, with the numbers to call. */
  readonly dangers: readonly Danger[];
  readonly emergency: Emergency;
  readonly similar: readonly PublicReport[];
  /** Where its point lies, if there is something to say about that. */
  readonly place: PlaceRemark | null;
}
/** Everything the last page shows before sending: what is missing, danger to life, what others already reported. */
export async function checkReportDraft(tx: Tx, draft: ReportDraft): Promise<DraftCheck> {
  const fields = await checkDraft(tx, draft);
  const dangers = findDanger(draft.values['isi'] ?? '', await dangerWords());
  return {
    wrong: fields ? { reason: 'input.invalid', fields } : null,
    dangers,
    emergency: dangers.length ? (await emergencyNumbers()).numbers : [],
    similar: fields ? [] : await findSimilar(tx, reportOf(draft)),
    place: fields?.['lat']
      ? null
      : ((await remarkOnPlace(tx, { lat: draft.values['lat'], long: draft.values['long'], region: draft.values['wilayah'] })) ?? null),
  };
}
/** The numbers to call where a text speaks of danger to life; none where it doesn't. */
export const emergencyFor = async (text: string): Promise<Emergency> =>
  findDanger(text, await dangerWords()).length ? (await emergencyNumbers()).numbers : [];
/** The last day by which a report received then, or now, is looked at. */
export async function promisedVerification(tx: Tx, received: Date = tx.now): Promise<string> {
  const { limit, unit } = (await store.deadlines(tx)).get('verifikasi')!;
  return dueDay(await getCalendar(tx), dayOf(received), limit, unit, new Set());
}

const once = <T>(path: string): (() => Promise<T>) => {
  let read: Promise<T> | undefined;
  return () => (read ??= readFile(path, 'utf8').then((text) => JSON.parse(text) as T));
};
const dangerWords = once<DangerWords>('db/reference/danger-words.json');
const emergencyNumbers = once<{ numbers: Emergency }>('db/reference/emergency-numbers.json');
