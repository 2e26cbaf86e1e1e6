import type { Database } from '#core/server/database.ts';
import { hasSimulation } from '#core/server/simulation.ts';

/** How long a page waits for the answer before it goes on without it. */
const PATIENCE_MS = 2000;
let known: boolean | undefined;
/**
 * Is everything in this database made up? Asked once: a simulation runs while no web server does, and never ends being one.
 * A database that doesn't answer is asked again with the next request; its pages fail or wait by themselves.
 */
export async function isSimulated(database: Database): Promise<boolean> {
  if (known !== undefined) return known;
  const asked = database.withActor({ kind: 'anonymous' }, hasSimulation).then((is) => (known = is), () => false); // prettier-ignore
  return Promise.race([asked, new Promise<boolean>((settle) => setTimeout(settle, PATIENCE_MS, false).unref())]);
}

/** Files and answers say it too: in a header, and in the name under which they are kept. */
export function markSimulated(headers: Headers): void {
  headers.set('x-data-simulasi', 'ya');
  const named = headers.get('content-disposition');
  if (named) headers.set('content-disposition', named.replace(/filename="(?!SIMULASI-)/, 'filename="SIMULASI-'));
}
