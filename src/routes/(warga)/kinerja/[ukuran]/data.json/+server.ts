import { measureJson } from '#web/server/measure-data.ts';

export const GET = measureJson;
