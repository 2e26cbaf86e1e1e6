import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import pg from 'pg';
import { newCode } from '#core/code.ts';
import { tokenHash, type Subject } from './commands.ts';
import { drive, type Load } from './load.ts';
import type { Statement } from './statement.ts';

/**
 * The limit: the SQL that a command sent, sent again by nothing but a driver. What differed between two recordings of one
 * command (ids, hashes, codes) is made anew each time, and the subject's own ids take the place of the recorded ones.
 */

const TOKEN = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{64}|SP-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]/g;

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
  const shape = ({ statements }: Recording): string => statements.map(({ text }) => text.replace(TOKEN, '?')).join('\n');
  if (shape(first) !== shape(second)) throw new Error('Two recordings of one command differ.');
  const other = tokensOf(second.statements);
  const variable = [...tokensOf(first.statements)].filter(
    (token) => !other.has(token) && (changes === 'everything' || token.length === 64),
  );
  return { recordings: changes === 'everything' ? [first] : recordings, variable: new Set(variable) };
}

const fresh = (token: string): string =>
  token.length === 64 ? randomBytes(32).toString('hex') : token.startsWith('SP-') ? newCode('SP') : randomUUID();

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

// ── pgbench ─────────────────────────────────────────────────────────────────────────────────────────────────────

const run = promisify(execFile);
export const hasPgbench = (): Promise<boolean> =>
  run('pgbench', ['--version']).then(
    () => true,
    () => false,
  );

/** A value as SQL; variable tokens become pgbench variables. Colons are written as escapes: pgbench would read them as names. */
function literal(value: unknown, names: ReadonlyMap<string, string>): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value instanceof Date) return quoted(value.toISOString());
  if (value instanceof Uint8Array) {
    const bytes = Buffer.from(value).toString('hex');
    return names.has(bytes) ? `decode(:${names.get(bytes)}, 'hex')` : quoted(`\\x${bytes}`);
  }
  const text = Array.isArray(value) ? asArray(value) : String(value);
  const parts = text.split(TOKEN);
  const tokens = text.match(TOKEN) ?? [];
  if (!tokens.some((token) => names.has(token))) return quoted(text);
  if (tokens.length === 1 && text === tokens[0]) return `:${names.get(text)}`;
  const pieces = parts.flatMap((part, index) => {
    const token = tokens[index];
    return [...(part ? [quoted(part)] : []), ...(token ? [names.has(token) ? `:${names.get(token)}::text` : quoted(token)] : [])];
  });
  return `(${pieces.join(' || ')})${/^[{[]"|^\{\}/.test(text) ? '::jsonb' : ''}`;
}
const quoted = (text: string): string =>
  `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''").replaceAll(':', '\\x3a').replaceAll('\n', '\\n')}'`;
const asArray = (items: readonly unknown[]): string =>
  `{${items.map((item) => (item === null ? 'NULL' : JSON.stringify(String(item)))).join(',')}}`;

/** One recording as a pgbench script; a changing one first takes its subject from bench.subject and makes its ids. */
function benchScript({ statements, subject }: Recording, variable: ReadonlySet<string>): string {
  const names = new Map<string, string>();
  const columns: string[] = [];
  const from = subject ? known(subject, { id: 'id', actor: 'actor', token: '', code: 'code' }) : [];
  for (const [index, [token]] of from.entries()) {
    names.set(token, `k${index}`);
    columns.push(`${['id', 'actor', 'token_hash', 'code'][index]} as k${index}`);
  }
  for (const token of variable) {
    if (names.has(token)) continue;
    const name = `v${names.size}`;
    names.set(token, name);
    columns.push(
      `${token.length === 64 ? `md5(random()::text) || md5(random()::text)` : token.startsWith('SP-') ? `'SP-' || upper(substr(md5(random()::text), 1, 12))` : 'gen_random_uuid()'} as ${name}`,
    );
  }
  const first = columns.length
    ? [`select ${columns.join(', ')}${subject ? ` from bench.subject where no = (select nextval('bench.subject_no'))` : ''} \\gset`]
    : [];
  const body = statements.map(({ text, values }) => {
    const filled = text.replace(/\$(\d+)/g, (_, index: string) => literal(values[Number(index) - 1], names));
    const plain = values.length ? filled : text.replace(TOKEN, (token) => (names.has(token) ? `' || :${names.get(token)} || '` : token));
    return `${plain.replace(/\s*\n\s*/g, ' ')};`;
  });
  return [...first, ...body, ''].join('\n');
}

/** The same by pgbench, in C. Undefined where it fails: the figure is an extra. */
export async function byPgbench(
  admin: pg.Client,
  url: string,
  connections: number,
  seconds: number,
  script: Script,
  subjects: readonly Subject[],
  folder: string,
): Promise<number | undefined> {
  const address = new URL(url);
  await admin.query('drop schema if exists bench cascade');
  await admin.query('create schema bench');
  await admin.query('create table bench.subject (no bigint primary key, id uuid, actor uuid, token_hash text, code text)');
  await admin.query('create sequence bench.subject_no');
  await admin.query('grant usage on schema bench to satupintu_web');
  await admin.query('grant select on bench.subject to satupintu_web');
  await admin.query('grant usage on sequence bench.subject_no to satupintu_web');
  await admin.query(
    'insert into bench.subject select row_number() over (), id, actor, hash, code from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) as t(id, actor, hash, code)',
    [subjects.map((one) => one.id), subjects.map((one) => one.actor), subjects.map(tokenHash), subjects.map((one) => one.code)],
  );
  const files = script.recordings.map((recording, index) => {
    const file = join(folder, `replay-${index}.sql`);
    writeFileSync(file, benchScript(recording, script.variable));
    return file;
  });
  const transactions = subjects.length ? ['-t', String(Math.floor((subjects.length * 0.98) / connections))] : ['-T', String(seconds)];
  try {
    const { stdout } = await run(
      'pgbench',
      ['-n', '-M', 'prepared', '-c', String(connections), '-j', '1', ...transactions, ...files.flatMap((file) => ['-f', file])],
      {
        env: {
          ...process.env,
          PGHOST: address.searchParams.get('host') ?? address.hostname,
          PGPORT: address.port || '5432',
          PGUSER: address.username,
          PGDATABASE: address.pathname.slice(1),
        },
      },
    );
    return Number(/tps = ([\d.]+)/.exec(stdout)?.[1]);
  } catch (thrown) {
    console.log(
      `pgbench: ${String((thrown as { stderr?: string }).stderr ?? thrown)
        .split('\n')
        .slice(0, 3)
        .join(' ')}`,
    );
    return undefined;
  } finally {
    await admin.query('drop schema bench cascade');
  }
}
