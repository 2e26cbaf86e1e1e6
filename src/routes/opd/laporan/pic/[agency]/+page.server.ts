import { uuidv7 } from '#core/id.ts';
import { askPic, deputise, draftAppointment, getPicOffice, putDecree } from '#modules/complaints/server/complaints.ts';
import { action, page } from '#web/server/serve.ts';
import { text } from '#web/server/sign-in.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const load = page(async (tx, { params, url }: PageServerLoadEvent) => ({
  view: await getPicOffice(tx, params.agency),
  done: url.searchParams.get('selesai'),
  command: uuidv7(),
}));

const fields = (form: FormData, ...names: string[]) => Object.fromEntries(names.map((name) => [name, text(form, name)]));
const here =
  (done: string) =>
  (_: unknown, event: RequestEvent): string =>
    `/opd/laporan/pic/${event.params.agency}?selesai=${done}`;
export const actions = {
  susun: action(
    (tx, form, event: RequestEvent) =>
      draftAppointment(tx, event.params.agency, fields(form, 'head', 'staff1', 'staff2', 'deputy', 'from_day', 'to_day')),
    here('susun'),
  ),
  berlakukan: action((tx, form, event: RequestEvent) => putDecree(tx, event.params.agency, fields(form, 'number', 'date')), here('sk')),
  wakil: action((tx, form, event: RequestEvent) => deputise(tx, event.params.agency, fields(form, 'from', 'to')), here('wakil')),
  uji: action((tx, form, event: RequestEvent) => askPic(tx, event.params.agency, text(form, 'person')), here('uji')),
};
