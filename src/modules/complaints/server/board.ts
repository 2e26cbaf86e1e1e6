import { sql } from 'kysely';
import { Failure } from '#core/failure.ts';
import type { Tx } from '#core/server/database.ts';
import { boardRules } from '../rules.ts';

/** Open reports of one distrik; `district` is '' where no place was named. */
export interface BoardArea {
  readonly district: string;
  readonly open: number;
  readonly red: number;
  readonly late: number;
  readonly oldest: string;
  /** One count a group of ages, youngest first; one more than `ageDays` has edges. */
  readonly ages: readonly number[];
}
/** What the wall of the command centre shows: counts and places, nobody's words. */
export interface ReportBoard {
  /** The last event this picture knows. */
  readonly seq: number;
  readonly at: Date;
  readonly open: number;
  readonly red: number;
  readonly late: number;
  readonly unverified: number;
  readonly today: number;
  readonly areas: readonly BoardArea[];
  /** Days after which a report belongs to the next group of ages, ascending. */
  readonly ageDays: readonly number[];
  /** Open reports of the flood's category within its hours. */
  readonly flood: number;
  /** Does it turn to the flood by itself? */
  readonly isFlood: boolean;
  readonly kampung: readonly { readonly region: string | null; readonly count: number; readonly newest: string; readonly deep: number }[];
  readonly rivers: readonly { readonly river: string; readonly count: number; readonly newest: string }[];
  readonly events: readonly BoardEvent[];
}
export interface BoardEvent {
  readonly seq: number;
  readonly type: string;
  readonly at: Date;
  readonly agency: string | null;
  readonly category: string;
  readonly district: string;
}

/** The number of the log's last event. @throws Failure forbidden for everybody but leaders and the desk of the centre */
export async function getReportBoardHead(tx: Tx): Promise<number> {
  const mayAsk = tx.actor.kind === 'leader' || tx.actor.kind === 'officer';
  const head = mayAsk ? (await sql<{ seq: number | null }>`select complaints.board_head() as seq`.execute(tx)).rows[0]!.seq : null;
  if (head === null) throw new Failure('forbidden', 'complaints.not_yours');
  return head;
}

/** The picture now. `after`: what was seen last; what happened since is in it, however much. @throws Failure forbidden, as above */
export async function getReportBoard(tx: Tx, after?: number): Promise<ReportBoard> {
  const { flood, age_days: ageDays, last_events: most } = boardRules;
  const since = new Date(tx.now.getTime() - flood.within_hours * 3600_000);
  // the head first: what comes while the picture is made is asked for again
  const head = await getReportBoardHead(tx);
  const { rows } = await sql<{ board: Omit<ReportBoard, 'seq' | 'at' | 'events' | 'isFlood' | 'ageDays'> }>`
    select complaints.board(${tx.now}, ${flood.category}, ${since}, ${ageDays as number[]}::integer[]) as board`.execute(tx);
  const board = rows[0]!.board;
  const events = (await getReportBoardEvents(tx, Math.max(0, head - RECENT))).filter(({ type }) => !UNSAID.has(type));
  const missed = after === undefined ? 0 : events.filter(({ seq }) => seq > after).length;
  return { ...board, ageDays, seq: head, at: tx.now, isFlood: board.flood >= flood.reports, events: events.slice(-Math.max(most, missed)) };
}
/** Seen in the counts, or nobody's business on a wall. */
const UNSAID: ReadonlySet<string> = new Set(['escalated', 'due_changed', 'title_set', 'unmasked'].map((type) => `complaints.${type}`));
/** Events of the whole log in which the last ones of reports are looked for. */
const RECENT = 2000;

/** What happened to reports since, oldest first; nothing for those who may not watch. */
export const getReportBoardEvents = async (tx: Tx, after: number): Promise<readonly BoardEvent[]> =>
  (await sql<BoardEvent>`select * from complaints.board_events(${after}, 100)`.execute(tx)).rows;
