// The wall board of reports: puts in what the stream brings; a picture that is old says so.
const board = document.querySelector('main.board');
const part = (name) => board.querySelector(`[data-part=${name}]`);
const staleMs = Number(board.dataset.staleAfter) * 1000;
let heardAt = Date.now();

const clock = (at) =>
  new Intl.DateTimeFormat(document.documentElement.lang === 'en' ? 'en-GB' : 'id-ID', {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: 'Asia/Jayapura',
  }).format(at);
const heard = () => {
  heardAt = Date.now();
};

const source = new EventSource(`/papan/laporan/aliran?mode=${board.dataset.mode}`);
source.addEventListener('papan', (event) => {
  heard();
  board.dataset.seq = event.lastEventId;
  // our own server's drawing, with every word of it escaped there
  part('board').innerHTML = JSON.parse(event.data).html;
  // other boundaries came into force: their drawing lies in the page itself
  if (part('board').querySelector('[data-map-set]').dataset.mapSet !== board.dataset.mapSet) location.reload();
});
source.addEventListener('nadi', heard);

setInterval(() => {
  const isStale = Date.now() - heardAt > staleMs;
  const stale = part('stale');
  stale.hidden = !isStale;
  // a session that ended closes the stream for good
  if (isStale)
    stale.textContent =
      source.readyState === EventSource.CLOSED ? board.dataset.ended : board.dataset.stale.replace('%', `${clock(heardAt)} WIT`);
  else part('clock').textContent = `${clock(Date.now())} WIT`;
}, 1000);
