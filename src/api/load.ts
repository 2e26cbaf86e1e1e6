/**
 * Is this process behind with its work? The delay of a timer is looked at every 200 ms (at 1 s a stall of 1.5 s goes
 * unseen); past 100 ms new requests are better refused than queued.
 */
const EVERY_MS = 200;
const LIMIT_MS = 100;
let delay = 0;
let last = performance.now();
let timer: NodeJS.Timeout | undefined;

export function isOverloaded(): boolean {
  timer ??= start();
  return delay > LIMIT_MS;
}

function start(): NodeJS.Timeout {
  last = performance.now();
  return setInterval(() => {
    const now = performance.now();
    delay = now - last - EVERY_MS;
    last = now;
  }, EVERY_MS).unref();
}
