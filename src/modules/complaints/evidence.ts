import * as z from 'zod';
import { bits, Mark, share, Threshold } from './threshold.ts';
import { apart } from './fingerprint.ts';

/**
 * The evidence gate (complaints.md § 10): what is known about a photograph that says "done" becomes refusals and flags.
 * Pure: whoever calls it has read the picture, compared it and looked up what was seen before. Every number is data,
 * `db/reference/complaint-evidence.json`.
 */

const Names = z.strictObject({
  names: z.array(z.string().min(2)).min(1),
  legal_basis: z.string().min(1),
  source: z.string().min(1),
  verified: Mark,
  note: z.string(),
});

/** The file's shape. */
export const EvidenceRules = z.strictObject({
  id: z.string().min(1),
  note: z.string(),
  verified: Mark,
  thresholds: z.strictObject({
    own_report_apart: Threshold('bits of 128', bits),
    other_case_apart: Threshold('bits of 128', bits),
    least_contrast: Threshold('grey levels'),
    aligned_share: Threshold('share', share),
    tile_correlation: Threshold('correlation', share),
    tile_plain: Threshold('grey levels'),
    tile_fewest: Threshold('tiles'),
    default_radius: Threshold('metres'),
    accuracy_cap: Threshold('metres'),
    clock_off: Threshold('minutes'),
    zone_doubt: Threshold('minutes'),
    on_site_share: Threshold('share', share),
  }),
  editing_software: Names,
  ai_source_types: Names,
  ai_tools: Names,
});
export type EvidenceRules = z.infer<typeof EvidenceRules>;
export type ThresholdName = keyof EvidenceRules['thresholds'];

/** Only the numbers, by name. */
export const thresholdsOf = (rules: EvidenceRules): Record<ThresholdName, number> =>
  Object.fromEntries(Object.entries(rules.thresholds).map(([name, { value }]) => [name, value])) as Record<ThresholdName, number>;

/** Another picture this one was compared with. */
export interface Likeness {
  readonly pictureId: string;
  /** Bits in which the hashes differ, 0–64, upright or mirrored, whichever is nearer. */
  readonly difference: number;
  readonly cosine: number;
  readonly isMirrored: boolean;
  /** Share of tiles that are the same, 0–1; null: not compared, or too plain to say. */
  readonly aligned: number | null;
}

export interface Place {
  /** Decimal degrees, WGS 84. */
  readonly latitude: number;
  readonly longitude: number;
  /** Metres; null: the device didn't say. */
  readonly accuracy: number | null;
}

/** What is known about one photograph handed in as proof. */
export interface ProofFacts {
  /** Pictures received before, of any case and role, with the same bytes. */
  readonly sameFile: readonly string[];
  /** The pictures of this case's own report and witnesses. */
  readonly ownReport: readonly Likeness[];
  /** The nearest proofs of other cases. */
  readonly otherCases: readonly Likeness[];
  /** Of its fingerprint. */
  readonly contrast: number;
  /** Where it was taken: said by the device on sending, else by the picture. */
  readonly place: Place | null;
  /** The place of the report; null: no point is known, only a kampung or an address. */
  readonly reported: Place | null;
  /** Metres around the reported place, by category; null: the default. */
  readonly radius: number | null;
  /** When it says it was taken. */
  readonly takenAt: Date | null;
  /** false: without an offset from UTC, read as WIT. */
  readonly isZoneStated: boolean;
  /** When the agency got the case. */
  readonly dispositionAt: Date;
  /** The device's clock and ours at the same moment; null: the device sent none. */
  readonly clock: { readonly device: Date; readonly server: Date } | null;
  readonly make: string | null;
  readonly model: string | null;
  /** Programs and source types named in the file. */
  readonly tools: readonly string[];
  readonly sourceTypes: readonly string[];
}

export const refusals = ['same_file', 'copy_of_report', 'copy_of_other_case', 'taken_before'] as const;
export type Refusal = (typeof refusals)[number];
export const flags = ['aligned', 'far_away', 'no_place', 'clock_off', 'edited', 'ai_marker', 'no_camera_data', 'plain'] as const;
export type Flag = (typeof flags)[number];
/** Checks that could not be made: the verifier must know what nobody looked at. */
export const uncheckables = ['likeness', 'alignment', 'distance', 'time', 'clock'] as const;
export type Uncheckable = (typeof uncheckables)[number];

/** Refusals a liaison officer may lift in writing: a hash can err. Same bytes and a date before the order can't. */
export const liftable: ReadonlySet<Refusal> = new Set(['copy_of_report', 'copy_of_other_case']);

export interface ProofValues {
  readonly sameFile: readonly string[];
  readonly nearestOwn: Likeness | null;
  readonly nearestOther: Likeness | null;
  readonly contrast: number;
  readonly alignedShare: number | null;
  /** Metres from the reported place, and what was allowed. */
  readonly distance: number | null;
  readonly allowedDistance: number | null;
  /** Minutes from the disposition to the photograph by its own clock; negative: before. */
  readonly minutesAfterDisposition: number | null;
  /** Minutes, positive: the device is ahead. */
  readonly clockOff: number | null;
  readonly editedWith: readonly string[];
  readonly aiMarkers: readonly string[];
  readonly camera: string | null;
}

export interface ProofVerdict {
  /** Any: the proof isn't taken and the report stays where it is. */
  readonly refuse: readonly Refusal[];
  /** Any: a second officer must look on site. */
  readonly flag: readonly Flag[];
  readonly unchecked: readonly Uncheckable[];
  /** What was found, to be kept as it is. Holds a distance, never a position. */
  readonly values: ProofValues;
}

/** Every check of one photograph; each is made whatever the others say, so that the officer hears all at once. */
export function checkProof(facts: ProofFacts, rules: EvidenceRules): ProofVerdict {
  const limit = thresholdsOf(rules);
  const refuse: Refusal[] = [];
  const flag: Flag[] = [];
  const unchecked: Uncheckable[] = [];

  if (facts.sameFile.length > 0) refuse.push('same_file');

  const isPlain = facts.contrast < limit.least_contrast;
  const nearestOwn = nearest(facts.ownReport);
  const nearestOther = nearest(facts.otherCases);
  // Pictures of nothing all look alike: the hash of one says nothing, and neither does the picture.
  if (isPlain) {
    flag.push('plain');
    unchecked.push('likeness');
  } else {
    if (nearestOwn && apart(nearestOwn) <= limit.own_report_apart) refuse.push('copy_of_report');
    if (nearestOther && apart(nearestOther) <= limit.other_case_apart) refuse.push('copy_of_other_case');
  }

  const shares = [...facts.ownReport, ...facts.otherCases].flatMap(({ aligned }) => aligned ?? []);
  const alignedShare = shares.length > 0 ? Math.max(...shares) : null;
  if (alignedShare !== null && alignedShare >= limit.aligned_share) flag.push('aligned');
  if (facts.ownReport.some(({ aligned }) => aligned === null)) unchecked.push('alignment');

  const { place, reported } = facts;
  let distance: number | null = null;
  let allowedDistance: number | null = null;
  if (!place) flag.push('no_place');
  if (place && reported) {
    distance = metresBetween(place, reported);
    const accuracy = (place.accuracy ?? 0) + (reported.accuracy ?? 0);
    allowedDistance = (facts.radius ?? limit.default_radius) + Math.min(accuracy, limit.accuracy_cap);
    if (distance > allowedDistance) flag.push('far_away');
  } else unchecked.push('distance');

  let minutesAfterDisposition: number | null = null;
  if (facts.takenAt) {
    minutesAfterDisposition = minutes(facts.takenAt.getTime() - facts.dispositionAt.getTime());
    // A phone set to Jakarta reads two hours less than Timika: without a stated zone, the doubt is the officer's.
    if (minutesAfterDisposition < (facts.isZoneStated ? 0 : -limit.zone_doubt)) refuse.push('taken_before');
  } else unchecked.push('time');

  const clockOff = facts.clock ? minutes(facts.clock.device.getTime() - facts.clock.server.getTime()) : null;
  if (clockOff === null) unchecked.push('clock');
  else if (Math.abs(clockOff) > limit.clock_off) flag.push('clock_off');

  const editedWith = facts.tools.filter(namedIn(rules.editing_software.names));
  if (editedWith.length > 0) flag.push('edited');
  const sourceTypes = new Set(rules.ai_source_types.names.map((name) => name.toLowerCase()));
  const aiMarkers = [
    ...facts.sourceTypes.filter((type) => sourceTypes.has(type.toLowerCase())),
    ...facts.tools.filter(namedIn(rules.ai_tools.names)),
  ];
  if (aiMarkers.length > 0) flag.push('ai_marker');
  const camera = [facts.make, facts.model].filter(Boolean).join(' ') || null;
  if (!camera || !facts.takenAt) flag.push('no_camera_data');

  return {
    refuse,
    flag,
    unchecked,
    values: {
      sameFile: facts.sameFile,
      nearestOwn,
      nearestOther,
      contrast: facts.contrast,
      alignedShare,
      distance,
      allowedDistance,
      minutesAfterDisposition,
      clockOff,
      editedWith,
      aiMarkers,
      camera,
    },
  };
}

const minutes = (ms: number): number => ms / 60_000;
const nearest = (others: readonly Likeness[]): Likeness | null =>
  others.reduce<Likeness | null>((best, other) => (best && apart(best) <= apart(other) ? best : other), null);

/** Is one of the names a whole word, or words, of the text? Case doesn't matter. */
const namedIn = (names: readonly string[]) => {
  const patterns = names.map((name) => new RegExp(`(?<![a-z0-9])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![a-z])`, 'i'));
  return (text: string): boolean => patterns.some((pattern) => pattern.test(text));
};

const EARTH_METRES = 6_371_008.8;
/** Metres along the surface of the earth (haversine on the mean radius: right to 0.6 %). */
export function metresBetween(a: Pick<Place, 'latitude' | 'longitude'>, b: Pick<Place, 'latitude' | 'longitude'>): number {
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  const half =
    Math.sin(radians(b.latitude - a.latitude) / 2) ** 2 +
    Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * Math.sin(radians(b.longitude - a.longitude) / 2) ** 2;
  return 2 * EARTH_METRES * Math.asin(Math.min(1, Math.sqrt(half)));
}

// ── A second officer on site ─────────────────────────────────────────────────────────────────────────────────────────

export interface Draw {
  /** The month's seed. Its SHA-256 is published before the month, the seed after it: nobody can foresee or shift the draw, everybody can repeat it. */
  readonly seed: string;
  readonly caseId: string;
}

/** 0–1, from the first 32 bits of SHA-256 of `seed:caseId`. */
export async function drawnNumber({ seed, caseId }: Draw): Promise<number> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${seed}:${caseId}`));
  return new DataView(digest).getUint32(0) / 2 ** 32;
}

export type OnSiteReason = 'flagged' | 'contested' | 'drawn';

/** Why somebody must go and see before the case may be called done; empty: a second officer may check from the desk. */
export async function needsOnSite(
  flagged: readonly Flag[],
  isContested: boolean,
  draw: Draw,
  rules: EvidenceRules,
): Promise<readonly OnSiteReason[]> {
  const isDrawn = (await drawnNumber(draw)) < thresholdsOf(rules).on_site_share;
  return [
    ...(flagged.length > 0 ? (['flagged'] as const) : []),
    ...(isContested ? (['contested'] as const) : []),
    ...(isDrawn ? (['drawn'] as const) : []),
  ];
}
