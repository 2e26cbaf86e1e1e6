import { fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import QRCode from 'qrcode';
import type { Day } from '#core/working-time.ts';
import { longDay } from '../document.ts';
import { printable } from '../printable.ts';
import { templates } from '../template.ts';
import type { PrintReply, PrintRequest } from './typst-child.ts';

/** What a letter is made of. The same letter gives the same bytes. */
export interface Letter {
  readonly template: string;
  readonly title: string;
  readonly number: string;
  readonly dated: Day;
  readonly agencyName: string;
  readonly signer: { readonly name: string; readonly office: string };
  readonly code: string;
  readonly slots: Readonly<Record<string, unknown>>;
  /** Web address of the portal, without a slash at its end. */
  readonly origin: string;
  /** A letter that isn't valid in law carries "CONTOH – TIDAK SAH". */
  readonly sample: boolean;
}

const LETTERS_PER_CHILD = 100;
const IDLE_MS = 30_000;
const TIMEOUT_MS = 20_000;

interface Waiting {
  readonly resolve: (pdf: Uint8Array) => void;
  readonly reject: (reason: Error) => void;
  readonly timer: NodeJS.Timeout;
}
interface Press {
  readonly child: ChildProcess;
  readonly waiting: Map<number, Waiting>;
  printed: number;
}

/**
 * Typst runs in a child process: its native memory grows with every letter (stack.md § 9), so a child is replaced after
 * 100 letters and stopped after 30 s without work.
 */
let press: Press | undefined;
let lastId = 0;
let idle: NodeJS.Timeout | undefined;

/** Beside this file; from the built pages, where the sources lie in the folder the program was started in. */
const childPath = (): string => {
  const beside = fileURLToPath(new URL('./typst-child.ts', import.meta.url));
  return existsSync(beside) ? beside : join(process.cwd(), 'src/modules/documents/server/typst-child.ts');
};

function startPress(): Press {
  const child = fork(childPath(), {
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const made: Press = { child, waiting: new Map(), printed: 0 };
  child.on('message', (reply: PrintReply) => {
    const caller = made.waiting.get(reply.id);
    if (!caller) return;
    made.waiting.delete(reply.id);
    clearTimeout(caller.timer);
    if ('pdf' in reply) caller.resolve(reply.pdf);
    else caller.reject(new Error(`typst: ${reply.error}`));
    if (made !== press && made.waiting.size === 0) child.kill();
    rest();
  });
  child.on('exit', () => {
    if (press === made) press = undefined;
    for (const { reject, timer } of made.waiting.values()) {
      clearTimeout(timer);
      reject(new Error('typst: the printing process ended'));
    }
    made.waiting.clear();
  });
  child.unref();
  child.channel?.unref();
  return made;
}

const rest = (): void => {
  clearTimeout(idle);
  idle = setTimeout(() => press?.waiting.size === 0 && closePress(), IDLE_MS);
  idle.unref();
};

/** Stop the printing process, for a clean end of the worker. */
export function closePress(): void {
  press?.child.kill();
  press = undefined;
}

function print(request: Omit<PrintRequest, 'id'>): Promise<Uint8Array> {
  press ??= startPress();
  const mine = press;
  if (++mine.printed >= LETTERS_PER_CHILD) press = undefined; // the next letter starts a new child; this one ends when it has answered
  const id = ++lastId;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      mine.waiting.delete(id);
      mine.child.kill('SIGKILL');
      reject(new Error('typst: no answer in time'));
    }, TIMEOUT_MS);
    mine.waiting.set(id, { resolve, reject, timer });
    mine.child.channel?.ref();
    mine.child.send({ id, ...request }, (failed) => {
      if (!failed) return;
      mine.waiting.delete(id);
      clearTimeout(timer);
      reject(failed);
    });
  });
}

const onPaper = (data: object): string =>
  JSON.stringify(data, (_, value: unknown) => (typeof value === 'string' ? printable(value) : value));

/** The unsigned PDF (tagged, PDF/A-2a) of a letter. @throws Error where the sheet doesn't compile */
export async function renderLetter(letter: Letter, standard: PrintRequest['standard'] = 'a-2a'): Promise<Uint8Array> {
  const template = templates[letter.template];
  if (!template) throw new Error(`Unknown template ${letter.template}`);
  const url = `${letter.origin}/v/${letter.code}`;
  const [year, month, day] = letter.dated.split('-').map(Number);
  const data = {
    title: letter.title,
    number: letter.number,
    about: letter.sample ? 'Contoh, tidak sah. Periksa status di ' + url : 'Dokumen resmi. Periksa status di ' + url,
    day: { year, month, day },
    dated: longDay(letter.dated),
    government: 'Pemerintah Kabupaten Mimika',
    agency: letter.agencyName,
    place: 'Timika',
    qr: await QRCode.toString(url, { type: 'svg', margin: 1, errorCorrectionLevel: 'M' }),
    url,
    sample: letter.sample,
    footnote: letter.sample
      ? 'CONTOH – TIDAK SAH. Tanda tangan ini memakai sertifikat uji, bukan sertifikat BSrE.'
      : 'Dokumen ini ditandatangani secara elektronik dengan sertifikat yang diterbitkan BSrE.',
    signature: letter.sample ? 'Ditandatangani secara elektronik (contoh)' : 'Ditandatangani secara elektronik',
    signer: letter.signer,
    slots: template.slots.parse(letter.slots),
  };
  return print({
    sheet: letter.template.replace(/^tmpl\//, ''),
    data: onPaper(data),
    at: Date.UTC(year!, month! - 1, day!) / 1000,
    standard,
  });
}

/** A sheet that is no letter: its data as the sheet reads them. The same data and moment give the same bytes. @throws Error where it doesn't compile */
export const printSheet = (sheet: string, data: object, at: Date): Promise<Uint8Array> =>
  print({ sheet, data: onPaper(data), at: Math.floor(at.getTime() / 1000), standard: 'a-2a' });
