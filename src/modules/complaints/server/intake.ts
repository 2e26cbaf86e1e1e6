import { Failure } from '#core/failure.ts';
import { uuidv7 } from '#core/id.ts';
import { parse } from '#core/parse.ts';
import { getCalendar } from '#core/server/calendar.ts';
import type { Tx } from '#core/server/database.ts';
import { enqueue } from '#core/server/jobs.ts';
import { vault } from '#core/server/vault.ts';
import { dayOf, endOfDay } from '#core/working-time.ts';
import { readEmail, readPhone } from '#modules/identity/person.ts';
import { getAgency } from '#modules/identity/server/identity.ts';
import { dueDay } from '../clock.ts';
import type { Place } from '../evidence.ts';
import type { ExifFacts } from '../exif.ts';
import type { Fingerprint } from '../fingerprint.ts';
import { checkAnswers, MAX_PHOTOS, MAX_TEXT, NewReport, numberOf, type Question } from '../report.ts';
import { lifecycle, offices } from '../rules.ts';
import { cleanAddress } from '../masking.ts';
import { signatureOf } from '../similarity.ts';
import { readWordCode, wordCodeFrom } from './word-list.ts';
import { markReporter, markWitness, recordNamelessly, unmarkReporter, unmarkWitness } from './take.ts';
import { clean, seal } from './words.ts';
import * as store from './store.ts';

/** A received picture, kept without metadata, with what its bytes said before they were drawn anew (picture.ts). */
export interface NewPhoto {
  readonly fileId: string;
  readonly mime: string;
  /** Bytes, as kept. */
  readonly size: number;
  /** Of the bytes as received. */
  readonly sha256: string;
  readonly fingerprint: Fingerprint;
  readonly exif: ExifFacts;
  readonly tools: readonly string[];
  readonly sourceTypes: readonly string[];
  /** Where and when the sender's device said it was, where it said so. */
  readonly place: Place | null;
  readonly deviceAt: Date | null;
}

export interface Receipt {
  readonly id: string;
  readonly number: string;
  /** Four words; also given again by {@link receiptCode}. */
  readonly code: string;
  readonly receivedAt: Date;
}

/** The four words of a receipt: made from the report's id by keyed hash, so that a lost reply gives the same words again and no table holds them. */
export const receiptCode = (id: string): string => wordCodeFrom(vault().findable(id, 'receipt'));
export const codeKey = (code: string): Buffer => vault().findable(code, 'receipt_code');

export const photoRow = (
  reportId: string,
  role: 'report' | 'proof' | 'contest' | 'witness',
  at: Date,
  photo: NewPhoto,
  more: { proof_id?: string; entry_id?: string; witness_id?: string | null } = {},
) => ({
  id: uuidv7(at.getTime()),
  report_id: reportId,
  role,
  file_id: photo.fileId,
  mime: photo.mime,
  size: photo.size,
  sha256: photo.sha256,
  // signed 64-bit numbers beyond 2^53: text on the way in, and never read back but in SQL
  difference: photo.fingerprint.difference as unknown as number,
  cosine: photo.fingerprint.cosine as unknown as number,
  difference_mirrored: photo.fingerprint.differenceMirrored as unknown as number,
  cosine_mirrored: photo.fingerprint.cosineMirrored as unknown as number,
  contrast: photo.fingerprint.contrast,
  taken_at: photo.exif.takenAt,
  lat: photo.place?.latitude ?? photo.exif.latitude,
  long: photo.place?.longitude ?? photo.exif.longitude,
  accuracy_m: Math.round(photo.place?.accuracy ?? photo.exif.accuracy ?? 0) || null,
  facts: JSON.stringify({ make: photo.exif.make, model: photo.exif.model, tools: photo.tools, source_types: photo.sourceTypes }),
  at,
  ...more,
});

/** A report's input, cleaned and checked against the rules in force. @throws Failure invalid with a reason a field */
export async function examine(tx: Tx, input: unknown, photos: number) {
  const report = parse(NewReport, input);
  const fields: Record<string, string> = {};
  const category = await store.findCategory(tx, report.category);
  if (!category) throw new Failure('invalid', 'input.invalid', { category: 'complaints.category_unknown' });
  const text = clean(report.text, 'text', MAX_TEXT);
  const { answers, fields: wrong } = checkAnswers(category.questions as unknown as Question[], report.answers);
  Object.assign(fields, wrong);
  if (photos > MAX_PHOTOS) fields['foto'] = 'complaints.too_many_photos';
  if (report.region && !(await store.regionExists(tx, report.region))) fields['region'] = 'complaints.region_unknown';
  if (report.accused && !(await getAgency(tx, report.accused).catch(() => undefined))) fields['accused'] = 'complaints.agency_unknown';
  const phone = report.phone ? readPhone(report.phone) : undefined;
  if (report.phone && !phone) fields['phone'] = 'complaints.phone_wrong';
  const email = report.email ? readEmail(report.email) : undefined;
  if (report.email && !email) fields['email'] = 'complaints.email_wrong';
  if (Object.keys(fields).length) throw new Failure('invalid', 'input.invalid', fields);
  return { report, category, text, answers, phone, email };
}

/**
 * Take a report in. It is accepted at once; what is unclear is asked later. The actor is the reporter (anonymous or signed
 * in), or files for another person (an officer with `complaints.pencatat`, a partner's key).
 * `id`: the draft's, so that a draft sent twice is one report.
 * @throws Failure invalid with a reason a field; forbidden where an officer holds no such duty
 */
export async function submitReport(
  tx: Tx,
  input: unknown,
  photos: readonly NewPhoto[] = [],
  id: string = uuidv7(tx.now.getTime()),
): Promise<Receipt> {
  const isFiledForAnother = tx.actor.kind === 'officer';
  if (tx.actor.kind === 'officer' && !tx.actor.duties.some(({ role }) => role === 'complaints.pencatat'))
    throw new Failure('forbidden', 'complaints.not_yours');
  const { report, category, text, answers, phone, email } = await examine(tx, input, photos.length);
  const running = await store.nextNumber(tx);
  const number = numberOf(Number(dayOf(tx.now).slice(0, 4)), running);
  const code = receiptCode(id);
  const pseudonym = crypto.randomUUID();
  const words = seal(text, `detail:text:${id}`);
  const address = report.address ? cleanAddress(report.address) : undefined;
  const landmark = report.landmark ? cleanAddress(report.landmark) : undefined;
  // A category that is looked at before it is public shows the kampung, not the point.
  const isOpenAtOnce = category.is_public && !category.review_before_public && !report.secret;
  const desk = report.accused === offices.liaison ? offices.oversight : offices.liaison;
  const deadlines = await store.deadlines(tx);
  const verification = deadlines.get('verifikasi')!;
  const due = dueDay(await getCalendar(tx), dayOf(tx.now), verification.limit, verification.unit, new Set());

  if (!isFiledForAnother && tx.actor.kind !== 'partner' && tx.actor.kind !== 'job') await markReporter(tx, id);
  await store.deposit(tx, {
    pseudonym,
    name: report.name ? vault().seal(report.name, `reporter.identity:name:${pseudonym}`) : null,
    phone: phone ? vault().seal(phone, `reporter.identity:phone:${pseudonym}`) : null,
    phoneKey: phone ? vault().findable(phone, 'phone') : null,
    email: email ? vault().seal(email, `reporter.identity:email:${pseudonym}`) : null,
    lang: report.lang,
    own: tx.actor.kind === 'citizen',
  });
  await store.insertReport(tx, {
    id,
    number,
    category: category.id,
    text_public: words.masked,
    region: report.region ?? null,
    lat: isOpenAtOnce ? (report.lat ?? null) : null,
    long: isOpenAtOnce ? (report.long ?? null) : null,
    channel: report.channel,
    is_secret: report.secret,
    is_public: isOpenAtOnce,
    state: lifecycle.start,
    open311: 'open',
    agencies: [desk],
    holder: 'liaison',
    holder_agency: desk,
    received_at: tx.now,
    updated_at: tx.now,
    state_since: tx.now,
    due_on: due,
    due_clock: 'verifikasi',
    photos: photos.length,
    next_at: new Date(endOfDay(due).getTime() + 1),
  });
  await store.insertDetail(tx, {
    report_id: id,
    pseudonym,
    text_sealed: words.sealed,
    salt: words.salt,
    text_hash: words.hash,
    address_sealed: address ? vault().seal(address, `complaints.detail:address:${id}`) : null,
    landmark_sealed: landmark ? vault().seal(landmark, `complaints.detail:landmark:${id}`) : null,
    asset: report.asset ?? null,
    lat: report.lat ?? null,
    long: report.long ?? null,
    accuracy_m: report.accuracy ?? null,
    answers: JSON.stringify(answers),
    occurred_on: report.occurredOn ?? null,
    is_anonymous: report.anonymous,
    wants_name_known: report.nameKnown && !report.anonymous,
    accused: report.accused ?? null,
    lang: report.lang,
    device_at: report.deviceAt ? new Date(report.deviceAt) : null,
    code_hash: codeKey(code),
    filed_by: isFiledForAnother && tx.actor.kind === 'officer' ? tx.actor.id : null,
    filed_at_agency: null,
    foreign_source: report.foreign?.source ?? null,
    foreign_id: report.foreign?.id ?? null,
    signature: signatureOf(text),
  });
  await store.insertPhotos(
    tx,
    photos.map((photo) => photoRow(id, 'report', tx.now, photo)),
  );
  const [event] = await recordNamelessly(tx, [
    {
      subjectKind: 'complaint',
      subjectId: id,
      type: 'complaints.received',
      data: {
        category: category.id,
        region: report.region ?? null,
        channel: report.channel,
        anonymous: report.anonymous,
        secret: report.secret,
        text_hash: words.hash,
        photos: photos.length,
        device_at: report.deviceAt ?? null,
      },
      via: VIA[report.channel] ?? 'web',
    },
  ]);
  await enqueue(tx, 'complaints.announce', { reportId: id, no: event!.no }, { key: `${id}:${event!.no}` });
  return { id, number, code, receivedAt: tx.now };
}

const VIA: Readonly<Record<string, 'web' | 'counter' | 'offline' | 'api'>> = {
  counter: 'counter',
  call: 'counter',
  offline: 'offline',
  batch: 'offline',
  open311: 'api',
  api: 'api',
  whatsapp: 'api',
  sms: 'api',
  lapor: 'api',
  sp4n: 'api',
  email: 'api',
};

/**
 * Let the transaction act as the reporter of a report: by number and four words. @throws Failure not_found where they don't
 * fit; which of the two was wrong isn't said. Callers limit the tries.
 */
export async function presentCode(tx: Tx, number: string, typed: string): Promise<string> {
  const code = readWordCode(typed);
  const id = code ? await store.present(tx, number, codeKey(code)) : null;
  if (!id) throw new Failure('not_found', 'complaints.code_wrong');
  await markReporter(tx, id);
  return id;
}
/** The same for a signed-in citizen's own report. @throws Failure not_found */
export async function presentOwn(tx: Tx, number: string): Promise<string> {
  const id = tx.actor.kind === 'citizen' ? await store.presentOwn(tx, number) : null;
  if (!id) throw new Failure('not_found', 'complaints.not_found');
  await markReporter(tx, id);
  return id;
}

/** How long words given once open a report on the same device. */
const PASS_MS = 24 * 3600_000;
const MOST_PASSES = 10;
interface Pass {
  readonly id: string;
  readonly until: number;
  /** Of a witness, not of a report. */
  readonly witness?: boolean;
}
const readPasses = (sealed: string): Pass[] => {
  try {
    return JSON.parse(vault().unseal(Buffer.from(sealed, 'base64url'), 'complaints.pass')) as Pass[];
  } catch {
    return []; // altered, or of another key: nobody's pass
  }
};
/** A sealed list of the reports whose words were right on this device, with one more; for a cookie. */
export function sealPass(before: string | undefined, id: string, now: Date, isWitness = false): string {
  const kept = (before ? readPasses(before) : []).filter((pass) => pass.id !== id && pass.until > now.getTime());
  const passes = [...kept, { id, until: now.getTime() + PASS_MS, ...(isWitness ? { witness: true } : {}) }].slice(-MOST_PASSES);
  return vault().seal(JSON.stringify(passes), 'complaints.pass').toString('base64url');
}
/** Let the transaction act as the reporter where the sealed list opens the report; undefined where it doesn't. */
export async function presentSealed(tx: Tx, number: string, sealed: string): Promise<string | undefined> {
  for (const { id, until, witness } of readPasses(sealed)) {
    if (until <= tx.now.getTime() || witness) continue;
    await markReporter(tx, id);
    const row = await store.findReport(tx, id);
    if (row?.number === number) return id;
  }
  await unmarkReporter(tx);
  return undefined;
}
/** The same for a witness. */
export async function presentSealedWitness(tx: Tx, number: string, sealed: string): Promise<string | undefined> {
  for (const { id, until, witness } of readPasses(sealed)) {
    if (until <= tx.now.getTime() || !witness) continue;
    await markWitness(tx, id);
    if ((await store.findWitness(tx, id))?.number === number) return id;
  }
  await unmarkWitness(tx);
  return undefined;
}
