import { connect } from 'node:net';
import { crc32, deflateSync, gzipSync } from 'node:zlib';

/** Bodies nobody sends by mistake, made here so that none lies in the repository. */

export const FORM = 'application/x-www-form-urlencoded';
const PAGE = '<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>';

/** A PDF that says it holds `pages`, and does. */
export const pdf = (pages = 1): Buffer =>
  Buffer.from(
    `%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count ${pages}>>endobj\n${Array.from({ length: pages }, (_, no) => `${no + 3} 0 obj${PAGE}endobj\n`).join('')}trailer<</Root 1 0 R>>\n%%EOF\n`,
  );

/** A ZIP whose one file unpacks from 100 kB to 100 MB. */
export function zipBomb(): Buffer {
  const packed = gzipSync(Buffer.alloc(100 * 1024 * 1024)).subarray(10, -8);
  const name = Buffer.from('bom.txt');
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(8, 8);
  header.writeUInt32LE(packed.length, 18);
  header.writeUInt32LE(100 * 1024 * 1024, 22);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, name, packed]);
}

/** A PDF whose packed object table unpacks from 50 kB to 48 MB. */
export function pdfBomb(): Buffer {
  const packed = deflateSync(Buffer.from('0 '.repeat(24 * 1024 * 1024)));
  const whole = pdf().toString('latin1');
  return Buffer.concat([
    Buffer.from(
      `${whole.slice(0, whole.indexOf('trailer'))}9 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length ${packed.length}>>\nstream\n`,
    ),
    packed,
    Buffer.from('\nendstream\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF\n'),
  ]);
}

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
};

/** A PNG of 20,000 × 20,000 pixels in 50 kB: 1.2 GB once unpacked. */
export function pictureBomb(): Buffer {
  const size = 20_000;
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([1, 0, 0, 0, 0], 8); // one bit a pixel, grey
  const rows = deflateSync(Buffer.alloc((size / 8 + 1) * size));
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', head), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]);
}

/** A Windows program under another name. */
export const program = (): Buffer => Buffer.concat([Buffer.from('MZ\x90\0\x03', 'latin1'), Buffer.alloc(4000, 7)]);

export interface Answer {
  readonly status: number;
  readonly text: string;
}

export interface RawRequest {
  readonly method?: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  /** Hang up as soon as the body is out, without waiting for an answer. */
  readonly hangUp?: boolean;
}

/** A request byte for byte, as no HTTP client would send it; undefined where nobody answered. */
export function sendRaw(base: string, request: RawRequest): Promise<Answer | undefined> {
  const { hostname, port, host, origin } = new URL(base);
  const head = [
    `${request.method ?? 'POST'} ${request.path} HTTP/1.1`,
    ...Object.entries({ host, origin, accept: 'text/html', connection: 'close', ...request.headers }).map(
      ([name, value]) => `${name}: ${value}`,
    ),
  ].join('\r\n');
  return new Promise((settle, fail) => {
    const socket = connect(Number(port), hostname);
    let got = Buffer.alloc(0);
    const answer = (): Answer | undefined => {
      const end = got.indexOf('\r\n\r\n');
      if (end < 0) return undefined;
      const headers = got.subarray(0, end).toString('latin1');
      const length = Number(/^content-length: (\d+)/im.exec(headers)?.[1] ?? Number.NaN);
      const body = got.subarray(end + 4);
      if (!(body.length >= length) && !socket.readableEnded) return undefined;
      return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(headers)?.[1]), text: body.toString('utf8') };
    };
    const finish = (): void => {
      settle(answer());
      socket.destroy();
    };
    socket.on('data', (bytes) => {
      got = Buffer.concat([got, bytes]);
      if (answer()) finish();
    });
    socket.on('end', finish);
    socket.on('error', (thrown: NodeJS.ErrnoException) => (/^(?:ECONNRESET|EPIPE)$/.test(thrown.code ?? '') ? finish() : fail(thrown)));
    socket.on('connect', () => {
      socket.write(`${head}\r\n\r\n`);
      socket.write(request.body ?? '', () => request.hangUp && finish());
    });
  });
}
