import * as z from 'zod';
import { Failure } from '#core/failure.ts';
import { parse } from '#core/parse.ts';
import type { Tx } from '#core/server/database.ts';
import { enqueue } from '#core/server/jobs.ts';
import { vault } from '#core/server/vault.ts';
import { dayOf } from '#core/working-time.ts';
import { readEmail, readPhone } from '#modules/identity/person.ts';
import { openSteps, rolesOf } from '../complaint.ts';
import { cleanAddress } from '../masking.ts';
import { MAX_PHOTOS, NewReport, numberOf } from '../report.ts';
import { lifecycle } from '../rules.ts';
import { codeKey, photoRow, presentCode, receiptCode, type NewPhoto, type Receipt } from './intake.ts';
import { withinWindow } from './steps.ts';
import { followMerged, isReporterOf, isWitness, markWitness, performerOf, take, unmarkReporter, type Opened, type Voice } from './take.ts';
import { answerIn, pageOf, type ReportPage } from './views.ts';
import { clean, seal, unseal, write } from './words.ts';
import { readWordCode } from './word-list.ts';
import * as store from './store.ts';

/**
 * One problem, many voices (complaints.md § 9). A witness joins a public report with a number, a receipt and four words of
 * their own; so does, by a merger, the reporter of another report. Neither is the reporter: they read what is public of the
 * leading report, its answers and their own words; they may add, contest and leave.
 */

/** What a witness may say: everything but who they are may be left out. */
const { lat, long, accuracy, landmark, name, phone, email, lang } = NewReport.shape;
const NewVoice = z.object({ text: z.string().default(''), lat, long, accuracy, landmark, name, phone, email, lang });

/** Where a witness says it is; a point is whole or not there. @throws Failure invalid */
function placeOf(voice: z.output<typeof NewVoice>) {
  if ((voice.lat === undefined) !== (voice.long === undefined))
    throw new Failure('invalid', 'input.invalid', { lat: 'complaints.half_point' });
  return { lat: voice.lat ?? null, long: voice.long ?? null, accuracy_m: voice.lat === undefined ? null : (voice.accuracy ?? null) };
}
const sealPlace = (landmark: string | undefined, id: string): Buffer | null => {
  const text = landmark ? cleanAddress(landmark) : '';
  return text ? vault().seal(text, `complaints.witness:landmark:${id}`) : null;
};

/**
 * Join a public report that is still open. `id`: the draft's, so that one sent twice is one voice.
 * @throws Failure not_found · not_now where it ended, was merged or hidden meanwhile · invalid with a reason a field
 */
export async function joinReport(tx: Tx, number: string, input: unknown, photos: readonly NewPhoto[], id: string): Promise<Receipt> {
  if (tx.actor.kind !== 'anonymous' && tx.actor.kind !== 'citizen') throw new Failure('forbidden', 'complaints.not_yours');
  const voice = parse(NewVoice, input);
  if (photos.length > MAX_PHOTOS) throw new Failure('invalid', 'input.invalid', { foto: 'complaints.too_many_photos' });
  const phone = voice.phone ? readPhone(voice.phone) : undefined;
  if (voice.phone && !phone) throw new Failure('invalid', 'input.invalid', { phone: 'complaints.phone_wrong' });
  const email = voice.email ? readEmail(voice.email) : undefined;
  if (voice.email && !email) throw new Failure('invalid', 'input.invalid', { email: 'complaints.email_wrong' });
  const text = voice.text.trim() ? clean(voice.text, 'text') : undefined;
  const leading = await store.findReportByNumber(tx, number);
  if (!leading?.is_public) throw new Failure('not_found', 'complaints.not_found');
  if (leading.ended_at || leading.merged_into) throw new Failure('not_now', 'complaints.join_over');
  if (tx.actor.kind === 'citizen' && (await store.isOwnVoice(tx, leading.id))) throw new Failure('not_now', 'complaints.voice_counted');

  const own = numberOf(Number(dayOf(tx.now).slice(0, 4)), await store.nextNumber(tx));
  const code = receiptCode(id);
  const pseudonym = crypto.randomUUID();
  await store.deposit(tx, {
    pseudonym,
    name: voice.name ? vault().seal(voice.name, `reporter.identity:name:${pseudonym}`) : null,
    phone: phone ? vault().seal(phone, `reporter.identity:phone:${pseudonym}`) : null,
    phoneKey: phone ? vault().findable(phone, 'phone') : null,
    email: email ? vault().seal(email, `reporter.identity:email:${pseudonym}`) : null,
    lang: voice.lang,
    own: tx.actor.kind === 'citizen',
  });
  await store.insertWitness(tx, {
    id,
    report_id: leading.id,
    number: own,
    pseudonym,
    code_hash: codeKey(code),
    text_sealed: text === undefined ? null : seal(text, `witness:text:${id}`).sealed,
    landmark_sealed: sealPlace(voice.landmark, id),
    ...placeOf(voice),
    lang: voice.lang,
    at: tx.now,
  });
  await markWitness(tx, id);
  await take(tx, leading.id, null, ({ opened: { row, state } }) => {
    if (!row.is_public || state.endedAt || state.mergedInto) throw new Failure('not_now', 'complaints.join_over');
    return [{ type: 'witness_joined', witness: id }];
  });
  await addPhotos(tx, { leading: leading.id, witness: id }, photos);
  await enqueue(tx, 'complaints.count_voices', { reportId: leading.id });
  return { id, number: own, code, receivedAt: tx.now };
}

const addPhotos = (tx: Tx, { leading, witness }: Voice, photos: readonly NewPhoto[]): Promise<void> =>
  store.insertPhotos(
    tx,
    photos.map((photo) => photoRow(leading, 'witness', tx.now, photo, { witness_id: witness })),
  );

// ── Coming back ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** Let the transaction act as a witness: by number and four words. @throws Failure not_found, whichever of the two was wrong */
export async function presentWitness(tx: Tx, number: string, typed: string): Promise<string> {
  const code = readWordCode(typed);
  const id = code ? await store.presentWitness(tx, number, codeKey(code)) : null;
  if (!id) throw new Failure('not_found', 'complaints.code_wrong');
  await markWitness(tx, id);
  return id;
}
/** The same for a signed-in citizen's own voice. @throws Failure not_found */
export async function presentOwnWitness(tx: Tx, number: string): Promise<string> {
  const id = tx.actor.kind === 'citizen' ? await store.presentOwnWitness(tx, number) : null;
  if (!id) throw new Failure('not_found', 'complaints.not_found');
  await markWitness(tx, id);
  return id;
}
/** Who opens by number and words: the reporter of the number, else its witness. @throws Failure not_found */
export async function presentVoice(tx: Tx, number: string, typed: string): Promise<{ readonly id: string; readonly isWitness: boolean }> {
  try {
    return { id: await presentCode(tx, number, typed), isWitness: false };
  } catch (thrown) {
    if (!(thrown instanceof Failure) || thrown.code !== 'not_found') throw thrown;
    await unmarkReporter(tx);
    return { id: await presentWitness(tx, number, typed), isWitness: true };
  }
}

export interface WitnessView {
  readonly id: string;
  readonly number: string;
  readonly code: string;
  readonly receivedAt: Date;
  readonly leftAt: Date | null;
  readonly ownText: string | null;
  readonly landmark: string | null;
  readonly point: { readonly lat: number; readonly long: number } | null;
  readonly photoIds: readonly { readonly id: string }[];
  readonly canBeReached: boolean;
  /** What anybody may read of the report they follow, with its answers; null where they left it. */
  readonly leading:
    (ReportPage & { /** false: it is no longer public; only where it stands is shown. */ readonly isShown: boolean }) | null;
  readonly answer: string | null;
  readonly steps: readonly string[];
}

/** A witness's own page, once {@link presentWitness} or their account let them in. @throws Failure not_found */
export async function getWitness(tx: Tx, id: string): Promise<WitnessView> {
  const witness = isWitness(tx, id) ? await store.findWitness(tx, id) : undefined;
  if (!witness) throw new Failure('not_found', 'complaints.not_found');
  const voice = await markWitness(tx, id);
  const row = voice ? await store.findReport(tx, voice.leading) : undefined;
  const page = row ? await pageOf(tx, row, () => 'witness') : undefined;
  const held = page ? rolesOf(page.opened.state, performerOf(tx, page.opened.row.id), null) : new Set<never>();
  return {
    id,
    number: witness.number,
    code: receiptCode(id),
    receivedAt: witness.at,
    leftAt: witness.left_at,
    ownText: witness.text_sealed ? unseal(witness.text_sealed, `witness:text:${id}`) : null,
    landmark: witness.landmark_sealed ? unseal(witness.landmark_sealed, `witness:landmark:${id}`) : null,
    point: witness.lat !== null && witness.long !== null ? { lat: Number(witness.lat), long: Number(witness.long) } : null,
    photoIds: (await store.photosOfWitness(tx, id)).filter(({ file_id }) => file_id !== null).map((photo) => ({ id: photo.id })),
    canBeReached: await store.canBeReached(tx, witness.pseudonym),
    leading: page && row ? { ...page.view, ...(row.is_public ? {} : NOT_SHOWN), isShown: row.is_public } : null,
    answer: page ? answerIn(page.view) : null,
    steps: page ? [...openSteps(lifecycle, page.opened.state, held)] : [],
  };
}
/** A leading report that was hidden meanwhile: only where it stands stays to be seen. */
const NOT_SHOWN = { title: null, text: '', region: null, point: null, timeline: [], photoIds: [], wait: null } as const;

// ── What a voice may do ──────────────────────────────────────────────────────────────────────────────────────────────

const followed = async (tx: Tx, id: string): Promise<Voice> => {
  const voice = isWitness(tx, id) ? await markWitness(tx, id) : undefined;
  if (!voice) throw new Failure('not_now', 'complaints.voice_left');
  return voice;
};

/** More from a witness: words, photographs, a better place; one of them at least. @throws Failure invalid · not_now where they left */
export async function addToVoice(tx: Tx, id: string, input: unknown, photos: readonly NewPhoto[] = []): Promise<Opened> {
  const voice = await followed(tx, id);
  const more = parse(NewVoice, input);
  const place = placeOf(more);
  const landmark = sealPlace(more.landmark, id);
  const text = more.text.trim() ? clean(more.text, 'text') : undefined;
  if (text === undefined && photos.length === 0 && place.lat === null && !landmark)
    throw new Failure('invalid', 'input.invalid', { text: 'complaints.voice_empty' });
  if ((await store.photosOfWitness(tx, id)).length + photos.length > MAX_PHOTOS)
    throw new Failure('invalid', 'input.invalid', { foto: 'complaints.too_many_photos' });
  return take(tx, voice.leading, null, async () => {
    if (place.lat !== null) await store.updateWitness(tx, id, place);
    if (landmark) await store.updateWitness(tx, id, { landmark_sealed: landmark });
    await addPhotos(tx, voice, photos);
    const words = await write(tx, {
      reportId: voice.leading,
      kind: 'reporter_note',
      audience: 'desk',
      text: text ?? (photos.length > 0 ? 'Foto.' : 'Tempat.'),
      witness: id,
    });
    return [{ type: 'noted', entry: words, public: false }];
  });
}

/**
 * Contest within the window, once more after the end; reason or photograph. The reporter of a merged report contests the
 * answer to the one that leads: a merger takes no right away.
 * @throws Failure not_now where nothing can be contested · invalid without reason and photograph
 */
export async function contest(tx: Tx, id: string, text: string, photos: readonly NewPhoto[] = []): Promise<Opened> {
  const isMerged = (await store.findReport(tx, id))?.merged_into != null;
  const voice = isMerged && isReporterOf(tx, id) ? await followMerged(tx) : undefined;
  return voice ? contestAs(tx, voice.leading, voice, text, photos) : contestAs(tx, id, undefined, text, photos);
}
/** The same as a witness. */
export async function contestAsWitness(tx: Tx, id: string, text: string, photos: readonly NewPhoto[] = []): Promise<Opened> {
  const voice = await followed(tx, id);
  return contestAs(tx, voice.leading, voice, text, photos);
}
const contestAs = (tx: Tx, id: string, voice: Voice | undefined, text: string, photos: readonly NewPhoto[]): Promise<Opened> =>
  take(tx, id, 'contested', async ({ opened }) => {
    withinWindow(opened);
    if (text.trim() === '' && photos.length === 0) throw new Failure('invalid', 'input.invalid', { text: 'complaints.contest_reason' });
    const witness = voice?.witness ?? null;
    const words = await write(tx, {
      reportId: id,
      kind: 'contest',
      audience: 'public',
      text: text.trim() ? clean(text, 'text') : 'Foto.',
      witness,
    });
    await store.insertPhotos(
      tx,
      photos.map((photo) => photoRow(id, 'contest', tx.now, photo, { entry_id: words, witness_id: witness })),
    );
    return [{ type: 'contested', entry: words, level: opened.state.contests + 1, ...(voice ? { voice: true } : {}) }];
  });

/** Leave: the voice counts no longer, what was said stays with the case, number and words still open their own page. */
export async function leaveReport(tx: Tx, id: string): Promise<void> {
  const { leading } = await followed(tx, id);
  await take(tx, leading, null, () => [{ type: 'witness_left', witness: id }]);
  await store.updateWitness(tx, id, { left_at: tx.now });
  await enqueue(tx, 'complaints.count_voices', { reportId: leading });
}
