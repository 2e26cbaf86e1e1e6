import { readFile } from 'node:fs/promises';
import { suggest, type Confusion, type Model, type Suggestions } from '../classifier.ts';

/** The suggestion of a category, by the model that tools/complaint-model.ts learned and measured; a person decides. */

interface Learned {
  readonly model: Model;
  readonly measured: Confusion;
  /** Examples it learned from, and those it was measured on. */
  readonly learnedFrom: number;
  readonly measuredOn: number;
}
let learned: Promise<Learned> | undefined;
const read = (): Promise<Learned> =>
  (learned ??= readFile('db/reference/complaint-model.json', 'utf8').then((file) => JSON.parse(file) as Learned));

/** The likeliest categories of a text with the words that spoke for each; or that it isn't sure. */
export const suggestCategory = async (text: string, place?: string): Promise<Suggestions> => suggest((await read()).model, text, place);

/** How often it is right, on reports it has never seen: for a page anybody may read. */
export async function suggestionQuality(): Promise<Omit<Learned, 'model'>> {
  const { model: _, ...rest } = await read();
  return rest;
}
