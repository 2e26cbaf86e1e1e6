import { Failure } from '#core/failure.ts';

/** A rectangle to hide, in shares 0–1 of width and height, so that it fits the picture at any size. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}
export const MAX_BOXES = 50;

/** The fields of one rectangle, in percent of the picture; repeated, a row each. */
export const sides = ['kiri', 'atas', 'lebar', 'tinggi'] as const;
export type Side = (typeof sides)[number];
export type BoxRows = Readonly<Record<Side, readonly string[]>>;

/** '12,5' and '12.5' alike; undefined where it is no number of at most so many percent. */
function percent(typed: string): number | undefined {
  const text = typed.trim().replace(',', '.');
  if (!/^\d{1,3}(\.\d{1,4})?$/.test(text)) return undefined;
  const value = Number(text);
  return value <= 100 ? value : undefined;
}

/** Of a percentage with at most four decimals, without the dust of a division. */
const shareOf = (value: number): number => Math.round(value * 10_000) / 1_000_000;

/**
 * Rectangles as typed or drawn. Empty rows are left out; `isClean` says that nobody can be recognised, and stands only where no row is filled.
 * @throws Failure invalid: `<side>-<row>` complaints.box_number or complaints.box_empty, `bersih` complaints.box_missing or complaints.box_or_none,
 * `kiri-1` complaints.too_many_boxes
 */
export function readBoxes(rows: BoxRows, isClean: boolean): Box[] {
  const wrong: Record<string, string> = {};
  const boxes: Box[] = [];
  const count = Math.max(...sides.map((side) => rows[side].length));
  for (let at = 0; at < count; at++) {
    if (sides.every((side) => (rows[side][at] ?? '').trim() === '')) continue;
    const [left, top, width, height] = sides.map((side) => {
      const value = percent(rows[side][at] ?? '');
      const isSize = side === 'lebar' || side === 'tinggi';
      if (value === undefined) wrong[`${side}-${at + 1}`] = 'complaints.box_number';
      else if (isSize && value === 0) wrong[`${side}-${at + 1}`] = 'complaints.box_empty';
      return shareOf(value ?? 0);
    }) as [number, number, number, number];
    boxes.push({ left, top, width, height });
  }
  if (boxes.length > MAX_BOXES) wrong['kiri-1'] = 'complaints.too_many_boxes';
  if (boxes.length === 0 && !isClean) wrong['bersih'] = 'complaints.box_missing';
  if (boxes.length > 0 && isClean) wrong['bersih'] = 'complaints.box_or_none';
  if (Object.keys(wrong).length) throw new Failure('invalid', 'input.invalid', wrong);
  return boxes;
}

/** Rectangles in an address, in percent: `12.5,40,10,8;…`. What isn't one is left out: a preview is no decision. */
export const boxesIn = (text: string): Box[] =>
  text
    .split(';')
    .map((part) => part.split(',').map((side) => percent(side)))
    .filter((box): box is [number, number, number, number] => box.length === 4 && box.every((side) => side !== undefined))
    .slice(0, MAX_BOXES)
    .map(([left, top, width, height]) => ({ left: shareOf(left), top: shareOf(top), width: shareOf(width), height: shareOf(height) }));
const asPercent = (share: number): string => String(Math.round(share * 10_000) / 100);
/** The inverse of {@link boxesIn}. */
export const boxesText = (boxes: readonly Box[]): string =>
  boxes.map(({ left, top, width, height }) => [left, top, width, height].map(asPercent).join(',')).join(';');
/** Rectangles as rows to show in fields again. */
export const rowsOf = (boxes: readonly Box[]): BoxRows => ({
  kiri: boxes.map(({ left }) => asPercent(left)),
  atas: boxes.map(({ top }) => asPercent(top)),
  lebar: boxes.map(({ width }) => asPercent(width)),
  tinggi: boxes.map(({ height }) => asPercent(height)),
});
