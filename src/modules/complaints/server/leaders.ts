import { Failure } from '#core/failure.ts';
import type { Tx } from '#core/server/database.ts';
import { dayOf, startOfDay } from '#core/working-time.ts';
import { openSteps, rolesOf } from '../complaint.ts';
import { lifecycle } from '../rules.ts';
import { open, performerOf } from './take.ts';
import { shownReport, type PublicReport } from './views.ts';
import * as store from './store.ts';

/** One line of the leaders' page: a report, the day it turned red, and what last happened to it. No identity, no raw text. */
export interface LeaderItem extends PublicReport {
  readonly daysOpen: number;
  readonly lastEvent: string;
  readonly lastAt: Date;
}

export interface LeaderView {
  readonly asOf: Date;
  /** Five calendar days without a substantive word, oldest first. */
  readonly red: readonly LeaderItem[];
  /** All that are red; the list ends at a hundred. */
  readonly redCount: number;
  readonly dueToday: readonly PublicReport[];
  readonly contested: readonly LeaderItem[];
  readonly waits: readonly PublicReport[];
  /** Reports received and ended in the last seven days, and in the seven before. */
  readonly week: { readonly received: readonly [number, number]; readonly ended: readonly [number, number] };
}

const MOST = 100;
const DAY_MS = 86_400_000;

/** What the regent sees on the phone (complaints.md § 12). @throws Failure forbidden for anybody but leaders */
export async function getLeaderView(tx: Tx): Promise<LeaderView> {
  if (tx.actor.kind !== 'leader') throw new Failure('forbidden', 'complaints.not_yours');
  const today = dayOf(tx.now);
  const list = (filter: Parameters<typeof store.deskReports>[1]) => store.deskReports(tx, { ...filter, most: MOST });
  const red = (await list({ isRed: true })).toSorted((a, b) => a.received_at.getTime() - b.received_at.getTime());
  const midnight = startOfDay(today).getTime() + DAY_MS;
  const weeks = [midnight - 14 * DAY_MS, midnight - 7 * DAY_MS, midnight].map((at) => new Date(at));
  const counted = await store.countByPeriod(tx, weeks[0]!, weeks[1]!, weeks[2]!);
  const contested = await list({ state: 'dibantah' });
  const last = await store.lastEvents(
    tx,
    [...red, ...contested].map((row) => row.id),
  );
  const item = (row: store.ReportRow): LeaderItem => ({
    ...shownReport(row),
    daysOpen: Math.floor((tx.now.getTime() - row.received_at.getTime()) / DAY_MS),
    lastEvent: last.get(row.id)?.type.slice('complaints.'.length) ?? 'received',
    lastAt: last.get(row.id)?.at ?? row.received_at,
  });
  return {
    asOf: tx.now,
    red: red.map(item),
    redCount: red.length < MOST ? red.length : await store.countRed(tx),
    dueToday: (await list({ dueOn: today })).map(shownReport),
    contested: contested.map(item),
    waits: (await list({ state: 'menunggu_anggaran' })).map(shownReport),
    week: { received: [counted.received_before, counted.received], ended: [counted.ended_before, counted.ended] },
  };
}

export interface LeaderReport {
  readonly id: string;
  readonly report: PublicReport;
  /** Steps open to the leader now: reopen, rework, uphold. */
  readonly steps: readonly string[];
  readonly timeline: readonly { readonly at: Date; readonly type: string; readonly agency: string | null }[];
}
/** One report as a leader sees it, with what they may do. @throws Failure not_found */
export async function getLeaderReport(tx: Tx, number: string): Promise<LeaderReport> {
  const row = tx.actor.kind === 'leader' ? await store.findReportByNumber(tx, number) : undefined;
  if (!row) throw new Failure('not_found', 'complaints.not_found');
  const opened = await open(tx, row);
  const held = rolesOf(opened.state, performerOf(tx, row.id), await store.findAccused(tx, row.id));
  return {
    id: row.id,
    report: shownReport(row),
    steps: [...openSteps(lifecycle, opened.state, held)],
    timeline: opened.log.map((event) => ({
      at: event.at,
      type: event.type,
      agency: 'agency' in event ? event.agency : 'lead' in event ? event.lead : null,
    })),
  };
}
