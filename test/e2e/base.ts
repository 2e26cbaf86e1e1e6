import { expect, test as base, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from '@playwright/test';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { demoPassword, identifierOf, personOf, secondFactorOf } from '#tools/smoke/people.ts';

/** Where a run keeps who is signed in: an authenticator's code is good once, so everybody signs in once a run. */
const states = join(process.env['E2E_DATA'] ?? 'test-results', 'people');
export const artefacts = 'artefacts';
const sizes = [
  { width: 360, height: 740 },
  { width: 1280, height: 800 },
] as const;

/** Sign in by the forms alone, as the page of a visitor who has no JavaScript would. */
async function signIn(page: Page, key: string): Promise<void> {
  await page.goto('/masuk');
  await page.locator('[name=identifier]').fill(identifierOf(key));
  await page.locator('[name=sandi]').fill(demoPassword);
  await page.locator('main form').first().locator('button').first().click();
  if (personOf(key).kind === 'citizen') return;
  for (let tries = 0; tries < 2; tries++) {
    await page.locator('[name=kode_otp]').fill(secondFactorOf(key));
    await page.locator('main form').first().locator('button').first().click();
    if (!page.url().includes('/masuk')) return;
    // used already within its half minute: the next one
    await page.waitForTimeout(30_000 - (Date.now() % 30_000) + 500);
  }
}

async function stateOf(browser: Browser, key: string): Promise<string> {
  const file = join(states, `${key}.json`);
  if (existsSync(file)) return file;
  mkdirSync(states, { recursive: true });
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await signIn(page, key);
  expect(page.url(), `${key} is signed in`).not.toContain('/masuk');
  await context.storageState({ path: file });
  await context.close();
  return file;
}

type Enter = (key: string | null, options?: BrowserContextOptions) => Promise<Page>;

/** `enter('ratna')` is a page of a browser in which that demo person is signed in; `enter(null)` one of a stranger. */
export const test = base.extend<{ enter: Enter }>({
  enter: async ({ browser }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (key, options = {}) => {
      const context = await browser.newContext({ ...options, ...(key === null ? {} : { storageState: await stateOf(browser, key) }) });
      contexts.push(context);
      return context.newPage();
    });
    await Promise.all(contexts.map((context) => context.close()));
  },
});

export { expect };

/** axe itself, put into the page by us: its builder opens a second page for every run, which costs five times as much. */
const axe = readFileSync(createRequire(import.meta.resolve('@axe-core/playwright')).resolve('axe-core/axe.min.js'), 'utf8');
interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly target: unknown; readonly failureSummary?: string }[];
}

/** What axe finds wrong, as lines to read; of one rule where one is named. */
async function violations(page: Page, rule?: string): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  const found = await page.evaluate(async (only) => {
    const options = { resultTypes: ['violations'], ...(only ? { runOnly: [only] } : {}) };
    return (await (window as unknown as { axe: { run(options: object): Promise<{ violations: Violation[] }> } }).axe.run(options))
      .violations;
  }, rule);
  return found.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help} at ${JSON.stringify(node.target)} ${node.failureSummary ?? ''}`),
  );
}

/** What must never be read on a page: a hole where a word or a number should be. */
const holes = /\bundefined\b|\bNaN\b|\bnull\b|\[object |Invalid Date|\{[a-z_]+\}/;

/**
 * What holds for every page, in the state it is in: one heading, nothing off the side, no hole in the text, no violation by axe (all
 * rules on a telephone, contrast again in the dark on a desk). Leaves its pictures as artefacts/360/<name>.jpg and artefacts/1280/<name>.jpg,
 * but not in CI, where nobody looks at them.
 */
export async function look(page: Page, name: string): Promise<void> {
  if (process.env['NOLOOK']) return;
  await expect(page.locator('h1'), `${name}: one h1`).toHaveCount(1);
  const text = await page.evaluate(() => {
    const body = document.body.cloneNode(true) as HTMLElement;
    for (const element of body.querySelectorAll('code, pre, textarea, script, style')) element.remove();
    return body.textContent ?? '';
  });
  expect(text, `${name}: no hole in the text`).not.toMatch(holes);
  for (const size of sizes) {
    await page.setViewportSize(size);
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect.soft(sideways, `${name}: pixels off the side at ${size.width}`).toBeLessThanOrEqual(0);
    if (!process.env['CI'])
      await page.screenshot({ path: `${artefacts}/${size.width}/${name}.jpg`, type: 'jpeg', quality: 80, fullPage: true });
    if (size === sizes[0]) expect.soft(await violations(page), `${name}: axe`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: 'dark' });
  expect.soft(await violations(page, 'color-contrast'), `${name}: contrast in the dark`).toEqual([]);
  await page.emulateMedia({ colorScheme: 'light' });
}
