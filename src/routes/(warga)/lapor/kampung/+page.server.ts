import { deviceForm } from '#web/server/report.ts';
import { page } from '#web/server/serve.ts';
import type { PageServerLoadEvent } from './$types';

export const csr = false;

/** Opens for anybody, because the service worker keeps a copy without a person in it; who may send is decided when it is sent. */
export const load = page(async (tx, event: PageServerLoadEvent) => {
  const { actor, signedIn } = event.locals;
  const isRecorder = actor.kind === 'officer' && actor.duties.some(({ role }) => role === 'complaints.pencatat');
  return {
    ...(await deviceForm(tx)),
    recorder: isRecorder && signedIn ? { id: actor.id, name: signedIn.name } : null,
  };
});
