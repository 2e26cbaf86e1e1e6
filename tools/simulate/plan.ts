import { dayOf, endOfDay, isWorkingDay, startOfDay, type Calendar, type Day } from '#core/working-time.ts';
import { apportion, chanceOf, type Chance } from './chance.ts';
import { isCutOff, type City } from './city.ts';

/**
 * Who does what when: pure, from the seed alone. Each day is worked out by itself, so that a run which was killed goes on
 * with the days it has not lived through, and finds them as they were.
 */
export interface Setting {
  readonly city: City;
  readonly calendar: Calendar;
  readonly seed: number;
  readonly scale: number;
  readonly places: readonly Place[];
}

/** A distrik with its villages, by region code. */
export interface Place {
  readonly code: string;
  readonly kampung: readonly string[];
  readonly people: number;
}

const DAY_MS = 86_400_000;
const HALF_HOUR = 30 * 60_000;
/** When the hall opens and, for its last number, closes; minutes after midnight (db/reference/hall-sites.json). */
const OPENS = 8 * 60;

const monthOf = (day: Day): string => day.slice(0, 7);
export const dayAfter = (day: Day): Day => dayOf(new Date(startOfDay(day).getTime() + DAY_MS));
/** Every day of `months` months from the first of `from`, 'YYYY-MM'. */
export function daysOf(from: string, months: number): Day[] {
  const [year, month] = from.split('-').map(Number) as [number, number];
  const count = (Date.UTC(year, month - 1 + months, 1) - Date.UTC(year, month - 1, 1)) / DAY_MS;
  return Array.from({ length: count }, (_, index) => new Date(Date.UTC(year, month - 1, 1 + index)).toISOString().slice(0, 10));
}
const weekdayOf = (day: Day): number => new Date(`${day}T00:00:00Z`).getUTCDay();

const shared = new Map<string, readonly number[]>();
/** How many of a month's `total` fall on each of its days; counted once a month and kind. */
function onDay(kind: string, setting: Setting, day: Day, total: number, weightOf: (day: Day) => number): number {
  const month = monthOf(day);
  const key = `${kind} ${month} ${total} ${setting.seed} ${setting.city.version} ${[...setting.calendar.holidays].length}`;
  let parts = shared.get(key);
  if (!parts) shared.set(key, (parts = apportion(total, daysOf(month, 1).map(weightOf))));
  return parts[Number(day.slice(8)) - 1]!;
}

// ── People ───────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Someone {
  readonly distrik: string;
  readonly region: string;
  readonly way: 'road' | 'boat' | 'plane';
  readonly tongue: string;
}
/** Somebody of the regency; `reach` weighs how often people of each way come at all. */
function someone({ city, places }: Setting, chance: Chance, reach: Readonly<Record<Someone['way'], number>>): Someone {
  const homes = Object.fromEntries(places.map(({ code, people }) => [code, people * reach[city.people.distrik[code]!.way]]));
  const distrik = chance.of(homes);
  const { way, tongues } = city.people.distrik[distrik]!;
  const { kampung } = places.find(({ code }) => code === distrik)!;
  return { distrik, region: kampung.length ? chance.pick(kampung) : distrik, way, tongue: chance.of(tongues) };
}
const EVERYBODY = { road: 1, boat: 1, plane: 1 };
/** Coming to town costs a day and a boat or a seat. */
const TO_TOWN = { road: 1, boat: 0.35, plane: 0.2 };
/** Who has a telephone and a network, or meets an officer who writes it down. */
const TO_REPORT = { road: 1, boat: 0.8, plane: 0.6 };

export interface Citizen extends Someone {
  readonly no: number;
}
/** The citizens with an account of a run at this scale, by number. */
export const citizenOf = (setting: Setting, no: number): Citizen => ({
  no,
  ...someone(setting, chanceOf(setting.seed, 'citizen', no), EVERYBODY),
});
export const citizensOf = ({ city, scale }: Pick<Setting, 'city' | 'scale'>): number =>
  Math.max(20, Math.round(city.people.citizens * scale));

// ── The hall ─────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Visit {
  readonly at: Date;
  readonly agencies: readonly string[];
  readonly channel: 'kiosk' | 'clerk' | 'web';
  readonly class: 'reguler' | 'prioritas' | 'berangkat';
  /** Minutes of service each errand will take. */
  readonly minutes: readonly number[];
  /** Seconds from the call to the loket; undefined for who has gone when called. */
  readonly walkSeconds: number | undefined;
  readonly lang: 'id' | 'en';
}

const visitsOfMonth = ({ city, scale }: Setting, day: Day): number =>
  Math.round((city.visits.byMonth[monthOf(day)] ?? city.visits.otherMonth) * scale);
/** Visits of a month fall on its working days: more on Mondays, pay days and after holidays. */
export function visitsOn(setting: Setting, day: Day): Visit[] {
  const { city, calendar, seed } = setting;
  const { visits } = city;
  const weight = (each: Day): number => {
    if (!isWorkingDay(calendar, each)) return 0;
    const before = dayOf(new Date(startOfDay(each).getTime() - DAY_MS));
    const rested = calendar.holidays.has(before) ? visits.afterHolidayFactor : 1;
    return visits.weekday[weekdayOf(each)]! * rested * (visits.payDays.includes(Number(each.slice(8))) ? visits.payDayFactor : 1);
  };
  const count = onDay('visits', setting, day, visitsOfMonth(setting, day), weight);
  const shares = Object.fromEntries(Object.entries(visits.agencies).map(([agency, { share }]) => [agency, share]));
  const opening = startOfDay(day).getTime() + OPENS * 60_000;
  const found = apportion(count, visits.halfHours).flatMap((many, half) =>
    Array.from({ length: many }, (_, index): Visit => {
      const chance = chanceOf(seed, 'visit', day, half, index);
      const who = someone(setting, chance, TO_TOWN);
      const first = chance.of(shares);
      const second = chance.is(visits.secondErrand) ? chance.of(shares) : first;
      const agencies = [...new Set([first, second])];
      const isLeaving = who.way !== 'road' && chance.is(0.5);
      return {
        at: new Date(Math.floor(opening + half * HALF_HOUR + chance.roll() * HALF_HOUR)),
        agencies,
        channel: chance.of(visits.channels) as Visit['channel'],
        class: chance.is(visits.prioritas) ? 'prioritas' : isLeaving ? 'berangkat' : 'reguler',
        minutes: agencies.map((agency) => Math.min(60, Math.max(1, chance.around(visits.agencies[agency]!.minutes, 0.45)))),
        walkSeconds: chance.is(visits.noShow) ? undefined : Math.round(chance.around(35, 0.4)),
        lang: chance.is(0.02) ? 'en' : 'id',
      };
    }),
  );
  return found.toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

// ── Reports ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Report {
  /** Day and number of the day it was thought of: names all that is drawn about it. */
  readonly key: string;
  /** When it reaches Mimika Center. */
  readonly at: Date;
  /** When it was written, where that was another moment. */
  readonly writtenAt: Date | undefined;
  readonly category: string;
  readonly who: Someone;
  readonly channel: 'web' | 'whatsapp' | 'counter' | 'offline';
  /** Number of the citizen who is signed in. */
  readonly citizen: number | undefined;
  readonly anonymous: boolean;
  readonly secret: boolean;
}

const HOURS = [0, 0, 0, 0, 0, 1, 3, 6, 9, 10, 9, 8, 7, 7, 7, 7, 7, 7, 8, 9, 8, 5, 2, 1];
/** Reports thought of on that day; undefined for those that a cut network swallowed. */
export function reportsOn(setting: Setting, day: Day): (Report | undefined)[] {
  const { city, seed, scale } = setting;
  const { reports } = city;
  const total = Math.round((reports.aYear / 12) * (reports.rain[monthOf(day)] ?? reports.otherRain) * scale);
  const count = onDay('reports', setting, day, total, (each) => (weekdayOf(each) % 6 === 0 ? 0.7 : 1));
  return Array.from({ length: count }, (_, index): Report | undefined => {
    const key = `${day}/${index}`;
    const chance = chanceOf(seed, 'report', key);
    const category = chance.of(reports.mix);
    const who = someone(setting, chance, TO_REPORT);
    const hour = Number(chance.of(Object.fromEntries(HOURS.map((weight, each) => [String(each), weight]))));
    const thought = new Date(Math.floor(startOfDay(day).getTime() + (hour + chance.roll()) * 3_600_000));
    const wanted = chance.of(reports.channels[who.way]) as Report['channel'];
    const isSignedIn = chance.is(reports.signedIn);
    const anonymous = chance.is(reports.anonymous);
    const secret = chance.is(reports.secret);
    const citizen = isSignedIn ? Math.floor(chance.roll() * citizensOf(setting)) : undefined;
    const way = throughNetwork(setting, chance, wanted, who, thought);
    if (!way) return undefined;
    return {
      key,
      at: way.at,
      writtenAt: way.at > thought ? thought : undefined,
      category,
      who,
      channel: way.channel,
      citizen: way.channel === 'web' ? citizen : undefined,
      anonymous,
      secret,
    };
  });
}

/** Which way a report takes, and when it arrives. Cut off, a telephone keeps it, its owner walks to a counter, or gives up. */
function throughNetwork(
  { city, calendar }: Setting,
  chance: Chance,
  wanted: Report['channel'],
  who: Someone,
  thought: Date,
): { channel: Report['channel']; at: Date } | undefined {
  const [fate, delay, hour] = [chance.roll(), chance.exponential(1), chance.roll()];
  /** At the next hour at which somebody sits there. */
  const atCounter = (): { channel: 'counter'; at: Date } => {
    for (let day = dayOf(thought); ; day = dayAfter(day)) {
      const at = new Date(Math.floor(startOfDay(day).getTime() + (8 + hour * 7) * 3_600_000));
      if (isWorkingDay(calendar, day) && at > thought) return { channel: 'counter', at };
    }
  };
  if (wanted === 'counter') return atCounter();
  if (isCutOff(city, dayOf(thought))) {
    if (fate > 0.7) return undefined;
    if (fate > 0.4) return atCounter();
    let back = dayOf(thought);
    while (isCutOff(city, back)) back = dayAfter(back);
    return { channel: 'offline', at: new Date(Math.floor(startOfDay(back).getTime() + (6 + hour * 14) * 3_600_000)) };
  }
  if (wanted !== 'offline') return { channel: wanted, at: thought };
  const days = delay * (1 - city.people.distrik[who.distrik]!.signal) * 3;
  return { channel: 'offline', at: new Date(Math.floor(thought.getTime() + days * DAY_MS)) };
}

// ── Requests ─────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Filing {
  readonly key: string;
  readonly at: Date;
  readonly service: string;
  readonly citizen: number;
}
export function filingsOn(setting: Setting, day: Day): Filing[] {
  const { city, calendar, seed, scale } = setting;
  const total = Math.round((city.filings.aYear / 12) * scale);
  const count = onDay('filings', setting, day, total, (each) => (isWorkingDay(calendar, each) ? 1 : isCutOff(city, each) ? 0 : 0.2));
  const found = Array.from({ length: count }, (_, index): Filing => {
    const key = `${day}/${index}`;
    const chance = chanceOf(seed, 'filing', key);
    return {
      key,
      service: chance.of(city.filings.services),
      citizen: Math.floor(chance.roll() * citizensOf(setting)),
      at: new Date(Math.floor(startOfDay(day).getTime() + (7 + chance.roll() * 13) * 3_600_000)),
    };
  });
  return found.toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

/** The last moment of a simulated day; what comes later belongs to the next. */
export const isOf = (day: Day, at: Date): boolean => at.getTime() <= endOfDay(day).getTime();
