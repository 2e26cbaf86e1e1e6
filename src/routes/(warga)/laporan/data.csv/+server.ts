import { csv, dataFile } from '#web/server/report-data.ts';

export const GET = dataFile(csv);
