import { listAgencies } from '#modules/identity/server/identity.ts';
import { csvFile } from '#web/server/open-data.ts';

export const GET = csvFile('instansi.csv', async (tx) => (await listAgencies(tx)).map(({ note: _note, ...agency }) => agency));
