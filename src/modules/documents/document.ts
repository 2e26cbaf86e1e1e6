import type { ResultDefinition } from '#modules/catalogue/definition.ts';
import type { Day } from '#core/working-time.ts';

/**
 * An issued document's life: prepared (numbered, waits for its signature) → signed → revoked | replaced; a prepared one
 * that is given up becomes void, and so does its number. `expired` isn't stored: the day says it.
 */
export type DocumentStatus = 'prepared' | 'signed' | 'revoked' | 'replaced' | 'void';
/** What a reader of the QR sees. */
export type PublicStatus = 'valid' | 'expired' | 'revoked' | 'replaced';

/** Everything the cases module hands over when a case ended granted: who gets what, from whom, decided by whom. */
export interface Issuance {
  readonly caseId: string;
  readonly caseCode: string;
  readonly service: string;
  readonly definitionHash: string;
  readonly result: ResultDefinition;
  /** Answers as a person reads them: labels, not keys, where the field is a choice. */
  readonly answers: Readonly<Record<string, string>>;
  readonly holder: { readonly id: string; readonly name: string };
  readonly agency: { readonly code: string; readonly official_name: string };
  readonly signer: { readonly personId: string; readonly name: string; readonly office: string; readonly role: string };
  readonly decidedAt: Date;
  /** Agencies that took part and may read the document. */
  readonly participants?: readonly string[];
}

/** What anyone may learn of a document, by its code or by its file. Days as 'YYYY-MM-DD'. */
export interface PublicDocument {
  readonly code: string;
  readonly title: string;
  readonly agencyName: string;
  readonly status: PublicStatus;
  /** Since when the status holds. */
  readonly since: Day | null;
  /** Only the fields the definition names in `verify`, in its order. */
  readonly fields: readonly { readonly name: string; readonly value: string }[];
}

export const publicStatus = (document: { status: DocumentStatus; valid_until: Day | null }, today: Day): PublicStatus | undefined => {
  if (document.status === 'signed') return document.valid_until !== null && document.valid_until < today ? 'expired' : 'valid';
  return document.status === 'revoked' || document.status === 'replaced' ? document.status : undefined;
};

const CODE_LENGTH = 26;
/** The verify code from what was typed: case, blanks and dashes, I/L for 1 and O for 0 forgiven; undefined where it can't be one. */
export function readVerifyCode(typed: string): string | undefined {
  const signs = typed
    .toUpperCase()
    .replace(/[\s\-–—.]/g, '')
    .replace(/[IL]/g, '1')
    .replace(/O/g, '0');
  return signs.length === CODE_LENGTH && /^[0-9A-HJKMNP-TV-Z]+$/.test(signs) ? signs : undefined;
}

/** "Yosefa D'Arc Natkime" → "Y. D. N."; one name is one initial. */
export const initials = (name: string): string =>
  name
    .split(/\s+/)
    .filter((word) => /\p{L}/u.test(word))
    .map((word) => `${word.match(/\p{L}/u)![0].toLocaleUpperCase('id')}.`)
    .join(' ');

/** A signer's title on the letter: role `kepala-dinas` at "Dinas Kesehatan" → "Kepala Dinas Kesehatan"; else "Kepala Bidang, Dinas …". */
export function officeTitle(role: string, agencyName: string): string {
  const words = role.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  const [body] = agencyName.split(' ');
  return words.at(-1)?.toLowerCase() === body?.toLowerCase()
    ? `${words.slice(0, -1).join(' ')} ${agencyName}`
    : `${words.join(' ')}, ${agencyName}`;
}

const MONTHS = ['Januari', 'Februari', 'Maret', 'April', 'Mei', 'Juni', 'Juli', 'Agustus', 'September', 'Oktober', 'November', 'Desember'];
const parts = (day: Day): [number, number, number] => {
  const [year, month, date] = day.split('-').map(Number);
  return [year!, month!, date!];
};

/** '2026-11-24' → '24 November 2026', the form letters use. */
export const longDay = (day: Day): string => {
  const [year, month, date] = parts(day);
  return `${date} ${MONTHS[month - 1]} ${year}`;
};

const iso = (at: Date): Day => at.toISOString().slice(0, 10);

/** Last day of validity: the same day so many years, months or days later, the month's last where it has no such day; null = no end. */
export function lastDay(from: Day, validity: ResultDefinition['validity']): Day | null {
  if (!validity) return null;
  const [year, month, date] = parts(from);
  const months = month - 1 + (validity.months ?? 0);
  const to = new Date(Date.UTC(year + (validity.years ?? 0), months, 1));
  const length = new Date(Date.UTC(to.getUTCFullYear(), to.getUTCMonth() + 1, 0)).getUTCDate();
  to.setUTCDate(Math.min(date, length) + (validity.days ?? 0));
  return iso(to);
}

/** A letter number from its pattern: `{klasifikasi}/{seq}/{unit}` (Permendagri 83/2022), `{year}` where an agency uses it. */
export const letterNumber = (pattern: string, values: { klasifikasi: string; seq: number; unit: string; year: number }): string =>
  pattern.replace(/\{(klasifikasi|seq|unit|year)\}/g, (_, name: keyof typeof values) => String(values[name]));
