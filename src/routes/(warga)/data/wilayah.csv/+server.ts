import { listRegions } from '#modules/catalogue/server/catalogue.ts';
import { csvFile } from '#web/server/open-data.ts';

export const GET = csvFile('wilayah.csv', listRegions);
