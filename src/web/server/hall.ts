import { randomBytes } from 'node:crypto';
import type { Cookies } from '@sveltejs/kit';
import type { Database, Tx } from '#core/server/database.ts';
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

type Send = (chunk: Uint8Array) => void;
const encoder = new TextEncoder();
const POLL_MS = 250;

/**
 * One look at the database for all boards of this process, however many watch: calls in the order they were said, then
 * the picture anew, encoded once. Stops when nobody watches.
 */
class Boards {
  readonly #watchers = new Map<Send, () => void>();
  #last = -1;
  #timer: NodeJS.Timeout | undefined;
  #beat: NodeJS.Timeout | undefined;
  #isLooking = false;
  #isRung = false;

  add(database: Database, send: Send, close: () => void, seen: number): void {
    this.#watchers.set(send, close);
    if (this.#watchers.size === 1) {
      this.#last = Math.max(this.#last, seen);
      this.#timer = setInterval(() => void this.look(database), POLL_MS);
      this.#beat = setInterval(
        () => this.#tell(`event: nadi\ndata: ${new Date().toISOString()}\n\n`),
        rules.board.heartbeat_seconds * 1000,
      );
    }
  }
  remove(send: Send): void {
    this.#watchers.delete(send);
    if (this.#watchers.size) return;
    clearInterval(this.#timer);
    clearInterval(this.#beat);
    this.#last = -1;
  }
  closeAll(): void {
    for (const close of this.#watchers.values()) close();
    this.#watchers.clear();
    clearInterval(this.#timer);
    clearInterval(this.#beat);
  }
  /** Look now: something was just said in this process. */
  async look(database: Database): Promise<void> {
    if (this.#watchers.size === 0) return;
    if (this.#isLooking) {
      this.#isRung = true;
      return;
    }
    this.#isLooking = true;
    try {
      const found = await database.withActor({ kind: 'anonymous' }, async (tx) => {
        const events = await getBoardEvents(tx, this.#last);
        return events.length ? { events, board: await getBoard(tx) } : undefined;
      });
      if (found) {
        this.#last = found.events.at(-1)!.seq;
        this.#tell(framesOf(found.events, found.board));
      }
    } catch {
      // the database is away: boards show how old their picture is
    } finally {
      this.#isLooking = false;
    }
    if (this.#isRung) {
      this.#isRung = false;
      await this.look(database);
    }
  }
  #tell(frame: string): void {
    const chunk = encoder.encode(frame);
    for (const send of this.#watchers.keys()) send(chunk);
  }
}
const boards = new Boards();
process.on('sveltekit:shutdown', () => boards.closeAll());
export const ringBoards = (database: Database): void => void boards.look(database);

type Events = Awaited<ReturnType<typeof getBoardEvents>>;
type Picture = Awaited<ReturnType<typeof getBoard>>;
const framesOf = (events: Events, board: Picture): string =>
  [
    ...events
      .filter(({ kind }) => kind === 'call')
      .map(({ seq, data }) => `id: ${seq}\nevent: panggilan\ndata: ${JSON.stringify(data)}\n\n`),
    `id: ${board.seq}\nevent: papan\ndata: ${JSON.stringify(board)}\n\n`,
  ].join('');

/** A stream for one board: what it missed since `lastId`, the picture as it is, then everything as it happens. */
export async function boardStream(database: Database, lastId: number | undefined): Promise<ReadableStream<Uint8Array>> {
  const { events, board } = await database.withActor({ kind: 'anonymous' }, async (tx) => ({
    events: lastId === undefined ? [] : await getBoardEvents(tx, lastId),
    board: await getBoard(tx),
  }));
  let send: Send;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      send = (chunk) => {
        // a board that doesn't read is let go; it comes back and asks for what it missed
        if ((controller.desiredSize ?? 0) < -64) close();
        else controller.enqueue(chunk);
      };
      const close = (): void => {
        boards.remove(send);
        try {
          controller.close();
        } catch {
          // closed already
        }
      };
      controller.enqueue(encoder.encode(`retry: 2000\n\n${framesOf(events, board)}`));
      boards.add(database, send, close, board.seq);
    },
    cancel: () => boards.remove(send),
  });
}
