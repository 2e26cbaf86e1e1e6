import * as z from 'zod';

/**
 * Outside systems as `name@version`: what they are asked, what they answer, on which basis, and how patient we are.
 * All speak one envelope: `POST {endpoint}/{name}` with `{ request_id, … }` gives `{ request_id, as_of, rows: [ … ] }`.
 */
export const faults = [
  'slow',
  'down',
  'timeout_after_acceptance',
  'wrong_person',
  'partial',
  'stale',
  'changed_shape',
  'duplicate',
  'out_of_order',
  'quota',
  'expired_certificate',
] as const;
export type Fault = (typeof faults)[number];
export const modes = ['live', 'file', 'simulated'] as const;
export type AdapterMode = (typeof modes)[number];

/** Why a register gave nothing we may use. */
export type Unavailable =
  | 'down'
  | 'timeout'
  | 'quota'
  | 'certificate'
  | 'changed_shape'
  | 'stale'
  | 'out_of_order'
  | 'ambiguous'
  | 'wrong_person'
  | 'circuit_open'
  | 'not_connected';

export type RegisterAnswer =
  | { readonly status: 'found'; /** By concept, for example `person.name`. */ readonly values: Readonly<Record<string, string>> }
  | { readonly status: 'not_found' }
  | { readonly status: 'unavailable'; readonly reason: Unavailable };

export const Nik = z.strictObject({ nik: z.string().regex(/^\d{16}$/) });
export const Envelope = z.object({ request_id: z.string(), as_of: z.iso.datetime({ offset: true }), rows: z.array(z.unknown()) });

interface Patience {
  readonly timeoutMs: number;
  /** Further tries after a fault that says nothing was accepted. */
  readonly retries: number;
  /** An answer older than this is not relied on. */
  readonly maxAgeDays: number;
  /** Law or agreement the question rests on. */
  readonly basis: string;
}

export interface Register extends Patience {
  readonly kind: 'register';
  readonly row: z.ZodType<{ nik: string }>;
  /** Values by concept; undefined where the row says the person doesn't have what is asked. */
  values(row: unknown): Record<string, string> | undefined;
}

const text = z.string().trim().min(1).max(300);
const register = <R extends z.ZodType<{ nik: string }>>(
  patience: Patience,
  row: R,
  values: (row: z.output<R>) => Record<string, string | undefined> | undefined,
): Register => ({
  kind: 'register',
  ...patience,
  row,
  values: (raw) => {
    const said = values(raw as z.output<R>);
    return said && Object.fromEntries(Object.entries(said).filter((entry): entry is [string, string] => entry[1] !== undefined));
  },
});

export const registers: Readonly<Record<string, Register>> = {
  'dukcapil.identity@2': register(
    { timeoutMs: 3000, retries: 1, maxAgeDays: 7, basis: 'UU 24/2013 ps. 79 (hak akses data kependudukan)' },
    z.object({
      nik: Nik.shape.nik,
      nama_lengkap: text.optional(),
      alamat: text.optional(),
      status: z.enum(['aktif', 'meninggal', 'pindah_luar_negeri']),
    }),
    (row) =>
      row.status === 'aktif' ? { 'person.nik': row.nik, 'person.name': row.nama_lengkap, 'person.address': row.alamat } : undefined,
  ),
  'nakes.str@1': register(
    { timeoutMs: 3000, retries: 1, maxAgeDays: 7, basis: 'UU 17/2023 ps. 260' },
    z.object({ nik: Nik.shape.nik, nomor_str: text.optional(), profesi: text, status: z.enum(['aktif', 'dicabut', 'nonaktif']) }),
    (row) => (row.status === 'aktif' && row.nomor_str ? { 'nurse.str-number': row.nomor_str } : undefined),
  ),
  'nakes.skp@1': register(
    { timeoutMs: 3000, retries: 1, maxAgeDays: 7, basis: 'UU 17/2023 ps. 264' },
    z.object({ nik: Nik.shape.nik, skp: z.int().min(0), cukup: z.boolean() }),
    (row) => (row.cukup ? { 'nurse.skp': String(row.skp) } : undefined),
  ),
};

export interface ReportTarget extends Patience {
  readonly kind: 'report';
}
/** Systems we tell of a document issued here. */
export const reportTargets: Readonly<Record<string, ReportTarget>> = {
  'mppdn.sip@1': { kind: 'report', timeoutMs: 5000, retries: 1, maxAgeDays: 1, basis: 'Perpres 89/2021 (MPP)' },
};
/** Systems we exchange reports with, both ways. */
export const bridges: Readonly<Record<string, Patience>> = {
  // The national system's interface isn't public; the shape is ours, confidence M.
  'sp4n.lapor@1': { timeoutMs: 8000, retries: 1, maxAgeDays: 1, basis: 'Perpres 76/2013; PermenPANRB 62/2018' },
};
export const ReceiptRow = z.object({ receipt: text });
export const adapterNames: readonly string[] = [...Object.keys(registers), ...Object.keys(reportTargets), ...Object.keys(bridges)];

/** What a partner's key may do. */
export const scopes = ['cases:read', 'cases:write', 'tasks:write', 'ledger:read', 'open311:write', 'open311:test'] as const;
export type Scope = (typeof scopes)[number];

/** Failures in a row that open the circuit, and for how long nobody tries then. */
export const BREAKER = { failures: 3, restMs: 30_000 } as const;

export interface Question {
  readonly adapter: string;
  readonly mode: AdapterMode;
  readonly endpoint: string | null;
  /** Switched on by a steward; only simulators obey. */
  readonly fault: Fault | undefined;
  readonly key: string;
  readonly body: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly now: Date;
}
