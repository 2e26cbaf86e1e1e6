import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { defineConfig } from '@playwright/test';

const port = Number(process.env['E2E_PORT'] ?? 3987);
/** A program that runs already (with its SATU_DATA in E2E_DATA), instead of one of our own. */
const running = process.env['BASE_URL'];
// The configuration is read once by the runner and again by each of its workers: one folder for all.
const data = (process.env['E2E_DATA'] ??= mkdtempSync(join(tmpdir(), 'satu-e2e-')));
chmodSync(data, 0o755); // PostgreSQL runs as somebody else where the tests run as root

/** The journeys in Debian's own chromium, against `npm start` on a port and a data folder of its own. */
export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results',
  timeout: 120_000,
  expect: { timeout: 30_000 },
  workers: 1,
  forbidOnly: Boolean(process.env['CI']),
  retries: 0,
  reporter: [['list']],
  use: {
    baseURL: running ?? `http://127.0.0.1:${port}`,
    locale: 'id-ID',
    timezoneId: 'Asia/Jayapura',
    actionTimeout: 60_000,
    navigationTimeout: 60_000,
    screenshot: 'only-on-failure',
    // a trace doubles what a page costs; where nobody can open it afterwards, none is made
    trace: process.env['CI'] ? 'off' : 'retain-on-failure',
    launchOptions: {
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'chromium', testMatch: /(?<!\.nojs)\.e2e\.ts$/ },
    { name: 'no-javascript', testMatch: /\.nojs\.e2e\.ts$/, use: { javaScriptEnabled: false } },
  ],
  ...(running
    ? {}
    : {
        webServer: {
          command: 'npm start',
          url: `http://127.0.0.1:${port}/healthz`,
          env: { PORT: String(port), SATU_DATA: data, NODE_ENV: 'production' },
          timeout: 300_000,
          gracefulShutdown: { signal: 'SIGTERM', timeout: 30_000 },
          stdout: 'ignore',
          stderr: 'pipe',
        },
      }),
});
