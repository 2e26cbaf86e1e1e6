import { catalogue } from '#web/server/data-catalogue.ts';

export const GET = catalogue;
