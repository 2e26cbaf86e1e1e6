import * as z from 'zod';
import table from './city.json' with { type: 'json' };

/** What the simulator believes about the city: db-like data with source and confidence, checked when it is read. */
const Share = z.number().min(0).max(1);
const Shares = z.record(z.string(), Share).refine((all) => Math.abs(Object.values(all).reduce((sum, one) => sum + one, 0) - 1) < 1e-9, {
  error: 'shares must sum to 1',
});
const Day = z.iso.date();
const Month = z.string().regex(/^\d{4}-\d{2}$/);
const Mark = z.enum(['V', 'S', 'M', 'P']);
const sourced = { note: z.string(), source: z.array(z.string()), verified: Mark };
const Habits = z.strictObject({
  /** Working hours, median: until a report or a task is taken up. */
  pickupHours: z.number().positive(),
  /** Working hours, median: from there to the answer of a report. */
  answerHours: z.number().positive(),
  declines: Share,
  /** Of requests checked, how many go back to the applicant. */
  returns: Share,
  /** Working hours, median, on one task of a request. */
  taskHours: z.number().positive(),
  /** Does anybody there take anything up on a Friday? */
  friday: z.boolean(),
});
const City = z.strictObject({
  version: z.string(),
  note: z.string(),
  visits: z.strictObject({
    ...sourced,
    byMonth: z.record(Month, z.int().positive()),
    otherMonth: z.int().positive(),
    otherVerified: Mark,
    weekday: z.array(z.number().min(0)).length(7),
    payDays: z.array(z.int().min(1).max(31)),
    payDayFactor: z.number().positive(),
    afterHolidayFactor: z.number().positive(),
    /** Weight of each half hour from the opening of the hall. */
    halfHours: z.array(z.number().min(0)).length(14),
    shapeVerified: Mark,
    secondErrand: Share,
    channels: Shares,
    prioritas: Share,
    noShow: Share,
    /** Days played through for each promise of a wait. */
    forecastRuns: z.int().positive(),
    agencies: z.record(z.string(), z.strictObject({ share: Share, minutes: z.number().positive(), lokets: z.int().positive() })),
    agenciesVerified: Mark,
  }),
  reports: z.strictObject({
    ...sourced,
    aYear: z.int().positive(),
    mix: Shares,
    rain: z.record(Month, z.number().positive()),
    otherRain: z.number().positive(),
    rainVerified: Mark,
    channels: z.record(z.enum(['road', 'boat', 'plane']), Shares),
    signedIn: Share,
    anonymous: Share,
    secret: Share,
    verifyHours: z.number().positive(),
    routeMinutes: z.number().positive(),
    checkHours: z.number().positive(),
    proofReturned: Share,
    budget: z.record(z.string(), Share),
    reporter: z.strictObject({ agrees: Share, contests: Share, rates: Share }),
    livesVerified: Mark,
  }),
  filings: z.strictObject({
    ...sourced,
    aYear: z.int().positive(),
    services: Shares,
    incomplete: Share,
    rejected: Share,
    answerHours: z.number().positive(),
  }),
  people: z.strictObject({
    ...sourced,
    citizens: z.int().positive(),
    distrik: z.record(z.string(), z.strictObject({ way: z.enum(['road', 'boat', 'plane']), signal: Share, tongues: Shares })),
  }),
  habits: z.strictObject({ note: z.string(), verified: Mark, usual: Habits, agencies: z.record(z.string(), Habits.partial()) }),
  happenings: z.array(z.strictObject({ id: z.string(), kind: z.literal('outage'), from: Day, to: Day, ...sourced })),
  innovations: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      distrik: z.string(),
      category: z.string(),
      from: Day,
      /** What the time to the answer is multiplied by, from that day on. */
      answerFactor: z.number().positive(),
      /** The same for the time to the first word, which answers nothing. */
      firstWordFactor: z.number().positive(),
      helps: z.boolean(),
      note: z.string(),
    }),
  ),
});
export type City = z.output<typeof City>;
export type Habits = z.output<typeof Habits>;

export const city: City = City.parse(table);

export const habitsOf = ({ habits }: City, agency: string): Habits => Object.assign({ ...habits.usual }, habits.agencies[agency]);

/** The innovation at work for a report of this category, place and day; undefined where none is. */
export const innovationAt = (
  { innovations }: City,
  category: string,
  region: string,
  day: string,
): City['innovations'][number] | undefined =>
  innovations.find((one) => one.category === category && region.startsWith(one.distrik) && day >= one.from);

/** Is the city cut off from the network on that day? */
export const isCutOff = ({ happenings }: City, day: string): boolean => happenings.some(({ from, to }) => day >= from && day <= to);
