import pg from 'pg';
import sharp from 'sharp';
import type { Actor } from '#core/actor.ts';
import type { Clock } from '#core/server/clock.ts';
import { openDatabase, type Database } from '#core/server/database.ts';
import { getCalendar } from '#core/server/calendar.ts';
import { keepPicture } from '#core/server/files.ts';
import { dayOf, startOfDay, type Calendar, type Day } from '#core/working-time.ts';
import { loadDemo as loadServices } from '#modules/catalogue/server/demo.ts';
import type { Question } from '#modules/complaints/report.ts';
import { rules as hallRules } from '#modules/queue/rules.ts';
import { SITE } from '#modules/queue/server/queue.ts';
import { outsideJobs } from '#modules/complaints/server/jobs.ts';
import { loadDemo as loadPeople } from '#modules/identity/server/demo.ts';
import { jobs as proofJobs } from '#modules/proof/server/jobs.ts';
import { chanceOf } from './chance.ts';
import { city as mimika, type City } from './city.ts';
import { liveDay, Stage, type Lane } from './day.ts';
import { hire, readTexts, settle } from './people.ts';
import { dayAfter, daysOf, type Place, type Setting } from './plan.ts';
import { HallLane, putUpKiosk } from './hall.ts';
import { ReportLane } from './reports.ts';
import { truthOf } from './truth.ts';

export interface Urls {
  /** A login that may take every role, as the one that makes them. */
  readonly admin: string;
  readonly owner: string;
  readonly web: string;
  readonly worker: string;
}
export interface Wish {
  /** First month, 'YYYY-MM'. */
  readonly from: string;
  readonly months: number;
  readonly scale: number;
  readonly seed: number;
}
export interface Progress {
  readonly day: Day;
  readonly done: number;
  readonly of: number;
  readonly commands: number;
}

/** What stands in the way of a run; said to who asked for it. */
export class SimulationFault extends Error {}

/** 00.15 WIT: a quarter of an hour after its end a day is closed, as by the worker's schedule. */
const CLOSES_MS = 15 * 60_000;

/**
 * Live through the wished months in an empty database, or go on with a run of the same wish that was stopped. Every day is
 * closed in the public log before the next begins, by the job that closes real ones, so a simulated log proves like any other.
 * @throws SimulationFault where the database holds anything else
 */
export async function simulate(urls: Urls, wish: Wish, tell: (progress: Progress) => void = () => {}, city: City = mimika): Promise<void> {
  const days = daysOf(wish.from, wish.months);
  const first = days[0]!;
  const admin = new pg.Client({ connectionString: urls.admin });
  await admin.connect();
  try {
    const next = await begin(admin, urls, wish, days, city);
    const world = await worldOf(admin, urls, wish, first, city);
    const stages = await Promise.all(world.lanes.map(() => Stage.open(urls.admin)));
    const clerk = await Stage.open(urls.admin);
    try {
      if (next === first) await arrive(clerk, world, startOfDay(first).getTime());
      for (const [index, day] of days.entries()) {
        if (day < next) continue;
        await Promise.all(world.lanes.map((lane, no) => liveDay(stages[no]!, lane, day)));
        await endDay(clerk, day);
        tell({ day, done: index + 1, of: days.length, commands: [...stages, clerk].reduce((sum, stage) => sum + stage.commands, 0) });
      }
      const after = startOfDay(dayAfter(days.at(-1)!)).getTime();
      await clerk.whole(() => outsideJobs['complaints.count'](clerk.database(after)));
    } finally {
      await Promise.all([...stages, clerk].map((stage) => stage.close()));
    }
  } finally {
    await admin.end();
  }
}

/** The day on which the run goes on. A new one is marked simulated before anything else is written. */
async function begin(admin: pg.Client, urls: Urls, wish: Wish, days: readonly Day[], city: City): Promise<Day> {
  const [first, last] = [days[0]!, days.at(-1)!];
  if (last >= dayOf(new Date()))
    throw new SimulationFault(
      `Bulan terakhir belum lewat: pilih --from dan --months yang berakhir sebelum hari ini. / The last month is not over yet: choose --from and --months that end before today.`,
    );
  const { rows } = await admin.query<{ seed: number; from_day: string; until_day: string; scale: string; city: string; next_day: string }>(
    'select seed, from_day::text, until_day::text, scale, city, next_day::text from simulation.run',
  );
  const known = rows[0];
  if (known) {
    const isSame =
      known.seed === wish.seed &&
      known.from_day === first &&
      known.until_day === last &&
      Number(known.scale) === wish.scale &&
      known.city === city.version;
    if (isSame) return known.next_day;
    throw new SimulationFault(
      `Basis data ini sudah berisi simulasi lain (${known.from_day} sampai ${known.until_day}, benih ${known.seed}, skala ${known.scale}): pakai permintaan yang sama, atau folder lain dengan SATU_DATA. / This database holds another simulation: ask for the same one, or choose another folder with SATU_DATA.`,
    );
  }
  const { rows: events } = await admin.query<{ some: boolean }>('select exists (select from core.event) as some');
  if (events[0]!.some)
    throw new SimulationFault(
      'Basis data ini sudah berisi catatan sungguhan atau demo: simulasi hanya di folder baru (SATU_DATA). / This database already holds real or demo records: a simulation needs a new folder (SATU_DATA).',
    );
  await admin.query('begin');
  await admin.query('set local role satupintu_owner');
  await admin.query('insert into simulation.run (seed, from_day, until_day, scale, city, next_day) values ($1, $2, $3, $4, $5, $2)', [
    wish.seed,
    first,
    last,
    wish.scale,
    city.version,
  ]);
  for (const { id, kind, from, to, effects, data } of truthOf(city))
    await admin.query('insert into simulation.truth (id, kind, from_day, to_day, effects, data) values ($1, $2, $3, $4, $5, $6)', [
      id,
      kind,
      from,
      to,
      JSON.stringify(effects),
      JSON.stringify(data),
    ]);
  await admin.query('commit');
  return first;
}

interface World extends Setting {
  readonly lanes: readonly Lane[];
  readonly fresh: Awaited<ReturnType<typeof hire>>['fresh'];
  readonly lokets: readonly Loket[];
  readonly hasPeople: boolean;
  /** Who runs the hall. */
  readonly manager: Actor;
}
interface Loket {
  readonly id: string;
  readonly agency: string;
  /** Of those the simulation adds: what its screen shows. */
  readonly number?: number;
}

/** The lokets of the agencies people come to: those of the house, and as many more as the simulated days need. */
function loketsOf({ visits }: City, known: readonly Loket[]): Loket[] {
  let number = 100;
  return Object.entries(visits.agencies).flatMap(([agency, { lokets }]) => {
    const there = known.filter((loket) => loket.agency === agency).slice(0, lokets);
    const more = Array.from({ length: lokets - there.length }, (_, index) => ({
      id: `mpp-sim-${agency}-${index + 1}`,
      agency,
      number: ++number,
    }));
    return [...there, ...more];
  });
}

async function worldOf(admin: pg.Client, urls: Urls, wish: Wish, first: Day, city: City): Promise<World> {
  const rows = async <T>(text: string): Promise<T[]> => (await admin.query(text)).rows as T[];
  // the demo's people and services come first, in simulated time: the log begins with them
  const clock: Clock = { now: () => startOfDay(first) };
  const databases = [openDatabase(urls.web, { max: 2, clock }), openDatabase(urls.worker, { max: 2, clock })] as const;
  let calendar: Calendar;
  try {
    const both: Database = {
      withActor: (actor, work) => databases[actor.kind === 'job' ? 1 : 0].withActor(actor, work),
      close: async () => {},
    };
    await loadPeople(both, urls.owner);
    // those in force only from a later day would be taken for missing, and published twice, where a run goes on
    const [{ published }] = (await rows("select exists (select from core.event where subject_kind = 'definition') as published")) as [
      { published: boolean },
    ];
    if (!published) await loadServices(both, urls.owner);
    calendar = await both.withActor({ kind: 'anonymous' }, getCalendar);
  } finally {
    await Promise.all(databases.map((database) => database.close()));
  }
  const regions = await rows<{ code: string; level: number; population_2020: number | null }>(
    'select code, level, population_2020 from core.region where level > 2 order by code',
  );
  const places: Place[] = regions
    .filter(({ level }) => level === 3)
    .map(({ code, population_2020 }) => ({
      code,
      people: population_2020 ?? 1000,
      kampung: regions.filter((region) => region.code.startsWith(`${code}.`)).map((region) => region.code),
    }));
  const categories = await rows<{ id: string; family: string; default_agency: string; class_hint: string; questions: Question[] }>(
    'select id, family, default_agency, class_hint, questions from complaints.category order by id',
  );
  const agencies = await rows<{ code: string; official_name: string }>('select code, official_name from identity.agency order by code');
  const setting: Setting = { city, calendar, places, seed: wish.seed, scale: wish.scale };
  const lokets = loketsOf(city, await rows<Loket>('select id, agency from queue.loket where number < 100 order by number'));
  const services = await rows<{ id: string; agency: string }>('select id, agency from queue.service order by agency, sort');
  // a promise is drawn from so many days played through; fewer in a simulated year, where nobody reads it
  hallRules.forecast.runs = city.visits.forecastRuns;
  const asked = categories.filter(({ id }) => city.reports.mix[id]);
  const { staff, fresh } = await hire(wish.seed, {
    reports: [...new Set([...asked.map((category) => category.default_agency), 'dpkpp', 'bpbd', 'dishub'])].toSorted(),
    lokets,
  });
  const lanes = [
    new ReportLane({
      ...setting,
      staff,
      first,
      texts: await readTexts(),
      categories: new Map(
        categories.map(({ id, family, class_hint, questions }) => [
          id,
          { hint: class_hint, isField: !['layanan', 'pengawasan'].includes(family), questions },
        ]),
      ),
      names: new Map(agencies.map(({ code, official_name }) => [code, official_name])),
      pictures: await drawPictures(wish.seed),
    }),
    new HallLane({
      ...setting,
      lokets: lokets.map(({ id, agency }) => ({ id, agency, officer: fresh.find((officer) => officer.name.endsWith(` ${id}`))!.actor })),
      services: new Map(
        Map.groupBy(services, ({ agency }) => agency)
          .entries()
          .map(([agency, all]) => [agency, all.map(({ id }) => id)]),
      ),
    }),
  ];
  const [{ some }] = (await rows<{ some: boolean }>(
    'select exists (select from core.event where data @> \'{"simulated": true}\') as some',
  )) as [{ some: boolean }];
  return { ...setting, lanes, lokets, fresh, hasPeople: some, manager: staff.one('dpmptsp', 'queue.pengatur') };
}

/** Citizens and officers, unless a run that was stopped had put them in. */
async function arrive(stage: Stage, world: World, at: number): Promise<void> {
  if (world.hasPeople) return;
  await stage.whole(async () => {
    await settle(stage, world, world.fresh, at);
    await putUpKiosk(stage, world.seed, world.manager, at);
    for (const { id, agency, number } of world.lokets)
      if (number !== undefined)
        await stage.asOwner('insert into queue.loket (id, site, agency, number, floor) values ($1, $2, $3, $4, $5)', [
          id,
          SITE,
          agency,
          number,
          'Lantai 3',
        ]);
  });
}

const HOW_MANY_PICTURES = 8;
/** A few pictures of nothing, which proofs share: what they show is simulated. */
function drawPictures(seed: number): Promise<string[]> {
  return Promise.all(
    Array.from({ length: HOW_MANY_PICTURES }, async (_, no) => {
      const chance = chanceOf(seed, 'picture', no);
      const shade = (): number => Math.floor(60 + 150 * chance.roll());
      const jpeg = await sharp({ create: { width: 480, height: 360, channels: 3, background: { r: shade(), g: shade(), b: shade() } } })
        .composite([{ input: Buffer.from(SIMULATED_SIGN), gravity: 'centre' }])
        .jpeg({ quality: 70 })
        .toBuffer();
      return keepPicture(jpeg);
    }),
  );
}
const SIMULATED_SIGN =
  '<svg xmlns="http://www.w3.org/2000/svg" width="480" height="360"><text x="240" y="190" font-size="36" font-family="sans-serif" font-weight="bold" text-anchor="middle" fill="#fff">DATA SIMULASI</text></svg>';

/** What comes after midnight: jobs nobody waits for are let go, the day is closed in the log, the run is one day further. */
async function endDay(stage: Stage, day: Day): Promise<void> {
  const after = startOfDay(dayAfter(day)).getTime();
  await stage.whole(async () => {
    await stage.as({ kind: 'job', task: 'simulation.end_day' }, after, (tx) => tx.deleteFrom('core.outbox').execute());
    await stage.as({ kind: 'job', task: 'proof.close_days' }, after + CLOSES_MS, (tx) => proofJobs['proof.close_days'](tx));
    await stage.asOwner('update simulation.run set next_day = $1', [dayAfter(day)]);
  });
}
