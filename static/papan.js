// The hall's board: draws what the stream says. Missed calls are asked for by their number; a picture that is old says so.
const board = document.querySelector('main.board');
const part = (name) => board.querySelector(`[data-part=${name}]`);
const names = JSON.parse(board.dataset.names);
const STALE_MS = 30_000;
const SHOWN_MS = 8000;
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

// one call after the other, each shown and sounded whole, whatever comes meanwhile
const waiting = [];
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
function announce() {
  if (fresh) return;
  fresh = waiting.shift();
  drawNow();
  if (!fresh) return;
  chime();
  setTimeout(() => {
    fresh = undefined;
    announce();
  }, SHOWN_MS);
}

// Browsers play nothing before a touch: the button unlocks the sound once.
let audio;
const sound = part('sound');
if (globalThis.AudioContext) {
  sound.hidden = false;
  sound.addEventListener('click', () => {
    audio = new AudioContext();
    sound.hidden = true;
    chime();
  });
}
function chime() {
  if (!audio) return;
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
  waiting.push(JSON.parse(event.data));
  announce();
});
source.addEventListener('nadi', heard);

setInterval(() => {
  const isStale = Date.now() - heardAt > STALE_MS;
  const stale = part('stale');
  stale.hidden = !isStale;
  if (isStale) stale.textContent = board.dataset.stale.replace('%', `${clock(lastAt)} WIT`);
  else part('clock').textContent = `${clock(new Date())} WIT`;
}, 1000);
