import { randomBytes } from 'node:crypto';
import { Failure } from '#core/failure.ts';
import { uuidv7 } from '#core/id.ts';
import type { Tx } from '#core/server/database.ts';
import { saltedHash, vault } from '#core/server/vault.ts';
import { cleanText } from '../normalise.ts';
import { maskText } from '../masking.ts';
import { MAX_TEXT } from '../report.ts';
import * as store from './store.ts';

/** What a person wrote, sealed, with the masked copy that may be shown. */
export interface Sealed {
  readonly sealed: Buffer;
  readonly masked: string;
  readonly salt: Buffer;
  readonly hash: string;
}

/** @throws Failure invalid under `field`: empty, or longer than 4,000 code points */
export function clean(typed: string, field: string, most = MAX_TEXT): string {
  const { text, excess } = cleanText(typed, most);
  if (text === '') throw new Failure('invalid', 'input.invalid', { [field]: 'complaints.text_missing' });
  if (excess > 0)
    throw new Failure('invalid', 'input.invalid', { [field]: 'complaints.text_too_long' }, { excess: String(excess), most: String(most) });
  return text;
}

/** Seal a cleaned text under its place (`table:column:id`), which is authenticated with it. */
export function seal(text: string, place: string): Sealed {
  const salt = randomBytes(16);
  return { sealed: vault().seal(text, `complaints.${place}`), masked: maskText(text).text, salt, hash: saltedHash(salt, text) };
}
export const unseal = (sealed: Uint8Array, place: string): string => vault().unseal(sealed, `complaints.${place}`);

export interface NewEntry {
  readonly reportId: string;
  readonly kind: store.EntryRow['kind'];
  readonly audience: 'desk' | 'reporter' | 'public';
  readonly text: string;
  readonly agency?: string | null;
  readonly nextDate?: string | null;
  /** Written by a witness, not by the reporter. */
  readonly witness?: string | null;
}

/** Keep what somebody wrote about a report; gives its id, which is all the log says of it. */
export async function write(tx: Tx, entry: NewEntry): Promise<string> {
  const id = uuidv7(tx.now.getTime());
  const { sealed, masked } = seal(entry.text, `entry:text:${id}`);
  await store.insertEntry(tx, {
    id,
    report_id: entry.reportId,
    kind: entry.kind,
    agency: entry.agency ?? null,
    witness_id: entry.witness ?? null,
    author: 'id' in tx.actor && tx.actor.kind !== 'citizen' && tx.actor.kind !== 'partner' ? tx.actor.id : null,
    text_sealed: sealed,
    text_public: entry.audience === 'desk' ? null : masked,
    next_date: entry.nextDate ?? null,
    at: tx.now,
    audience: entry.audience,
  });
  return id;
}
export const entryText = (row: Pick<store.EntryRow, 'id' | 'text_sealed'>): string => unseal(row.text_sealed, `entry:text:${row.id}`);
