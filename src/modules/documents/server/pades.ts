import { createHash, webcrypto } from 'node:crypto';
import { plainAddPlaceholder } from '@signpdf/placeholder-plain';
import { SignPdf } from '@signpdf/signpdf';
import { Signer as CmsSigner, SUBFILTER_ETSI_CADES_DETACHED } from '@signpdf/utils';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';

pkijs.setEngine('node', new pkijs.CryptoEngine({ name: 'node', crypto: webcrypto as unknown as Crypto }));

const OID = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
} as const;
/** Bytes kept free in the file for the signature; certificate and chain take under 2 KB. */
const ROOM = 6144;

export interface SigningKey {
  readonly key: CryptoKey;
  readonly certificate: pkijs.Certificate;
  /** Issuers, nearest first. */
  readonly chain: readonly pkijs.Certificate[];
}

const der = (schema: { toBER(): ArrayBuffer }): Buffer => Buffer.from(schema.toBER());
const digest = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/** ESS signing-certificate-v2 (RFC 5035): which certificate signed, so that it can't be exchanged. SHA-256 is the default algorithm and left out. */
function signingCertificate(certificate: pkijs.Certificate): asn1js.Sequence {
  const issuer = new asn1js.Constructed({ idBlock: { tagClass: 3, tagNumber: 4 }, value: [certificate.issuer.toSchema()] });
  return new asn1js.Sequence({
    value: [
      new asn1js.Sequence({
        value: [
          new asn1js.Sequence({
            value: [
              new asn1js.OctetString({ valueHex: digest(der(certificate.toSchema())) }),
              new asn1js.Sequence({ value: [new asn1js.Sequence({ value: [issuer] }), certificate.serialNumber] }),
            ],
          }),
        ],
      }),
    ],
  });
}

/** A detached CMS signature after CAdES / PAdES B-B (ETSI EN 319 142-1): no signing-time inside, PAdES takes /M of the PDF. */
export async function signCms(content: Uint8Array, { key, certificate, chain }: SigningKey): Promise<Buffer> {
  const attributes = [
    new pkijs.Attribute({ type: OID.contentType, values: [new asn1js.ObjectIdentifier({ value: OID.data })] }),
    new pkijs.Attribute({ type: OID.messageDigest, values: [new asn1js.OctetString({ valueHex: digest(content) })] }),
    new pkijs.Attribute({ type: OID.signingCertificateV2, values: [signingCertificate(certificate)] }),
  ].sort((a, b) => Buffer.compare(der(a.toSchema()), der(b.toSchema()))); // DER: a SET OF is sorted
  const signedAttrs = new pkijs.SignedAndUnsignedAttributes({ type: 0, attributes });
  const toSign = Buffer.from(signedAttrs.toSchema().toBER());
  toSign[0] = 0x31; // signed as a SET, written with an implicit tag
  signedAttrs.encodedValue = new Uint8Array(toSign).buffer;
  const signed = new pkijs.SignedData({
    version: 1,
    encapContentInfo: new pkijs.EncapsulatedContentInfo({ eContentType: OID.data }),
    signerInfos: [
      new pkijs.SignerInfo({
        version: 1,
        sid: new pkijs.IssuerAndSerialNumber({ issuer: certificate.issuer, serialNumber: certificate.serialNumber }),
        signedAttrs,
      }),
    ],
    certificates: [certificate, ...chain],
  });
  await signed.sign(key, 0, 'SHA-256', new Uint8Array(content).buffer);
  return der(new pkijs.ContentInfo({ contentType: OID.signedData, content: signed.toSchema(true) }).toSchema());
}

class PadesSigner extends CmsSigner {
  readonly key: SigningKey;
  constructor(key: SigningKey) {
    super();
    this.key = key;
  }
  override sign(content: Buffer): Promise<Buffer> {
    return signCms(content, this.key);
  }
}

export interface SignatureFacts {
  readonly name: string;
  readonly reason: string;
  readonly location: string;
  readonly at: Date;
}

/** An incremental update with a signature; the bytes before it stay as they were. */
export async function signPdf(pdf: Uint8Array, key: SigningKey, facts: SignatureFacts): Promise<Uint8Array> {
  const prepared = plainAddPlaceholder({
    pdfBuffer: Buffer.from(pdf),
    name: facts.name,
    reason: facts.reason,
    location: facts.location,
    contactInfo: '',
    signingTime: facts.at,
    signatureLength: ROOM,
    subFilter: SUBFILTER_ETSI_CADES_DETACHED,
    appName: 'SatuPintu',
  });
  return new SignPdf().sign(keepFileId(prepared), new PadesSigner(key));
}

/** PDF/A asks for /ID in the last trailer too; the placeholder's update leaves it out. */
function keepFileId(pdf: Buffer): Buffer {
  const text = pdf.toString('latin1');
  const id = /\/ID\s*\[[^\]]*\]/.exec(text.slice(text.indexOf('trailer')))?.[0];
  const last = text.lastIndexOf('trailer');
  if (!id || text.includes('/ID', last)) return pdf;
  const at = text.indexOf('>>', last);
  return Buffer.concat([pdf.subarray(0, at), Buffer.from(`${id}\n`, 'latin1'), pdf.subarray(at)]);
}

export interface SignatureCheck {
  /** The signed bytes are the file's bytes and the signature fits the certificate. */
  readonly intact: boolean;
  /** The certificate leads to a given root. */
  readonly trusted: boolean;
  readonly signer: string | undefined;
  readonly office: string | undefined;
  readonly signedAttributes: readonly string[];
}

/** Checks the last signature of a PDF ourselves; undefined where there is none. */
export async function checkSignature(pdf: Uint8Array, roots: readonly pkijs.Certificate[]): Promise<SignatureCheck | undefined> {
  const file = Buffer.from(pdf);
  const ranges = [...file.toString('latin1').matchAll(/\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/g)].at(-1);
  if (!ranges) return undefined;
  const [a, b, c, d] = ranges.slice(1).map(Number) as [number, number, number, number];
  const content = Buffer.concat([file.subarray(a, a + b), file.subarray(c, c + d)]);
  const raw = Buffer.from(file.subarray(b + 1, c - 1).toString('latin1'), 'hex');
  const parsed = asn1js.fromBER(new Uint8Array(raw).buffer);
  if (parsed.offset === -1) return undefined;
  const signed = new pkijs.SignedData({ schema: new pkijs.ContentInfo({ schema: parsed.result }).content });
  const subject = (signed.certificates?.[0] as pkijs.Certificate | undefined)?.subject.typesAndValues ?? [];
  const named = (oid: string): string | undefined =>
    subject.find((part) => part.type === oid)?.value.valueBlock.value as string | undefined;
  const verify = async (checkChain: boolean): Promise<boolean> => {
    try {
      return await signed.verify({ signer: 0, data: new Uint8Array(content).buffer, trustedCerts: [...roots], checkChain });
    } catch {
      return false;
    }
  };
  const intact = c + d === file.length && (await verify(false));
  return {
    intact,
    trusted: intact && (await verify(true)),
    signer: named('2.5.4.3'),
    office: named('2.5.4.12'),
    signedAttributes: signed.signerInfos[0]?.signedAttrs?.attributes.map((attribute) => attribute.type) ?? [],
  };
}
