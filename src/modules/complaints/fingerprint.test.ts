import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ALIGNED_SIDE,
  alignedShare,
  apart,
  bitsApart,
  distanceOf,
  fingerprint,
  HASHED,
  type AlignmentRule,
  type Hashes,
} from './fingerprint.ts';

const bigint = fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).map(String);
const hashes: fc.Arbitrary<Hashes> = fc.record({ difference: bigint, cosine: bigint, differenceMirrored: bigint, cosineMirrored: bigint });

/** A grey picture of smooth hills of light, of any size, the same for the same waves. */
type Waves = readonly (readonly [number, number, number])[];
const hills = (waves: Waves, width: number, height: number, change = (value: number): number => value): Uint8Array =>
  Uint8Array.from({ length: width * height }, (_, at) => {
    const [x, y] = [(at % width) / width, Math.floor(at / width) / height];
    const light = waves.reduce((sum, [across, down, phase]) => sum + Math.sin(across * x * 6.28 + down * y * 6.28 + phase), 0);
    return Math.min(255, Math.max(0, change(128 + (light / waves.length) * 110)));
  });
const waves: fc.Arbitrary<Waves> = fc.array(
  fc.tuple(
    fc.double({ min: 0.4, max: 3, noNaN: true }),
    fc.double({ min: 0.4, max: 3, noNaN: true }),
    fc.double({ min: 0, max: 6.28, noNaN: true }),
  ),
  { minLength: 3, maxLength: 6 },
);
const hashed = (of: Waves, change?: (value: number) => number) => fingerprint(hills(of, HASHED.width, HASHED.height, change));
const turned = (grey: Uint8Array, width: number): Uint8Array => grey.map((_, at) => grey[at - (at % width) + width - 1 - (at % width)]!);

describe('distance', () => {
  test('counts bits as PostgreSQL does', () => {
    expect(bitsApart('0', '-1')).toBe(64);
    expect(bitsApart('-9223372036854775808', '0')).toBe(1);
    expect(bitsApart('9223372036854775807', '-9223372036854775808')).toBe(64);
    expect(bitsApart('5', '6')).toBe(2);
  });
  test('is zero to itself, the same both ways, and never beyond 128', () => {
    fc.assert(
      fc.property(hashes, hashes, (a, b) => {
        expect(apart(distanceOf(a, a))).toBe(0);
        expect(distanceOf(a, b)).toEqual(distanceOf(b, a));
        expect(apart(distanceOf(a, b))).toBeLessThanOrEqual(128);
      }),
    );
  });
  test('between three hashes no way round is shorter', () => {
    fc.assert(
      fc.property(bigint, bigint, bigint, (a, b, c) => {
        expect(bitsApart(a, c)).toBeLessThanOrEqual(bitsApart(a, b) + bitsApart(b, c));
      }),
    );
  });
});

describe('fingerprint', () => {
  test('is a signed 64-bit number', () => {
    fc.assert(
      fc.property(waves, (of) => {
        const { contrast, ...kept } = hashed(of);
        for (const hash of Object.values(kept)) expect(BigInt.asIntN(64, BigInt(hash)).toString()).toBe(hash);
        expect(contrast).toBeGreaterThanOrEqual(0);
        expect(contrast).toBeLessThanOrEqual(128);
      }),
      { numRuns: 20 },
    );
  });
  test('a mirrored picture is found, and its mirror is the picture', () => {
    fc.assert(
      fc.property(waves, (of) => {
        const grey = hills(of, HASHED.width, HASHED.height);
        const [upright, mirrored] = [fingerprint(grey), fingerprint(turned(grey, HASHED.width))];
        expect([mirrored.difference, mirrored.cosine]).toEqual([upright.differenceMirrored, upright.cosineMirrored]);
        expect([mirrored.differenceMirrored, mirrored.cosineMirrored]).toEqual([upright.difference, upright.cosine]);
        expect(apart(distanceOf(upright, mirrored))).toBe(0);
      }),
      { numRuns: 20 },
    );
  });
  test('light that is dimmed moves no bit but those of near equals', () => {
    fc.assert(
      fc.property(waves, fc.double({ min: 0.6, max: 1, noNaN: true }), (of, gain) => {
        expect(
          apart(
            distanceOf(
              hashed(of),
              hashed(of, (value) => value * gain),
            ),
          ),
        ).toBeLessThanOrEqual(6);
      }),
      { numRuns: 30 },
    );
  });
  test('a picture of nothing has no contrast', () => {
    expect(fingerprint(new Uint8Array(HASHED.width * HASHED.height).fill(9)).contrast).toBe(0);
    expect(fingerprint(hills([[1, 1, 0]], HASHED.width, HASHED.height)).contrast).toBeGreaterThan(20);
  });
});

describe('alignment', () => {
  const rule: AlignmentRule = { correlation: 0.98, plain: 4, fewest: 26 };
  // Detail in every tile: 40 waves across.
  const detailed = (phase: number): Uint8Array =>
    hills(
      [
        [31, 17, phase],
        [13, 41, phase * 2],
        [2, 1, 0],
      ],
      ALIGNED_SIDE,
      ALIGNED_SIDE,
    );

  test('a picture is wholly itself, also mirrored and dimmed', () => {
    const one = detailed(1);
    expect(alignedShare(one, one, rule)).toBe(1);
    expect(alignedShare(one, turned(one, ALIGNED_SIDE), rule)).toBe(1);
    expect(
      alignedShare(
        one,
        one.map((value) => value * 0.7),
        rule,
      ),
    ).toBeGreaterThan(0.9);
  });
  test('one pixel aside is no alignment', () => {
    const one = detailed(1);
    expect(
      alignedShare(
        one,
        one.map((_, at) => one[at + 1] ?? 0),
        rule,
      ),
    ).toBeLessThan(0.1);
  });
  test('a quarter painted over leaves three quarters', () => {
    const [one, other] = [detailed(1), detailed(2)];
    const half = ALIGNED_SIDE / 2;
    const mixed = one.map((value, at) => (at % ALIGNED_SIDE < half && at < half * ALIGNED_SIDE ? other[at]! : value));
    expect(alignedShare(one, mixed, rule)).toBe(0.75);
  });
  test('pictures of nothing say nothing; nothing beside something is no match', () => {
    const nothing = new Uint8Array(ALIGNED_SIDE ** 2).fill(40);
    expect(alignedShare(nothing, nothing, rule)).toBeNull();
    expect(alignedShare(nothing, detailed(1), rule)).toBe(0);
  });
  test('is the same both ways', () => {
    fc.assert(
      fc.property(waves, waves, (a, b) => {
        const [one, other] = [hills(a, ALIGNED_SIDE, ALIGNED_SIDE), hills(b, ALIGNED_SIDE, ALIGNED_SIDE)];
        expect(alignedShare(one, other, rule)).toBe(alignedShare(other, one, rule));
      }),
      { numRuns: 20 },
    );
  });
});
