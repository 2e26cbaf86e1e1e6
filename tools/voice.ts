import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { recordings } from '../src/modules/queue/spoken.ts';

/**
 * Makes the default voice of the hall's boards, static/suara/*.mp3, with eSpeak NG (voice `id`) and FFmpeg:
 * `node tools/voice.ts [name …]`. A machine speaks them until the hall has its own recordings (static/suara/README.md); names
 * given make those alone anew, so that recorded ones stay.
 */
const VOICE = ['-v', 'id', '-s', '140', '-p', '45'];
/** The silence at both ends goes: the board sets its own pauses. */
const TRIM = 'silenceremove=start_periods=1:start_threshold=-50dB,areverse,silenceremove=start_periods=1:start_threshold=-50dB,areverse';
const FOLDER = fileURLToPath(new URL('../static/suara/', import.meta.url));

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !recordings.has(name));
if (unknown.length) throw new Error(`No such recording: ${unknown.join(', ')}. There are: ${[...recordings.keys()].join(', ')}`);
const scratch = mkdtempSync(join(tmpdir(), 'suara-'));
mkdirSync(FOLDER, { recursive: true });
let bytes = 0;
for (const [name, text] of recordings) {
  const file = join(FOLDER, `${name}.mp3`);
  if (asked.length === 0 || asked.includes(name)) {
    const wave = join(scratch, `${name}.wav`);
    execFileSync('espeak-ng', [...VOICE, '-w', wave, text]);
    const encode = [
      '-af',
      `${TRIM},volume=6dB,alimiter=limit=0.9`,
      '-ac',
      '1',
      '-ar',
      '24000',
      '-b:a',
      '32k',
      '-map_metadata',
      '-1',
      '-bitexact',
    ];
    execFileSync('ffmpeg', ['-v', 'error', '-y', '-i', wave, ...encode, file]);
  }
  bytes += statSync(file).size;
}
rmSync(scratch, { recursive: true });
console.log(`${recordings.size} recordings, ${bytes} bytes`);
