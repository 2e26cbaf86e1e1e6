import fc from 'fast-check';
import { expect, test } from 'vitest';
import { locate, type Shape } from './boundary.ts';
import { outlineOf } from './outline.ts';

const square = (code: string, west: number, south: number, size: number): Shape => ({
  kind: 'region',
  code,
  name: code,
  polygons: [
    [
      [
        [west, south],
        [west + size, south],
        [west + size, south + size],
        [west, south + size],
        [west, south],
      ],
    ],
  ],
});

test('distrik are drawn from their own shape, or from their kampung; the regency, neighbours and the sea are not', () => {
  const outline = outlineOf([
    square('94.04', 136, -5, 2),
    square('94.04.01', 136, -5, 1),
    square('94.04.01.1001', 136, -5, 0.5),
    square('94.04.02.2001', 137, -5, 0.5),
    square('94.04.02.2002', 137.5, -5, 0.5),
    { ...square('', 138, -5, 1), kind: 'sea', code: null },
  ])!;
  expect(outline.areas.map(({ code, path }) => [code, path.split('M').length - 1])).toEqual([
    ['94.04.01', 1],
    ['94.04.02', 2],
  ]);
  // a degree of each is about as wide as it is high here, so near the equator
  expect(outline.width).toBe(1000);
  expect(Math.abs(outline.height - 502)).toBeLessThan(2);
  expect(outlineOf([square('94.04', 136, -5, 2)])).toBeUndefined();
  expect(outlineOf([])).toBeUndefined();
});

test('a number stands inside its area, however ragged the coast; a straight line needs no corners', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0.35, max: 1, noNaN: true }), { minLength: 8, maxLength: 400 }), (radii) => {
      const ring = radii.map((radius, at) => {
        const angle = (2 * Math.PI * at) / radii.length;
        return [137 + radius * Math.cos(angle), -4.5 + radius * Math.sin(angle)] as const;
      });
      const shape: Shape = { kind: 'region', code: '94.04.01', name: '', polygons: [[[...ring, ring[0]!]]] };
      const { areas, width, height } = outlineOf([shape])!;
      const corners = areas[0]!.path
        .slice(1, -1)
        .split('L')
        .map((pair) => pair.split(' ').map(Number) as [number, number]);
      const drawn: Shape = { ...shape, polygons: [[[...corners, corners[0]!]]] };
      const [x, y] = areas[0]!.at;
      for (const [cx, cy] of corners) expect(cx >= 0 && cx <= width && cy >= 0 && cy <= height).toBe(true);
      // a hair's breadth to each side: the point itself is rounded to a whole unit
      const near = [0, 1, -1].flatMap((dx) => [0, 0.5, -0.5].map((dy) => locate([drawn], { long: x + dx, lat: y + dy }).kind));
      expect(near).toContain('region');
    }),
    { numRuns: 60 },
  );
  const along = Array.from({ length: 500 }, (_, at) => [136 + at / 500, -5] as const);
  const shape: Shape = { kind: 'region', code: '94.04.01', name: '', polygons: [[[...along, [137, -4], [136, -4], [136, -5]]]] };
  expect(outlineOf([shape])!.areas[0]!.path.split('L').length).toBeLessThan(7);
});
