import { Failure } from '#core/failure.ts';
import { dayOf } from '#core/working-time.ts';
import type { Tx } from '#core/server/database.ts';
import { mendSlips, readQuery } from '../search.ts';
import {
  inOrder,
  type Bundle,
  type BundleSummary,
  type Component,
  type OnlineService,
  type Service,
  type ServiceSummary,
  type Sheet,
  type Topic,
} from '../service.ts';
import { isElsewhere } from './register.ts';
import * as store from './service-store.ts';

/** Everything the city offers, found by words, agency, topic or life event. Public; nothing here knows who asks. */

export type { ServiceFilter } from './service-store.ts';

/** Services for what somebody typed, best first. Empty where nothing was typed or nothing resembles it. */
export async function searchServices(tx: Tx, typed: string, limit = 10): Promise<ServiceSummary[]> {
  const query = readQuery(typed);
  if (!query) return [];
  const found = await store.searchTerms(tx, query, limit);
  // trigrams miss slips in short words ("skkc"): look again with the nearest words that exist
  return found.length > 0 ? found : store.searchTerms(tx, mendSlips(query, await store.selectVocabulary(tx)), limit);
}

export const listServices = (tx: Tx, filter: store.ServiceFilter = {}): Promise<ServiceSummary[]> => store.selectServices(tx, filter);

/** With every published field, for open data. */
export const listWholeServices = (tx: Tx): Promise<Service[]> => store.selectAllServices(tx);

/** Those asked for most at the Mal Pelayanan Publik, in that order. */
export const listMostWanted = (tx: Tx): Promise<ServiceSummary[]> => store.selectMostWanted(tx);

export const listTopics = (tx: Tx): Promise<Topic[]> => store.selectTopics(tx);

export const findService = (tx: Tx, id: string): Promise<Service | undefined> => store.selectService(tx, id);

export async function getService(tx: Tx, id: string): Promise<Service> {
  const service = await store.selectService(tx, id);
  if (!service) throw new Failure('not_found', 'catalogue.service_unknown');
  return service;
}

/** Names of several services, for lists of other modules. */
export const namesOfServices = async (tx: Tx, ids: readonly string[]): Promise<Map<string, { id: string; en: string }>> =>
  new Map((await store.selectSome(tx, ids)).map((row) => [row.id, { id: row.name, en: row.name_en }]));

/** How many services each agency offers, by its code. */
export const countServices = async (tx: Tx): Promise<Map<string, number>> =>
  new Map((await store.selectCounts(tx)).map((row) => [row.agency, row.services]));

/** English of the catalogue's Indonesian texts; texts without one are missing from the map. */
export const listEnglish = (tx: Tx, texts: readonly string[]): Promise<Map<string, string>> => store.selectEnglish(tx, texts);

/** All life events, or those with one service. */
export const listBundles = (tx: Tx, withService?: string): Promise<BundleSummary[]> => store.selectBundles(tx, withService);

/** One life event with its services in an order that can be followed. */
export async function getBundle(tx: Tx, id: string): Promise<Bundle> {
  const bundle = (await store.selectBundles(tx)).find((each) => each.id === id);
  if (!bundle) throw new Failure('not_found', 'catalogue.bundle_unknown');
  const steps = (await store.selectSteps(tx, id)).map(({ no, after, same_visit, optional, note, ...service }) => ({
    no,
    after,
    same_visit,
    optional,
    note,
    service,
  }));
  return { ...bundle, steps: inOrder(steps) };
}

/** The fourteen components of a service standard (PermenPANRB 15/2014). */
export const listComponents = (tx: Tx): Promise<Component[]> => store.selectComponents(tx);

/** Components 7 to 14 as the definition's sheet (`sp/…@n`) fills them. */
export const findSheet = (tx: Tx, ref: string): Promise<Sheet | undefined> => store.selectSheet(tx, ref);

/** The same as {@link listRegions} with no more than a name needs: most pages ask for that. */
export const listRegionNames = (tx: Tx) => store.selectRegionNames(tx);
/** Kabupaten, distrik, kelurahan and kampung, by code. */
export const listRegions = (tx: Tx) => store.selectRegions(tx);

/** Every service that can be asked for here today, by id: its definition is in force, and no national system keeps the result instead. */
export const listOnlineServices = async (tx: Tx): Promise<OnlineService[]> =>
  (await store.selectOnline(tx, dayOf(tx.now))).filter((each) => !isElsewhere(each)).map(({ results: _, ...online }) => online);
