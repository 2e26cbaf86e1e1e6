import { inverse, Matrix } from 'ml-matrix';

export interface Abilities {
  /** Geometric mean 1. */
  readonly p: readonly number[];
  /** Sum 1. */
  readonly shares: readonly number[];
  /** Natural logarithm minus that of the last item, and the standard error of that difference. */
  readonly logVsLast: readonly number[];
  readonly errorVsLast: readonly number[];
  /** Half a win and half a loss against an average phantom were added: without them somebody who only won would be infinitely good. */
  readonly isHelped: boolean;
}

/** Can every item be reached from every other by wins? */
function isStrong(wins: readonly (readonly number[])[]): boolean {
  const reach = (beats: (from: number, to: number) => boolean): number => {
    const seen = new Set([0]);
    for (const from of seen) for (let to = 0; to < wins.length; to++) if (beats(from, to)) seen.add(to);
    return seen.size;
  };
  return reach((from, to) => wins[from]![to]! > 0) === wins.length && reach((from, to) => wins[to]![from]! > 0) === wins.length;
}

/**
 * Bradley–Terry, P(i beats j) = p_i / (p_i + p_j), by the update p_i ← W_i / Σ n_ij / (p_i + p_j).
 * @param given `given[i][j]` = times i beat j; at least two items
 */
export function bradleyTerry(given: readonly (readonly number[])[]): Abilities {
  const items = given.length;
  const isHelped = !isStrong(given);
  const wins = isHelped
    ? [...given.map((row) => [...row, 0.5]), Array.from({ length: items + 1 }, (_, no) => (no < items ? 0.5 : 0))]
    : given;
  let p = wins.map(() => 1);
  for (let round = 0; round < 10_000; round++) {
    const next = wins.map((row, i) => {
      let played = 0;
      for (const [j, won] of row.entries()) if (i !== j) played += (won + wins[j]![i]!) / (p[i]! + p[j]!);
      return row.reduce((total, won) => total + won, 0) / played;
    });
    const scale = Math.exp(next.reduce((total, value) => total + Math.log(value), 0) / next.length);
    const scaled = next.map((value) => value / scale);
    const moved = Math.max(...scaled.map((value, no) => Math.abs(Math.log(value / p[no]!))));
    p = scaled;
    if (moved < 1e-12) break;
  }
  // Information of the logarithms with the last real item held fast; a phantom, where there is one, is free like the rest.
  const free = p.map((_, no) => no).filter((no) => no !== items - 1);
  const information = new Matrix(
    free.map((i) =>
      free.map((j) => {
        const weight = (a: number, b: number): number => ((wins[a]![b]! + wins[b]![a]!) * p[a]! * p[b]!) / (p[a]! + p[b]!) ** 2;
        return i === j ? p.reduce((total, _, other) => (other === i ? total : total + weight(i, other)), 0) : -weight(i, j);
      }),
    ),
  );
  const covariance = inverse(information);
  const real = p.slice(0, items);
  const middle = Math.exp(real.reduce((total, value) => total + Math.log(value), 0) / items);
  const whole = real.reduce((total, value) => total + value, 0);
  return {
    p: real.map((value) => value / middle),
    shares: real.map((value) => value / whole),
    logVsLast: real.map((value) => Math.log(value / real[items - 1]!)),
    errorVsLast: real.map((_, no) => (no === items - 1 ? 0 : Math.sqrt(covariance.get(no, no)))),
    isHelped,
  };
}
