import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { newCode } from '#core/code.ts';
import { numberOf } from '#modules/complaints/report.ts';
import { tokenHash, type Subject } from './commands.ts';
import { drive, type Load } from './load.ts';
import type { Statement } from './statement.ts';

/**
 * The limit: the SQL that a command sent, sent again by nothing but a driver. What differed between two recordings of one
 * command (ids, hashes, codes) is made anew each time, and the subject's own ids take the place of the recorded ones.
 */

const TOKEN =
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{64}|SP-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]|ADU-\d{4}-\d{6,9}-\d/g;
/** The moment at which a transaction sees itself; a replay keeps the recorded one. */
const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;

const textsOf = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : value instanceof Uint8Array
      ? [Buffer.from(value).toString('hex')]
      : Array.isArray(value)
        ? value.flatMap(textsOf)
        : [];
const tokensOf = (statements: readonly Statement[]): Set<string> =>
  new Set(statements.flatMap(({ text, values }) => [text, ...values.flatMap(textsOf)].flatMap((said) => said.match(TOKEN) ?? [])));

export interface Recording {
  readonly subject: Subject | undefined;
  readonly statements: readonly Statement[];
}

export interface Script {
  readonly recordings: readonly Recording[];
  /** Tokens of the first recording that are another request's in the second; empty for what changes nothing. */
  readonly variable: ReadonlySet<string>;
}

/** @throws Error where two requests of one command sent different statements */
export function scriptOf(recordings: readonly Recording[], changes: 'everything' | 'hashes' | 'nothing'): Script {
  const [first, second] = recordings as [Recording, Recording];
  if (changes === 'nothing') return { recordings, variable: new Set() };
  const shape = ({ statements }: Recording): string =>
    statements.map(({ text }) => text.replace(TOKEN, '?').replace(INSTANT, '?')).join('\n');
  if (shape(first) !== shape(second)) throw new Error(`Two recordings of one command differ:\n${shape(first)}\n\nand\n${shape(second)}`);
  const other = tokensOf(second.statements);
  const variable = [...tokensOf(first.statements)].filter(
    (token) => !other.has(token) && (changes === 'everything' || token.length === 64),
  );
  return { recordings: changes === 'everything' ? [first] : recordings, variable: new Set(variable) };
}

/** Numbers of reports that no running number reaches. */
let running = 500_000_000 + (Date.now() % 100_000_000);
const fresh = (token: string): string => {
  if (token.length === 64) return randomBytes(32).toString('hex');
  if (token.startsWith('SP-')) return newCode('SP');
  return token.startsWith('ADU-') ? numberOf(Number(token.slice(4, 8)), running++) : randomUUID();
};

/** The recorded subject's ids, and what stands for them now. */
const known = (was: Subject, is: Subject): [string, string][] => [
  [was.id, is.id],
  [was.actor, is.actor],
  [tokenHash(was), tokenHash(is)],
  ...(was.code ? [[was.code, is.code] as [string, string]] : []),
];

function renewed(value: unknown, map: Map<string, string>, variable: ReadonlySet<string>): unknown {
  if (typeof value === 'string')
    return value.replace(TOKEN, (token) => {
      if (!map.has(token)) map.set(token, variable.has(token) ? fresh(token) : token);
      return map.get(token)!;
    });
  if (value instanceof Uint8Array) {
    const now = map.get(Buffer.from(value).toString('hex'));
    return now === undefined ? value : Buffer.from(now, 'hex');
  }
  return Array.isArray(value) ? value.map((item) => renewed(item, map, variable)) : value;
}

/** Connections that do nothing but send the statements, each prepared once a connection, as the application's pool does. */
export async function replay(
  url: string,
  connections: number,
  script: Script,
): Promise<{ run(seconds: number, take: () => Subject | undefined): Promise<Load>; close(): Promise<void> }> {
  const clients = Array.from({ length: connections }, () => new pg.Client({ connectionString: url }));
  await Promise.all(clients.map((client) => client.connect()));
  const names = new Map<string, string>();
  let turn = 0;
  const { recordings, variable } = script;
  const isChanging = recordings[0]!.subject !== undefined;
  const once = async (client: pg.Client, subject: Subject | undefined): Promise<void> => {
    const { statements, subject: was } = recordings[turn++ % recordings.length]!;
    const map = new Map(subject && was ? known(was, subject) : []);
    for (const statement of statements) {
      const text = statement.values.length ? statement.text : (renewed(statement.text, map, variable) as string);
      if (statement.values.length === 0) {
        await client.query(text);
        continue;
      }
      if (!names.has(text)) names.set(text, `r${names.size}`);
      const values = variable.size || map.size ? statement.values.map((value) => renewed(value, map, variable)) : [...statement.values];
      await client.query({ name: names.get(text)!, text, values });
    }
  };
  return {
    run: (seconds, take) =>
      drive(connections, seconds, async (lane) => {
        const subject = isChanging ? take() : undefined;
        if (isChanging && !subject) return false;
        await once(clients[lane]!, subject);
        return true;
      }),
    close: async () => {
      await Promise.all(clients.map((client) => client.end()));
    },
  };
}
