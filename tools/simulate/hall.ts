import type { Actor } from '#core/actor.ts';
import { vault } from '#core/server/vault.ts';
import { isWorkingDay, startOfDay, type Day } from '#core/working-time.ts';
import { rules } from '#modules/queue/rules.ts';
import {
  callNext,
  checkIn,
  closeLoket,
  issueTicket,
  loketStep,
  markShown,
  makeDevice,
  openLoket,
  presentDevice,
  presentTicket,
  SITE,
} from '#modules/queue/server/queue.ts';
import { jobs } from '#modules/queue/server/jobs.ts';
import { chanceOf, idOf } from './chance.ts';
import type { Item, Lane, Stage } from './day.ts';
import { visitsOn, type Setting, type Visit } from './plan.ts';

export interface HallWorld extends Setting {
  /** Lokets with the officer who sits at each. */
  readonly lokets: readonly { readonly id: string; readonly agency: string; readonly officer: Actor }[];
  /** What can be asked for at each agency, by service id. */
  readonly services: ReadonlyMap<string, readonly string[]>;
}

/** The simulated kiosk's key. */
const kioskKey = (seed: number): string => idOf(seed, 'kiosk');
/** Put up the kiosk, by whoever runs the hall. */
export const putUpKiosk = (stage: Stage, seed: number, manager: Actor, at: number): Promise<void> =>
  stage.as(manager, at, (tx) => makeDevice(tx, SITE, 'Kios simulasi', vault().findable(kioskKey(seed), 'device')));

const MINUTE = 60_000;
const NOBODY: Actor = { kind: 'anonymous' };
const CLOCK: Actor = { kind: 'job', task: 'queue.catch_up' };
/** From the last step with one visitor to the call of the next. */
const BETWEEN_SECONDS = 20;
/** Nobody sits down before, or calls anybody new after an empty line from, these minutes after midnight. */
const [OPENS, CLOSES] = [7 * 60 + 55, 15 * 60 + 5];

interface Seat {
  readonly id: string;
  readonly agency: string;
  readonly officer: Actor;
  state: 'closed' | 'idle' | 'busy';
}

/** The hall of one day: numbers, calls and errands, each loket at its own pace. Nothing of it outlasts the day but its log. */
export class HallLane implements Lane {
  readonly name = 'hall';
  readonly #world: HallWorld;
  #day: Day = '';
  #visits: readonly Visit[] = [];
  /** Visits by the number they were given. */
  #numbers = new Map<string, Visit>();
  #seats = new Map<string, Seat>();
  constructor(world: HallWorld) {
    this.#world = world;
  }

  on(day: Day): readonly Item[] {
    const { calendar, lokets, seed } = this.#world;
    const dawn = startOfDay(day).getTime();
    this.#day = day;
    this.#visits = visitsOn(this.#world, day);
    this.#numbers = new Map();
    this.#seats = new Map(lokets.map((loket) => [loket.id, { ...loket, state: 'closed' }]));
    const clock = { at: dawn + MINUTE, do: 'clock', of: '' };
    if (!isWorkingDay(calendar, day)) return [clock];
    return [
      clock,
      ...lokets.flatMap(({ id }) => {
        const chance = chanceOf(seed, 'loket', day, id);
        return [
          { at: Math.floor(dawn + (OPENS + 12 * chance.roll()) * MINUTE), do: 'open', of: id },
          { at: Math.floor(dawn + (CLOSES + 5 * chance.roll()) * MINUTE), do: 'close', of: id },
        ];
      }),
      ...this.#visits.map(({ at }, no) => ({ at: at.getTime(), do: 'come', of: String(no) })),
    ];
  }

  async act(stage: Stage, item: Item): Promise<readonly Item[]> {
    const { at, of } = item;
    switch (item.do) {
      case 'clock':
        await stage.as(CLOCK, at, (tx) => jobs['queue.catch_up'](tx));
        return [];
      case 'come':
        return this.#come(stage, at, this.#visits[Number(of)]!);
      case 'check_in':
        await stage.as(NOBODY, at, async (tx) => checkIn(tx, await presentTicket(tx, String(item.with?.['code']))));
        return this.#poke(at, this.#visits[Number(of)]!.agencies);
      case 'poke':
        return this.#poke(at, [of]);
      default:
        return this.#sit(stage, item, this.#seats.get(of)!);
    }
  }

  async #come(stage: Stage, at: number, visit: Visit): Promise<readonly Item[]> {
    const { seed, services } = this.#world;
    const no = this.#visits.indexOf(visit);
    const chance = chanceOf(seed, 'errand', this.#day, no);
    const wish = {
      site: SITE,
      services: visit.agencies.map((agency) => chance.pick(services.get(agency)!)),
      class: visit.class,
      lang: visit.lang,
    };
    const clerk = [...this.#seats.values()].find(({ agency, state }) => agency === visit.agencies[0] && state !== 'closed');
    const channel = visit.channel === 'clerk' && !clerk ? 'kiosk' : visit.channel;
    const ticket = await stage.as(channel === 'clerk' ? clerk!.officer : NOBODY, at, async (tx) => {
      if (channel === 'kiosk') await presentDevice(tx, kioskKey(seed));
      const taken = await issueTicket(tx, wish, channel);
      if (channel !== 'web') await markShown(tx, taken.code, 'paper');
      return taken;
    });
    this.#numbers.set(ticket.number, visit);
    if (channel !== 'web') return this.#poke(at, visit.agencies);
    return [{ at: Math.floor(at + (5 + 25 * chance.roll()) * MINUTE), do: 'check_in', of: String(no), with: { code: ticket.code } }];
  }

  /** Somebody may be called now: a loket that sits idle does so. */
  #poke(at: number, agencies: readonly string[]): readonly Item[] {
    return agencies.flatMap((agency) => {
      const seat = [...this.#seats.values()].find((one) => one.agency === agency && one.state === 'idle');
      if (!seat) return [];
      seat.state = 'busy';
      return [{ at: at + 5000, do: 'call', of: seat.id }];
    });
  }

  async #sit(stage: Stage, { at, do: what, with: more }: Item, seat: Seat): Promise<readonly Item[]> {
    const number = String(more?.['number'] ?? '');
    const next = (seconds: number, step: string, of = number): Item => ({
      at: Math.floor(at + seconds * 1000),
      do: step,
      of: seat.id,
      with: { number: of },
    });
    switch (what) {
      case 'open':
        await stage.as(seat.officer, at, (tx) => openLoket(tx, seat.id));
        seat.state = 'busy';
        return [next(BETWEEN_SECONDS, 'call')];
      case 'close':
        if (seat.state === 'idle') await this.#close(stage, at, seat);
        return [];
      case 'call': {
        const called = await stage.as(seat.officer, at, (tx) => callNext(tx));
        if (!called) {
          seat.state = 'idle';
          if (at >= startOfDay(this.#day).getTime() + CLOSES * MINUTE) await this.#close(stage, at, seat);
          return [];
        }
        const { walkSeconds } = this.#numbers.get(called.number)!;
        return [walkSeconds === undefined ? next(60, 'absent', called.number) : next(walkSeconds, 'arrive', called.number)];
      }
      case 'arrive': {
        await stage.as(seat.officer, at, (tx) => loketStep(tx, 'arrive'));
        const visit = this.#numbers.get(number)!;
        return [next(visit.minutes[visit.agencies.indexOf(seat.agency)]! * 60, 'done')];
      }
      case 'absent':
        await stage.as(seat.officer, at, (tx) => loketStep(tx, 'absent'));
        return [next(BETWEEN_SECONDS, 'call'), { at: at + (rules.calls.cool_down_minutes + 1) * MINUTE, do: 'poke', of: seat.agency }];
      case 'done': {
        await stage.as(seat.officer, at, (tx) => loketStep(tx, 'done'));
        const others = this.#numbers.get(number)!.agencies.filter((agency) => agency !== seat.agency);
        return [next(BETWEEN_SECONDS, 'call'), ...this.#poke(at, others)];
      }
      default:
        throw new Error(`The hall knows no ${what}`);
    }
  }
  async #close(stage: Stage, at: number, seat: Seat): Promise<void> {
    await stage.as(seat.officer, at, (tx) => closeLoket(tx, 'closed'));
    seat.state = 'closed';
  }
}
