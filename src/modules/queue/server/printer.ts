import { connect, createServer, type Socket } from 'node:net';
import { askStatus, readStatus, type PrinterState } from '../escpos.ts';

/** One way to paper. `print` says how the printer stood after it had the bytes; it never throws. */
export interface Printer {
  print(bytes: Uint8Array): Promise<PrinterState>;
}
const WAIT_MS = 3000;

/**
 * A printer on the network (raw TCP, as port 9100): asked before and after, because a socket that opens proves nothing. Paper
 * that ended meanwhile is not a ticket.
 */
export const networkPrinter = (host: string, port: number, waitMs = WAIT_MS): Printer => ({
  print: (bytes) =>
    new Promise((settle) => {
      const socket: Socket = connect({ host, port });
      let heard = Buffer.alloc(0);
      let isSent = false;
      const end = (state: PrinterState): void => {
        clearTimeout(timer);
        socket.destroy();
        settle(state);
      };
      // connected and not a word: silent; not even connected: offline
      let timer = setTimeout(() => end('offline'), waitMs);
      const listen = (): void => {
        clearTimeout(timer);
        timer = setTimeout(() => end('silent'), waitMs);
      };
      socket.on('error', () => end(isSent ? 'silent' : 'offline'));
      socket.on('close', () => end('silent'));
      socket.on('connect', () => {
        listen();
        socket.write(askStatus);
      });
      socket.on('data', (chunk) => {
        heard = Buffer.concat([heard, chunk]);
        if (heard.length < 4) return;
        const state = readStatus(heard);
        if (!state) return end('silent');
        if (isSent || state === 'paper_out' || state === 'offline') return end(state);
        isSent = true;
        heard = Buffer.alloc(0);
        listen();
        socket.write(Buffer.concat([bytes, askStatus]));
      });
    }),
});

export const printerFaults = ['ready', 'near_end', 'paper_out', 'offline', 'silent'] as const;
const STATUS: Readonly<Record<(typeof printerFaults)[number], readonly [number, number, number, number]>> = {
  ready: [0x12, 0x12, 0x12, 0x12],
  near_end: [0x12, 0x12, 0x12, 0x1e],
  paper_out: [0x12, 0x32, 0x12, 0x7e],
  offline: [0x1a, 0x16, 0x12, 0x12],
  silent: [0, 0, 0, 0],
};

/**
 * A printer that is none: a real socket that answers as such a printer would, with what it printed to look at. `silent`
 * opens and says nothing.
 */
export async function simulatedPrinter(fault: (typeof printerFaults)[number]) {
  const printed: Buffer[] = [];
  let now = fault;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      if (now === 'silent') return;
      const asks = chunk.length >= askStatus.length && chunk.subarray(-askStatus.length).equals(askStatus);
      const job = asks ? chunk.subarray(0, -askStatus.length) : chunk;
      if (job.length && now !== 'paper_out' && now !== 'offline') printed.push(Buffer.from(job));
      if (asks) socket.write(Uint8Array.from(STATUS[now]));
    });
  });
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  const { port } = server.address() as { port: number };
  return {
    port,
    printed,
    set: (fault: (typeof printerFaults)[number]): void => void (now = fault),
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise<void>((settle) => server.close(() => settle()));
    },
  };
}

/** The printer at an address: `host:port`, or `simulasi:<state>` for a demo. */
export async function printTo(address: string, bytes: Uint8Array): Promise<PrinterState> {
  const [host, rest = ''] = [address.slice(0, address.lastIndexOf(':')), address.slice(address.lastIndexOf(':') + 1)];
  if (host !== 'simulasi') return networkPrinter(host, Number(rest)).print(bytes);
  const one = await simulatedPrinter(printerFaults.find((fault) => fault === rest) ?? 'ready');
  try {
    return await networkPrinter('127.0.0.1', one.port).print(bytes);
  } finally {
    await one.close();
  }
}
