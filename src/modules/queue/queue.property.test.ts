import fc from 'fast-check';
import { expect, test } from 'vitest';
import { extraSeats, freeForClass, iCalendar, overlaps } from './appointment.ts';
import type { QueueEvent, QueueEventBody } from './events.ts';
import { gammaRange, isCalibrated, quantile, seeded, simulatedRange, waitQuantile } from './forecast.ts';
import { arcsFrom, checkLifecycle, roles, type Lifecycle } from './lifecycle.ts';
import { lifecycle, ordinary, rules, weights } from './rules.ts';
import { clips, terbilang } from './spoken.ts';
import { advise, expected, meanWaits } from './staffing.ts';
import { choose, explain, overtakes, rank, type Candidate } from './turn.ts';
import {
  becomingReady,
  evolve,
  fold,
  hasEnded,
  legAtLoket,
  printed,
  readNumber,
  readySince,
  refuse,
  waitedMs,
  type VisitState,
} from './visit.ts';

const everybody = new Set(roles);
const START = Date.parse('2026-11-24T00:00:00Z');

/** A walk of one visit: numbers pick the leg, the next open step and how long it took. What isn't open is left out, as the door would. */
const walk = fc.record({
  legs: fc.integer({ min: 1, max: 4 }),
  chained: fc.boolean(),
  steps: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.integer({ min: 0, max: 20 * 60_000 })), { maxLength: 60 }),
});
function run(it: { legs: number; chained: boolean; steps: readonly (readonly [number, number, number])[] }): QueueEvent[] {
  const log: QueueEvent[] = [];
  let visit: VisitState | undefined;
  let at = START;
  const add = (body: QueueEventBody): void => {
    const event = { ...body, no: log.length + 1, at: new Date(at), actor: null } as QueueEvent;
    visit = evolve(visit, event);
    log.push(event);
  };
  const ready = (): void => {
    for (const leg of becomingReady(visit!)) add({ type: 'ready', leg: leg.id, t0: readySince(visit!, leg, new Date(at)).toISOString() });
  };
  add({
    type: 'issued',
    site: 'mpp',
    day: '2026-11-24',
    series: 'A',
    number: 1,
    channel: 'kiosk',
    class: ordinary,
    rule: rules.version,
    legs: Array.from({ length: it.legs }, (_, i) => ({
      leg: `leg-${i}`,
      service: 's',
      agency: `agency-${i}`,
      depends_on: it.chained && i > 0 ? [`leg-${i - 1}`] : [],
    })),
  });
  add({ type: 'shown', how: 'screen' });
  ready();
  for (const [which, pick, ms] of it.steps) {
    at += ms;
    const leg = visit!.legs[which % visit!.legs.length]!;
    const open = arcsFrom(lifecycle, leg.state);
    if (open.length === 0) continue;
    const type = open[pick % open.length]!.event;
    const more: Record<string, unknown> = {
      called: { loket: 'loket-1', decision: 'd' },
      resumed: { loket: 'loket-1' },
      absent: { not_before: new Date(at + 300_000).toISOString() },
      ready: { t0: new Date(at).toISOString() },
      expired: { why: 'day_over' },
      transferred: { reason: 'r', to: { leg: `leg-${visit!.legs.length}`, service: 's', agency: 'other', depends_on: [leg.id] } },
    }[type] as Record<string, unknown>;
    const body = { type, leg: leg.id, ...more } as QueueEventBody;
    if (refuse(visit!, body, everybody, new Date(at))) continue;
    add(body);
    ready();
  }
  return log;
}

test('the table of states is whole, and a broken one is said to be', () => {
  expect(checkLifecycle(lifecycle)).toEqual([]);
  const broken: Lifecycle = {
    ...lifecycle,
    arcs: [...lifecycle.arcs, { event: 'done', from: ['serving', 'done'], to: 'waiting', by: ['loket'] }],
  };
  expect(checkLifecycle(broken)).toEqual(['done: twice from serving', 'done: leaves the ended done']);
});

test('at every moment: one leg of a visit at a loket, no leg called before what it depends on has ended, the ended stay ended', () => {
  fc.assert(
    fc.property(walk, (it) => {
      const log = run(it);
      let before: VisitState | undefined;
      for (const event of log) {
        const visit = evolve(before, event);
        expect(visit.legs.filter((leg) => lifecycle.states[leg.state]!.at_loket).length).toBeLessThanOrEqual(1);
        for (const leg of visit.legs) {
          expect(leg.calls).toBeLessThanOrEqual(rules.calls.most + rules.calls.reinstated_most);
          if (leg.calls > 0) for (const id of leg.dependsOn) expect(hasEnded(visit.legs.find((other) => other.id === id)!)).toBe(true);
        }
        for (const leg of before?.legs ?? []) if (hasEnded(leg)) expect(visit.legs.find(({ id }) => id === leg.id)).toEqual(leg);
        expect(visit.lastAt.getTime()).toBeGreaterThanOrEqual(before?.lastAt.getTime() ?? 0);
        before = visit;
      }
      expect(fold(log)).toEqual(before);
    }),
  );
});

test('a wait is never recomputed: the first call ends it, whatever follows; what was put off does not count', () => {
  fc.assert(
    fc.property(walk, (it) => {
      const waits = new Map<string, number>();
      let visit: VisitState | undefined;
      for (const event of run(it)) {
        visit = evolve(visit, event);
        for (const leg of visit.legs) {
          const now = waitedMs(leg, event.at);
          const kept = waits.get(leg.id);
          if (kept !== undefined) expect(now).toBe(kept);
          else if (leg.firstCalledAt) waits.set(leg.id, now);
          expect(now).toBeGreaterThanOrEqual(0);
          if (leg.t0) expect(now).toBeLessThanOrEqual(event.at.getTime() - leg.t0.getTime());
        }
      }
    }),
  );
});

test('a step outside the table is refused for everybody, and one of another role for who lacks it', () => {
  const log = run({ legs: 2, chained: false, steps: [] });
  const visit = fold(log);
  const now = new Date(START + 1000);
  expect(refuse(visit, { type: 'done', leg: 'leg-0' }, everybody, now)).toBe('queue.not_now');
  expect(refuse(visit, { type: 'called', leg: 'leg-0', loket: 'l', decision: 'd' }, new Set(['visitor'] as const), now)).toBe(
    'queue.not_yours',
  );
  expect(refuse(visit, { type: 'called', leg: 'nobody', loket: 'l', decision: 'd' }, everybody, now)).toBe('queue.not_found');
  const called = evolve(visit, { type: 'called', leg: 'leg-0', loket: 'l', decision: 'd', no: 9, at: now, actor: null });
  expect(legAtLoket(called)?.id).toBe('leg-0');
  expect(refuse(called, { type: 'called', leg: 'leg-1', loket: 'm', decision: 'd' }, everybody, now)).toBe('queue.at_other_loket');
});

test('three absences, then the list of the missed; back once; no call within five minutes', () => {
  let visit = fold(run({ legs: 1, chained: false, steps: [] }));
  let at = START;
  const take = (body: QueueEventBody): void => {
    expect(refuse(visit, body, everybody, new Date(at))).toBeUndefined();
    visit = evolve(visit, { ...body, no: 1, at: new Date(at), actor: null } as QueueEvent);
  };
  const call = { type: 'called', leg: 'leg-0', loket: 'l', decision: 'd' } as const;
  for (const round of [1, 2]) {
    take(call);
    expect(refuse(visit, { type: 'missed', leg: 'leg-0' }, everybody, new Date(at))).toBe('queue.calls_left');
    take({ type: 'absent', leg: 'leg-0', not_before: new Date(at + rules.calls.cool_down_minutes * 60_000).toISOString() });
    at += rules.calls.cool_down_minutes * 60_000 - 1;
    expect(refuse(visit, call, everybody, new Date(at)), `round ${round}`).toBe('queue.cool_down');
    at++;
  }
  take(call);
  expect(refuse(visit, { type: 'absent', leg: 'leg-0', not_before: '' }, everybody, new Date(at))).toBe('queue.calls_used');
  take({ type: 'missed', leg: 'leg-0' });
  take({ type: 'reinstated', leg: 'leg-0' });
  expect(visit.legs[0]!.t0).toEqual(new Date(START));
  take(call);
  take({ type: 'missed', leg: 'leg-0' });
  expect(refuse(visit, { type: 'reinstated', leg: 'leg-0' }, everybody, new Date(at))).toBe('queue.reinstated_used');
});

test('a number taken from afar never has the better start of two taken in one minute', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 59_999 }), fc.integer({ min: 0, max: 59_999 }), (web, kiosk) => {
      const visitOf = (channel: 'web' | 'kiosk', ms: number): VisitState => ({
        ...fold(run({ legs: 1, chained: false, steps: [] })),
        channel,
        issuedAt: new Date(START + ms),
      });
      const since = (visit: VisitState): number => readySince(visit, visit.legs[0]!, new Date(START + 600_000)).getTime();
      expect(since(visitOf('web', web))).toBeGreaterThan(since(visitOf('kiosk', kiosk)));
    }),
  );
});

const candidates = fc
  .uniqueArray(
    fc.tuple(fc.integer({ min: 1, max: 999 }), fc.constantFrom(...weights.keys()), fc.integer({ min: 0, max: 7_200_000 }), fc.nat(600_000)),
    {
      selector: ([number]) => number,
      minLength: 1,
      maxLength: 40,
    },
  )
  .map((all) =>
    all.map(([number, kind, ago, parkedMs]): Candidate => ({
      leg: `leg-${number}`,
      number: printed('A', number),
      class: kind,
      t0: START - ago,
      parkedMs: Math.min(ago, parkedMs),
    })),
  );

test('the one chosen has the highest score, in whatever order they are asked; within a class it is who waits longest', () => {
  fc.assert(
    fc.property(candidates, fc.nat(), (all, turn) => {
      const next = choose(weights, all, START)!;
      const ranked = rank(weights, all, START);
      expect(next.leg).toBe(ranked[0]!.leg);
      const turned = [...all.slice(turn % all.length), ...all.slice(0, turn % all.length)];
      expect(choose(weights, turned, START)).toEqual(next);
      const waited = (one: Candidate): number => START - one.t0 - one.parkedMs;
      for (const other of all) if (other.class === next.class) expect(waited(other)).toBeLessThanOrEqual(waited(next));
    }),
  );
});

test('nobody starves: whoever waits is called before all who come much later, whatever their class', () => {
  fc.assert(
    fc.property(candidates, (all) => {
      const most = Math.max(...weights.values());
      // after `most` times the present waits everybody now here goes before anybody of today's moment or later
      const now = START + 7_200_000 * most;
      const late: Candidate = { leg: 'late', number: 'A-9999', class: 'prioritas', t0: now, parkedMs: 0 };
      expect(choose(weights, [...all, late], now)!.leg).not.toBe('late');
    }),
  );
});

test('the answer to "why that number" always agrees with the call', () => {
  fc.assert(
    fc.property(candidates, (all) => {
      const ranked = rank(weights, all, START);
      const decision = { at: new Date(START), chosen: ranked[0]!.number, rule: rules.version, candidates: ranked, override: null };
      for (const other of ranked.slice(1)) {
        const why = explain(weights, decision, other.number);
        if (why.kind === 'score') expect(Number(why.called.points)).toBeGreaterThan(Number(why.asked.points));
        else expect([why.kind, Math.abs(ranked[0]!.score - other.score) < 300]).toEqual(['tie', true]);
      }
      expect(explain(weights, decision, 'Z-001').kind).toBe('not_waiting');
    }),
  );
  const why = explain(
    weights,
    {
      at: new Date(START),
      chosen: 'C-014',
      rule: rules.version,
      override: null,
      candidates: rank(
        weights,
        [
          { leg: 'a', number: 'C-014', class: 'prioritas', t0: START - 22 * 60_000, parkedMs: 0 },
          { leg: 'b', number: 'A-031', class: 'reguler', t0: START - 41 * 60_000, parkedMs: 0 },
        ],
        START,
      ),
    },
    'A-031',
  );
  expect(why).toEqual({
    kind: 'score',
    called: { number: 'C-014', class: 'prioritas', minutes: '22', weight: 4, points: '88' },
    asked: { number: 'A-031', class: 'reguler', minutes: '41', weight: 1, points: '41' },
  });
});

test('where a tenant interleaves, every third call is of the other classes while both wait', () => {
  const all: Candidate[] = Array.from({ length: 12 }, (_, i) => ({
    leg: `${i}`,
    number: printed('A', i + 1),
    class: i < 9 ? 'reguler' : 'prioritas',
    t0: START + i,
    parkedMs: 0,
  }));
  const order: string[] = [];
  let left = all;
  let since = 0;
  while (left.length) {
    const next = choose(weights, left, START + 1000, { kind: 'interleave', every: 3 }, ordinary, since)!;
    order.push(next.class);
    since = next.class === ordinary ? since + 1 : 0;
    left = left.filter((one) => one !== next);
  }
  expect(order.map((kind) => kind[0]).join('')).toBe('rrprrprrprrr');
});

test('first come first served suffers no overtakes; the sum of overtakes is the number of inversions', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 200 }), { maxLength: 60 }), (order) => {
      const sorted = order.toSorted((a, b) => a - b);
      expect(overtakes(sorted)).toMatchObject({ total: 0, max: 0, share: 0 });
      let inversions = 0;
      for (const [i, a] of order.entries()) for (const b of order.slice(i + 1)) if (a > b) inversions++;
      expect(overtakes(order).total).toBe(inversions);
    }),
  );
});

test('a simulation of the very selection gives the waits the weights promise, within 3 %', () => {
  const lambda = [0.1, 0.35];
  const mu = 0.5;
  const b = new Map([
    ['p', 2],
    ['r', 1],
  ]);
  const random = seeded(7);
  const draw = (rate: number): number => -Math.log(1 - random()) / rate;
  const sums = new Map([
    ['p', { wait: 0, served: 0 }],
    ['r', { wait: 0, served: 0 }],
  ]);
  const kinds = ['p', 'r'];
  const arrive = lambda.map((rate) => draw(rate));
  const lines: Candidate[][] = [[], []];
  let t = 0;
  for (let served = 0; served < 1_500_000;) {
    for (const [i, kind] of kinds.entries())
      while (arrive[i]! <= t) {
        lines[i]!.push({ leg: '', number: 'A-1', class: kind, t0: arrive[i]!, parkedMs: 0 });
        arrive[i]! += draw(lambda[i]!);
      }
    const heads = lines.flatMap((line) => line[0] ?? []);
    const next = choose(b, heads, t);
    if (!next) {
      t = Math.min(...arrive);
      continue;
    }
    lines[kinds.indexOf(next.class)]!.shift();
    const sum = sums.get(next.class)!;
    sum.wait += t - next.t0;
    sum.served++;
    served++;
    t += draw(mu);
  }
  const want = meanWaits(lambda, mu, 1, [2, 1]);
  for (const [i, kind] of kinds.entries()) {
    const { wait, served } = sums.get(kind)!;
    expect(Math.abs(wait / served / want[i]! - 1)).toBeLessThan(0.03);
  }
});

test('load times wait is the same for every choice of weights', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.02, max: 0.3, noNaN: true }), { minLength: 2, maxLength: 3 }),
      fc.array(fc.constantFrom(1, 2, 3, 4, 8, Infinity), { minLength: 3, maxLength: 3 }),
      fc.integer({ min: 1, max: 6 }),
      (lambda, b, s) => {
        const mu = (1.2 * lambda.reduce((sum, one) => sum + one, 0)) / s;
        const conserved = (weighting: readonly number[]): number =>
          meanWaits(lambda, mu, s, weighting).reduce((sum, wait, i) => sum + (lambda[i]! / (s * mu)) * wait, 0);
        const even = conserved(lambda.map(() => 1));
        expect(Math.abs(conserved(b.slice(0, lambda.length)) / even - 1)).toBeLessThan(1e-9);
      },
    ),
  );
});

test('advice is the fewest lokets that keep the promise, and one fewer would break it', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 1, noNaN: true }), fc.double({ min: 1, max: 30, noNaN: true }), (perMinute, meanMinutes) => {
      const load = { perMinute, meanMinutes };
      const c = advise(load, 15, 0.9);
      expect(expected(load, c, 15).shareOver).toBeLessThanOrEqual(0.1 + 1e-12);
      if (c > 1) expect(expected(load, c - 1, 15).shareOver).toBeGreaterThan(0.1);
    }),
  );
  expect(advise({ perMinute: 24 / 60, meanMinutes: 9 }, 15, 0.9)).toBe(5);
  expect(advise({ perMinute: 0, meanMinutes: 9 }, 15, 0.9)).toBe(0);
});

test('a range grows with those ahead and shrinks with lokets; the simulation agrees with the formula where one holds', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1, max: 12 }), (ahead, open) => {
      const range = gammaRange(ahead, open, 9);
      expect(range.p50).toBeLessThan(range.p90);
      expect(gammaRange(ahead + 1, open, 9).p90).toBeGreaterThan(range.p90);
      expect(gammaRange(ahead, open + 1, 9).p90).toBeLessThan(range.p90);
      expect(waitQuantile(ahead, open, 9, 0.9)).toBeCloseTo(range.p90);
    }),
  );
  // exponential services, three lokets busy: the sample of 4,000 stands for the distribution
  const random = seeded(3);
  const services = Array.from({ length: 4000 }, () => -Math.log(1 - random()) * 720_000);
  const waiting = Array.from({ length: 5 }, (_, i) => ({
    leg: `${i}`,
    number: printed('A', i + 1),
    class: ordinary,
    t0: START + i,
    parkedMs: 0,
  }));
  const busy = Array.from({ length: 3 }, () => START - Math.log(1 - random()) * 720_000);
  const hall = { now: START, waiting, services, weights, choice: { kind: 'accumulating' } as const, ordinary, arrivals: [] };
  const ranges = Array.from({ length: 200 }, (_, seed) => {
    const draw = seeded(seed + 99);
    return simulatedRange({ ...hall, free: busy.map(() => START - Math.log(1 - draw()) * 720_000) }, '4', 20, seed)!.p50;
  });
  const mean = ranges.reduce((sum, one) => sum + one, 0) / ranges.length;
  expect(Math.abs(mean / gammaRange(4, 3, 720_000).p50 - 1)).toBeLessThan(0.1);
  expect(simulatedRange({ ...hall, free: [] }, '4', 5, 1)).toBeUndefined();
  // the same seed, the same range
  const again = () => simulatedRange({ ...hall, free: [START, START + 60_000] }, '3', 100, 5);
  expect(again()).toEqual(again());
});

test('who is weighted more waits less in the forecast too, and later arrivals of theirs push the others back', () => {
  const waiting: Candidate[] = Array.from({ length: 10 }, (_, i) => ({
    leg: `${i}`,
    number: printed('A', i + 1),
    class: ordinary,
    t0: START - (10 - i) * 60_000,
    parkedMs: 0,
  }));
  const base = { now: START, free: [START], services: [300_000, 600_000], weights, choice: { kind: 'accumulating' } as const, ordinary };
  const last = (kind: string, perMs = 0) =>
    simulatedRange(
      {
        ...base,
        waiting: waiting.map((one) => (one.leg === '9' ? { ...one, class: kind } : one)),
        arrivals: [{ class: 'prioritas', perMs }],
      },
      '9',
      300,
      1,
    )!;
  expect(last('prioritas').p50).toBeLessThan(last(ordinary).p50);
  expect(last(ordinary, 1 / 900_000).p90).toBeGreaterThan(last(ordinary).p90);
});

test('silence only for a service whose promises failed often enough to be judged', () => {
  const { coverage_least, judged_least } = rules.forecast;
  expect(isCalibrated({ within: 0, of: judged_least - 1 }, coverage_least, judged_least)).toBe(true);
  expect(isCalibrated({ within: 15, of: 20 }, coverage_least, judged_least)).toBe(false);
  expect(isCalibrated({ within: 16, of: 20 }, coverage_least, judged_least)).toBe(true);
  expect(quantile([], 0.5)).toBeUndefined();
  expect(quantile([1, 2, 3, 4], 0.5)).toBe(2);
});

test('overlap is the same from both sides, and a slot that contains another conflicts with it', () => {
  const span = fc
    .tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 1, max: 50 }))
    .map(([from, long]) => [from, from + long] as const);
  fc.assert(
    fc.property(span, span, (a, b) => {
      expect(overlaps([...a], [...b])).toBe(overlaps([...b], [...a]));
      // an oracle by counting
      const shared = Array.from({ length: 151 }, (_, i) => i).some((i) => i >= a[0] && i < a[1] && i >= b[0] && i < b[1]);
      expect(overlaps([...a], [...b])).toBe(shared);
    }),
  );
});

test('seats are never given twice: whatever is booked while free stays within the slot and the class', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 12 }),
      fc.integer({ min: 0, max: 12 }),
      fc.array(fc.boolean(), { maxLength: 40 }),
      (seats, part, wishes) => {
        const classSeats = Math.min(part, seats);
        let booked = 0;
        let bookedClass = 0;
        for (const isClass of wishes) {
          if (isClass && freeForClass({ seats, classSeats, booked, bookedClass }) > 0) bookedClass++;
          if (!isClass && booked + bookedClass < seats) booked++;
        }
        expect(booked + bookedClass).toBeLessThanOrEqual(seats);
        expect(bookedClass).toBeLessThanOrEqual(classSeats);
      },
    ),
  );
});

test('extra seats only where enough stay away, and never more than a fifth', () => {
  const { overbooked_share: share, overbooked_risk: risk } = rules.appointments;
  expect(extraSeats(20, undefined, share, risk)).toBe(0);
  expect(extraSeats(20, 1, share, risk)).toBe(0);
  expect(extraSeats(20, 0.95, share, risk)).toBe(0);
  expect(extraSeats(20, 0.8, share, risk)).toBe(2);
  expect(extraSeats(20, 0.1, share, risk)).toBe(4);
});

test('an appointment as iCalendar: lines of at most 75 octets, text escaped', () => {
  const text = iCalendar({
    id: 'x',
    title: 'Kartu AK-1; Dinas Tenaga Kerja, Mimika',
    place: 'MPP lantai 3, Jl. Cenderawasih SP2, Timika — dekat lift dan tangga, loket 12 sampai 14',
    note: 'Bawa KTP\ndan ijazah',
    from: new Date('2026-11-25T00:00:00Z'),
    to: new Date('2026-11-25T00:15:00Z'),
    at: new Date('2026-11-24T01:02:03.456Z'),
    url: 'https://satu.test/antre/janji/X',
    remindMinutes: 60,
    isCancelled: false,
    revision: 1,
  });
  for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  expect(text.replaceAll('\r\n ', '')).toContain('SUMMARY:Kartu AK-1\\; Dinas Tenaga Kerja\\, Mimika');
  expect(text).toContain('DTSTART:20261125T000000Z\r\n');
  expect(text).toContain('DESCRIPTION:Bawa KTP\\ndan ijazah');
  expect(text.endsWith('END:VCALENDAR\r\n')).toBe(true);
});

test('every number can be printed, read again and said with the recordings there are', () => {
  const known = new Set(
    'nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas belas puluh seratus ratus seribu ribu'.split(' '),
  );
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 999 }), fc.constantFrom('A', 'B', 'ZZ'), (number, series) => {
      expect(readNumber(printed(series, number).toLowerCase().replace('-', ' '))).toEqual({ series, number });
      for (const word of terbilang(number).split(' ')) expect(known.has(word), word).toBe(true);
    }),
  );
  expect(readNumber('A-000')).toBeUndefined();
  expect(readNumber('14')).toBeUndefined();
  expect(clips('C', 14, 3, 'word')).toEqual(['nomor-antrean', 'huruf-c', 'empat', 'belas', 'silakan-menuju-loket', 'tiga']);
  expect(clips('C', 14, 3, 'digits').slice(2, 5)).toEqual(['nol', 'satu', 'empat']);
});
