/** A share of a whole with the Wilson score interval (95 %): honest for small numbers, never below 0 or above 1. */
export interface Share {
  readonly hits: number;
  readonly of: number;
  /** Undefined where there is nothing to take a share of. */
  readonly share: number | undefined;
  readonly low: number;
  readonly high: number;
}

const Z = 1.959963984540054;

/** `of` 0 gives the interval 0 to 1: nothing is known. */
export function shareOf(hits: number, of: number): Share {
  if (of === 0) return { hits, of, share: undefined, low: 0, high: 1 };
  const share = hits / of;
  const z2 = (Z * Z) / of;
  const middle = share + z2 / 2;
  const half = Z * Math.sqrt((share * (1 - share)) / of + z2 / (4 * of));
  const clamp = (value: number): number => Math.min(1, Math.max(0, value));
  return {
    hits,
    of,
    share,
    low: hits === 0 ? 0 : clamp((middle - half) / (1 + z2)),
    high: hits === of ? 1 : clamp((middle + half) / (1 + z2)),
  };
}
