import { demoPassword, identifierOf, personOf, secondFactorOf } from './people.ts';
import { Visitor } from './visitor.ts';

const STEP_MS = 30_000;

/** A visitor signed in as one of the demo's people. A one-time code counts once: where this one was used, the next is waited for. */
export async function signInAs(base: string, key: string): Promise<Visitor> {
  const visitor = new Visitor(base);
  let page = await visitor.submit(await visitor.open('/masuk'), { identifier: identifierOf(key), sandi: demoPassword });
  if (personOf(key).kind !== 'citizen') {
    const asked = page;
    page = await visitor.submit(asked, { kode_otp: secondFactorOf(key) });
    if (page.url.pathname.startsWith('/masuk')) {
      await new Promise((settle) => setTimeout(settle, STEP_MS - (Date.now() % STEP_MS) + 500));
      page = await visitor.submit(asked, { kode_otp: secondFactorOf(key) });
    }
  }
  if (page.url.pathname.startsWith('/masuk')) throw new Error(`${key} can't sign in: ${page.text.slice(0, 300)}`);
  return visitor;
}
