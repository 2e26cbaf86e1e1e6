// Calls are announced whole, first in, first out: shown, said, a gap, said once more, a gap, then the next. Whatever comes meanwhile
// waits its turn; what can't be said is shown all the same.

/**
 * @template Call
 * @param {{
 *   show: (call: Call | undefined) => void,
 *   say: (call: Call) => Promise<void>,
 *   pause: (ms: number) => Promise<void>,
 *   times?: number,
 *   gapMs?: number,
 *   shownMs?: number,
 * }} means `show` draws the call that is announced, or none; `say` ends when it was heard; `shownMs` is the least a call is shown
 * @returns {(call: Call) => Promise<void>} takes a call into the line; done when the line is empty
 */
export function announcer({ show, say, pause, times = 2, gapMs = 900, shownMs = 8000 }) {
  /** @type {Call[]} */
  const line = [];
  /** @type {Promise<void> | undefined} */
  let running;
  async function run() {
    for (let call = line.shift(); call !== undefined; call = line.shift()) {
      show(call);
      const shown = pause(shownMs);
      for (let turn = 0; turn < times; turn++) {
        // silence keeps nobody from the next call
        await say(call).catch(() => {});
        await pause(gapMs);
      }
      await shown;
      show(undefined);
    }
    running = undefined;
  }
  return (call) => {
    line.push(call);
    return (running ??= run());
  };
}
