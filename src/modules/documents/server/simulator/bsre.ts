import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import busboy from 'busboy';
import { simulasi } from '../simulasi.ts';

export type BsreFault =
  | 'slow' // answers, late
  | 'down' // cuts every connection
  | 'timeout-after-acceptance' // signs, sends the headers with the id, never the file
  | 'lost-reply' // signs, and the answer never comes at all
  | 'wrong-passphrase'
  | 'expired-certificate'
  | 'changed-shape'; // JSON where a PDF should be

export interface BsreSimulator {
  readonly url: string;
  readonly user: string;
  readonly password: string;
  fault: BsreFault | undefined;
  /** How late `slow` answers, in milliseconds. */
  slowMs: number;
  /** Calls seen, as `POST /api/sign/pdf`; never their contents. */
  readonly calls: string[];
  /** How many files were signed, answered or not. */
  readonly signed: ReadonlyMap<string, Uint8Array>;
  close(): Promise<void>;
}

/** The passphrase of every simulated signer. */
export const PASSPHRASE = '#Contoh1234';

/** An esign client service in this process, with the shape BSrE documents and faults to switch on. */
export async function startBsreSimulator(): Promise<BsreSimulator> {
  const calls: string[] = [];
  const signed = new Map<string, Uint8Array>();
  const user = 'contoh';
  const password = 'contoh';
  const state: { fault: BsreFault | undefined; slowMs: number } = { fault: undefined, slowMs: 300 };
  const json = (response: ServerResponse, status: number, body: object): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    calls.push(`${request.method} ${path.replace(/\d{16}/, '{nik}')}`);
    if (state.fault === 'down') return void request.socket.destroy();
    if (request.headers.authorization !== `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`)
      return json(response, 401, { error: 'Unauthorized' });
    if (request.method === 'GET' && path.startsWith('/api/user/status/')) {
      return state.fault === 'expired-certificate'
        ? json(response, 200, { status_code: 2011, status: 'EXPIRED', message: 'Sertifikat pengguna telah kedaluwarsa' })
        : json(response, 200, { status_code: 1111, status: 'ISSUE', message: 'User telah memiliki sertifikat elektronik' });
    }
    if (request.method === 'GET' && path.startsWith('/api/sign/download/')) {
      const file = signed.get(decodeURIComponent(path.slice('/api/sign/download/'.length)));
      return file
        ? void response.writeHead(200, { 'content-type': 'application/pdf' }).end(file)
        : json(response, 404, { error: 'Dokumen tidak ditemukan' });
    }
    if (request.method !== 'POST' || path !== '/api/sign/pdf') return json(response, 404, { error: 'Not Found' });
    const { fields, file } = await readMultipart(request);
    if (!file || !/^\d{16}$/.test(fields.nik ?? '') || fields.tampilan !== 'invisible')
      return json(response, 400, { error: 'Parameter tidak lengkap', status_code: 1001 });
    if (state.fault === 'wrong-passphrase' || fields.passphrase !== PASSPHRASE)
      return json(response, 400, { error: 'Passphrase anda salah', status_code: 2031 });
    if (state.fault === 'changed-shape') return json(response, 200, { data: { file: 'JVBERi0=' } });
    if (state.fault === 'slow') await new Promise((resolve) => setTimeout(resolve, state.slowMs));
    const pdf = await simulasi().sign(file, {
      personId: fields.nik!,
      name: 'Penanda tangan simulator BSrE',
      office: 'Simulator',
      at: new Date(),
    });
    const id = crypto.randomUUID();
    signed.set(id, pdf);
    if (state.fault === 'lost-reply') return;
    response.writeHead(200, { 'content-type': 'application/pdf', id_dokumen: id });
    if (state.fault === 'timeout-after-acceptance') return response.flushHeaders();
    response.end(pdf);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    user,
    password,
    calls,
    signed,
    get fault() {
      return state.fault;
    },
    set fault(fault) {
      state.fault = fault;
    },
    get slowMs() {
      return state.slowMs;
    },
    set slowMs(ms) {
      state.slowMs = ms;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function readMultipart(request: IncomingMessage): Promise<{ fields: Record<string, string>; file: Buffer | undefined }> {
  return new Promise((resolve, reject) => {
    const fields: Record<string, string> = {};
    let file: Buffer | undefined;
    const parser = busboy({ headers: request.headers });
    parser.on('field', (name, value) => (fields[name] = value));
    parser.on('file', (_, stream) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => (file = Buffer.concat(chunks)));
    });
    parser.on('close', () => resolve({ fields, file }));
    parser.on('error', reject);
    request.pipe(parser);
  });
}
