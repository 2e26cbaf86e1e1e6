import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  checkProof,
  drawnNumber,
  EvidenceRules,
  metresBetween,
  needsOnSite,
  thresholdsOf,
  type Likeness,
  type ProofFacts,
} from './evidence.ts';

const rules = EvidenceRules.parse(JSON.parse(readFileSync('db/reference/complaint-evidence.json', 'utf8')));
const limit = thresholdsOf(rules);
const MINUTE = 60_000;
const disposition = new Date('2026-03-02T00:00:00Z');
const at = (minutes: number): Date => new Date(disposition.getTime() + minutes * MINUTE);
const TIMIKA = { latitude: -4.5467, longitude: 136.8833, accuracy: 10 };
/** Metres north of a place. */
const north = (metres: number, accuracy: number | null = 10) => ({ ...TIMIKA, latitude: TIMIKA.latitude + metres / 111_195, accuracy });
const like = (bits: number, aligned: number | null = 0.1, isMirrored = false): Likeness => ({
  pictureId: `p${bits}`,
  difference: Math.floor(bits / 2),
  cosine: Math.ceil(bits / 2),
  isMirrored,
  aligned,
});
const honest: ProofFacts = {
  sameFile: [],
  ownReport: [like(30)],
  otherCases: [like(40)],
  contrast: 30,
  place: TIMIKA,
  reported: north(20),
  radius: 50,
  takenAt: at(60),
  isZoneStated: true,
  dispositionAt: disposition,
  clock: { device: at(120), server: at(121) },
  make: 'samsung',
  model: 'SM-A155F',
  tools: ['A155FXXS3'],
  sourceTypes: [],
};
const verdict = (facts: Partial<ProofFacts>) => {
  const { refuse, flag, unchecked } = checkProof({ ...honest, ...facts }, rules);
  return { refuse, flag, unchecked };
};
const clean = { refuse: [], flag: [], unchecked: [] };

test('an honest photograph passes, and every value is kept', () => {
  const found = checkProof(honest, rules);
  expect({ refuse: found.refuse, flag: found.flag, unchecked: found.unchecked }).toEqual(clean);
  expect(found.values).toMatchObject({
    nearestOwn: like(30),
    nearestOther: like(40),
    contrast: 30,
    alignedShare: 0.1,
    allowedDistance: 70,
    minutesAfterDisposition: 60,
    clockOff: -1,
    editedWith: [],
    aiMarkers: [],
    camera: 'samsung SM-A155F',
  });
  expect(found.values.distance).toBeCloseTo(20, 1);
  expect(JSON.stringify(found.values)).not.toContain('136.88');
});

describe('refused', () => {
  test('bytes seen before', () => expect(verdict({ sameFile: ['p1'] }).refuse).toEqual(['same_file']));
  test.each([
    [limit.own_report_apart, ['copy_of_report']],
    [limit.own_report_apart + 1, []],
  ])('own report at %i bits: %j', (bits, refuse) => {
    expect(verdict({ ownReport: [like(60), like(bits), like(50)] }).refuse).toEqual(refuse);
    expect(verdict({ ownReport: [like(bits, 0.1, true)] }).refuse).toEqual(refuse);
  });
  test.each([
    [limit.other_case_apart, ['copy_of_other_case']],
    [limit.other_case_apart + 1, []],
  ])('another case at %i bits: %j', (bits, refuse) => expect(verdict({ otherCases: [like(bits)] }).refuse).toEqual(refuse));
  test('taken before the agency had it, to the minute where the zone is stated', () => {
    expect(verdict({ takenAt: at(0) })).toEqual(clean);
    expect(verdict({ takenAt: at(-1) }).refuse).toEqual(['taken_before']);
    expect(verdict({ takenAt: at(-limit.zone_doubt), isZoneStated: false })).toEqual(clean);
    expect(verdict({ takenAt: at(-limit.zone_doubt - 1), isZoneStated: false }).refuse).toEqual(['taken_before']);
  });
});

describe('flagged', () => {
  test('aligned with the picture of the report', () => {
    expect(verdict({ ownReport: [like(30, limit.aligned_share)] }).flag).toEqual(['aligned']);
    expect(verdict({ ownReport: [like(30, limit.aligned_share - 0.01)] })).toEqual(clean);
  });
  test('farther than the radius and the accuracy of both, which is capped', () => {
    expect(verdict({ reported: north(69) })).toEqual(clean);
    expect(verdict({ reported: north(71) }).flag).toEqual(['far_away']);
    expect(verdict({ reported: north(190), radius: 200, place: { ...TIMIKA, accuracy: null } })).toEqual(clean);
    const vague = { ...TIMIKA, accuracy: 100_000 };
    expect(verdict({ place: vague, reported: north(50 + limit.accuracy_cap - 1) })).toEqual(clean);
    expect(verdict({ place: vague, reported: north(50 + limit.accuracy_cap + 1) }).flag).toEqual(['far_away']);
    expect(verdict({ radius: null, reported: north(limit.default_radius + 19) })).toEqual(clean);
  });
  test('no place at all; a report without a point leaves the distance unchecked', () => {
    expect(verdict({ place: null })).toEqual({ refuse: [], flag: ['no_place'], unchecked: ['distance'] });
    expect(verdict({ reported: null })).toEqual({ ...clean, unchecked: ['distance'] });
  });
  test('a clock that is off either way', () => {
    for (const off of [limit.clock_off + 1, -limit.clock_off - 1])
      expect(verdict({ clock: { device: at(120 + off), server: at(120) } }).flag).toEqual(['clock_off']);
    expect(verdict({ clock: { device: at(120 + limit.clock_off), server: at(120) } })).toEqual(clean);
    expect(verdict({ clock: null })).toEqual({ ...clean, unchecked: ['clock'] });
  });
  test.each(['Adobe Photoshop 25.0 (Windows)', 'GIMP 2.10.36', 'Snapseed 2.0', 'PicsArt', 'adobe lightroom'])('edited with %s', (tool) =>
    expect(verdict({ tools: [tool] }).flag).toEqual(['edited']),
  );
  test.each(['HDR+ 1.0.585804401zd', '17.5.1', 'GPS Map Camera', 'Canvas', 'MediaTek Camera Application', 'Imagenomic'])(
    '%s is a camera, not an editor',
    (tool) => expect(verdict({ tools: [tool] })).toEqual(clean),
  );
  test('made by a machine, by its source type or its maker', () => {
    expect(verdict({ sourceTypes: ['trainedAlgorithmicMedia'] }).flag).toEqual(['ai_marker']);
    expect(verdict({ sourceTypes: ['TRAINEDALGORITHMICMEDIA'] }).flag).toEqual(['ai_marker']);
    expect(verdict({ tools: ['Made with Google AI'] }).flag).toEqual(['ai_marker']);
    expect(verdict({ sourceTypes: ['digitalCapture', 'computationalCapture'] })).toEqual(clean);
  });
  test('no camera, or no time', () => {
    expect(verdict({ make: null, model: null }).flag).toEqual(['no_camera_data']);
    expect(verdict({ takenAt: null })).toEqual({ refuse: [], flag: ['no_camera_data'], unchecked: ['time'] });
  });
  test('a picture of nothing is flagged, and its hash says nothing', () => {
    expect(verdict({ contrast: limit.least_contrast - 0.1, ownReport: [like(0, null)], otherCases: [like(0)] })).toEqual({
      refuse: [],
      flag: ['plain'],
      unchecked: ['likeness', 'alignment'],
    });
  });
});

test('everything that is wrong is said at once', () => {
  const found = verdict({
    sameFile: ['p'],
    ownReport: [like(0, 1)],
    otherCases: [like(0)],
    place: north(5000),
    takenAt: at(-9999),
    clock: { device: at(0), server: at(500) },
    tools: ['Adobe Firefly', 'Photoshop'],
    make: null,
    model: null,
  });
  expect(found.refuse).toEqual(['same_file', 'copy_of_report', 'copy_of_other_case', 'taken_before']);
  expect(found.flag).toEqual(['aligned', 'far_away', 'clock_off', 'edited', 'ai_marker', 'no_camera_data']);
});

test('coming nearer never helps a copy, and a wider radius never hurts', () => {
  fc.assert(
    fc.property(fc.nat(128), fc.nat(128), fc.nat(2000), fc.nat(500), fc.nat(500), (a, b, metres, radius, more) => {
      const [near, far] = [Math.min(a, b), Math.max(a, b)];
      if (verdict({ ownReport: [like(far)] }).refuse.length > 0)
        expect(verdict({ ownReport: [like(near)] }).refuse).toEqual(['copy_of_report']);
      const reported = north(metres);
      if (verdict({ reported, radius }).flag.length === 0) expect(verdict({ reported, radius: radius + more })).toEqual(clean);
    }),
  );
});

describe('metres', () => {
  const place = fc.record({
    latitude: fc.double({ min: -90, max: 90, noNaN: true }),
    longitude: fc.double({ min: -180, max: 180, noNaN: true }),
  });
  test('a degree of latitude; Timika to Jakarta; both ends of the earth', () => {
    expect(metresBetween({ latitude: 0, longitude: 0 }, { latitude: 1, longitude: 0 })).toBeCloseTo(111_195, 0);
    expect(metresBetween(TIMIKA, { latitude: -6.1754, longitude: 106.8272 }) / 1000).toBeCloseTo(3332, -1);
    expect(metresBetween({ latitude: 90, longitude: 0 }, { latitude: -90, longitude: 77 })).toBeCloseTo(Math.PI * 6_371_008.8, 0);
  });
  test('none to itself, the same both ways, never over half the earth, no shorter way round', () => {
    fc.assert(
      fc.property(place, place, place, (a, b, c) => {
        expect(metresBetween(a, a)).toBe(0);
        expect(metresBetween(a, b)).toBeCloseTo(metresBetween(b, a), 6);
        expect(metresBetween(a, b)).toBeLessThanOrEqual(20_015_116);
        expect(metresBetween(a, c)).toBeLessThanOrEqual(metresBetween(a, b) + metresBetween(b, c) + 1);
      }),
    );
  });
  test('the date line is no wall', () =>
    expect(metresBetween({ latitude: 0, longitude: 179.999 }, { latitude: 0, longitude: -179.999 })).toBeLessThan(250));
});

describe('on site', () => {
  const undrawn = { seed: 'x', caseId: 'a' };
  test('anybody can repeat the draw', async () => {
    // printf 'maret-2026:kasus-1' | sha256sum → the first eight digits over 2^32
    expect(await drawnNumber({ seed: 'maret-2026', caseId: 'kasus-1' })).toBeCloseTo(0x27d527c5 / 2 ** 32, 12);
  });
  test('a tenth of all, whatever the seed', async () => {
    for (const seed of ['2026-03', '2026-04', '2026-05']) {
      let drawn = 0;
      for (let no = 0; no < 4000; no++) if ((await needsOnSite([], false, { seed, caseId: `case-${no}` }, rules)).length > 0) drawn++;
      // 4,000 draws at 10 %: six standard deviations are 114
      expect(Math.abs(drawn - 400)).toBeLessThan(114);
    }
  });
  test('flags and contests always; reasons add up', async () => {
    expect(await drawnNumber(undrawn)).toBeGreaterThan(limit.on_site_share);
    expect(await needsOnSite([], false, undrawn, rules)).toEqual([]);
    expect(await needsOnSite(['edited'], false, undrawn, rules)).toEqual(['flagged']);
    expect(await needsOnSite([], true, undrawn, rules)).toEqual(['contested']);
    const all = { ...rules, thresholds: { ...rules.thresholds, on_site_share: { ...rules.thresholds.on_site_share, value: 1 } } };
    expect(await needsOnSite(['plain'], true, undrawn, all)).toEqual(['flagged', 'contested', 'drawn']);
  });
});
