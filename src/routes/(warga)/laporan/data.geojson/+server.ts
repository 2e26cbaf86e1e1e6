import { dataFile, geojson } from '#web/server/report-data.ts';

export const GET = dataFile(geojson);
