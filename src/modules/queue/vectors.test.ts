import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { freeForClass, overlaps } from './appointment.ts';
import { pinball, waitQuantile } from './forecast.ts';
import { erlang, expected, meanWaits, strictWaits } from './staffing.ts';
import { terbilang } from './spoken.ts';
import { overtakes } from './turn.ts';

interface Group {
  readonly tolerance: number;
  readonly cases: readonly { readonly name: string; readonly in: never; readonly out: never }[];
}
const vectors = JSON.parse(readFileSync('test/vectors/queue.json', 'utf8')) as Record<string, Group>;

/** Every number of a case within the group's tolerance, every other value equal. */
function each<I, O>(group: string, work: (input: I, out: O) => O): void {
  const { tolerance, cases } = vectors[group]!;
  test.each(cases.map((one) => [one.name, one] as const))(`${group}: %s`, (_, one) => {
    const near = (got: unknown, want: unknown): void => {
      if (Array.isArray(want)) {
        expect(got).toHaveLength(want.length);
        for (const [index, part] of want.entries()) near((got as unknown[])[index], part);
      } else if (typeof want === 'number') expect(Math.abs((got as number) - want)).toBeLessThanOrEqual(tolerance);
      else expect(got).toEqual(want);
    };
    const out = one.out as Record<string, unknown>;
    const got = work(one.in, one.out) as Record<string, unknown>;
    expect(Object.keys(out).length).toBeGreaterThan(0);
    for (const [key, want] of Object.entries(out)) near(got[key], want);
  });
}

each('erlang', ({ c, a }: { c: number; a: number }) => erlang(c, a));

type Service = { calls: number; intervalSec: number; handleSec: number; agents: number } & {
  perHour: number;
  meanMin: number;
  counters: number;
};
each('erlangService', (it: Service) => {
  if (it.calls) {
    const load = { perMinute: it.calls / it.intervalSec, meanMinutes: it.handleSec };
    const { C, meanWait, shareOver } = expected(load, it.agents, 15);
    return { C, meanAnswerSec: meanWait, share15s: 1 - shareOver };
  }
  const { C, meanWait, shareOver, p90 } = expected({ perMinute: it.perHour / 60, meanMinutes: it.meanMin }, it.counters, 15);
  return { C, WqMin: meanWait, P_W_gt15: shareOver, p90 };
});
each('waitAhead', ({ nAhead, servers, meanMin }: { nAhead: number; servers: number; meanMin: number }) => {
  const at = (p: number) => waitQuantile(nAhead, servers, meanMin, p);
  return { mean: ((nAhead + 1) * meanMin) / servers, p10: at(0.1), p50: at(0.5), p80: at(0.8), p90: at(0.9) };
});
each('exactP90ByPosition', ({ meanMin, servers, positions }: { meanMin: number; servers: number; positions: number[] }) => ({
  p90: positions.map((position) => waitQuantile(position - 1, servers, meanMin, 0.9)),
}));
each('strictPriority', ({ lambda, mu, s }: { lambda: number[]; mu: number; s: number }) => {
  const wq = strictWaits(lambda, mu, s);
  return { wq, conserved: wq.reduce((sum, wait, index) => sum + (lambda[index]! / (mu * s)) * wait, 0) };
});
type Apq = { lambda?: number[]; lambdaPerHour?: number[]; mu?: number; meanMin?: number; s: number; b: (number | 'inf')[] };
each('accumulatingPriority', ({ lambda, lambdaPerHour, mu, meanMin, s, b }: Apq) => {
  const rates = lambda ?? lambdaPerHour!.map((one) => one / 60);
  const rate = mu ?? 1 / meanMin!;
  const wq = meanWaits(
    rates,
    rate,
    s,
    b.map((one) => (one === 'inf' ? Infinity : one)),
  );
  return { wq, wqMin: wq, conserved: wq.reduce((sum, wait, index) => sum + (rates[index]! / (rate * s)) * wait, 0) };
});
each('overtakes', ({ callOrder }: { callOrder: number[] }) => overtakes(callOrder));
each('slotOverlap', (it: { existing: [string, string]; new: [string, string] }) => ({ conflict: overlaps(it.existing, it.new) }));
each('sharedQuota', (it: { seats: number; classSeats: number; booked: number; bookedClass: number }) => ({ free: freeForClass(it) }));
each('pinballLoss', ({ q, forecast, actual }: { q: number; forecast: number[]; actual: number[] }) => pinball(q, forecast, actual)!);
each('terbilang', ({ n }: { n: number }) => ({ words: terbilang(n) }));
