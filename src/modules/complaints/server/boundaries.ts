import { Failure } from '#core/failure.ts';
import { uuidv7 } from '#core/id.ts';
import type { Tx } from '#core/server/database.ts';
import { listRegions } from '#modules/catalogue/server/catalogue.ts';
import { contradicts, locate, readBoundaries, type Shape } from '../boundary.ts';
import { outlineOf, type Outline } from '../outline.ts';
import * as store from './store.ts';

/** The set in force, without its lines. */
export interface BoundarySet {
  readonly id: string;
  readonly source: string;
  readonly at: Date;
  readonly count: number;
}
export const currentBoundaries = (tx: Tx): Promise<BoundarySet | undefined> => store.currentBoundaries(tx);

/** Shapes of the set read last: sets never change, and every report with a point asks. */
let read: { readonly id: string; readonly shapes: readonly Shape[] } | undefined;
/** Shapes of the set in force, with its id; undefined where none was uploaded. */
export async function boundaryShapes(tx: Tx): Promise<{ readonly id: string; readonly shapes: readonly Shape[] } | undefined> {
  const current = await store.currentBoundaries(tx);
  if (!current) return undefined;
  if (read?.id !== current.id) read = { id: current.id, shapes: (await store.shapesOf(tx, current.id)) as readonly Shape[] };
  return read;
}

/** The set in force as a small drawing of its distrik, with whose it is. */
export interface BoundaryMap extends Outline {
  readonly id: string;
  readonly source: string;
}
let drawn: { readonly id: string; readonly outline: Outline | undefined } | undefined;
/** Drawn once a set; undefined where no set names a distrik. */
export async function boundaryMap(tx: Tx): Promise<BoundaryMap | undefined> {
  const current = await store.currentBoundaries(tx);
  if (!current) return undefined;
  if (drawn?.id !== current.id) drawn = { id: current.id, outline: outlineOf((await store.shapesOf(tx, current.id)) as readonly Shape[]) };
  return drawn.outline && { ...drawn.outline, id: current.id, source: current.source };
}

/** Put the boundaries of a GeoJSON file in force. @throws Failure invalid under `berkas` or `sumber`; forbidden but to stewards */
export async function uploadBoundaries(tx: Tx, source: string, bytes: Uint8Array | undefined): Promise<void> {
  if (tx.actor.kind !== 'steward') throw new Failure('forbidden', 'complaints.not_yours');
  const named = source.trim();
  if (named.length < 3 || named.length > 200) throw new Failure('invalid', 'input.invalid', { sumber: 'complaints.boundary_source' });
  if (!bytes) throw new Failure('invalid', 'input.invalid', { berkas: 'complaints.boundary_file' });
  let file: unknown;
  try {
    file = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Failure('invalid', 'input.invalid', { berkas: 'complaints.boundary_no_json' });
  }
  const known = new Map((await listRegions(tx)).map(({ code, name }) => [code, name]));
  const result = readBoundaries(file, known);
  if ('fault' in result) throw new Failure('invalid', 'input.invalid', { berkas: result.fault.reason }, { ...result.fault.detail });
  await store.insertBoundaries(tx, {
    id: uuidv7(tx.now.getTime()),
    source: named,
    shapes: JSON.stringify(result.shapes),
    count: result.shapes.length,
    uploaded_by: tx.actor.id,
    at: tx.now,
  });
}

/** What there is to say about a point before the report is sent; it is taken wherever it lies (complaints.md § 13). */
export interface PlaceRemark {
  readonly reason: 'place_outside' | 'place_sea' | 'place_neighbour' | 'place_elsewhere';
  readonly name: string;
}
/** undefined: the point is fine, or nobody knows. */
export async function remarkOnPlace(
  tx: Tx,
  { lat, long, region }: { readonly lat: string | undefined; readonly long: string | undefined; readonly region: string | undefined },
): Promise<PlaceRemark | undefined> {
  const point = { lat: Number(lat || Number.NaN), long: Number(long || Number.NaN) };
  if (Number.isNaN(point.lat) || Number.isNaN(point.long)) return undefined;
  const set = await boundaryShapes(tx);
  if (!set) return undefined;
  const found = locate(set.shapes, point);
  if (found.kind === 'outside') return { reason: 'place_outside', name: '' };
  if (found.kind === 'sea') return { reason: 'place_sea', name: '' };
  if (found.kind === 'neighbour') return { reason: 'place_neighbour', name: found.name };
  return region && contradicts(region, found.code) ? { reason: 'place_elsewhere', name: found.name } : undefined;
}
