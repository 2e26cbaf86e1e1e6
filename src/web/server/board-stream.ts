import process from 'node:process';
import type { Actor } from '#core/actor.ts';
import { Failure } from '#core/failure.ts';
import type { Database } from '#core/server/database.ts';

type Send = (chunk: Uint8Array) => void;
/** What there is to say to every board, and the number of the last event it knows. */
interface News {
  readonly seq: number;
  readonly frame: string;
}
/** Look once for all, as the actor of one who watches; undefined where nothing happened since. @throws Failure where this one may not watch any more */
type Look = (database: Database, actor: Actor, last: number) => Promise<News | undefined>;

const encoder = new TextEncoder();
/** Most that is committed is no board's business: so often at most it is asked whether it is. */
const LEAST_BETWEEN_RINGS_MS = 100;

/**
 * One look at the database for all boards of this process, however many watch; what it finds is encoded once. Stops when
 * nobody watches.
 */
export class Boards {
  readonly #watchers = new Map<Send, { readonly close: () => void; readonly actor: Actor }>();
  readonly #pollMs: number;
  readonly #heartbeatSeconds: number;
  readonly #look: Look;
  #last = -1;
  #timer: NodeJS.Timeout | undefined;
  #beat: NodeJS.Timeout | undefined;
  #isLooking = false;
  #isRung = false;
  #toldAt = 0;
  #rungAt = 0;
  #ringing: NodeJS.Timeout | undefined;

  constructor(pollMs: number, heartbeatSeconds: number, look: Look) {
    this.#pollMs = pollMs;
    this.#heartbeatSeconds = heartbeatSeconds;
    this.#look = look;
    process.on('sveltekit:shutdown', () => this.#closeAll());
  }

  /** A stream for one board: `first`, then everything as it happens. `seq`: the last event `first` knows. */
  stream(database: Database, actor: Actor, first: string, seq: number): ReadableStream<Uint8Array> {
    let send: Send;
    return new ReadableStream<Uint8Array>({
      start: (controller) => {
        const close = (): void => {
          this.#remove(send);
          try {
            controller.close();
          } catch {
            // closed already
          }
        };
        send = (chunk) => {
          // a board that doesn't read is let go; it comes back and asks for what it missed
          if ((controller.desiredSize ?? 0) < -64) close();
          else controller.enqueue(chunk);
        };
        controller.enqueue(encoder.encode(`retry: 2000\n\n${first}`));
        this.#add(database, send, close, actor, seq);
      },
      cancel: () => this.#remove(send),
    });
  }
  /** Something was committed in this process: look now, or as soon as boards may be told again. */
  ring(database: Database): void {
    if (this.#watchers.size === 0 || this.#ringing) return;
    const wait = Math.max(this.#toldAt + this.#pollMs, this.#rungAt + LEAST_BETWEEN_RINGS_MS) - Date.now();
    this.#ringing = setTimeout(
      () => {
        this.#ringing = undefined;
        this.#rungAt = Date.now();
        void this.look(database);
      },
      Math.max(0, wait),
    );
  }
  /** Look now: something was just said in this process. */
  async look(database: Database): Promise<void> {
    const [first] = this.#watchers;
    if (!first) return;
    const [send, watcher] = first;
    if (this.#isLooking) {
      this.#isRung = true;
      return;
    }
    this.#isLooking = true;
    // each in its turn, so that whose duty ended is found
    this.#watchers.delete(send);
    this.#watchers.set(send, watcher);
    try {
      const found = await this.#look(database, watcher.actor, this.#last);
      if (found) {
        this.#last = found.seq;
        this.#toldAt = Date.now();
        this.#tell(found.frame);
      }
    } catch (thrown) {
      if (thrown instanceof Failure) {
        watcher.close();
        this.#isRung = true;
      }
      // else the database is away: boards show how old their picture is
    } finally {
      this.#isLooking = false;
    }
    if (this.#isRung) {
      this.#isRung = false;
      await this.look(database);
    }
  }

  #add(database: Database, send: Send, close: () => void, actor: Actor, seen: number): void {
    this.#watchers.set(send, { close, actor });
    if (this.#watchers.size > 1) return;
    this.#last = Math.max(this.#last, seen);
    this.#timer = setInterval(() => void this.look(database), this.#pollMs);
    this.#beat = setInterval(() => this.#tell(`event: nadi\ndata: ${new Date().toISOString()}\n\n`), this.#heartbeatSeconds * 1000);
  }
  #remove(send: Send): void {
    this.#watchers.delete(send);
    if (this.#watchers.size) return;
    this.#stop();
    this.#last = -1;
  }
  #closeAll(): void {
    for (const { close } of this.#watchers.values()) close();
    this.#watchers.clear();
    this.#stop();
  }
  #stop(): void {
    clearInterval(this.#timer);
    clearInterval(this.#beat);
    clearTimeout(this.#ringing);
    this.#ringing = undefined;
  }
  #tell(frame: string): void {
    const chunk = encoder.encode(frame);
    for (const send of this.#watchers.keys()) send(chunk);
  }
}
