import { redirect, type Cookies } from '@sveltejs/kit';
import { Failure } from '#core/failure.ts';
import { openWhistle, readBox, replyWhistle, sealBox } from '#modules/complaints/server/complaints.ts';
import { clearAttempts, limitApart, takeAttempt } from '#modules/identity/server/identity.ts';
import { agencyNames } from '#web/server/report.ts';
import { form } from '#web/server/serve.ts';
import { deviceOf, text } from '#web/server/sign-in.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const csr = false;

const HERE = '/lapor/rahasia/kotak';
/** Gone with the browser's window, and sealed; sent to this page alone. */
const BOX = 'satu_kotak';
const NOBODY = { kind: 'anonymous' } as const;
const options = (url: URL) => ({ path: HERE, httpOnly: true, sameSite: 'strict', secure: url.protocol === 'https:' }) as const;
const keyOf = (cookies: Cookies, now: Date) => readBox(cookies.get(BOX), now);

export const load = async ({ cookies, locals, setHeaders, url }: PageServerLoadEvent) => {
  // no copy of this page stays on the device
  setHeaders({ 'cache-control': 'private, no-store' });
  return locals.database.withActor(NOBODY, async (tx) => {
    const key = keyOf(cookies, tx.now);
    const opened = key
      ? await openWhistle(tx, key).catch((thrown: unknown) => {
          if (thrown instanceof Failure) return undefined;
          throw thrown;
        })
      : undefined;
    return { box: opened?.box ?? null, agencies: opened ? await agencyNames(tx) : {}, isSent: url.searchParams.has('terkirim') };
  });
};

export const actions = {
  buka: form(async ({ form: sent }, event: RequestEvent) => {
    const { database } = event.locals;
    const typed = { number: text(sent, 'nomor'), code: text(sent, 'kata') };
    const keys = [`whistle-box:${typed.number.toUpperCase().replace(/[^0-9A-Z]/g, '')}`, `whistle-box-ip:${deviceOf(event).ip}`];
    // counted before it is known whether they are right
    for (const key of keys) await takeAttempt(database, key);
    const { key, now } = await database.withActor(NOBODY, async (tx) => ({ key: (await openWhistle(tx, typed)).key, now: tx.now }));
    await database.withActor(NOBODY, async (tx) => {
      for (const each of keys) await clearAttempts(tx, each);
    });
    event.cookies.set(BOX, sealBox(key, now), options(event.url));
    redirect(303, HERE);
  }),
  tulis: form(async ({ form: sent }, event: RequestEvent) => {
    await limitApart(event.locals.database, `whistle-reply:${deviceOf(event).ip}`, 30, 3600);
    await event.locals.database.withActor(NOBODY, async (tx) => {
      const key = keyOf(event.cookies, tx.now);
      if (!key) throw new Failure('not_found', 'complaints.code_wrong');
      await replyWhistle(tx, key, text(sent, 'text'));
    });
    redirect(303, `${HERE}?terkirim`);
  }),
  tutup: form(async (_received, event: RequestEvent) => {
    event.cookies.delete(BOX, options(event.url));
    redirect(303, '/lapor/rahasia');
  }),
};
