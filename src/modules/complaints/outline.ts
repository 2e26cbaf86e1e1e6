import type { Shape } from './boundary.ts';

/** The distrik of a set of boundaries as one small drawing: for a wall, not for measuring. */

export interface OutlineArea {
  /** Code of the distrik. */
  readonly code: string;
  /** An SVG path in whole units of the drawing. */
  readonly path: string;
  /** A point inside, where a number can stand. */
  readonly at: readonly [x: number, y: number];
}
export interface Outline {
  readonly width: number;
  readonly height: number;
  readonly areas: readonly OutlineArea[];
}

type Point = readonly [x: number, y: number];

const WIDTH = 1000;
/** Corners nearer than this to the line without them are left out; units of the drawing. */
const TOLERANCE = 1.2;
const DISTRICT = 3;

const districtOf = (code: string): string => code.split('.').slice(0, DISTRICT).join('.');
const depthOf = (code: string): number => code.split('.').length;

function distance([x, y]: Point, [x1, y1]: Point, [x2, y2]: Point): number {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / length));
  return Math.hypot(x - x1 - along * dx, y - y1 - along * dy);
}

/** Douglas and Peucker (1973), without recursion: a coast has more corners than a stack has room. */
function simplified(ring: readonly Point[]): Point[] {
  const kept = new Uint8Array(ring.length);
  // a ring begins where it ends: the corner farthest from there halves it
  const far = ring.reduce(
    (best, point, at) => (distance(point, ring[0]!, ring[0]!) > distance(ring[best]!, ring[0]!, ring[0]!) ? at : best),
    0,
  );
  const waiting: [number, number][] = [
    [0, far],
    [far, ring.length - 1],
  ];
  kept[0] = kept[far] = kept[ring.length - 1] = 1;
  for (let part = waiting.pop(); part; part = waiting.pop()) {
    const [from, to] = part;
    let [most, worst] = [TOLERANCE, -1];
    for (let at = from + 1; at < to; at++) {
      const away = distance(ring[at]!, ring[from]!, ring[to]!);
      if (away > most) [most, worst] = [away, at];
    }
    if (worst < 0) continue;
    kept[worst] = 1;
    waiting.push([from, worst], [worst, to]);
  }
  return ring.filter((_, at) => kept[at]);
}

/** Twice the area, signed. */
const areaOf = (ring: readonly Point[]): number =>
  ring.reduce((sum, [x, y], at) => {
    const [nextX, nextY] = ring[(at + 1) % ring.length]!;
    return sum + x * nextY - nextX * y;
  }, 0);

/** The middle of the widest stretch inside, at the height of the ring's middle. */
function insideOf(ring: readonly Point[]): Point {
  const heights = ring.map(([, y]) => y);
  // between two whole units: no corner lies on the line
  const y = Math.floor((Math.min(...heights) + Math.max(...heights)) / 2) + 0.5;
  const crossings = ring
    .flatMap(([x1, y1], at) => {
      const [x2, y2] = ring[(at + 1) % ring.length]!;
      return y1 > y === y2 > y ? [] : [x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)];
    })
    .toSorted((a, b) => a - b);
  let best: Point = [ring[0]![0], ring[0]![1]];
  let width = 0;
  for (let at = 0; at + 1 < crossings.length; at += 2)
    if (crossings[at + 1]! - crossings[at]! > width) {
      width = crossings[at + 1]! - crossings[at]!;
      best = [Math.round(crossings[at]! + width / 2), Math.round(y)];
    }
  return best;
}

const pathOf = (ring: readonly Point[]): string =>
  `M${ring
    .slice(0, -1)
    .map(([x, y]) => `${x} ${y}`)
    .join('L')}Z`;

/** Drawn from shapes of distrik, or of their kampung where a distrik has none of its own; undefined where there is neither. */
export function outlineOf(shapes: readonly Shape[]): Outline | undefined {
  const named = shapes.filter((shape) => shape.kind === 'region' && depthOf(shape.code!) >= DISTRICT);
  const whole = new Set(named.filter(({ code }) => depthOf(code!) === DISTRICT).map(({ code }) => code!));
  const byDistrict = new Map<string, Shape[]>();
  for (const shape of named) {
    const code = districtOf(shape.code!);
    if (!whole.has(code) || code === shape.code) byDistrict.set(code, [...(byDistrict.get(code) ?? []), shape]);
  }
  const all = [...byDistrict.values()].flat().flatMap(({ polygons }) => polygons.flat(2));
  if (all.length === 0) return undefined;
  const [west, east] = [
    all.reduce((least, [long]) => Math.min(least, long), 180),
    all.reduce((most, [long]) => Math.max(most, long), -180),
  ];
  const [south, north] = [
    all.reduce((least, [, lat]) => Math.min(least, lat), 90),
    all.reduce((most, [, lat]) => Math.max(most, lat), -90),
  ];
  // a degree of longitude is shorter than one of latitude
  const narrow = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const scale = WIDTH / Math.max((east - west) * narrow, (north - south) / 2, 1e-6);
  const drawn = (ring: readonly (readonly [number, number])[]): Point[] =>
    simplified(ring.map(([long, lat]) => [Math.round((long - west) * narrow * scale), Math.round((north - lat) * scale)]));
  const areas = [...byDistrict].map(([code, own]) => {
    const rings = own.flatMap(({ polygons }) => polygons.map((polygon) => polygon.map(drawn)));
    const outer = rings.map(([first]) => first!);
    const largest = outer.reduce((best, ring) => (Math.abs(areaOf(ring)) > Math.abs(areaOf(best)) ? ring : best));
    // what is smaller than a few units can't be seen
    const seen = rings.filter(([first]) => first === largest || Math.abs(areaOf(first!)) > 12).flat();
    return {
      code,
      path: seen
        .filter((ring) => ring.length > 3 || ring === largest)
        .map(pathOf)
        .join(''),
      at: insideOf(largest),
    };
  });
  return {
    width: Math.max(1, Math.ceil((east - west) * narrow * scale)),
    height: Math.max(1, Math.ceil((north - south) * scale)),
    areas: areas.toSorted((a, b) => a.code.localeCompare(b.code)),
  };
}
