import { Failure } from '#core/failure.ts';
import { isUuid } from '#core/id.ts';
import { getOfficer, resetOfficer, setOfficerStatus } from '#modules/identity/server/offices.ts';
import { inviteOfficer } from '#modules/identity/server/sign-in.ts';
import { action, page } from '#web/server/serve.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

const known = (id: string): string => {
  if (!isUuid(id)) throw new Failure('not_found', 'identity.person_unknown');
  return id;
};
export const load = page(async (tx, { params, url }: PageServerLoadEvent) => ({
  officer: await getOfficer(tx, known(params.id)),
  isSaved: url.searchParams.has('tersimpan'),
}));

const here = (_: unknown, { params }: RequestEvent) => `/kelola/petugas/${params.id}?tersimpan`;

export const actions = {
  undang: action(async (tx, _form, { params }: RequestEvent) => void (await inviteOfficer(tx, known(params.id))), here),
  pulihkan: action((tx, _form, { params }: RequestEvent) => resetOfficer(tx, known(params.id)), here),
  bekukan: action((tx, _form, { params }: RequestEvent) => setOfficerStatus(tx, known(params.id), 'suspended'), here),
  aktifkan: action((tx, _form, { params }: RequestEvent) => setOfficerStatus(tx, known(params.id), 'active'), here),
};
