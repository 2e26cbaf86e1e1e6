import { randomBytes } from 'node:crypto';
import type { Cookies } from '@sveltejs/kit';
import type { Actor } from '#core/actor.ts';
import type { Database, Tx } from '#core/server/database.ts';
import { Boards } from './board-stream.ts';
import { listAgencies } from '#modules/identity/server/identity.ts';
import { getBoard, getBoardEvents, presentDevice, SITE, TicketWish } from '#modules/queue/server/queue.ts';
import { rules } from '#modules/queue/rules.ts';
import { parse } from '#core/parse.ts';

const KIOSK_COOKIE = 'kios';
/** The kiosk's key goes where a session would: into a cookie no script can read. */
export const kioskKey = (cookies: Cookies): string | undefined => cookies.get(KIOSK_COOKIE);
export function giveKioskKey(cookies: Cookies, url: URL, key: string): void {
  cookies.set(KIOSK_COOKIE, key, {
    path: '/',
    maxAge: 365 * 24 * 3600,
    httpOnly: true,
    sameSite: 'strict',
    secure: url.protocol === 'https:',
  });
}
export const newKioskKey = (): string => randomBytes(24).toString('base64url');
export const presentKiosk = (tx: Tx, cookies: Cookies) => presentDevice(tx, kioskKey(cookies));

/** Full and short names of the agencies, by code. */
export async function agencyNames(tx: Tx): Promise<Record<string, { name: string; short: string }>> {
  return Object.fromEntries(
    (await listAgencies(tx)).map((agency) => [
      agency.code,
      { name: agency.official_name, short: agency.acronyms[0] ?? agency.official_name },
    ]),
  );
}

/** The form of a kiosk or a phone as a wish: `layanan` once or more, `golongan`. */
export const wishOf = (sent: FormData, lang: string): TicketWish =>
  parse(TicketWish, { site: SITE, services: sent.getAll('layanan').map(String), class: sent.get('golongan') ?? '', lang });

/** A command of its own for every button, so that a double tap is one. */
export const text = (sent: FormData, name: string): string => String(sent.get(name) ?? '').trim();

// ── Boards ───────────────────────────────────────────────────────────────────────────────────────────────────────────

type Events = Awaited<ReturnType<typeof getBoardEvents>>;
type Picture = Awaited<ReturnType<typeof getBoard>>;
const NOBODY: Actor = { kind: 'anonymous' };
const POLL_MS = 250;

const framesOf = (events: Events, board: Picture): string =>
  [
    ...events
      .filter(({ kind }) => kind === 'call')
      .map(({ seq, data }) => `id: ${seq}\nevent: panggilan\ndata: ${JSON.stringify(data)}\n\n`),
    `id: ${board.seq}\nevent: papan\ndata: ${JSON.stringify(board)}\n\n`,
  ].join('');

/** Calls in the order they were said, then the picture anew. */
const boards = new Boards(POLL_MS, rules.board.heartbeat_seconds, (database, _actor, last) =>
  database.withActor(NOBODY, async (tx) => {
    const events = await getBoardEvents(tx, last);
    return events.length ? { seq: events.at(-1)!.seq, frame: framesOf(events, await getBoard(tx)) } : undefined;
  }),
);
export const ringBoards = (database: Database): void => void boards.look(database);

/** A stream for one board: what it missed since `lastId`, the picture as it is, then everything as it happens. */
export async function boardStream(database: Database, lastId: number | undefined): Promise<ReadableStream<Uint8Array>> {
  const { events, board } = await database.withActor(NOBODY, async (tx) => ({
    events: lastId === undefined ? [] : await getBoardEvents(tx, lastId),
    board: await getBoard(tx),
  }));
  return boards.stream(database, NOBODY, framesOf(events, board), board.seq);
}
