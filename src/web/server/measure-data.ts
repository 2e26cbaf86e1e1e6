import type { RequestEvent } from '@sveltejs/kit';
import type { Tx } from '#core/server/database.ts';
import { getMeasure, listOpenRows } from '#modules/council/server/council.ts';
import { csvFile } from './open-data.ts';
import { LICENCE } from './report-data.ts';
import { endpoint } from './serve.ts';

type Asked = RequestEvent & { readonly params: { readonly ukuran: string } };

/** Every published value of a measure; what isn't reported keeps a row that says so. */
export const measureCsv = (event: Asked): Promise<Response> =>
  csvFile(`${event.params.ukuran}.csv`, (tx: Tx) => listOpenRows(tx, event.params.ukuran))(event);

/** The same with definition, stamp, verdict and rung, so that the rules travel with the numbers. */
export const measureJson = endpoint(async (tx, { params }: Asked) => {
  const { metric, stamp, registeredAt, isReported, series, asOf } = await getMeasure(tx, params.ukuran);
  return {
    metric,
    stamp,
    registered_at: registeredAt ?? null,
    licence: LICENCE,
    as_of: asOf ?? null,
    is_reported: isReported,
    verdict: isReported ? series.verdict : 'not_reported',
    rung: isReported ? (series.rung ?? null) : null,
    limits: series.limits ?? null,
    points: await listOpenRows(tx, params.ukuran),
  };
});
