import process from 'node:process';
import { Failure } from '#core/failure.ts';
import { uuidv7 } from '#core/id.ts';
import type { Tx } from '#core/server/database.ts';
import { enqueue } from '#core/server/jobs.ts';
import { vault } from '#core/server/vault.ts';
import { readEmail } from '#modules/identity/person.ts';
import { sendMail } from '#modules/messages/server/messages.ts';
import { lifecycle } from '../rules.ts';
import * as store from './subscription-store.ts';

declare module '#core/server/jobs.ts' {
  interface JobPayloads {
    /** Ask whoever gave an address whether they want it. */
    'complaints.ask_subscriber': { subscriptionId: string };
    /** Each morning: public reports that are new or changed, to whoever asked to hear of them. */
    'complaints.tell_subscribers': Record<string, never>;
  }
}

const DAY_MS = 86_400_000;
/** A wish nobody confirmed is forgotten. */
const UNCONFIRMED_DAYS = 3;
/** Told at most once in so long. */
const PAUSE_MS = 20 * 3600_000;
/** Mails of one run; the rest are a job of their own. */
const A_RUN = 200;
/** Reports named in one mail. */
const NAMED = 10;

/** Sixteen signs, 96 bits: what stands in the link, made from the id, so that no table holds it. */
const tokenOf = (id: string): string => vault().findable(id, 'subscription').subarray(0, 12).toString('base64url');
const keyOf = (token: string): Buffer => vault().findable(token, 'subscription_link');
const origin = (): string => (process.env['SATU_ORIGIN'] ?? '').replace(/\/$/, '');
const emailOf = (row: { readonly id: string; readonly email_sealed: Buffer }): string =>
  vault().unseal(row.email_sealed, `complaints.mail_subscription:email:${row.id}`);

export interface Wish {
  readonly email: string;
  /** '' for any. */
  readonly category: string;
  /** Code of a distrik or kampung; '' for anywhere. */
  readonly region: string;
  readonly lang: 'id' | 'en';
}
/**
 * Somebody asks to hear of reports. What is answered is the same whether the address is new, waits or is confirmed already.
 * `known`: what may be asked for. @throws Failure invalid with the field
 */
export async function askSubscription(
  tx: Tx,
  wish: Wish,
  known: { readonly categories: readonly string[]; readonly regions: readonly string[] },
): Promise<void> {
  const email = readEmail(wish.email);
  if (!email) throw new Failure('invalid', 'input.invalid', { email: 'identity.email_shape' });
  if (wish.category && !known.categories.includes(wish.category))
    throw new Failure('invalid', 'input.invalid', { kategori: 'input.required' });
  if (wish.region && !known.regions.includes(wish.region)) throw new Failure('invalid', 'input.invalid', { wilayah: 'input.required' });
  const id = uuidv7(tx.now.getTime());
  const subscriptionId = await store.subscribe(tx, {
    id,
    sealed: vault().seal(email, `complaints.mail_subscription:email:${id}`),
    address: vault().findable(email, 'subscription_address'),
    link: keyOf(tokenOf(id)),
    lang: wish.lang,
    category: wish.category || null,
    region: wish.region || null,
  });
  if (subscriptionId) await enqueue(tx, 'complaints.ask_subscriber', { subscriptionId });
}

/** What a link stands for. Reading changes nothing, however often a mail scanner opens it. @throws Failure not_found */
export async function getSubscription(
  tx: Tx,
  token: string,
): Promise<{ readonly category: string | null; readonly region: string | null; readonly isConfirmed: boolean }> {
  const row = await store.subscriptionOf(tx, keyOf(token));
  if (!row) throw new Failure('not_found', 'complaints.no_subscription');
  return { category: row.category, region: row.region, isConfirmed: row.is_confirmed };
}
/** @throws Failure not_found */
export async function confirmSubscription(tx: Tx, token: string): Promise<void> {
  if (!(await store.confirmSubscription(tx, keyOf(token)))) throw new Failure('not_found', 'complaints.no_subscription');
}
/** Address and wish are gone at once. Ended twice is no fault: a mail program may ask again. */
export async function endSubscription(tx: Tx, token: string): Promise<void> {
  await store.endSubscription(tx, keyOf(token));
}

const stopAt = (token: string): string => `${origin()}/api/langganan/${token}`;
/** As actor `job`. */
export async function askSubscriber(tx: Tx, { subscriptionId }: { subscriptionId: string }): Promise<void> {
  const row = await store.findSubscription(tx, subscriptionId);
  if (!row || row.confirmed_at) return;
  const token = tokenOf(row.id);
  await sendMail(tx, {
    to: emailOf(row),
    lang: row.lang === 'en' ? 'en' : 'id',
    template: 'n/langganan-tanya@1',
    data: { link: `${origin()}/laporan/langganan/${token}` },
    // asked again within the same hour is one mail
    key: `subscription:${row.id}:ask:${Math.floor(row.asked_at.getTime() / 3600_000)}`,
    stop: stopAt(token),
  });
}
/** As actor `job`. */
export async function tellSubscribers(tx: Tx): Promise<void> {
  await store.deleteUnconfirmed(tx, new Date(tx.now.getTime() - UNCONFIRMED_DAYS * DAY_MS));
  const rows = await store.subscriptionsToTell(tx, new Date(tx.now.getTime() - PAUSE_MS), A_RUN);
  for (const row of rows) {
    const news = await store.publicNews(tx, row, row.told_until, NAMED + 1);
    const lang = row.lang === 'en' ? 'en' : 'id';
    const token = tokenOf(row.id);
    if (news.length) {
      const lines = news
        .slice(0, NAMED)
        .map(({ number, title, state }) => `${title ?? number} (${lifecycle.states[state]!.label[lang]})\n${origin()}/laporan/${number}`);
      if (news.length > NAMED) lines.push(`… ${origin()}/laporan`);
      await sendMail(tx, {
        to: emailOf(row),
        lang,
        template: 'n/langganan-kabar@1',
        data: { list: lines.join('\n\n'), link: `${origin()}/laporan/langganan/${token}` },
        key: `subscription:${row.id}:${row.told_until.toISOString()}`,
        stop: stopAt(token),
      });
    }
    await store.setTold(tx, row.id);
  }
  if (rows.length === A_RUN) await enqueue(tx, 'complaints.tell_subscribers', {});
}
