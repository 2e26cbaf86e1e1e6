import { redirect } from '@sveltejs/kit';
import { uuidv7 } from '#core/id.ts';
import { takesProxy } from '#modules/cases/server/cases.ts';
import { listCurrentDefinitions } from '#modules/catalogue/server/catalogue.ts';
import { today } from '#modules/identity/server/offices.ts';
import {
  acceptRepresentation,
  endRepresentation,
  listRepresentationKinds,
  listRepresentations,
  nameRepresentative,
} from '#modules/identity/server/representations.ts';
import type { Tx } from '#core/server/database.ts';
import { action, page } from '#web/server/serve.ts';
import { text } from '#web/server/sign-in.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const csr = false;

/** Services that somebody may ask for in another's name. */
const open = async (tx: Tx) => (await listCurrentDefinitions(tx)).filter((version) => takesProxy(version.body));

const show = page(async (tx, { url }: PageServerLoadEvent) => ({
  list: await listRepresentations(tx),
  kinds: await listRepresentationKinds(tx),
  services: (await open(tx)).map((version) => ({ id: version.id, name: version.body.catalogue.name })),
  today: today(tx),
  isSaved: url.searchParams.has('tersimpan'),
  command: uuidv7(),
}));

export const load = (event: PageServerLoadEvent) => {
  if (event.locals.actor.kind !== 'citizen') redirect(303, event.locals.signedIn ? '/akun' : '/masuk?kembali=/akun/wakil');
  return show(event);
};

const here = () => '/akun/wakil?tersimpan';
/** One box a service, `services.<id>`, so that each stays ticked when the form comes back. */
const ticked = (form: FormData): string[] =>
  [...form.keys()].filter((name) => name.startsWith('services.')).map((name) => name.slice('services.'.length));

export const actions = {
  beri: action(
    async (tx, form, _event: RequestEvent) =>
      nameRepresentative(
        tx,
        {
          kind: text(form, 'kind'),
          name: text(form, 'name'),
          identifier: text(form, 'identifier'),
          reach: text(form, 'reach'),
          services: ticked(form),
          from: text(form, 'from'),
          to: text(form, 'to'),
        },
        new Set((await open(tx)).map((version) => version.id)),
      ),
    here,
  ),
  terima: action((tx, form, _event: RequestEvent) => acceptRepresentation(tx, text(form, 'id')), here),
  akhiri: action((tx, form, _event: RequestEvent) => endRepresentation(tx, text(form, 'id')), here),
};
