import { render } from 'svelte/server';
import type { Actor } from '#core/actor.ts';
import type { Database, Tx } from '#core/server/database.ts';
import {
  boundaryMap,
  getReportBoard,
  getReportBoardEvents,
  getReportBoardHead,
  listCategoryNames,
  type BoundaryMap,
  type ReportBoard,
} from '#modules/complaints/server/complaints.ts';
import { boardRules } from '#modules/complaints/rules.ts';
import ReportBoardView from '#ui/ReportBoard.svelte';
import type { Lang } from '#ui/words.ts';
import { Boards } from './board-stream.ts';
import { agencyNames, regionNames } from './report.ts';

/** What the board draws: the picture, and the names of what is in it. */
interface BoardData {
  readonly board: ReportBoard;
  readonly regions: Readonly<Record<string, string>>;
  readonly agencies: Readonly<Record<string, string>>;
  readonly categories: Readonly<Record<string, { readonly id: string; readonly en: string }>>;
  readonly map: BoundaryMap | undefined;
}
export async function boardData(tx: Tx, after?: number): Promise<BoardData> {
  const board = await getReportBoard(tx, after);
  return {
    board,
    regions: Object.fromEntries(await regionNames(tx)),
    agencies: await agencyNames(tx, true),
    categories: Object.fromEntries((await listCategoryNames(tx)).map(({ id, name }) => [id, name])),
    map: await boundaryMap(tx),
  };
}

export type BoardMode = 'sendiri' | 'banjir' | 'biasa';
interface News {
  readonly seq: number;
  readonly frame: string;
}
/** The board as the page draws it: one drawing for page and stream. */
const newsOf = (data: BoardData, lang: Lang, mode: BoardMode): News => ({
  seq: data.board.seq,
  frame: `id: ${data.board.seq}\nevent: papan\ndata: ${JSON.stringify({ html: render(ReportBoardView, { props: { ...data, lang, mode } }).body })}\n\n`,
});

/** A board in one language and mode: all that watch it get the same bytes, and those that come at once share one picture. */
class Screen {
  readonly boards: Boards;
  readonly #lang: Lang;
  readonly #mode: BoardMode;
  #fresh: { readonly at: number; readonly last: number | undefined; readonly news: Promise<News> } | undefined;

  constructor(lang: Lang, mode: BoardMode) {
    this.#lang = lang;
    this.#mode = mode;
    this.boards = new Boards(boardRules.drawn_every_ms, boardRules.heartbeat_seconds, (database, actor, last) =>
      database.withActor(actor, async (tx) =>
        (await getReportBoardHead(tx)) > last && (await getReportBoardEvents(tx, last)).length
          ? newsOf(await boardData(tx), lang, mode)
          : undefined,
      ),
    );
  }
  /** What a board is told first. */
  async first(database: Database, actor: Actor, last: number | undefined): Promise<News> {
    await database.withActor(actor, getReportBoardHead); // whether this one may watch
    // after a restart all come back at once, and all have seen the same
    if (!this.#fresh || this.#fresh.last !== last || Date.now() - this.#fresh.at > boardRules.drawn_every_ms) {
      const news = database.withActor(actor, async (tx) => newsOf(await boardData(tx, last), this.#lang, this.#mode));
      this.#fresh = { at: Date.now(), last, news };
      news.catch(() => (this.#fresh = undefined));
    }
    return this.#fresh.news;
  }
}
const screens = new Map<string, Screen>();

/** What was just committed here may be seen on the boards: they needn't wait for their next look. */
export function ringReportBoards(database: Database): void {
  for (const { boards } of screens.values()) boards.ring(database);
}

/** The picture now, with what happened since `last`; then every change of it. @throws Failure forbidden */
export async function reportBoardStream(
  database: Database,
  actor: Actor,
  { lang, mode, last }: { lang: Lang; mode: BoardMode; last: number | undefined },
): Promise<ReadableStream<Uint8Array>> {
  const key = `${lang} ${mode}`;
  const screen = screens.get(key) ?? new Screen(lang, mode);
  screens.set(key, screen);
  const { seq, frame } = await screen.first(database, actor, last);
  return screen.boards.stream(database, actor, frame, seq);
}
