import { measureCsv } from '#web/server/measure-data.ts';

export const GET = measureCsv;
