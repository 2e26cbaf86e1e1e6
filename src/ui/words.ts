import * as api from './words/api.ts';
import * as cases from './words/cases.ts';
import * as catalogue from './words/catalogue.ts';
import * as complaints from './words/complaints.ts';
import * as core from './words/core.ts';
import * as documents from './words/documents.ts';
import * as definitions from './words/definitions.ts';
import * as form from './words/form.ts';
import * as engine from './words/engine.ts';
import * as identity from './words/identity.ts';
import * as exchange from './words/exchange.ts';
import * as files from './words/files.ts';
import * as messages from './words/messages.ts';
import * as open311 from './words/open311.ts';
import * as holidays from './words/holidays.ts';
import * as keepers from './words/keepers.ts';
import * as retention from './words/retention.ts';
import * as centre from './words/centre.ts';
import * as whistle from './words/whistle.ts';
import * as queue from './words/queue.ts';
import * as proof from './words/proof.ts';
import * as innovations from './words/innovations.ts';
import * as survey from './words/survey.ts';

import type { Lang, Words } from './words/words.ts';

export type { Lang, Words } from './words/words.ts';
export const langs: readonly Lang[] = ['id', 'en'];

/** The reasons of refusals, from every area; the key is Failure.reason or a value of Failure.fields. */
const reasons: Words = {
  ...api.reasons,
  ...exchange.reasons,
  ...identity.reasons,
  ...complaints.reasons,
  ...whistle.reasons,
  ...keepers.reasons,
  ...retention.reasons,
  ...centre.reasons,
  ...holidays.reasons,
  ...core.reasons,
  ...definitions.reasons,
  ...form.reasons,
  ...catalogue.reasons,
  ...cases.reasons,
  ...engine.reasons,
  ...files.reasons,
  ...open311.reasons,
  ...documents.reasons,
  ...queue.reasons,
  ...proof.reasons,
  ...innovations.reasons,
  ...survey.reasons,
  ...messages.reasons,
};

const fill = (text: string, detail: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => detail[name] ?? whole);

/** The sentence for a reason. An unknown key shows the general sentence, never the key. */
export const reasonText = (lang: Lang, reason: string, detail: Readonly<Record<string, string>> = {}): string =>
  fill((reasons[reason] ?? core.reasons['core.unknown']!)[lang], detail);

/** Texts of one area in one language: `const t = say(words, lang); t('title')`. */
export const say =
  <W extends Words>(words: W, lang: Lang) =>
  (key: keyof W & string, detail: Readonly<Record<string, string | number>> = {}): string =>
    fill(words[key]![lang], Object.fromEntries(Object.entries(detail).map(([name, value]) => [name, String(value)])));

/** A text of a definition or of reference data: the other language where one is missing. */
export const text = (lang: Lang, value: { id: string; en?: string | undefined }): string =>
  lang === 'en' ? (value.en ?? value.id) : value.id;
