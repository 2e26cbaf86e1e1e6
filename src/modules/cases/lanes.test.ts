import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byTurns } from './lanes.ts';

const lanes = [{ id: 'pedalaman', every: 3 }, { id: 'umum' }];
const of = (text: string) => [...text].map((sign, no) => ({ no, lane: sign === 'p' ? 'pedalaman' : 'umum' }));

/** Take everything, one after another; gives the lanes in the order served. */
function serve(queue: string, rules: Parameters<typeof byTurns>[0] = lanes): string {
  let free = of(queue);
  const taken: string[] = [];
  while (free.length) {
    const [next] = byTurns(rules, free, taken);
    taken.unshift(next!.lane);
    free = free.filter((task) => task !== next);
  }
  return taken
    .toReversed()
    .map((lane) => lane[0])
    .join('');
}

test('every third pick-up is of the remote lane while it has something; an empty lane holds nobody up', () => {
  expect(serve('uuuuuuuppp')).toBe('uupuupuupu');
  expect(serve('pppuuu')).toBe('uupupp');
  expect(serve('pp')).toBe('pp');
  expect(serve('uuu')).toBe('uuu');
  expect(serve('')).toBe('');
});

test('one lane, or none with a turn: oldest first', () => {
  expect(serve('upup', [{ id: 'umum' }, { id: 'pedalaman' }])).toBe('upup');
  expect(byTurns([{ id: 'umum' }], of('uu'), ['umum']).map((task) => task.no)).toEqual([0, 1]);
});

test('whatever comes, nobody waits longer than the promise, and each lane keeps its order', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('u', 'p'), maxLength: 40 }), fc.integer({ min: 1, max: 6 }), (queue, every) => {
      const rules = [{ id: 'pedalaman', every }, { id: 'umum' }];
      const served = serve(queue, rules);
      expect([...served].toSorted()).toEqual([...queue].toSorted());
      // While both lanes have something, no run of `every` pick-ups is without the remote one.
      const last = served.lastIndexOf('p');
      for (let at = 0; at + every <= last + 1; at++) expect(served.slice(at, at + every)).toContain('p');
    }),
  );
});
