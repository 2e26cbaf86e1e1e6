import { isBlocking, listReadiness } from '#modules/complaints/server/complaints.ts';
import { page } from '#web/server/serve.ts';

export const load = page(async (tx) => ({
  agencies: (await listReadiness(tx)).map((each) => ({
    ...each,
    missing: each.missing.map((what) => ({ what, isBlocking: isBlocking(what) })),
  })),
}));
