/**
 * Fingerprints of pictures and how alike two are. Pure: works on grey pixels, one byte each, row by row.
 *
 * A hash is 64 bits kept as a signed 64-bit number in decimal text, which is what PostgreSQL's `bigint` takes and gives;
 * there the distance is `bit_count((a # b)::bit(64))`, here `bitsApart`, and both count the same.
 */

/** The size a picture is shrunk to before it is hashed: whole blocks of pixels for 9 × 8 and for 32 × 32. */
export const HASHED = { width: 288, height: 256 } as const;

export interface Hashes {
  /** Is each block brighter than its neighbour to the left? 9 × 8 blocks. */
  readonly difference: string;
  /** Is each of the 64 lowest frequencies above the median? Discrete cosine transform of 32 × 32 blocks. */
  readonly cosine: string;
  /** The same of the mirrored picture. */
  readonly differenceMirrored: string;
  readonly cosineMirrored: string;
}

export interface Fingerprint extends Hashes {
  /** Standard deviation of the brightness of 9 × 8 blocks, 0–128. A picture of nothing (night, wall, finger) has little. */
  readonly contrast: number;
}

/** @param grey HASHED.width × HASHED.height bytes */
export function fingerprint(grey: Uint8Array): Fingerprint {
  const coarse = blocks(grey, 9, 8);
  const fine = blocks(grey, 32, 32);
  return {
    difference: differenceHash(coarse),
    cosine: cosineHash(fine),
    differenceMirrored: differenceHash(mirrored(coarse, 9)),
    cosineMirrored: cosineHash(mirrored(fine, 32)),
    contrast: deviation(coarse),
  };
}

/** Bits in which two hashes differ, 0–64. */
export function bitsApart(a: string, b: string): number {
  let rest = BigInt.asUintN(64, BigInt(a) ^ BigInt(b));
  let bits = 0;
  for (; rest > 0n; rest &= rest - 1n) bits++;
  return bits;
}

export interface Distance {
  /** Bits, 0–64. */
  readonly difference: number;
  readonly cosine: number;
  readonly isMirrored: boolean;
}

/** Both hashes together, 0–128 bits: what copies are told by. Either alone is misled by plain sky or by a patch. */
export const apart = ({ difference, cosine }: Pick<Distance, 'difference' | 'cosine'>): number => difference + cosine;

/** How far two pictures are apart, as they are or one of them mirrored, whichever is nearer. */
export function distanceOf(a: Hashes, b: Hashes): Distance {
  const upright = { difference: bitsApart(a.difference, b.difference), cosine: bitsApart(a.cosine, b.cosine), isMirrored: false };
  const turned = {
    difference: Math.min(bitsApart(a.difference, b.differenceMirrored), bitsApart(a.differenceMirrored, b.difference)),
    cosine: Math.min(bitsApart(a.cosine, b.cosineMirrored), bitsApart(a.cosineMirrored, b.cosine)),
    isMirrored: true,
  };
  return apart(turned) < apart(upright) ? turned : upright;
}

function blocks(grey: Uint8Array, columns: number, rows: number): Float64Array {
  const width = HASHED.width / columns;
  const height = HASHED.height / rows;
  const means = new Float64Array(columns * rows);
  for (let y = 0; y < HASHED.height; y++)
    for (let x = 0; x < HASHED.width; x++)
      means[Math.floor(y / height) * columns + Math.floor(x / width)]! += grey[y * HASHED.width + x]! / (width * height);
  return means;
}

const mirrored = (values: Float64Array, columns: number): Float64Array =>
  values.map((_, at) => values[at - (at % columns) + columns - 1 - (at % columns)]!);

function deviation(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

const packed = (bits: readonly boolean[]): string =>
  BigInt.asIntN(64, BigInt(`0b${bits.map((bit) => (bit ? '1' : '0')).join('')}`)).toString();

const differenceHash = (means: Float64Array): string =>
  packed(
    Array.from({ length: 64 }, (_, bit) => means[Math.floor(bit / 8) * 9 + (bit % 8) + 1]! > means[Math.floor(bit / 8) * 9 + (bit % 8)]!),
  );

/** cos(π (2x + 1) u / 64) for the frequencies 0–8 of 32 values. */
const WAVES = Array.from({ length: 9 }, (_, u) => Float64Array.from({ length: 32 }, (__, x) => Math.cos((Math.PI * (2 * x + 1) * u) / 64)));

function cosineHash(means: Float64Array): string {
  // Rows, then columns; the constant wave (overall brightness) is left out of either direction.
  const rows = Array.from({ length: 32 }, (_, y) =>
    WAVES.map((wave) => wave.reduce((sum, value, x) => sum + value * means[y * 32 + x]!, 0)),
  );
  const waves: number[] = [];
  for (let v = 1; v <= 8; v++) for (let u = 1; u <= 8; u++) waves.push(WAVES[v]!.reduce((sum, value, y) => sum + value * rows[y]![u]!, 0));
  const ordered = waves.toSorted((a, b) => a - b);
  const median = (ordered[31]! + ordered[32]!) / 2;
  return packed(waves.map((value) => value > median));
}

// ── Alignment ────────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * The size two pictures are brought to before their tiles are compared: 16 × 16 tiles of 8 × 8 pixels, a little blurred.
 * Larger, and a copy that was shrunk or saved badly is no longer found (docs/evidence-calibration.md).
 */
export const ALIGNED_SIDE = 128;
const TILE = 8;

export interface AlignmentRule {
  /** Correlation above which two tiles are the same, 0–1. */
  readonly correlation: number;
  /** Standard deviation in grey levels under which a tile holds nothing to compare (sky, wall). */
  readonly plain: number;
  /** Tiles with something in them that are needed to say anything. */
  readonly fewest: number;
}

/**
 * The share, 0–1, of tiles that are the same in both pictures at the same place, of all tiles with something in them in
 * either; the other picture mirrored where that is more. null: too few tiles hold anything. A second photograph of a place
 * is never taken from the same point to the pixel; an edited copy is.
 * @param a ALIGNED_SIDE × ALIGNED_SIDE bytes
 */
export function alignedShare(a: Uint8Array, b: Uint8Array, rule: AlignmentRule): number | null {
  const shares = [b, mirroredGrey(b)].map((other) => shareOf(a, other, rule));
  return shares.includes(null) ? null : Math.max(...(shares as number[]));
}

const mirroredGrey = (grey: Uint8Array): Uint8Array =>
  grey.map((_, at) => grey[at - (at % ALIGNED_SIDE) + ALIGNED_SIDE - 1 - (at % ALIGNED_SIDE)]!);

function shareOf(a: Uint8Array, b: Uint8Array, { correlation, plain, fewest }: AlignmentRule): number | null {
  let compared = 0;
  let same = 0;
  for (let top = 0; top < ALIGNED_SIDE; top += TILE)
    for (let left = 0; left < ALIGNED_SIDE; left += TILE) {
      let [sumA, sumB, squareA, squareB, product] = [0, 0, 0, 0, 0];
      for (let y = top; y < top + TILE; y++)
        for (let x = left; x < left + TILE; x++) {
          const valueA = a[y * ALIGNED_SIDE + x]!;
          const valueB = b[y * ALIGNED_SIDE + x]!;
          sumA += valueA;
          sumB += valueB;
          squareA += valueA * valueA;
          squareB += valueB * valueB;
          product += valueA * valueB;
        }
      const count = TILE * TILE;
      const varianceA = squareA / count - (sumA / count) ** 2;
      const varianceB = squareB / count - (sumB / count) ** 2;
      if (Math.max(varianceA, varianceB) < plain ** 2) continue;
      compared++;
      if ((product / count - (sumA * sumB) / count ** 2) / Math.sqrt(varianceA * varianceB) > correlation) same++;
    }
  return compared < fewest ? null : same / compared;
}
