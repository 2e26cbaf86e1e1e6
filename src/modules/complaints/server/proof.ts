import { readFile } from 'node:fs/promises';
import type { Tx } from '#core/server/database.ts';
import { readStored } from '#core/server/files.ts';
import { dayOf } from '#core/working-time.ts';
import { checkProof, drawnNumber, EvidenceRules, needsOnSite, thresholdsOf, type Flag, type Place, type ProofFacts } from '../evidence.ts';
import { alignedShare } from '../fingerprint.ts';
import { vault } from '#core/server/vault.ts';
import type { NewPhoto } from './intake.ts';
import { alignable } from './picture.ts';
import type { Opened } from './take.ts';
import * as store from './store.ts';

export interface ProofJudgement {
  /** Keys of wording, one a reason; any leaves the report with the agency. */
  readonly refuse: readonly string[];
  readonly flags: readonly Flag[];
  /** By photograph, as the checks gave them. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly needsOnSite: boolean;
}

let kept: Promise<EvidenceRules> | undefined;
/** The thresholds in force (db/reference/complaint-evidence.json). */
export const evidenceRules = (): Promise<EvidenceRules> =>
  (kept ??= readFile('db/reference/complaint-evidence.json', 'utf8').then((text) => EvidenceRules.parse(JSON.parse(text))));

/** The month's seed of the on-site draw: keyed, so that nobody foresees it; its hash is published before, itself after the month (draw.ts). */
export const monthSeed = (month: string): string => vault().findable(month, 'on_site_draw').toString('hex');

/** Every check of a proof set against the report, its photographs and every proof before (complaints.md § 10). */
export async function checkProofOf(tx: Tx, { row, state, log }: Opened, photos: readonly NewPhoto[]): Promise<ProofJudgement> {
  const rules = await evidenceRules();
  const limits = thresholdsOf(rules);
  const detail = await store.findDetail(tx, row.id);
  const category = await store.findCategory(tx, row.category);
  const reported: Place | null =
    detail?.lat != null && detail.long != null
      ? { latitude: Number(detail.lat), longitude: Number(detail.long), accuracy: detail.accuracy_m }
      : null;
  const dispositionAt = log.findLast((event) => event.type === 'routed' || event.type === 'moved')?.at ?? row.received_at;
  const refuse = new Set<string>();
  const flags = new Set<Flag>();
  const values: Record<string, unknown> = {};
  const sent = new Set<string>();
  for (const [index, photo] of photos.entries()) {
    const like = await store.likePhotos(
      tx,
      row.id,
      photo.sha256,
      photo.fingerprint,
      Math.max(limits.own_report_apart, limits.other_case_apart),
    );
    const own = like.filter((other) => other.report_id === row.id && other.role !== 'proof');
    const tiles = own.length ? await alignable(await readStored(photo.fileId)) : undefined;
    const aligned = async (fileId: string | null): Promise<number | null> =>
      tiles && fileId ? alignedShare(tiles, await alignable(await readStored(fileId)), alignmentOf(limits)) : null;
    const facts: ProofFacts = {
      sameFile: [
        ...like.filter((other) => other.is_same_file).map((other) => other.photo_id),
        ...(sent.has(photo.sha256) ? ['twice'] : []),
      ],
      ownReport: await Promise.all(
        own.map(async (other) => ({
          pictureId: other.photo_id,
          difference: other.difference,
          cosine: other.cosine,
          isMirrored: other.is_mirrored,
          aligned: await aligned(other.file_id),
        })),
      ),
      otherCases: like
        .filter((other) => other.report_id !== row.id && other.role === 'proof')
        .map((other) => ({
          pictureId: other.photo_id,
          difference: other.difference,
          cosine: other.cosine,
          isMirrored: other.is_mirrored,
          aligned: null,
        })),
      contrast: photo.fingerprint.contrast,
      place:
        photo.place ??
        (photo.exif.latitude !== null && photo.exif.longitude !== null
          ? { latitude: photo.exif.latitude, longitude: photo.exif.longitude, accuracy: photo.exif.accuracy }
          : null),
      reported,
      radius: category?.radius_m ?? null,
      takenAt: photo.exif.takenAt,
      isZoneStated: photo.exif.isZoneStated,
      dispositionAt,
      clock: photo.deviceAt ? { device: photo.deviceAt, server: tx.now } : null,
      make: photo.exif.make,
      model: photo.exif.model,
      tools: photo.tools,
      sourceTypes: photo.sourceTypes,
    };
    sent.add(photo.sha256);
    const verdict = checkProof(facts, rules);
    for (const reason of verdict.refuse) refuse.add(`complaints.proof_${reason}`);
    for (const flag of verdict.flag) flags.add(flag);
    values[String(index)] = { ...verdict.values, unchecked: verdict.unchecked };
  }
  const draw = { seed: monthSeed(dayOf(tx.now).slice(0, 7)), caseId: row.id };
  const onSite = await needsOnSite([...flags], state.contests > 0, draw, rules);
  const drawn = { number: await drawnNumber(draw), share: limits.on_site_share };
  return { refuse: [...refuse], flags: [...flags], values: { ...values, on_site: onSite, draw: drawn }, needsOnSite: onSite.length > 0 };
}

const alignmentOf = (limits: ReturnType<typeof thresholdsOf>) => ({
  correlation: limits.tile_correlation,
  plain: limits.tile_plain,
  fewest: limits.tile_fewest,
});
