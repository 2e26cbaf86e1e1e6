import type { Cookies, RequestEvent } from '@sveltejs/kit';
import { Failure } from '#core/failure.ts';
import type { Tx } from '#core/server/database.ts';
import { listRegionNames } from '#modules/catalogue/server/catalogue.ts';
import {
  isDraftSent,
  listCategories,
  newDraftToken,
  presentOwn,
  presentOwnWitness,
  presentSealed,
  presentSealedWitness,
  saveReportDraft,
  sealPass,
  type DraftChange,
} from '#modules/complaints/server/complaints.ts';
import { listAgencies, listAgencyNames } from '#modules/identity/server/identity.ts';
import type { OptionGroup } from '#ui/Field.svelte';

/** The draft of a report, and the reports somebody opened with their four words: two cookies of their own. */
const DRAFT = 'satu_lapor';
const PASS = 'satu_pelapor';
const cookie = (url: URL, maxAge: number) =>
  ({ path: '/', httpOnly: true, sameSite: 'lax', secure: url.protocol === 'https:', maxAge }) as const;
const DAYS = 24 * 3600;

export const draftToken = (cookies: Cookies): string | undefined => cookies.get(DRAFT);
const keepToken = ({ cookies, url }: Pick<RequestEvent, 'cookies' | 'url'>, token: string): string => {
  cookies.set(DRAFT, token, cookie(url, 30 * DAYS));
  return token;
};
/** Add to this visitor's draft; a new one where they have none, or where it was sent and the reply was lost on its way. */
export async function saveDraft(tx: Tx, event: Pick<RequestEvent, 'cookies' | 'url'>, change: DraftChange): Promise<void> {
  const token = draftToken(event.cookies);
  const isUsed = token !== undefined && (await isDraftSent(tx, token));
  await saveReportDraft(tx, keepToken(event, token === undefined || isUsed ? newDraftToken() : token), change);
}
export const forgetDraft = ({ cookies, url }: Pick<RequestEvent, 'cookies' | 'url'>): void => cookies.delete(DRAFT, cookie(url, 0));

/** Remember on this device that its reporter may open the report; sealed, for a day. */
export function givePass({ cookies, url }: Pick<RequestEvent, 'cookies' | 'url'>, id: string, now: Date, isWitness = false): void {
  cookies.set(PASS, sealPass(cookies.get(PASS), id, now, isWitness), cookie(url, DAYS));
}

/** Let the transaction act as the reporter of `number`: their account, or the words they gave on this device. */
export async function asReporter(tx: Tx, { cookies }: Pick<RequestEvent, 'cookies'>, number: string): Promise<string> {
  const pass = cookies.get(PASS);
  if (pass) {
    const id = await presentSealed(tx, number, pass);
    if (id) return id;
  }
  if (tx.actor.kind === 'citizen') return presentOwn(tx, number);
  throw new Failure('not_found', 'complaints.not_found');
}

/** Asked for once a page, however many parts of it name places. */
const asked = new WeakMap<Tx, ReturnType<typeof listRegionNames>>();
export function regionsOf(tx: Tx): ReturnType<typeof listRegionNames> {
  const known = asked.get(tx) ?? listRegionNames(tx);
  asked.set(tx, known);
  return known;
}

/** The same for a witness, whose number looks alike. @throws Failure not_found */
export async function asWitness(tx: Tx, { cookies }: Pick<RequestEvent, 'cookies'>, number: string): Promise<string> {
  const pass = cookies.get(PASS);
  const id = pass && (await presentSealedWitness(tx, number, pass));
  return id || presentOwnWitness(tx, number);
}
/** Whoever may open the page of `number`: its reporter, else its witness; undefined where neither. */
export async function asVoice(
  tx: Tx,
  event: Pick<RequestEvent, 'cookies'>,
  number: string,
): Promise<{ readonly id: string; readonly isWitness: boolean } | undefined> {
  for (const [isWitness, open] of [
    [false, asReporter],
    [true, asWitness],
  ] as const)
    try {
      return { id: await open(tx, event, number), isWitness };
    } catch (thrown) {
      if (!(thrown instanceof Failure) || thrown.code !== 'not_found') throw thrown;
    }
  return undefined;
}

/** Every kampung and kelurahan, by distrik: one grouped list, no map needed. */
export async function regionOptions(tx: Tx): Promise<OptionGroup[]> {
  const regions = await regionsOf(tx);
  return regions
    .filter((region) => region.level === 3)
    .map((distrik) => ({
      label: distrik.name,
      options: [
        { key: distrik.code, label: `${distrik.name} (distrik)` },
        ...regions.filter((region) => region.parent === distrik.code).map((region) => ({ key: region.code, label: region.name })),
      ],
    }));
}
export const regionNames = async (tx: Tx): Promise<Map<string, string>> => {
  const regions = await regionsOf(tx);
  const byCode = new Map(regions.map((region) => [region.code, region]));
  return new Map(
    regions.map((region) => [
      region.code,
      region.level === 4 ? `${region.name}, ${byCode.get(region.parent ?? '')?.name ?? ''}` : region.name,
    ]),
  );
};

/** Agencies' names by code; with `isShort` the acronym where there is one. */
export const agencyNames = async (tx: Tx, isShort = false): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await listAgencyNames(tx)).map(({ code, acronyms, official_name }) => [code, (isShort && acronyms[0]) || official_name]),
  );

/** What a form for a device without a signal offers to choose from: nothing in it is about one person. */
export const deviceForm = async (tx: Tx) => ({
  categories: await listCategories(tx),
  regions: await regionOptions(tx),
  agencies: (await listAgencies(tx))
    .filter((agency) => !agency.is_group && agency.valid_to === null)
    .map(({ code, official_name }) => ({ key: code, label: official_name })),
});
