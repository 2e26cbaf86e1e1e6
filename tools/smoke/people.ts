import { readFileSync } from 'node:fs';
import { TOTP } from 'otpauth';
import { demoTotpSecret } from '#modules/identity/server/demo.ts';

/** The invented people of the demo, as those who walk through the product need them: what they type, what their authenticator shows. */
interface DemoPerson {
  readonly key: string;
  readonly kind: 'citizen' | 'officer' | 'leader' | 'steward';
  readonly name: string;
  readonly nik?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly address?: string;
}
const demo = JSON.parse(readFileSync(new URL('../../db/reference/demo-people.json', import.meta.url), 'utf8')) as {
  readonly password: string;
  readonly people: readonly DemoPerson[];
};

export const demoPassword = demo.password;

/** @throws Error where the demo has no such person */
export function personOf(key: string): DemoPerson {
  const person = demo.people.find((candidate) => candidate.key === key);
  if (!person) throw new Error(`No demo person ${key}`);
  return person;
}

/** What that person types into the first field of /masuk. */
export const identifierOf = (key: string): string => personOf(key).email ?? personOf(key).phone ?? '';

/** Six digits, as the person's authenticator shows them at that moment. */
export const secondFactorOf = (key: string, at = new Date()): string =>
  new TOTP({ secret: demoTotpSecret(key) }).generate({ timestamp: at.getTime() });

/** The smallest PDF there is: one empty page. */
export const emptyPdf: Uint8Array = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
);
