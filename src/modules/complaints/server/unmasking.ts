import { sql } from 'kysely';
import * as z from 'zod';
import keepers from '../../../../db/reference/complaint-keepers.json' with { type: 'json' };
import { Failure } from '#core/failure.ts';
import { isUuid, uuidv7 } from '#core/id.ts';
import { parse } from '#core/parse.ts';
import type { Tx } from '#core/server/database.ts';
import { vault } from '#core/server/vault.ts';
import { dayOf, endOfDay } from '#core/working-time.ts';
import { namesOf } from '#modules/identity/server/identity.ts';
import { readNumber } from '../report.ts';
import { append, open } from './take.ts';
import { clean } from './words.ts';
import * as store from './store.ts';

/**
 * Opening a reporter's identity takes two keepers of two offices (complaints.md § 3). The vault decides in SQL who may;
 * here the words, the times and the unsealing.
 */

export const unmaskingReasons = ['pelayanan_langsung', 'keselamatan_jiwa', 'perintah_pengadilan', 'permintaan_pelapor'] as const;
export const openHours: number = keepers.open_hours;

const Asking = z.object({
  number: z.string().transform((typed, context) => {
    const number = readNumber(typed);
    if (!number) context.addIssue({ code: 'custom', message: 'complaints.number_wrong' });
    return number ?? '';
  }),
  reason: z.enum(unmaskingReasons, 'complaints.unmask_reason_missing'),
  basis: z.string().trim().min(5, 'complaints.unmask_basis_missing').max(200, 'complaints.too_long'),
  why: z.string(),
  delay_law: z.string().trim().max(200, 'complaints.too_long').default(''),
  delay_until: z.string().trim().default(''),
});

const refusals: Readonly<Record<string, Failure>> = {
  not_keeper: new Failure('not_found', 'complaints.not_found'),
  unknown: new Failure('invalid', 'input.invalid', { number: 'complaints.unmask_number_unknown' }),
  accused: new Failure('forbidden', 'complaints.unmask_accused'),
  erased: new Failure('not_now', 'complaints.unmask_erased'),
  asked_already: new Failure('not_now', 'complaints.unmask_asked_already'),
  decided: new Failure('not_now', 'complaints.unmask_decided'),
  same_person: new Failure('forbidden', 'complaints.unmask_same_person'),
  same_office: new Failure('forbidden', 'complaints.unmask_same_office'),
};
function settle(said: string): void {
  if (said === 'done') return;
  const refusal = refusals[said];
  if (!refusal) throw new Error(`reporter: ${said}`);
  throw new Failure(refusal.code, refusal.reason, { ...refusal.fields });
}
const saidBy = async (query: Promise<{ rows: { said: string }[] }>): Promise<string> => (await query).rows[0]!.said;

async function needKeeper(tx: Tx): Promise<void> {
  const keeps =
    tx.actor.kind === 'officer' && (await sql<{ at: string[] }>`select reporter.keeps() as at`.execute(tx)).rows[0]!.at.length > 0;
  if (!keeps) throw new Failure('not_found', 'complaints.not_found');
}

/** Ask for one identity: number, reason, legal basis, in words why. @throws Failure invalid by field; not_found for everybody but keepers */
export async function askUnmasking(tx: Tx, input: unknown): Promise<void> {
  await needKeeper(tx);
  const { number, reason, basis, why, delay_law, delay_until } = parse(Asking, input);
  const words = clean(why, 'why', 1000);
  if ((delay_law === '') !== (delay_until === ''))
    throw new Failure('invalid', 'input.invalid', { [delay_law ? 'delay_until' : 'delay_law']: 'complaints.unmask_delay_whole' });
  if (delay_until) {
    const most = dayOf(new Date(tx.now.getTime() + keepers.most_delay_days * 86_400_000));
    if (!z.iso.date().safeParse(delay_until).success || delay_until < dayOf(tx.now) || delay_until > most)
      throw new Failure(
        'invalid',
        'input.invalid',
        { delay_until: 'complaints.unmask_delay_wrong' },
        { days: String(keepers.most_delay_days) },
      );
  }
  const id = uuidv7(tx.now.getTime());
  const sealed = vault().seal(words, `reporter.unmasking:why:${id}`);
  settle(
    await saidBy(
      sql<{ said: string }>`select reporter.ask_unmasking(${id}, ${number}, ${reason}, ${basis}, ${sealed}, ${delay_law || null},
        ${delay_until ? endOfDay(delay_until) : null}, ${tx.now}) as said`.execute(tx),
    ),
  );
}
/** A keeper of another office says yes or no. */
export async function decideUnmasking(tx: Tx, id: string, isApproved: boolean): Promise<void> {
  await needKeeper(tx);
  if (!isUuid(id)) throw new Failure('not_found', 'complaints.not_found');
  const closes = new Date(tx.now.getTime() + openHours * 3600_000);
  settle(
    await saidBy(sql<{ said: string }>`select reporter.decide_unmasking(${id}, ${isApproved}, ${closes}, ${tx.now}) as said`.execute(tx)),
  );
}

export interface Unmasked {
  readonly name: string | null;
  readonly phone: string | null;
  readonly email: string | null;
}
interface Revealed {
  readonly pseudonym: string;
  readonly person_id: string | null;
  readonly name_sealed: Buffer | null;
  readonly phone_sealed: Buffer | null;
  readonly email_sealed: Buffer | null;
  readonly account_name: Buffer | null;
  readonly account_phone: Buffer | null;
  readonly account_email: Buffer | null;
}
/** The look: kept in the vault's list each time. @throws Failure not_now where it isn't open to the actor (any longer) */
export async function revealReporter(tx: Tx, id: string): Promise<Unmasked> {
  await needKeeper(tx);
  const row = isUuid(id) ? (await sql<Revealed>`select * from reporter.reveal(${id}, ${tx.now})`.execute(tx)).rows[0] : undefined;
  if (!row) throw new Failure('not_now', 'complaints.unmask_not_open');
  const read = (own: Buffer | null, account: Buffer | null, column: 'name' | 'phone' | 'email'): string | null =>
    own
      ? vault().unseal(own, `reporter.identity:${column}:${row.pseudonym}`)
      : account && row.person_id
        ? vault().unseal(account, `identity.person:${column}:${row.person_id}`)
        : null;
  return {
    name: read(row.name_sealed, row.account_name, 'name'),
    phone: read(row.phone_sealed, row.account_phone, 'phone'),
    email: read(row.email_sealed, row.account_email, 'email'),
  };
}

interface UnmaskingRow {
  readonly id: string;
  readonly report_number: string;
  readonly reason: string;
  readonly legal_basis: string | null;
  readonly why_sealed: Buffer | null;
  readonly asked_by: string;
  readonly asked_at: Date;
  readonly approved_by: string | null;
  readonly approved_at: Date | null;
  readonly closes_at: Date | null;
  readonly declined_by: string | null;
  readonly declined_at: Date | null;
  readonly notice_delayed_by: string | null;
  readonly notice_not_before: Date | null;
  readonly told_at: Date | null;
  readonly looks: number;
  readonly may_decide: boolean;
}
export interface Unmasking {
  readonly id: string;
  readonly number: string;
  readonly reason: (typeof unmaskingReasons)[number];
  readonly basis: string;
  readonly why: string;
  readonly askedBy: string;
  readonly askedAt: Date;
  readonly decidedBy: string | null;
  readonly closesAt: Date | null;
  readonly status: 'waits' | 'open' | 'closed' | 'declined';
  readonly looks: number;
  readonly delayedBy: string | null;
  readonly tellAt: Date | null;
  readonly toldAt: Date | null;
  readonly mayDecide: boolean;
  readonly mayLook: boolean;
}
/** Every request, newest first. @throws Failure not_found for everybody but keepers, as if there were no such page */
export async function listUnmaskings(tx: Tx): Promise<Unmasking[]> {
  await needKeeper(tx);
  const { rows } = await sql<UnmaskingRow>`select * from reporter.unmaskings()`.execute(tx);
  const names = await namesOf(
    tx,
    rows.flatMap((row) => [row.asked_by, row.approved_by, row.declined_by].filter((id): id is string => id !== null)),
  );
  const me = tx.actor.kind === 'officer' ? tx.actor.id : '';
  return rows.map((row) => {
    const isOpen = row.approved_by !== null && row.closes_at !== null && row.closes_at > tx.now;
    const decider = row.approved_by ?? row.declined_by;
    return {
      id: row.id,
      number: row.report_number,
      reason: row.reason as Unmasking['reason'],
      basis: row.legal_basis ?? '',
      why: row.why_sealed ? vault().unseal(row.why_sealed, `reporter.unmasking:why:${row.id}`) : '',
      askedBy: names.get(row.asked_by) ?? '',
      askedAt: row.asked_at,
      decidedBy: decider ? (names.get(decider) ?? '') : null,
      closesAt: row.closes_at,
      status: row.declined_by ? 'declined' : isOpen ? 'open' : row.approved_by ? 'closed' : 'waits',
      looks: Number(row.looks),
      delayedBy: row.notice_delayed_by,
      tellAt: row.notice_not_before,
      toldAt: row.told_at,
      mayDecide: row.may_decide,
      mayLook: isOpen && (row.asked_by === me || row.approved_by === me),
    };
  });
}

/** Tell the reporters whose identity was opened, once each, at once or when the named law's delay is over. As actor `job`. */
export async function tellUnmasked(tx: Tx): Promise<void> {
  const { rows } = await sql<{ id: string; report_id: string | null }>`select * from reporter.take_unmasking_notices(${tx.now})`.execute(
    tx,
  );
  for (const { id, report_id } of rows) {
    const row = report_id ? await store.lockReport(tx, report_id) : undefined;
    if (row) await append(tx, await open(tx, row), [{ type: 'unmasked', request: id }], await store.findAccused(tx, row.id));
  }
}

/** How often identities were opened, by year and reason: public. */
export const countUnmaskings = async (
  tx: Tx,
): Promise<readonly { readonly year: number; readonly reason: string; readonly count: number }[]> =>
  (await sql<{ year: number; reason: string; count: string }>`select * from reporter.unmaskings_by_year()`.execute(tx)).rows.map((row) => ({
    ...row,
    count: Number(row.count),
  }));
