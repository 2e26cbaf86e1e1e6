import { Failure } from '#core/failure.ts';
import { uuidv7 } from '#core/id.ts';
import { maskNik, readNik } from '#core/nik.ts';
import { parse } from '#core/parse.ts';
import { startDraft } from '#modules/cases/server/cases.ts';
import { listCurrentDefinitions } from '#modules/catalogue/server/catalogue.ts';
import { CounterRegistration } from '#modules/identity/person.ts';
import { findCitizenByNik, registerAtCounter } from '#modules/identity/server/identity.ts';
import { action, form, page } from '#web/server/serve.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const load = page(async (tx, { url }: PageServerLoadEvent) => ({
  services: (await listCurrentDefinitions(tx))
    .filter((version) => version.body.catalogue.channels.includes('counter'))
    .map((version) => ({ id: version.id, name: version.body.catalogue.name })),
  wanted: url.searchParams.get('layanan') ?? '',
  serving: /^[A-Z]{1,2}-\d{3,4}$/.exec(url.searchParams.get('nomor') ?? '')?.[0],
  received: url.searchParams.get('diterima'),
  command: uuidv7(),
}));

const begin = (result: { id: string; service: string }): string => `/layanan/${result.service}/ajukan/mulai?draf=${result.id}`;

export const actions = {
  /** The NIK goes in the body, never into an address: addresses are logged. */
  cari: form(async ({ form: sent }, { locals }: RequestEvent) => {
    const nik = String(sent.get('nik') ?? '').replace(/[\s.]/g, '');
    const read = readNik(nik);
    if ('fault' in read) return { reason: 'input.invalid', fields: { nik: `field.nik_${read.fault}` }, values: { nik }, detail: {} };
    const found = await locals.database.withActor(locals.actor, (tx) => findCitizenByNik(tx, nik));
    return { nik, masked: maskNik(nik), found: found ? { id: found.id, name: found.name } : null };
  }),
  mulai: action(async (tx, sent) => {
    const service = String(sent.get('layanan') ?? '');
    return { ...(await startDraft(tx, service, { person: String(sent.get('pemohon') ?? '') })), service };
  }, begin),
  daftar: action(async (tx, sent) => {
    const service = String(sent.get('layanan') ?? '');
    const input = parse(CounterRegistration, { name: sent.get('name'), nik: sent.get('nik'), phone: sent.get('phone') ?? '', address: '' });
    const { id } = await registerAtCounter(tx, input);
    if (!service) throw new Failure('invalid', 'input.invalid', { layanan: 'input.required' });
    return { ...(await startDraft(tx, service, { person: id })), service };
  }, begin),
};
