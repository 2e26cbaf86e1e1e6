import { createHash } from 'node:crypto';
import { canonical } from '#core/canonical.ts';
import type { LoadReference } from '#core/server/reference.ts';
import { metrics } from '../metric.ts';

/** Register every measure that isn't registered in just these words; earlier registrations stay. */
export const loadReference: LoadReference = async (owner) => {
  await owner
    .insertInto('council.metric')
    .values(metrics.map((metric) => ({ id: metric.id, stamp: stampOf(metric), definition: JSON.stringify(metric) })))
    .onConflict((oc) => oc.columns(['id', 'stamp']).doNothing())
    .execute();
};

/** The hash of all that is said of a measure. */
export const stampOf = (metric: object): string => createHash('sha256').update(canonical(metric)).digest('hex');
