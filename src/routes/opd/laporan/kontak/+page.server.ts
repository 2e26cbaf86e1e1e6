import { askContactProof, proveContact } from '#modules/complaints/server/complaints.ts';
import { action } from '#web/server/serve.ts';
import { text } from '#web/server/sign-in.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ url }) => ({ sent: url.searchParams.has('terkirim'), proven: url.searchParams.has('terbukti') });

export const actions = {
  kirim: action(
    (tx) => askContactProof(tx, 'id' in tx.actor ? tx.actor.id : ''),
    () => '/opd/laporan/kontak?terkirim',
  ),
  buktikan: action(
    (tx, form) => proveContact(tx, text(form, 'code')),
    () => '/opd/laporan/kontak?terbukti',
  ),
};
