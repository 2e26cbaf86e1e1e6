import { createHash, randomBytes, webcrypto } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { signPdf, type SigningKey } from './pades.ts';
import type { Signer, SignerPerson } from './signer.ts';

/**
 * A certificate authority of our own for demonstrations: made at first start under `SATU_DATA/ca` (0600), one certificate a
 * signer with name and office. Its signatures are real, its certificates mean nothing in law, so letters carry a watermark.
 */
const folder = (): string => resolve(process.env.SATU_DATA ?? 'data', 'ca');
const EC = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const YEARS = 10;
const OID = { name: '2.5.4.3', organisation: '2.5.4.10', title: '2.5.4.12' } as const;

interface Pair {
  readonly key: CryptoKey;
  readonly certificate: pkijs.Certificate;
}

const pem = (label: string, der: ArrayBuffer): string =>
  `-----BEGIN ${label}-----\n${Buffer.from(der)
    .toString('base64')
    .match(/.{1,64}/g)!
    .join('\n')}\n-----END ${label}-----\n`;
const unpem = (text: string, label: string): ArrayBuffer => {
  const body = new RegExp(`-----BEGIN ${label}-----([^-]+)-----END`).exec(text)?.[1];
  if (!body) throw new Error(`${label} missing in the signing folder`);
  return new Uint8Array(Buffer.from(body, 'base64')).buffer;
};

async function readPair(path: string): Promise<Pair | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw thrown;
  }
  return {
    key: (await webcrypto.subtle.importKey('pkcs8', unpem(text, 'PRIVATE KEY'), EC, false, ['sign'])) as CryptoKey,
    certificate: pkijs.Certificate.fromBER(unpem(text, 'CERTIFICATE')),
  };
}

/** Web and worker may both be first: the file appears whole, and the second one takes what the first one made. */
async function writePair(path: string, key: ArrayBuffer, certificate: pkijs.Certificate): Promise<void> {
  const part = `${path}.${randomBytes(6).toString('hex')}`;
  await writeFile(part, pem('PRIVATE KEY', key) + pem('CERTIFICATE', certificate.toSchema().toBER()), { mode: 0o600, flag: 'wx' });
  try {
    await link(part, path);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown;
  } finally {
    await rm(part, { force: true });
  }
}

/** A distinguished name with one attribute a step; pkijs itself would put all into one step. */
const distinguished = (...parts: readonly (readonly [oid: string, value: string])[]): pkijs.RelativeDistinguishedNames => {
  const steps = parts.map(([type, value]) => new pkijs.AttributeTypeAndValue({ type, value: new asn1js.Utf8String({ value }) }).toSchema());
  const name = new asn1js.Sequence({ value: steps.map((step) => new asn1js.Set({ value: [step] })) });
  return new pkijs.RelativeDistinguishedNames({ schema: asn1js.fromBER(name.toBER()).result });
};
const extension = (extnID: string, critical: boolean, value: { toBER(): ArrayBuffer }) =>
  new pkijs.Extension({ extnID, critical, extnValue: value.toBER() });
const keyUsage = (bits: number, unused: number) =>
  extension('2.5.29.15', true, new asn1js.BitString({ valueHex: new Uint8Array([bits]).buffer, unusedBits: unused }));

async function issue(subject: pkijs.RelativeDistinguishedNames, by: Pair | undefined): Promise<{ pair: Pair; exported: ArrayBuffer }> {
  const keys = (await webcrypto.subtle.generateKey(EC, true, ['sign', 'verify'])) as CryptoKeyPair;
  const certificate = new pkijs.Certificate();
  certificate.version = 2;
  const serial = randomBytes(16);
  serial[0] = (serial[0]! & 0x3f) | 0x40; // positive, and never shortened
  certificate.serialNumber = new asn1js.Integer({ valueHex: new Uint8Array(serial).buffer });
  certificate.subject = subject;
  certificate.issuer = by ? by.certificate.subject : subject;
  const from = new Date(Date.now() - 24 * 3600_000);
  const until = new Date(from);
  until.setUTCFullYear(until.getUTCFullYear() + YEARS);
  certificate.notBefore.value = from;
  certificate.notAfter.value = by && by.certificate.notAfter.value < until ? by.certificate.notAfter.value : until;
  await certificate.subjectPublicKeyInfo.importKey(keys.publicKey);
  const keyId = createHash('sha1').update(Buffer.from(certificate.subjectPublicKeyInfo.subjectPublicKey.valueBlock.valueHexView)).digest();
  certificate.extensions = [
    extension('2.5.29.19', true, new pkijs.BasicConstraints(by ? {} : { cA: true, pathLenConstraint: 0 }).toSchema()),
    by ? keyUsage(0xc0, 6) : keyUsage(0x06, 1), // signature and non-repudiation; certificates and lists
    extension('2.5.29.14', false, new asn1js.OctetString({ valueHex: keyId })),
  ];
  await certificate.sign(by ? by.key : keys.privateKey, 'SHA-256');
  return { pair: { key: keys.privateKey, certificate }, exported: await webcrypto.subtle.exportKey('pkcs8', keys.privateKey) };
}

async function findOrIssue(path: string, subject: pkijs.RelativeDistinguishedNames, by?: Pair): Promise<Pair> {
  const found = await readPair(path);
  if (found) return found;
  const { exported, pair } = await issue(subject, by);
  await writePair(path, exported, pair.certificate);
  return (await readPair(path)) ?? pair;
}

/** The authority, made where there is none. */
export async function exampleAuthority(): Promise<Pair> {
  await mkdir(join(folder(), 'signers'), { recursive: true, mode: 0o700 });
  return findOrIssue(join(folder(), 'ca.pem'), distinguished([OID.name, 'CA Contoh Satu Pintu'], [OID.organisation, 'CONTOH - TIDAK SAH']));
}

/** The authority's certificate in PEM, for those who want to check a letter of the demonstration. */
export const exampleAuthorityPem = async (): Promise<string> =>
  pem('CERTIFICATE', (await exampleAuthority()).certificate.toSchema().toBER());

const opened = new Map<string, Promise<SigningKey>>();

/** A person's key; a new name or office gets a new certificate. */
function signingKey(who: SignerPerson): Promise<SigningKey> {
  const id = createHash('sha256').update(`${folder()}\n${who.personId}\n${who.name}\n${who.office}`).digest('hex').slice(0, 32);
  let key = opened.get(id);
  if (!key) {
    key = (async () => {
      const authority = await exampleAuthority();
      const subject = distinguished([OID.name, who.name], [OID.title, who.office], [OID.organisation, 'CONTOH - TIDAK SAH']);
      const pair = await findOrIssue(join(folder(), 'signers', `${id}.pem`), subject, authority);
      return { ...pair, chain: [authority.certificate] };
    })();
    opened.set(id, key);
    key.catch(() => opened.delete(id));
  }
  return key;
}

export const simulasi = (): Signer => ({
  name: 'simulasi',
  automatic: true,
  sample: true,
  sign: async (pdf, who) =>
    signPdf(pdf, await signingKey(who), {
      name: who.name,
      reason: `Ditandatangani sebagai ${who.office} (contoh)`,
      location: 'Timika',
      at: who.at,
    }),
});
