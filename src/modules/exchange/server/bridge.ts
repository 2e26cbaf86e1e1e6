import type { Database } from '#core/server/database.ts';
import { bridges, type Unavailable } from '../adapter.ts';
import { ask, type AskOptions } from './ask.ts';

/** Put one request to a system we exchange reports with. Never throws for what the other side does. @throws Error for a bridge nobody knows */
export function exchangeWith(
  database: Database,
  name: string,
  body: Readonly<Record<string, string>>,
  options: AskOptions,
): Promise<{ status: 'accepted'; rows: readonly unknown[] } | { status: 'unavailable'; reason: Unavailable }> {
  const bridge = bridges[name];
  if (!bridge) throw new Error(`Unknown bridge ${name}`);
  return ask(
    database,
    name,
    body,
    bridge,
    options,
    (rows) => ({ status: 'accepted' as const, rows }),
    () => 'accepted',
  );
}
