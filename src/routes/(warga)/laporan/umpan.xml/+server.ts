import { feed } from '#web/server/report-data.ts';

export const GET = feed;
