import { toOpenData } from '#modules/catalogue/open-data.ts';
import { listWholeServices } from '#modules/catalogue/server/catalogue.ts';
import { csvFile } from '#web/server/open-data.ts';

export const GET = csvFile('layanan.csv', async (tx) =>
  (await listWholeServices(tx))
    .map(toOpenData)
    .map((row) => ({ ...row, fee_options: row.fee_options.map((option) => `${option.label}:${option.rupiah}`) })),
);
