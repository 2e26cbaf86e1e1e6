import { readFile, writeFile } from 'node:fs/promises';
import process from 'node:process';
import { EvidenceRules, thresholdsOf } from '#modules/complaints/evidence.ts';
import { apart } from '#modules/complaints/fingerprint.ts';
import { measure, type Pair } from './measure.ts';
import { kinds } from './scene.ts';

/**
 * How often the evidence gate errs at the thresholds of db/reference/complaint-evidence.json, on drawn scenes; writes
 * docs/evidence-calibration.md. `npm run calibrate [places of each kind] [more places, photographed once]`
 * takes some five minutes of one core.
 */
const ROOT = new URL('../../', import.meta.url);
const [scenes, others] = [Number(process.argv[2] ?? 20), Number(process.argv[3] ?? 60)];
const rules = EvidenceRules.parse(JSON.parse(await readFile(new URL('db/reference/complaint-evidence.json', ROOT), 'utf8')));
const limit = thresholdsOf(rules);
/** The places up to here were those on which the thresholds were chosen; the rates are of others. */
const FIRST = 1001;
const found = await measure(
  FIRST,
  scenes,
  others,
  { correlation: limit.tile_correlation, plain: limit.tile_plain, fewest: limit.tile_fewest },
  (text) => console.log(text),
);

/** 95 % interval of a share of `n`, which stays inside 0–1 where none or all were hit (Wilson 1927). */
function wilson(hits: number, n: number): [number, number] {
  const z = 1.959964;
  const middle = (hits + z ** 2 / 2) / (n + z ** 2);
  const half = (z / (n + z ** 2)) * Math.sqrt((hits * (n - hits)) / n + z ** 2 / 4);
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}
const percent = (share: number, digits = 1): string => `${(share * 100).toFixed(digits)} %`;
const rate = (pairs: readonly Pair[], isHit: (pair: Pair) => boolean): string => {
  if (pairs.length === 0) return '–';
  const hits = pairs.filter(isHit).length;
  const digits = pairs.length > 2000 ? 3 : 1;
  const [low, high] = wilson(hits, pairs.length);
  return `${hits}/${pairs.length} = ${percent(hits / pairs.length, digits)} (${percent(low, digits)}–${percent(high, digits)})`;
};

const isPlain = (pair: Pair): boolean => pair.contrast < limit.least_contrast;
const isNear = (bits: number) => (pair: Pair) => !isPlain(pair) && apart(pair.distance) <= bits;
const isAligned = (pair: Pair): boolean => pair.aligned !== null && pair.aligned >= limit.aligned_share;
const isCaught = (pair: Pair): boolean => isNear(limit.own_report_apart)(pair) || isAligned(pair) || isPlain(pair);
const not = (is: (pair: Pair) => boolean) => (pair: Pair) => !is(pair);

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
const by = (pairs: readonly Pair[], columns: readonly ((own: readonly Pair[]) => string)[]): string[][] =>
  [...new Set(pairs.map(({ how }) => how))].map((how) => {
    const own = pairs.filter((pair) => pair.how === how);
    return [how, ...columns.map((column) => column(own))];
  });
const count = (is: (pair: Pair) => boolean) => (pairs: readonly Pair[]) => `${pairs.filter(is).length}/${pairs.length}`;

const reframed = /^(cut by|turned|photographed from)/;
const inFrame = found.copies.filter(({ how }) => !reframed.test(how));
const cutOnes = found.copies.filter(({ how }) => reframed.test(how));
const afterWork = found.honest.filter(({ how }) => how.includes('after the work'));

const text = `# Calibration of the evidence gate

Written by \`npm run calibrate\` from \`db/reference/complaint-evidence.json\`. **The set is drawn, not photographed**: ${scenes * kinds.length} places
(${kinds.join(', ')}) by \`tools/calibrate/scene.ts\`, each copied in ${new Set(found.copies.map(({ how }) => how)).size} ways and photographed again in ${new Set(found.honest.map(({ how }) => how)).size}; ${(scenes + others) * kinds.length} places compared with
one another. The thresholds were chosen on other places of the same make.
It tells a broken check from a working one and orders thresholds; it doesn't say how often the gate errs in Mimika.
Before anybody is judged by these numbers, repeat this with photographs from here: 200 reports with an honest picture after the
work, by at least 20 telephones, a third of them at dusk or in rain. Intervals are Wilson's, 95 %; pairs of places share places, so
theirs are too narrow.

## In force

Refused as a copy of the own report at ${limit.own_report_apart} or fewer of 128 bits, of another case's proof at ${limit.other_case_apart}; flagged where ${percent(limit.aligned_share, 0)} of the tiles
are the same, or contrast is under ${limit.least_contrast}.

| Error | Rate |
| --- | --- |
| copy in the same frame neither refused nor flagged (own report) | ${rate(inFrame, not(isCaught))} |
| copy in the same frame not refused (own report) | ${rate(inFrame, not(isNear(limit.own_report_apart)))} |
| copy in the same frame not refused (another case) | ${rate(inFrame, not(isNear(limit.other_case_apart)))} |
| copy cut, turned or photographed again neither refused nor flagged (own report) | ${rate(cutOnes, not(isCaught))} |
| honest picture after the work refused (own report) | ${rate(afterWork, isNear(limit.own_report_apart))} |
| honest picture after the work flagged as aligned | ${rate(afterWork, isAligned)} |
| honest picture after the work flagged as plain | ${rate(afterWork, isPlain)} |
| other place refused (another case) | ${rate(found.different, isNear(limit.other_case_apart))} |

## By what was done

${table(
  ['Copy', `refused ≤ ${limit.own_report_apart}`, `refused ≤ ${limit.other_case_apart}`, 'aligned', 'plain', 'caught'],
  by(found.copies, [
    count(isNear(limit.own_report_apart)),
    count(isNear(limit.other_case_apart)),
    count(isAligned),
    count(isPlain),
    count(isCaught),
  ]),
)}

${table(
  ['Honest, same place', `refused ≤ ${limit.own_report_apart}`, `refused ≤ ${limit.other_case_apart}`, 'aligned', 'plain'],
  by(found.honest, [count(isNear(limit.own_report_apart)), count(isNear(limit.other_case_apart)), count(isAligned), count(isPlain)]),
)}

The first and the last kind are no proof of work; they show how near a second photograph comes.

## By threshold

${table(
  ['Bits of 128', 'copy in the same frame missed', 'copy cut or turned missed', 'honest after the work refused', 'other place refused'],
  [4, 6, 8, 10, 12, 14, 16, 18, 20, 24].map((bits) => [
    String(bits),
    rate(inFrame, not(isNear(bits))),
    rate(cutOnes, not(isNear(bits))),
    rate(afterWork, isNear(bits)),
    rate(found.different, isNear(bits)),
  ]),
)}

${table(
  ['Share of tiles', 'copy in the same frame missed', 'honest after the work flagged'],
  [0.3, 0.4, 0.5, 0.6, 0.7, 0.8].map((share) => {
    const is = (pair: Pair): boolean => pair.aligned !== null && pair.aligned >= share;
    return [percent(share, 0), rate(inFrame, not(is)), rate(afterWork, is)];
  }),
)}

## By rule

The design held either hash to 4 bits of 64 (own report) and 8 (another case) and left open how the two go together.

${table(
  ['Rule', 'copy in the same frame missed', 'honest after the work refused', 'other place refused'],
  [4, 8].flatMap((bits) =>
    Object.entries({
      [`both ≤ ${bits}`]: ({ distance }: Pair) => distance.difference <= bits && distance.cosine <= bits,
      [`either ≤ ${bits}`]: ({ distance }: Pair) => distance.difference <= bits || distance.cosine <= bits,
      [`sum ≤ ${bits * 2}`]: ({ distance }: Pair) => apart(distance) <= bits * 2,
    }).map(([rule, is]) => {
      const hit = (pair: Pair): boolean => !isPlain(pair) && is(pair);
      return [rule, rate(inFrame, not(hit)), rate(afterWork, hit), rate(found.different, hit)];
    }),
  ),
)}

## What follows

- **The sum of both hashes** is compared: neighbouring blocks of plain sky are equally bright, so a mere resave moves the difference
  hash by up to 10 bits, and a stamped date moves the cosine hash; together they are steadier. It misses fewer copies than holding both
  to half as much, and refuses fewer honest pictures than holding either.
- **Tiles are compared at 128 pixels, a little blurred.** At 256, as first tried, a copy shrunk to a third or saved at quality 25 no
  longer aligned, and honest pictures gained nothing.
- **A picture with next to no contrast is flagged, not compared**: all pictures of the night are alike.
- **Cutting a copy by 5 % or more, or turning it, defeats hash and tiles alike.** Against it stand what the file says of itself
  (software, missing camera data), place and time, the on-site draw and the person who complained.
`;
await writeFile(new URL('docs/evidence-calibration.md', ROOT), text);
console.log(text);
