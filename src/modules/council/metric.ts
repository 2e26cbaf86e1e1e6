import * as z from 'zod';
import table from '../../../db/reference/metrics.json' with { type: 'json' };
import { formulas, isFormula } from './facts.ts';
import { statistics } from './measure.ts';

/** The five principles the Bupati names, in their order. */
export const principles = ['cepat', 'mudah', 'terbuka', 'pasti', 'adil'] as const;
export type Principle = (typeof principles)[number];

const Text = z.strictObject({ id: z.string().min(3), en: z.string().min(3) });
/** A measure as it is registered (council.md § 1). */
export const Metric = z.strictObject({
  id: z.string().regex(/^[a-z]+(-[a-z0-9]+)+$/),
  principle: z.enum(principles),
  /** The one that stands for its principle. */
  lead: z.boolean().default(false),
  type: z.enum(['input', 'process', 'output', 'outcome', 'impact']),
  direction: z.enum(['up', 'down']),
  unit: z.enum(['share', 'workday', 'minute']),
  statistic: z.enum(statistics),
  /** Its named, versioned query; null where nothing in the log can give it, so that it reads as not reported. */
  formula: z.string().nullable(),
  name: Text,
  /** What is counted, in words that stand beside it. */
  definition: Text,
  population: Text,
  numerator: Text.nullable(),
  denominator: Text.nullable(),
  source_module: z.string(),
  owner: z.string(),
  /** The measure that would pay for a success bought elsewhere. */
  guard: z.string().nullable(),
  /** The first so many months are the baseline and stay it. */
  baseline_months: z.int().min(6).max(36),
  /** Was the history public before the measure was registered? */
  was_published: z.boolean().default(false),
  target: z.strictObject({ value: z.number(), basis: z.string(), verified: z.enum(['V', 'S', 'M', 'P']) }).nullable(),
  satu_data: z.strictObject({
    konsep: z.string(),
    definisi: z.string(),
    klasifikasi: z.string(),
    ukuran: z.string(),
    satuan: z.string(),
    rumus: z.string(),
  }),
});
export type Metric = z.infer<typeof Metric>;

/**
 * What is wrong with a registry, a line each: formulas that aren't there, a speed without a guard, a principle without a lead,
 * and whatever would count applications as a merit (nothing here may).
 */
export function faultsOf(metrics: readonly Metric[]): string[] {
  const ids = new Set(metrics.map(({ id }) => id));
  const faults: string[] = [];
  for (const metric of metrics) {
    if (metric.formula !== null && !isFormula(metric.formula)) faults.push(`${metric.id}: no formula ${metric.formula}`);
    if (metric.guard !== null && !ids.has(metric.guard)) faults.push(`${metric.id}: no guard ${metric.guard}`);
    if (metric.principle === 'cepat' && metric.guard === null) faults.push(`${metric.id}: a speed needs a guard`);
    if (metric.lead && metric.type !== 'outcome' && metric.type !== 'impact') faults.push(`${metric.id}: ${metric.type} leads no page`);
    if ((metric.statistic === 'share') !== (metric.unit === 'share')) faults.push(`${metric.id}: ${metric.statistic} of ${metric.unit}`);
    const words = `${metric.id} ${metric.name.id} ${metric.name.en} ${metric.definition.id} ${metric.definition.en}`;
    if (/\b(jumlah|banyaknya|number of|count of)\s+(aplikasi|apps?|applications?)\b/i.test(words))
      faults.push(`${metric.id}: applications are never counted as a merit`);
  }
  for (const principle of principles)
    if (metrics.filter((metric) => metric.principle === principle && metric.lead).length !== 1) faults.push(`${principle}: needs one lead`);
  if (ids.size !== metrics.length) faults.push('an id stands there twice');
  return faults;
}

/** The registry in force, checked when the program starts. */
export const metrics: readonly Metric[] = z.array(Metric).parse(table.metrics);
const faults = faultsOf(metrics);
if (faults.length) throw new Error(`metrics.json: ${faults.join('; ')}`);
export const metricById: ReadonlyMap<string, Metric> = new Map(metrics.map((metric) => [metric.id, metric]));
/** Smallest count that is printed, smallest group of which a share or time is said (db/reference/metrics.json). */
export const minCell: number = table.min_cell;
export const minGroup: number = table.min_group;

/** Measures told by distrik: their formula reads reports. */
export const isByDistrik = (metric: Metric): boolean =>
  metric.formula !== null && isFormula(metric.formula) && formulas[metric.formula].subject === 'complaint';
