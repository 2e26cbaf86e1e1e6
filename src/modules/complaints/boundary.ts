/** Boundaries from a GeoJSON file (RFC 7946): what is wrong with it, and in which shape a point lies. */

type Position = readonly [long: number, lat: number];
type Ring = readonly Position[];

/** One shape: a region of ours by its code, another regency by its name, or the sea. */
export interface Shape {
  readonly kind: 'region' | 'neighbour' | 'sea';
  readonly code: string | null;
  readonly name: string;
  /** Polygons, each its outer ring and then its holes. */
  readonly polygons: readonly (readonly Ring[])[];
}

/** A fault of the file, as a reason with what fills its sentence. */
export interface BoundaryFault {
  readonly reason: string;
  readonly detail: Readonly<Record<string, string>>;
}

/** Indonesia from Sabang to Merauke and from Rote to Miangas, with a margin, in degrees. */
const WEST = 94.5;
const EAST = 141.5;
const SOUTH = -11.5;
const NORTH = 6.5;
const MOST_FEATURES = 1000;
/** Corners of all shapes together; a point is looked for in each of them. */
const MOST_CORNERS = 200_000;

const isIn = (long: number, lat: number): boolean => long >= WEST && long <= EAST && lat >= SOUTH && lat <= NORTH;
const textOf = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '');

/**
 * Read a parsed file. Each feature says what it is by its properties: `kode` of a region of ours; `jenis: "kabupaten_lain"` and
 * `nama`; or `jenis: "laut"`. `known`: codes and names of our regions.
 */
export function readBoundaries(
  file: unknown,
  known: ReadonlyMap<string, string>,
): { readonly shapes: readonly Shape[] } | { readonly fault: BoundaryFault } {
  const fault = (reason: string, detail: Record<string, string> = {}) => ({ fault: { reason: `complaints.boundary_${reason}`, detail } });
  const collection = file as { type?: unknown; features?: unknown } | null;
  if (collection?.type !== 'FeatureCollection' || !Array.isArray(collection.features)) return fault('no_collection');
  const { features } = collection as { features: readonly Record<string, unknown>[] };
  if (features.length === 0) return fault('empty');
  if (features.length > MOST_FEATURES) return fault('too_many', { most: String(MOST_FEATURES) });
  const shapes: Shape[] = [];
  const codes = new Set<string>();
  let corners = 0;
  for (const [index, feature] of features.entries()) {
    const n = String(index + 1);
    const properties = (feature?.['properties'] ?? {}) as Record<string, unknown>;
    const geometry = (feature?.['geometry'] ?? {}) as { type?: unknown; coordinates?: unknown };
    const code = textOf(properties['kode'] ?? properties['code']);
    const kind = textOf(properties['jenis']);
    const name = textOf(properties['nama'] ?? properties['name']).slice(0, 100);
    if (kind === '' && !known.has(code)) return fault('unknown_code', { n, code: code.slice(0, 30) || '–' });
    if (kind !== '' && kind !== 'laut' && kind !== 'kabupaten_lain') return fault('unknown_kind', { n });
    if (kind === 'kabupaten_lain' && name === '') return fault('no_name', { n });
    if (kind === '') {
      if (codes.has(code)) return fault('twice', { n, code });
      codes.add(code);
    }
    const polygons =
      geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.type === 'MultiPolygon' ? geometry.coordinates : undefined;
    if (!Array.isArray(polygons) || polygons.length === 0) return fault('no_area', { n });
    for (const polygon of polygons as unknown[]) {
      if (!Array.isArray(polygon) || polygon.length === 0) return fault('no_area', { n });
      for (const ring of polygon as unknown[]) {
        if (!Array.isArray(ring)) return fault('no_area', { n });
        if ((corners += ring.length) > MOST_CORNERS) return fault('too_large', { most: String(MOST_CORNERS) });
        for (const position of ring as unknown[]) {
          const [long, lat] = Array.isArray(position) ? (position as unknown[]) : [];
          if (typeof long !== 'number' || typeof lat !== 'number' || !Number.isFinite(long) || !Number.isFinite(lat))
            return fault('no_number', { n });
          if (!isIn(long, lat)) return fault(isIn(lat, long) ? 'swapped' : 'not_here', { n, at: `${long}, ${lat}` });
        }
        const [first, last] = [ring[0] as Position | undefined, ring.at(-1) as Position | undefined];
        if (ring.length < 4 || !first || !last || first[0] !== last[0] || first[1] !== last[1]) return fault('open_ring', { n });
      }
    }
    shapes.push({
      kind: kind === 'laut' ? 'sea' : kind === 'kabupaten_lain' ? 'neighbour' : 'region',
      code: kind === '' ? code : null,
      name: kind === '' ? known.get(code)! : name,
      polygons: (polygons as Ring[][]).map((polygon) => polygon.map((ring) => ring.map(([long, lat]) => [long, lat] as const))),
    });
  }
  if (codes.size === 0) return fault('none_of_ours');
  return { shapes };
}

/** Is the point inside the ring? Counts how often a line to the east crosses it. */
function isInRing(long: number, lat: number, ring: Ring): boolean {
  let inside = false;
  for (let at = 0, before = ring.length - 1; at < ring.length; before = at++) {
    const [x1, y1] = ring[at]!;
    const [x2, y2] = ring[before]!;
    if (y1 > lat !== y2 > lat && long < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1) inside = !inside;
  }
  return inside;
}
const isInShape = (long: number, lat: number, shape: Shape): boolean =>
  shape.polygons.some(([outer, ...holes]) => isInRing(long, lat, outer!) && !holes.some((hole) => isInRing(long, lat, hole)));

/** Where a point lies: the smallest region of ours around it, another regency, the sea, or none of the shapes. */
export type Whereabouts =
  | { readonly kind: 'region'; readonly code: string; readonly name: string }
  | { readonly kind: 'neighbour'; readonly name: string }
  | { readonly kind: 'sea' }
  | { readonly kind: 'outside' };

export function locate(shapes: readonly Shape[], point: { readonly lat: number; readonly long: number }): Whereabouts {
  const around = shapes.filter((shape) => isInShape(point.long, point.lat, shape));
  // the longest code is the smallest region: a kampung lies in its distrik
  const own = around.filter((shape) => shape.kind === 'region').toSorted((a, b) => b.code!.length - a.code!.length)[0];
  if (own) return { kind: 'region', code: own.code!, name: own.name };
  const neighbour = around.find((shape) => shape.kind === 'neighbour');
  if (neighbour) return { kind: 'neighbour', name: neighbour.name };
  return { kind: around.length ? 'sea' : 'outside' };
}

/** Does the point lie elsewhere than the region somebody chose? Neither inside the other is a contradiction. */
export const contradicts = (chosen: string, found: string): boolean => {
  const [a, b] = [chosen.split('.').slice(0, 3).join('.'), found.split('.').slice(0, 3).join('.')];
  return !chosen.startsWith(found) && !found.startsWith(chosen) && a !== b;
};
