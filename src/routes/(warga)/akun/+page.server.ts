import { redirect } from '@sveltejs/kit';
import { Failure } from '#core/failure.ts';
import { parse } from '#core/parse.ts';
import { maskNik } from '#core/nik.ts';
import type { Tx } from '#core/server/database.ts';
import { codesOf } from '#modules/cases/server/cases.ts';
import { askRegister } from '#modules/exchange/server/exchange.ts';
import { Address, maskEmail, maskPhone, readEmail, readPhone } from '#modules/identity/person.ts';
import { assureByRegister, getProfile, listLooks } from '#modules/identity/server/identity.ts';
import { listPasskeys, removePasskey } from '#modules/identity/server/passkeys.ts';
import { listRepresentations } from '#modules/identity/server/representations.ts';
import { changeAddress } from '#modules/identity/server/people.ts';
import {
  changePassword,
  confirmPassword,
  endSessions,
  hasTotp,
  listSessions,
  requestContactChange,
  startTotpChange,
} from '#modules/identity/server/sign-in.ts';
import { page } from '#web/server/serve.ts';
import { apart, deviceOf, setStepCookie, text } from '#web/server/sign-in.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

/** Who looked, with the code of the case it was about. */
async function looksWithCodes(tx: Tx) {
  const looks = await listLooks(tx);
  const codes = await codesOf(
    tx,
    looks.flatMap((look) => look.caseId ?? []),
  );
  return looks.map((look) => ({ ...look, code: look.caseId ? codes.get(look.caseId) : undefined }));
}

const account = page(async (tx, { locals, url }: PageServerLoadEvent) => {
  const profile = await getProfile(tx, locals.signedIn!.id);
  const isShown = url.searchParams.has('lengkap');
  const isCitizen = locals.signedIn!.kind === 'citizen';
  return {
    kind: locals.signedIn!.kind,
    isShown,
    isSaved: url.searchParams.has('tersimpan'),
    profile: {
      name: profile.name,
      nik: profile.nik && (isShown ? profile.nik : maskNik(profile.nik)),
      phone: profile.phone && (isShown ? profile.phone : maskPhone(profile.phone)),
      email: profile.email && (isShown ? profile.email : maskEmail(profile.email)),
      address: isShown ? profile.address : profile.address && `${profile.address.slice(0, 3)}…`,
      assurance: profile.assurance,
    },
    looks: isCitizen ? await looksWithCodes(tx) : [],
    representations: isCitizen ? await listRepresentations(tx) : [],
    sessions: (await listSessions(tx)).map((session) => ({
      id: session.id,
      device: session.device,
      since: session.created_at,
      seen: session.seen_at,
      isThis: session.id === locals.signedIn!.sessionId,
    })),
    hasTotp: await hasTotp(tx),
    passkeys: (await listPasskeys(tx)).map((key) => ({ id: key.id, label: key.label, since: key.created_at })),
  };
});

export const load = (event: PageServerLoadEvent) => {
  if (!event.locals.signedIn) redirect(303, '/masuk?kembali=/akun');
  return account(event);
};

/** Every action here needs somebody signed in: a session may end between reading the page and sending its form. */
const mine = (work: (event: RequestEvent, form: FormData) => Promise<string>) =>
  apart(async (_database, form, event: RequestEvent) => {
    if (!event.locals.signedIn) return '/masuk?kembali=/akun';
    return work(event, form);
  });
const inside = (event: RequestEvent, work: Parameters<App.Locals['database']['withActor']>[1]) =>
  event.locals.database.withActor(event.locals.actor, work);

export const actions = {
  alamat: mine(async (event, form) => {
    const address = text(form, 'address').trim() === '' ? null : parseField('address', text(form, 'address'));
    await inside(event, (tx) => changeAddress(tx, address));
    return '/akun?tersimpan';
  }),
  kontak: mine(async (event, form) => {
    const typed = text(form, 'contact');
    const email = typed.includes('@') ? readEmail(typed) : undefined;
    const phone = email ? undefined : readPhone(typed);
    if (!email && !phone)
      throw new Failure('invalid', 'input.invalid', { contact: typed.includes('@') ? 'identity.email_shape' : 'identity.phone_shape' });
    const value = email ? { email } : { phone: phone! };
    const { codeId } = await requestContactChange(event.locals.database, event.locals.actor, value, event.locals.lang, deviceOf(event));
    return `/akun/kontak/${codeId}`;
  }),
  /** Ask Dukcapil about one's own NIK: the network lies between two transactions. */
  cocokkan: mine(async (event) => {
    const me = event.locals.signedIn!.id;
    const { nik } = await event.locals.database.withActor(event.locals.actor, (tx) => getProfile(tx, me));
    const said = await askRegister(
      event.locals.database,
      'dukcapil.identity@2',
      { nik },
      { key: `assure:${me}:${crypto.randomUUID()}`, actor: event.locals.actor },
    );
    if (said.status === 'unavailable') throw new Failure('not_now', 'identity.register_silent');
    if (said.status === 'not_found') throw new Failure('not_now', 'identity.register_unknown');
    await inside(event, (tx) => assureByRegister(tx, said.values['person.name'] ?? ''));
    return '/akun?tersimpan';
  }),
  sandi: mine(async (event, form) => {
    await changePassword(
      event.locals.database,
      event.locals.actor,
      event.locals.signedIn!.sessionId,
      text(form, 'sandi_lama'),
      text(form, 'sandi'),
    );
    return '/akun?tersimpan';
  }),
  akhiri: mine(async (event, form) => {
    await inside(event, (tx) => endSessions(tx, { only: text(form, 'id') }));
    return '/akun?tersimpan';
  }),
  keluar_semua: mine(async (event) => {
    await inside(event, (tx) => endSessions(tx, { except: event.locals.signedIn!.sessionId }));
    return '/akun?tersimpan';
  }),
  totp: mine(async (event, form) => {
    await confirmPassword(event.locals.database, event.locals.actor, text(form, 'sandi_lama'));
    const { pending } = await event.locals.database.withActor(event.locals.actor, (tx) => startTotpChange(tx));
    setStepCookie(event.cookies, event.url, pending);
    return '/akun/langkah';
  }),
  hapus_kunci: mine(async (event, form) => {
    await inside(event, (tx) => removePasskey(tx, text(form, 'id')));
    return '/akun?tersimpan';
  }),
};

function parseField(field: string, value: string): string {
  try {
    return parse(Address, value);
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    throw new Failure(thrown.code, thrown.reason, { [field]: thrown.fields[''] ?? 'input.invalid' });
  }
}
