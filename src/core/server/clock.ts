/** The one place where the program learns what time it is; tests and the city simulator put their own in its place. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
