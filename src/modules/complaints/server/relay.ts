import process from 'node:process';
import { Failure } from '#core/failure.ts';
import type { Tx } from '#core/server/database.ts';
import { vault } from '#core/server/vault.ts';
import { sendNotice } from '#modules/messages/server/messages.ts';
import { lifecycle } from '../rules.ts';
import { answerQuestion } from './steps.ts';
import { markReporter, markWitness, open } from './take.ts';
import { entryText } from './words.ts';
import * as store from './store.ts';

/**
 * The relay (complaints.md § 3): a reporter without an account hears of their report, and answers, without any agency
 * learning the address. Every notice ends with one link, made from the pseudonym by keyed hash, so no table holds it.
 */

/** Sixteen signs, 96 bits: what stands in the link. */
const tokenOf = (pseudonym: string): string => vault().findable(pseudonym, 'relay').subarray(0, 12).toString('base64url');
const keyOf = (token: string): Buffer => vault().findable(token, 'relay_link');
const origin = (): string => (process.env['SATU_ORIGIN'] ?? '').replace(/\/$/, '');

/** Tell a reporter by the relay, once a `key`. Their channel is the one they wrote by, else WhatsApp, else mail. As actor `job`. */
export async function tellByRelay(
  tx: Tx,
  pseudonym: string,
  address: { readonly hasPhone: boolean; readonly channel: string },
  notice: { readonly template: string; readonly data: Readonly<Record<string, string>>; readonly key: string },
): Promise<void> {
  const token = tokenOf(pseudonym);
  await store.openRelay(tx, pseudonym, keyOf(token));
  await sendNotice(tx, {
    ...notice,
    relay: pseudonym,
    link: `${origin()}/kabar/${token}`,
    channel: !address.hasPhone ? 'email' : address.channel === 'sms' ? 'sms' : 'whatsapp',
  });
}

/** What the link shows: where the report stands and what is asked. Not the report's own words: the phone may not be theirs. */
export interface RelayView {
  readonly number: string;
  readonly label: { readonly id: string; readonly en: string };
  readonly question: string | null;
  readonly isStopped: boolean;
}

/** Reading changes nothing, however often a mail scanner opens the link. @throws Failure not_found */
export async function getRelay(tx: Tx, token: string): Promise<RelayView> {
  const { id, isStopped, witness } = await present(tx, token);
  if (witness) {
    const voice = await markWitness(tx, id);
    const leading = voice && (await store.findReport(tx, voice.leading));
    if (!leading) throw unknown();
    const { number } = (await store.findWitness(tx, id))!;
    return { number, label: lifecycle.states[(await open(tx, leading)).state.state]!.label, question: null, isStopped };
  }
  const row = (await store.findReport(tx, id))!;
  const { state, log } = await open(tx, row);
  const asked = lifecycle.states[state.state]!.clock === 'paused' ? log.findLast((event) => event.type === 'asked') : undefined;
  const entry = asked && (await store.entriesOf(tx, id)).find((item) => item.id === asked.entry);
  return { number: row.number, label: lifecycle.states[state.state]!.label, question: entry ? entryText(entry) : null, isStopped };
}
/** @throws Failure not_found · not_now where nothing is asked · invalid where it is empty */
export async function answerByRelay(tx: Tx, token: string, text: string): Promise<void> {
  const { id, witness } = await present(tx, token);
  if (witness) throw new Failure('not_now', 'complaints.not_now');
  await answerQuestion(tx, id, text);
}
/** No more notices until resumed; the report goes on. @throws Failure not_found */
export async function stopRelay(tx: Tx, token: string): Promise<void> {
  if (!(await store.stopRelay(tx, keyOf(token)))) throw unknown();
}
/** @throws Failure not_found */
export async function resumeRelay(tx: Tx, token: string): Promise<void> {
  if (!(await store.resumeRelay(tx, keyOf(token)))) throw unknown();
}

const unknown = (): Failure => new Failure('not_found', 'complaints.relay_unknown');

async function present(tx: Tx, token: string): Promise<{ readonly id: string; readonly isStopped: boolean; readonly witness: boolean }> {
  const found = await store.presentRelay(tx, keyOf(token));
  if (found) {
    await markReporter(tx, found.id);
    return { ...found, witness: false };
  }
  const witness = await store.presentWitnessRelay(tx, keyOf(token));
  if (!witness) throw unknown();
  return { ...witness, witness: true };
}
