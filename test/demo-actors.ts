import type { Actor } from '#core/actor.ts';
import { Failure } from '#core/failure.ts';
import type { Tx } from '#core/server/database.ts';
import { demoSignIns, loadDemo } from '#modules/identity/server/demo.ts';
import type { TestDatabase } from './database.ts';

/** The demo's people in a test database, by key; `anonymous` and `job` too. */
export async function demoActors(database: TestDatabase) {
  await loadDemo(database, database.ownerUrl);
  const people = new Map((await demoSignIns()).map((person) => [person.key, person]));
  const actor = (key: string): Actor => {
    if (key === 'anonymous') return { kind: 'anonymous' };
    if (key === 'job') return { kind: 'job', task: 'test' };
    const person = people.get(key)!;
    if (person.kind === 'citizen' || person.kind === 'steward') return { kind: person.kind, id: person.id };
    const duties = person.duties.map((duty) => ({ agency: duty.split('/')[0]!, role: duty.split('/')[1]! }));
    if (person.kind === 'leader') return { kind: 'leader', id: person.id, duties };
    return { kind: 'officer', id: person.id, agencies: [...new Set(duties.map((duty) => duty.agency))], duties };
  };
  return { people, as: <T>(key: string, work: (tx: Tx) => Promise<T>): Promise<T> => database.withActor(actor(key), work) };
}

/** The reason of a refusal, of its first field where it has one; 'nothing' where nothing was refused. */
export async function refused(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (thrown) {
    if (thrown instanceof Failure) return Object.values(thrown.fields)[0] ?? thrown.reason;
    throw thrown;
  }
  return 'nothing';
}
