import { Failure } from '#core/failure.ts';
import { isUuid, uuidv7 } from '#core/id.ts';
import type { Tx } from '#core/server/database.ts';
import { discardFile, keepPicture, readStored } from '#core/server/files.ts';
import { namesOf } from '#modules/identity/server/identity.ts';
import { rolesOf } from '../complaint.ts';
import type { ComplaintEventBody } from '../events.ts';
import type { Box } from '../mask-boxes.ts';
import { maskPicture } from './picture.ts';
import { open, performerOf, take, type Opened, type Taken } from './take.ts';
import { clean, write } from './words.ts';
import * as masks from './mask-store.ts';
import * as store from './store.ts';

/**
 * Photographs for the public (complaints.md § 3, § 10): an officer of Mimika Center covers faces and number plates by hand. The copy
 * is public with its report; the original stays for the case. Of a category that is looked at before it is shown, a second officer
 * looks at the copy first. Proof is shown only once another unit accepted it.
 */

export interface PhotoMasking {
  readonly report: string;
  readonly photo: string;
  readonly role: string;
  readonly at: Date;
  readonly isPublic: boolean;
  readonly needsSecond: boolean;
  /** Why no copy may be made now; a key of wording. */
  readonly hindrance: string | null;
  /** The copy that waits for a second look or is shown; null: none. */
  readonly mask: {
    readonly isWaiting: boolean;
    readonly boxes: readonly Box[];
    readonly madeBy: string;
    readonly madeAt: Date;
    readonly isMine: boolean;
    readonly checkedBy: string | null;
  } | null;
  /** Sent back by a second officer: what was covered last, to begin from. */
  readonly returned: readonly Box[] | null;
}

const found = async (tx: Tx, number: string, photoId: string): Promise<{ row: store.ReportRow; photo: store.PhotoRow }> => {
  const row = await store.findReportByNumber(tx, number);
  const photo = row && isUuid(photoId) ? await store.findPhoto(tx, photoId) : undefined;
  if (!row || photo?.report_id !== row.id) throw new Failure('not_found', 'complaints.not_found');
  return { row, photo };
};
/** @throws Failure not_found where it went with its reporter */
function originalOf({ file_id }: store.PhotoRow): Promise<Buffer> {
  if (file_id === null) throw new Failure('not_found', 'complaints.photo_gone');
  return readStored(file_id);
}
const needLiaison = (held: ReadonlySet<string>): void => {
  if (!held.has('liaison')) throw new Failure('forbidden', 'complaints.not_yours');
};
/** What stands in the way of showing it at all. */
async function hindranceOf(tx: Tx, { row, state }: Opened, photo: store.PhotoRow): Promise<string | null> {
  if (photo.file_id === null) return 'complaints.photo_gone';
  if (row.is_secret || state.classification === 'pengaduan_berkadar') return 'complaints.stays_secret';
  if (photo.role !== 'proof') return null;
  const proof = (await store.proofsOf(tx, row.id)).find(({ id }) => id === photo.proof_id);
  return proof?.status === 'accepted' ? null : 'complaints.mask_proof_first';
}
const needsSecond = async (tx: Tx, { row }: Opened): Promise<boolean> =>
  (await store.findCategory(tx, row.category))?.review_before_public === true;

/** A photograph on the desk of Mimika Center, with the copy made of it. @throws Failure not_found, also for every other desk */
export async function getPhotoMasking(tx: Tx, number: string, photoId: string): Promise<PhotoMasking> {
  const { row, photo } = await found(tx, number, photoId);
  const opened = await open(tx, row);
  const held = rolesOf(opened.state, performerOf(tx, row.id), await store.findAccused(tx, row.id));
  if (!held.has('liaison')) throw new Failure('not_found', 'complaints.not_found');
  const own = (await masks.masksOf(tx, row.id)).filter((mask) => mask.photo_id === photo.id);
  const current = own.findLast(({ status }) => status === 'waiting' || status === 'released');
  const names = await namesOf(tx, current ? [current.made_by, ...(current.checked_by ? [current.checked_by] : [])] : []);
  const last = own.at(-1);
  return {
    report: row.number,
    photo: photo.id,
    role: photo.role,
    at: photo.at,
    isPublic: photo.is_public,
    needsSecond: await needsSecond(tx, opened),
    hindrance: await hindranceOf(tx, opened, photo),
    mask: current
      ? {
          isWaiting: current.status === 'waiting',
          boxes: current.boxes as unknown as Box[],
          madeBy: names.get(current.made_by) ?? '–',
          madeAt: current.made_at,
          isMine: tx.actor.kind === 'officer' && current.made_by === tx.actor.id,
          checkedBy: current.checked_by ? (names.get(current.checked_by) ?? '–') : null,
        }
      : null,
    returned: last?.status === 'returned' ? (last.boxes as unknown as Box[]) : null,
  };
}

/** How a photograph would look, to whoever may mask it. */
export async function previewMask(tx: Tx, number: string, photoId: string, boxes: readonly Box[]): Promise<Buffer> {
  await getPhotoMasking(tx, number, photoId);
  return maskPicture(await originalOf((await store.findPhoto(tx, photoId))!), boxes);
}
/** The copy as it is, or would be, shown. @throws Failure not_found where there is none */
export async function getMaskedPhoto(tx: Tx, number: string, photoId: string): Promise<{ readonly fileId: string }> {
  await getPhotoMasking(tx, number, photoId);
  const { row } = await found(tx, number, photoId);
  const mask = (await masks.masksOf(tx, row.id)).findLast(
    ({ photo_id, status }) => photo_id === photoId && (status === 'waiting' || status === 'released'),
  );
  if (!mask) throw new Failure('not_found', 'complaints.not_found');
  return { fileId: mask.file_id };
}

const masking = async (
  tx: Tx,
  number: string,
  photoId: string,
  work: (taken: Taken, photo: store.PhotoRow, person: string) => Promise<readonly ComplaintEventBody[]>,
): Promise<void> => {
  const { row, photo } = await found(tx, number, photoId);
  await take(tx, row.id, null, async (taken) => {
    needLiaison(taken.held);
    if (tx.actor.kind !== 'officer') throw new Failure('forbidden', 'complaints.not_yours');
    return work(taken, photo, tx.actor.id);
  });
};

/**
 * Make the copy: shown at once, or once a second officer looked. No rectangle: the officer says that nobody can be recognised.
 * @throws Failure not_now where the report stays secret or its proof isn't accepted
 */
export const maskPhoto = (tx: Tx, number: string, photoId: string, boxes: readonly Box[]): Promise<void> =>
  masking(tx, number, photoId, async ({ opened }, photo, person) => {
    const hindrance = await hindranceOf(tx, opened, photo);
    if (hindrance) throw new Failure('not_now', hindrance);
    const isLookedAt = await needsSecond(tx, opened);
    const fileId = await keepPicture(await maskPicture(await originalOf(photo), boxes));
    try {
      const mask = uuidv7(tx.now.getTime());
      await masks.replaceMasks(tx, photo.id);
      await masks.insertMask(tx, {
        id: mask,
        photo_id: photo.id,
        report_id: opened.row.id,
        boxes: JSON.stringify(boxes),
        file_id: fileId,
        made_by: person,
        made_at: tx.now,
        status: isLookedAt ? 'waiting' : 'released',
      });
      // until it was looked at, what was shown before isn't either: somebody found it wanting
      await masks.updatePhoto(tx, photo.id, isLookedAt ? { is_public: false } : { masked_file_id: fileId, is_public: true });
      return [
        { type: 'photo_masked', photo: photo.id, mask, boxes: boxes.length },
        ...(isLookedAt ? [] : [{ type: 'photo_shown' as const, photo: photo.id, mask }]),
      ];
    } catch (thrown) {
      await discardFile(fileId);
      throw thrown;
    }
  });

const waiting = async (tx: Tx, { row }: Opened, photo: store.PhotoRow, person: string): Promise<masks.MaskRow> => {
  const mask = (await masks.masksOf(tx, row.id)).find(({ photo_id, status }) => photo_id === photo.id && status === 'waiting');
  if (!mask) throw new Failure('not_now', 'complaints.not_now');
  if (mask.made_by === person) throw new Failure('forbidden', 'complaints.mask_by_another');
  return mask;
};
/** The second officer saw nobody in it: shown. @throws Failure forbidden for whoever made the copy */
export const releaseMask = (tx: Tx, number: string, photoId: string): Promise<void> =>
  masking(tx, number, photoId, async ({ opened }, photo, person) => {
    const hindrance = await hindranceOf(tx, opened, photo);
    if (hindrance) throw new Failure('not_now', hindrance);
    const mask = await waiting(tx, opened, photo, person);
    await masks.checkMask(tx, mask.id, 'released', person);
    await masks.updatePhoto(tx, photo.id, { masked_file_id: mask.file_id, is_public: true });
    return [{ type: 'photo_shown', photo: photo.id, mask: mask.id }];
  });
/** The second officer still recognises somebody. */
export const returnMask = (tx: Tx, number: string, photoId: string, text: string): Promise<void> =>
  masking(tx, number, photoId, async ({ opened }, photo, person) => {
    const mask = await waiting(tx, opened, photo, person);
    const words = await write(tx, { reportId: opened.row.id, kind: 'reason', audience: 'desk', text: clean(text, 'text') });
    await masks.checkMask(tx, mask.id, 'returned', person);
    return [{ type: 'mask_returned', photo: photo.id, mask: mask.id, entry: words }];
  });
/** Take a photograph back from the public. @throws Failure not_now where it isn't shown */
export const hidePhoto = (tx: Tx, number: string, photoId: string, text: string): Promise<void> =>
  masking(tx, number, photoId, async ({ opened }, photo) => {
    if (!photo.is_public) throw new Failure('not_now', 'complaints.not_now');
    const words = await write(tx, { reportId: opened.row.id, kind: 'reason', audience: 'desk', text: clean(text, 'text') });
    await masks.replaceMasks(tx, photo.id);
    await masks.updatePhoto(tx, photo.id, { is_public: false, masked_file_id: null });
    return [{ type: 'photo_hidden', photo: photo.id, entry: words }];
  });
