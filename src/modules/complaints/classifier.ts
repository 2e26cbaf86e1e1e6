import { shareOf, type Share } from '#core/share.ts';
import { tellingWords } from './everyday.ts';

/**
 * Suggests a category for a report: complement naive Bayes (Rennie et al. 2003) over words, pairs of words, four-letter pieces and the words of the place.
 * Small, pure and deterministic: the same examples give the same model. It only ever suggests; where it isn't sure it abstains
 * and the report goes to triage like any other.
 */

export interface Labelled {
  readonly text: string;
  readonly category: string;
  /** Landmark or address. */
  readonly place?: string | undefined;
}

/** Plain data: stored as JSON, compared, taken back. */
export interface Model {
  readonly kind: 'complement-naive-bayes/1';
  /** Sorted. */
  readonly categories: readonly string[];
  readonly trainedOn: number;
  /** A feature's document count, then pairs of category index and summed weight. */
  readonly features: Readonly<Record<string, readonly number[]>>;
  /** Summed weight of each category. */
  readonly totals: readonly number[];
  /** Divides the scores, fitted on the calibration set so that a probability means what it says. */
  readonly temperature: number;
  /** Below this probability of the first category it abstains. */
  readonly threshold: number;
}

export interface Suggestion {
  readonly category: string;
  /** 0 to 1. */
  readonly probability: number;
  /** Up to three words that spoke for it most, in their common form. */
  readonly because: readonly string[];
}

export interface Suggestions {
  /** At most three, likeliest first; none where no word of the text is known. */
  readonly top: readonly Suggestion[];
  readonly abstains: boolean;
}

/** Added to every count, so that one example proves nothing (Lidstone). */
const SMOOTHING = 0.5;
/** Weight of a four-letter piece beside a word's. */
const PIECE = 0.5;
const PIECE_LENGTH = 4;

interface Feature {
  readonly key: string;
  /** The words it comes from. */
  readonly words: readonly string[];
}

function featuresOf(text: string, place: string | undefined): Feature[] {
  const words = tellingWords(text);
  const out: Feature[] = [];
  for (const [at, word] of words.entries()) {
    out.push({ key: word, words: [word] });
    if (at > 0) out.push({ key: `${words[at - 1]} ${word}`, words: [words[at - 1]!, word] });
    const padded = `^${word}$`;
    for (let from = 0; from + PIECE_LENGTH <= padded.length; from++)
      out.push({ key: `~${padded.slice(from, from + PIECE_LENGTH)}`, words: [word] });
  }
  for (const word of place === undefined ? [] : tellingWords(place)) out.push({ key: `@${word}`, words: [word] });
  return out;
}

/** Counts damped by a logarithm, rare features up, length one: a long report weighs no more than a short one. */
function weigh(features: readonly Feature[], documents: number, seenIn: (key: string) => number | undefined): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { key } of features) counts.set(key, (counts.get(key) ?? 0) + 1);
  const weights = new Map<string, number>();
  let square = 0;
  for (const [key, count] of counts) {
    const seen = seenIn(key);
    if (seen === undefined) continue;
    const weight = Math.log(1 + count) * (Math.log((documents + 1) / (seen + 1)) + 1) * (key.startsWith('~') ? PIECE : 1);
    weights.set(key, weight);
    square += weight * weight;
  }
  const norm = Math.sqrt(square);
  for (const [key, weight] of weights) weights.set(key, weight / norm);
  return weights;
}

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;

/**
 * `calibration` must share no example with `examples`: it fits the temperature and the least probability at which, of the reports it
 * answers, a share of `target` is right even at the lower end of the 95 % interval (always abstains without one). Throws on no examples.
 */
export function train(examples: readonly Labelled[], calibration: readonly Labelled[], target = 0.85): Model {
  if (examples.length === 0) throw new Error('Nothing to learn from.');
  const categories = [...new Set(examples.map((example) => example.category))].sort();
  const featured = examples.map((example) => featuresOf(example.text, example.place));
  const seen = new Map<string, number>();
  for (const features of featured)
    for (const key of new Set(features.map((feature) => feature.key))) seen.set(key, (seen.get(key) ?? 0) + 1);
  const sums = new Map<string, number[]>();
  const totals = categories.map(() => 0);
  for (const [at, features] of featured.entries()) {
    const category = categories.indexOf(examples[at]!.category);
    for (const [key, weight] of weigh(features, examples.length, (name) => seen.get(name))) {
      const row = sums.get(key) ?? categories.map(() => 0);
      row[category]! += weight;
      sums.set(key, row);
      totals[category]! += weight;
    }
  }
  const features: Record<string, readonly number[]> = {};
  for (const key of [...sums.keys()].sort())
    features[key] = [seen.get(key)!, ...sums.get(key)!.flatMap((weight, index) => (weight > 0 ? [index, rounded(weight)] : []))];
  const model: Model = {
    kind: 'complement-naive-bayes/1',
    categories,
    trainedOn: examples.length,
    features,
    totals: totals.map(rounded),
    temperature: 1,
    threshold: 0,
  };
  if (calibration.length === 0) return { ...model, threshold: 1 };
  const temperature = fitTemperature(model, calibration);
  return { ...model, temperature, threshold: fitThreshold({ ...model, temperature }, calibration, target) };
}

interface Scores {
  /** By category index; higher is likelier. */
  readonly scores: readonly number[];
  /** What each feature adds to each category. */
  readonly parts: readonly { readonly words: readonly string[]; readonly adds: readonly number[] }[];
}

function score(model: Model, text: string, place: string | undefined): Scores {
  const features = featuresOf(text, place);
  // A key such as "constructor" must not be found on the prototype.
  const own = (key: string): readonly number[] | undefined => (Object.hasOwn(model.features, key) ? model.features[key] : undefined);
  const weights = weigh(features, model.trainedOn, (key) => own(key)?.[0]);
  const all = model.totals.reduce((sum, total) => sum + total, 0);
  const spread = SMOOTHING * Object.keys(model.features).length;
  const wordsOf = new Map(features.map((feature) => [feature.key, feature.words]));
  const scores = model.categories.map(() => 0);
  const parts = Array.from(weights, ([key, weight]) => {
    const [, ...pairs] = own(key)!;
    const sums = model.categories.map(() => 0);
    for (let at = 0; at < pairs.length; at += 2) sums[pairs[at]!] = pairs[at + 1]!;
    const whole = sums.reduce((sum, part) => sum + part, 0);
    // How seldom the feature is in all the other categories.
    const adds = sums.map((sum, index) => -weight * Math.log((whole - sum + SMOOTHING) / (all - model.totals[index]! + spread)));
    for (const [index, add] of adds.entries()) scores[index]! += add;
    return { words: wordsOf.get(key)!, adds };
  });
  return { scores, parts };
}

function softmax(scores: readonly number[], temperature: number): number[] {
  const most = Math.max(...scores);
  const powers = scores.map((value) => Math.exp((value - most) / temperature));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** The temperature under which the calibration set is least surprising (Guo et al. 2017), by golden section on its logarithm. */
function fitTemperature(model: Model, calibration: readonly Labelled[]): number {
  const scored = calibration.map(({ text, place, category }) => ({
    scores: score(model, text, place).scores,
    right: indexOf(model, category),
  }));
  const surprise = (log: number): number =>
    scored.reduce((sum, { scores, right }) => sum - Math.log(Math.max(softmax(scores, Math.exp(log))[right]!, 1e-12)), 0);
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [Math.log(0.01), Math.log(10)];
  for (let step = 0; step < 60; step++) {
    const left = high - golden * (high - low);
    const right = low + golden * (high - low);
    if (surprise(left) < surprise(right)) high = right;
    else low = left;
  }
  return rounded(Math.exp((low + high) / 2));
}

/** The least probability from which on at least `target` is right, at the lower end of the interval; 1 (always abstain) where none reaches it. */
function fitThreshold(model: Model, calibration: readonly Labelled[], target: number): number {
  const answers = calibration
    .map(({ text, place, category }) => {
      const first = suggest(model, text, place).top[0];
      return { probability: first?.probability ?? 0, isRight: first?.category === category };
    })
    .sort((a, b) => b.probability - a.probability);
  let threshold = 1;
  let right = 0;
  for (const [at, { probability, isRight }] of answers.entries()) {
    if (isRight) right++;
    const isTied = answers[at + 1]?.probability === probability;
    if (!isTied && shareOf(right, at + 1).low >= target) threshold = probability;
  }
  return rounded(threshold);
}

function indexOf(model: Model, category: string): number {
  const index = model.categories.indexOf(category);
  if (index < 0) throw new Error(`The model doesn’t know the category "${category}".`);
  return index;
}

/** The likeliest categories of a report. A text without one known word gets none. */
export function suggest(model: Model, text: string, place?: string): Suggestions {
  const { scores, parts } = score(model, text, place);
  if (parts.length === 0) return { top: [], abstains: true };
  const probabilities = softmax(scores, model.temperature);
  const order = probabilities.map((_, index) => index).sort((a, b) => probabilities[b]! - probabilities[a]! || a - b);
  const top = order.slice(0, 3).map((index) => ({
    category: model.categories[index]!,
    probability: probabilities[index]!,
    because: reasons(parts, index),
  }));
  return { top, abstains: top[0]!.probability < model.threshold };
}

/** The words whose features lift the category most above the mean of all. */
function reasons(parts: Scores['parts'], index: number): string[] {
  const lifts = new Map<string, number>();
  for (const { words, adds } of parts) {
    const lift = adds[index]! - adds.reduce((sum, add) => sum + add, 0) / adds.length;
    for (const word of words) lifts.set(word, (lifts.get(word) ?? 0) + lift / words.length);
  }
  return [...lifts]
    .filter(([, lift]) => lift > 0)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, 3)
    .map(([word]) => word);
}

export interface Confusion {
  readonly categories: readonly string[];
  /** Row: the right category; column: the one suggested first. Abstentions are left out. */
  readonly matrix: readonly (readonly number[])[];
  /** Abstentions by right category. */
  readonly abstained: readonly number[];
  /** Precision among the answered; recall counts an abstention as not found. */
  readonly perCategory: readonly { readonly category: string; readonly precision: Share; readonly recall: Share }[];
  /** Answered, of all. */
  readonly answered: Share;
  /** Right, of the answered. */
  readonly right: Share;
  /** First or among the first three, of all, as if it never abstained. */
  readonly first: Share;
  readonly firstThree: Share;
}

/** How the model does on examples it hasn't seen. Throws on a category it doesn't know. */
export function confusion(model: Model, examples: readonly Labelled[]): Confusion {
  const { categories } = model;
  const matrix = categories.map(() => categories.map(() => 0));
  const abstained = categories.map(() => 0);
  let first = 0;
  let firstThree = 0;
  for (const { text, place, category } of examples) {
    const actual = indexOf(model, category);
    const { top, abstains } = suggest(model, text, place);
    if (top[0]?.category === category) first++;
    if (top.some((suggestion) => suggestion.category === category)) firstThree++;
    if (abstains) abstained[actual]!++;
    else matrix[actual]![indexOf(model, top[0]!.category)]!++;
  }
  const rowSum = (index: number): number => matrix[index]!.reduce((sum, count) => sum + count, 0);
  const columnSum = (index: number): number => matrix.reduce((sum, row) => sum + row[index]!, 0);
  const hits = (index: number): number => matrix[index]![index]!;
  const answered = categories.reduce((sum, _, index) => sum + rowSum(index), 0);
  const right = categories.reduce((sum, _, index) => sum + hits(index), 0);
  return {
    categories,
    matrix,
    abstained,
    perCategory: categories.map((category, index) => ({
      category,
      precision: shareOf(hits(index), columnSum(index)),
      recall: shareOf(hits(index), rowSum(index) + abstained[index]!),
    })),
    answered: shareOf(answered, examples.length),
    right: shareOf(right, answered),
    first: shareOf(first, examples.length),
    firstThree: shareOf(firstThree, examples.length),
  };
}
