import { getResults } from '#modules/survey/server/survey.ts';
import { elements } from '#modules/survey/satisfaction.ts';
import { csvFile } from '#web/server/open-data.ts';
import type { RequestEvent } from './$types';

const round = (share: number): number => Math.round(share * 10_000) / 10_000;

/** What the page shows, a row a service; open data under CC BY 4.0. */
export const GET = csvFile('mutu.csv', async (tx, { url }: RequestEvent) => {
  const asked = /^\d{4}$/.exec(url.searchParams.get('tahun') ?? '')?.[0];
  const { rows, year } = await getResults(tx, asked === undefined ? undefined : Number(asked));
  return rows.map((row) => ({
    tahun: year,
    instansi: row.agency,
    layanan: row.service,
    jawaban: row.answers,
    dari_kertas: row.onPaper,
    selesai: row.response.of,
    ikut_menjawab: round(row.response.share ?? 0),
    ikut_menjawab_bawah: round(row.response.low),
    ikut_menjawab_atas: round(row.response.high),
    puas: round(row.satisfied.share ?? 0),
    puas_bawah: round(row.satisfied.low),
    puas_atas: round(row.satisfied.high),
    nilai_tepat: row.exact.konversi,
    mutu_tepat: row.exact.mutu,
    nilai_0_11: row.old.konversi,
    mutu_0_11: row.old.mutu,
    unsur_terendah: row.lowest,
    ...Object.fromEntries(
      elements.flatMap((element) => [
        [element, row.means[element]],
        [`${element}_jawaban`, row.counts[element]],
      ]),
    ),
  }));
});
