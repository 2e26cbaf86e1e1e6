import { readdirSync, readFileSync, statSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { clips, recordings } from '#modules/queue/spoken.ts';
import { announcer } from '../static/pengumuman.js';

const FOLDER = 'static/suara';

describe('the recordings', () => {
  test('each is there, is sound, and nothing else is; all of them small', () => {
    const files = readdirSync(FOLDER).filter((name) => name.endsWith('.mp3'));
    expect(files.toSorted()).toEqual([...recordings.keys()].map((name) => `${name}.mp3`).toSorted());
    for (const file of files) {
      const bytes = readFileSync(`${FOLDER}/${file}`);
      const start = bytes.subarray(0, 3).toString() === 'ID3' ? undefined : bytes.readUInt16BE(0) & 0xff_e0;
      expect([undefined, 0xff_e0]).toContain(start);
      expect(bytes.length).toBeGreaterThan(1000);
    }
    expect(files.reduce((sum, file) => sum + statSync(`${FOLDER}/${file}`).size, 0)).toBeLessThanOrEqual(300_000);
  });

  test('any number at any loket can be said, by word and by digit', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[A-Z]{1,2}$/),
        fc.integer({ min: 1, max: 9999 }),
        fc.integer({ min: 1, max: 99 }),
        fc.constantFrom('word' as const, 'digits' as const),
        (series, number, loket, reading) => {
          const said = clips(series, number, loket, reading);
          expect(said.filter((name) => !recordings.has(name))).toEqual([]);
          expect(said[0]).toBe('nomor-antrean');
          expect(said.filter((name) => name.startsWith('huruf-')).map((name) => name.slice(6))).toEqual([...series.toLowerCase()]);
        },
      ),
      { numRuns: 2000 },
    );
    expect(clips('B', 121, 12, 'word').slice(2)).toEqual(['seratus', 'dua', 'puluh', 'satu', 'silakan-menuju-loket', 'dua', 'belas']);
    expect(clips('B', 121, 12, 'digits').slice(2, 5)).toEqual(['satu', 'dua', 'satu']);
  });
});

describe('the announcer', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const SPEECH = 4000;
  const GAP = 900;
  /** What was shown and said, with the second at which. */
  function hall(say = (): Promise<void> => pause(SPEECH)) {
    const begun = Date.now();
    const heard: [at: number, what: string][] = [];
    const note = (what: string): void => void heard.push([Date.now() - begun, what]);
    const announce = announcer<string>({
      show: (call) => note(call === undefined ? 'none' : `show ${call}`),
      say: async (call) => {
        note(`say ${call}`);
        await say();
        note(`end ${call}`);
      },
      pause,
      gapMs: GAP,
    });
    return { announce, heard };
  }
  const pause = (ms: number): Promise<void> => new Promise((settle) => setTimeout(settle, ms));
  const once = (call: string): string[] => [`say ${call}`, `end ${call}`];
  const whole = (call: string): string[] => [`show ${call}`, ...once(call), ...once(call), 'none'];

  test('two calls within 100 ms are two whole announcements, the first first, each said twice with a gap', async () => {
    const { announce, heard } = hall();
    void announce('A-001');
    await vi.advanceTimersByTimeAsync(100);
    void announce('B-001');
    await vi.runAllTimersAsync();
    expect(heard.map(([, what]) => what)).toEqual([...whole('A-001'), ...whole('B-001')]);
    const at = (what: string, nth = 0): number => heard.filter(([, said]) => said === what)[nth]![0];
    expect(at('say A-001', 1) - at('end A-001')).toBe(GAP);
    expect(at('say B-001') - at('end A-001', 1)).toBe(GAP);
  });

  test('whatever comes while whatever is said: nothing is lost, doubled or mixed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 15_000 }), { minLength: 1, maxLength: 12 }), async (pauses) => {
        const { announce, heard } = hall();
        const calls = pauses.map((_, index) => `A-${index}`);
        for (const [index, wait] of pauses.entries()) {
          await vi.advanceTimersByTimeAsync(wait);
          void announce(calls[index]!);
        }
        await vi.runAllTimersAsync();
        expect(heard.map(([, what]) => what)).toEqual(calls.flatMap(whole));
      }),
      { numRuns: 50 },
    );
  });

  test('no voice: each call is shown for its eight seconds, and the next one comes', async () => {
    const { announce, heard } = hall(() => Promise.reject(new Error('no recording')));
    void announce('A-001');
    void announce('A-002');
    await vi.runAllTimersAsync();
    expect(heard.filter(([, what]) => !what.startsWith('say'))).toEqual([
      [0, 'show A-001'],
      [8000, 'none'],
      [8000, 'show A-002'],
      [16_000, 'none'],
    ]);
  });
});
