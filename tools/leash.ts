import process from 'node:process';

/**
 * Preloaded (`--import`) into the children of tools/start.ts: when the start tool is gone, even by kill -9, the child
 * ends as if asked to, so that no orphan keeps the port.
 */
process.on('disconnect', () => {
  setTimeout(() => process.exit(1), 10_000).unref();
  process.kill(process.pid, 'SIGTERM');
});
process.channel?.unref();
// The web server has answered whom it had to answer: its idle database connections are no reason to stay.
(process as NodeJS.EventEmitter).on('sveltekit:shutdown', () => process.exit(0));
