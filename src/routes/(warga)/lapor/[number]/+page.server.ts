import { redirect } from '@sveltejs/kit';
import * as complaints from '#modules/complaints/server/complaints.ts';
import { readNumber } from '#modules/complaints/report.ts';
import { takeAttempt, clearAttempts } from '#modules/identity/server/identity.ts';
import { agencyNames, asReporter, asVoice, asWitness, givePass, regionNames } from '#web/server/report.ts';
import { action, form, page } from '#web/server/serve.ts';
import { deviceOf, text } from '#web/server/sign-in.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const csr = false;

/** Without the words, the page asks for them: it says nothing about whether the number exists. */
const loadPage = page(async (tx, event: PageServerLoadEvent) => {
  const { number } = event.params;
  const voice = await asVoice(tx, event, number);
  if (!voice) return { number, view: null, witness: null, agencies: {}, region: null };
  if (voice.isWitness)
    return { number, view: null, witness: await complaints.getWitness(tx, voice.id), agencies: await agencyNames(tx), region: null };
  const view = await complaints.getOwnReport(tx, voice.id);
  return {
    number,
    view,
    witness: null,
    agencies: await agencyNames(tx),
    region: (await regionNames(tx)).get(view.region ?? '') ?? null,
  };
});
export const load = async (event: PageServerLoadEvent) => {
  const number = readNumber(event.params.number);
  if (number && number !== event.params.number) redirect(303, `/lapor/${number}`);
  return loadPage(event);
};

const here = (_: unknown, event: RequestEvent): string => `/lapor/${event.params.number}`;
/** A step of the reporter: opened by their words or account, then one command. */
const step = (work: (tx: Parameters<typeof complaints.agree>[0], id: string, form: FormData) => Promise<unknown>) =>
  action(async (tx, sent, event: RequestEvent) => void (await work(tx, await asReporter(tx, event, event.params.number), sent)), here);

export const actions = {
  buka: form(async ({ form: sent }, event: RequestEvent) => {
    const { database, actor } = event.locals;
    const { number } = event.params;
    const keys = [`report:${number}`, `report-ip:${deviceOf(event).ip}`];
    // counted before it is known whether the words are right: guesses sent side by side can't share one
    for (const key of keys) await takeAttempt(database, key);
    const { id, isWitness, now } = await database.withActor(actor, async (tx) => ({
      ...(await complaints.presentVoice(tx, number, text(sent, 'kata'))),
      now: tx.now,
    }));
    await database.withActor(actor, async (tx) => {
      for (const key of keys) await clearAttempts(tx, key);
    });
    givePass(event, id, now, isWitness);
    redirect(303, `/lapor/${number}`);
  }),
  jawab: step((tx, id, sent) => complaints.answerQuestion(tx, id, text(sent, 'text'))),
  setuju: step((tx, id) => complaints.agree(tx, id)),
  bantah: action(
    async (tx, sent, event: RequestEvent, files) =>
      void (await complaints.contest(tx, await asReporter(tx, event, event.params.number), text(sent, 'text'), files)),
    here,
    { files: 3, fields: 10, taking: complaints.photographing },
  ),
  keberatan: step((tx, id, sent) => complaints.object(tx, id, text(sent, 'text'))),
  tarik: step((tx, id) => complaints.withdraw(tx, id)),
  pisah: step((tx, id) => complaints.unmergeReport(tx, id)),
  catatan: step((tx, id, sent) => complaints.addNote(tx, id, text(sent, 'text'))),
  // a witness's own
  tambah: action(
    async (tx, sent, event: RequestEvent, files) =>
      void (await complaints.addToVoice(
        tx,
        await asWitness(tx, event, event.params.number),
        {
          text: text(sent, 'text'),
          landmark: text(sent, 'patokan'),
          lat: text(sent, 'lat') || undefined,
          long: text(sent, 'long') || undefined,
        },
        files,
      )),
    here,
    { files: 5, fields: 10, taking: complaints.photographing },
  ),
  bantahsaksi: action(
    async (tx, sent, event: RequestEvent, files) =>
      void (await complaints.contestAsWitness(tx, await asWitness(tx, event, event.params.number), text(sent, 'text'), files)),
    here,
    { files: 3, fields: 10, taking: complaints.photographing },
  ),
  keluar: action(
    async (tx, _sent, event: RequestEvent) => complaints.leaveReport(tx, await asWitness(tx, event, event.params.number)),
    here,
  ),
  nilai: step((tx, id, sent) => complaints.rate(tx, id, Number(text(sent, 'value')))),
};
