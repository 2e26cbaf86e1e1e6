import * as z from 'zod';
import named from '../../../db/reference/whistle.json' with { type: 'json' };
import { offices } from './rules.ts';

/** Reports of whistle-blowers (complaints.md § 3): what may be sent, how it is numbered, what a handler may do when. No database, no names. */

export const whistleRules: {
  readonly deadline: string;
  readonly outside: readonly {
    readonly id: string;
    readonly name: { readonly id: string; readonly en: string };
    readonly contact: string | null;
    readonly takes: { readonly id: string; readonly en: string };
  }[];
} = named;

export const outcomes = ['terbukti', 'tidak_terbukti', 'bukan_pelanggaran', 'diteruskan'] as const;
export type Outcome = (typeof outcomes)[number];
export type WhistleState = 'received' | 'examined' | 'decided' | 'objected';

const short = z.string().trim().max(300, 'complaints.too_long').default('');
export const NewWhistle = z.object({
  id: z.uuid('complaints.id_wrong'),
  text: z.string().trim().min(20, 'complaints.whistle_short'),
  /** The inspectorate judges nobody of its own: such a report needs another body. */
  accused: z
    .string()
    .trim()
    .default('')
    .refine((agency) => agency !== offices.oversight, 'complaints.whistle_own_office'),
  who: short,
  occurred: short,
  lang: z.enum(['id', 'en']).default('id'),
});

/** Without letters that are mistaken for others on paper. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** `WBS-7K4M-92QX`: forty bits of the bytes, so that it says nothing of how many there are. */
export function whistleNumber(bytes: Uint8Array): string {
  const signs = Array.from(bytes.subarray(0, 8), (byte) => ALPHABET[byte & 31]!);
  return `WBS-${signs.slice(0, 4).join('')}-${signs.slice(4).join('')}`;
}
/** The number as printed, from what was typed; undefined where it can't be one. */
export function readWhistleNumber(typed: string): string | undefined {
  const signs = typed
    .toUpperCase()
    .replace(/^\s*WBS/, '')
    .replace(/[^0-9A-Z]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  return /^[0-9A-HJKMNP-TV-Z]{8}$/.test(signs) ? `WBS-${signs.slice(0, 4)}-${signs.slice(4)}` : undefined;
}

/** What a handler may do now. Whoever decided doesn't decide again once the reporter objected. */
export function whistleSteps(state: WhistleState, isDecider: boolean): ReadonlySet<'examine' | 'ask' | 'decide' | 'recuse'> {
  if (state === 'decided') return new Set();
  if (state === 'received') return new Set(['examine', 'ask', 'recuse']);
  return new Set(state === 'objected' && isDecider ? ['ask', 'recuse'] : ['ask', 'decide', 'recuse']);
}
