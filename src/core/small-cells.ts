/** A count as it may be printed: a number, 'few' (from 1 to 4) or 'hidden' (so that a 'few' can't be worked out). */
export type Printed = number | 'few' | 'hidden';

/**
 * The cells of one table whose total is printed too; counts from 1 to `smallest` - 1 are never printed. Whoever subtracts what
 * is printed from the total must still find every 'few' anywhere between 1 and `smallest` - 1: other cells are hidden, the
 * smallest first, until that holds; where none are left, every cell but the empty ones is hidden and none is called few.
 * `closed` are cells hidden already for another reason.
 */
export function protectCells(cells: readonly number[], smallest: number, closed: ReadonlySet<number> = new Set()): Printed[] {
  const isFew = (value: number): boolean => value > 0 && value < smallest;
  const all = (): Printed[] => cells.map((cell, index) => (cell === 0 && !closed.has(index) ? 0 : 'hidden'));
  if (isFew(cells.reduce((sum, cell) => sum + cell, 0))) return all();
  const few = new Set(cells.flatMap((cell, index) => (!closed.has(index) && isFew(cell) ? [index] : [])));
  const extra = new Set<number>();
  const most = smallest - 1;
  const isSafe = (): boolean => {
    const hidden = [...few, ...closed, ...extra].reduce((sum, index) => sum + cells[index]!, 0);
    const others = closed.size + extra.size;
    if (few.size === 0) return others !== 1;
    if (others > 0) return hidden - most - (few.size - 1) >= extra.size * smallest;
    return hidden >= few.size - 1 + most && hidden <= 1 + most * (few.size - 1);
  };
  const rest = cells
    .map((cell, index) => ({ cell, index }))
    .filter(({ cell, index }) => cell >= smallest && !closed.has(index))
    .toSorted((a, b) => a.cell - b.cell);
  while (!isSafe()) {
    const next = rest.shift();
    if (!next) return all();
    extra.add(next.index);
  }
  return cells.map((cell, index) => (few.has(index) ? 'few' : closed.has(index) || extra.has(index) ? 'hidden' : cell));
}
