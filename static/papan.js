// The hall's board: draws what the stream says. Missed calls are asked for by their number; a picture that is old says so.
import { announcer } from './pengumuman.js';

const board = document.querySelector('main.board');
const part = (name) => board.querySelector(`[data-part=${name}]`);
const names = JSON.parse(board.dataset.names);
const STALE_MS = 30_000;
let heardAt = Date.now();
let lastAt = new Date();

const clock = (at) =>
  new Intl.DateTimeFormat(document.documentElement.lang === 'en' ? 'en-GB' : 'id-ID', {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: 'Asia/Jayapura',
  }).format(at);
const item = (className, ...parts) => {
  const li = document.createElement('li');
  if (className) li.className = className;
  for (const [tag, text] of parts) {
    const element = document.createElement(tag);
    element.textContent = text;
    li.append(element);
  }
  return li;
};
const fill = (name, items, none) => part(name).replaceChildren(...(items.length ? items : [item('none', ['span', none])]));

let fresh;
let picture;
function drawNow() {
  const called = (picture?.calls ?? []).filter((call) => call.isNow);
  const all = fresh && !called.some((call) => call.number === fresh.number) ? [fresh, ...called] : called;
  fill(
    'now',
    all.map((call) =>
      item(fresh && call.number === fresh.number ? 'fresh' : '', ['b', call.number], ['span', `${board.dataset.loket} ${call.loket}`]),
    ),
    '–',
  );
}
const pause = (ms) => new Promise((settle) => setTimeout(settle, ms));

// ── The voice ─────────────────────────────────────────────────────────────────────────────────────────────────────────
// Browsers play nothing before a touch: the button unlocks the sound once, when the hall opens.
let audio;
const sound = part('sound');
const mute = part('mute');
if (globalThis.AudioContext) {
  sound.hidden = false;
  sound.addEventListener('click', () => {
    audio = new AudioContext();
    sound.hidden = true;
    chime();
  });
} else mute.hidden = false;
function chime() {
  for (const [step, hertz] of [
    [0, 660],
    [0.35, 523],
  ]) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(0.4, audio.currentTime + step);
    volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + step + 0.9);
    tone.connect(volume).connect(audio.destination);
    tone.start(audio.currentTime + step);
    tone.stop(audio.currentTime + step + 1);
  }
}
const recordings = new Map();
function recording(name) {
  if (!recordings.has(name)) {
    const coming = fetch(`/suara/${name}.mp3`)
      .then((answer) => (answer.ok ? answer.arrayBuffer() : Promise.reject(new Error(name))))
      .then((bytes) => audio.decodeAudioData(bytes));
    recordings.set(name, coming);
    // asked for anew at the next call
    coming.catch(() => recordings.delete(name));
  }
  return recordings.get(name);
}
async function say(call) {
  if (!audio) return;
  try {
    const parts = await Promise.all((call.clips ?? []).map(recording));
    if (audio.state !== 'running') await Promise.race([audio.resume(), pause(1000)]);
    if (audio.state !== 'running' || parts.length === 0) throw new Error('no sound');
    mute.hidden = true;
    chime();
    let at = audio.currentTime + 1.2;
    for (const buffer of parts) {
      const source = audio.createBufferSource();
      source.buffer = buffer;
      source.connect(audio.destination);
      source.start(at);
      at += buffer.duration + 0.05;
    }
    await pause((at - audio.currentTime) * 1000);
  } catch (thrown) {
    // the flash and the large type stay; that there is no voice is said
    mute.hidden = false;
    throw thrown;
  }
}
const announce = announcer({
  show: (call) => {
    fresh = call;
    drawNow();
  },
  say,
  pause,
});

function draw(it) {
  picture = it;
  drawNow();
  fill(
    'last',
    it.calls.map((call) => item('', ['b', call.number], ['span', `${board.dataset.loket} ${call.loket}`])),
    board.dataset.none,
  );
  fill(
    'lokets',
    it.lokets.map((loket) =>
      item(
        '',
        ['b', loket.number],
        ['span', names[loket.agency]],
        ['i', loket.state === 'break' ? board.dataset.break : (loket.now ?? '')],
      ),
    ),
    board.dataset.noOpen,
  );
  part('waiting').textContent = board.dataset.waiting.replace('%', it.waiting);
}

function heard() {
  heardAt = Date.now();
  lastAt = new Date();
}
const source = new EventSource(`/papan/aliran?sejak=${board.dataset.seq}`);
source.addEventListener('papan', (event) => {
  heard();
  draw(JSON.parse(event.data));
});
source.addEventListener('panggilan', (event) => {
  heard();
  void announce(JSON.parse(event.data));
});
source.addEventListener('nadi', heard);

setInterval(() => {
  const isStale = Date.now() - heardAt > STALE_MS;
  const stale = part('stale');
  stale.hidden = !isStale;
  if (isStale) stale.textContent = board.dataset.stale.replace('%', `${clock(lastAt)} WIT`);
  else part('clock').textContent = `${clock(new Date())} WIT`;
}, 1000);
