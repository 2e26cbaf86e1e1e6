import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';

/** A telephone's line to the program: it works, it is gone, or it breaks after the report left and before the answer came. */
export interface Line {
  readonly url: string;
  set(state: 'works' | 'gone' | 'answer_lost'): void;
  /** Reports that left the telephone, by attempts. */
  sendings(): number;
  close(): Promise<void>;
}

const SENDING = /^POST \/lapor\/(?:luring|kampung)\/kirim/m;

/** A line on a port of its own to the program at `target`. */
export async function line(target: string): Promise<Line> {
  const { hostname, port } = new URL(target);
  let state: Parameters<Line['set']>[0] = 'works';
  let sendings = 0;
  const ends = new Set<Socket>();
  const server: Server = createServer((browser) => {
    if (state === 'gone') return browser.destroy();
    const program = connect(Number(port), hostname);
    let isSending = false;
    for (const end of [browser, program]) {
      ends.add(end);
      end.on('error', () => end.destroy());
      end.on('close', () => {
        ends.delete(end);
        browser.destroy();
        program.destroy();
      });
    }
    browser.on('data', (bytes) => {
      const isPost = SENDING.test(bytes.toString('latin1'));
      if (isPost) sendings++;
      // what else goes over a kept-alive connection isn't lost
      if (isPost || /^GET /m.test(bytes.subarray(0, 8).toString('latin1'))) isSending = isPost;
      program.write(bytes);
    });
    program.on('data', (bytes) => {
      if (state === 'answer_lost' && isSending) return browser.destroy();
      browser.write(bytes);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    set(next) {
      state = next;
      if (next === 'gone') for (const end of ends) end.destroy();
    },
    sendings: () => sendings,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        for (const end of ends) end.destroy();
      }),
  };
}
