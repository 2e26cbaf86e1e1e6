import { actorAgencies } from '#core/actor.ts';
import { uuidv7 } from '#core/id.ts';
import { listEscalated, listWorklist, takeNext } from '#modules/cases/server/cases.ts';
import { action, page } from '#web/server/serve.ts';
import type { PageServerLoadEvent } from './$types';

const WHO = ['mine', 'pool', 'all'] as const;

export const load = page(async (tx, { url, locals }: PageServerLoadEvent) => {
  const who = WHO.find((value) => value === url.searchParams.get('siapa')) ?? 'all';
  const service = url.searchParams.get('layanan') || undefined;
  const lateOnly = url.searchParams.has('terlambat');
  const list = await listWorklist(tx, { who, service, lateOnly, cursor: url.searchParams.get('sesudah') ?? undefined, limit: 50 });
  return {
    ...list,
    escalated: await listEscalated(tx),
    who,
    service: service ?? '',
    lateOnly,
    lang: locals.lang,
    command: uuidv7(),
    agencies: actorAgencies(tx.actor),
    nothing: url.searchParams.has('kosong'),
  };
});

export const actions = {
  berikutnya: action(
    async (tx) => {
      const taken = await takeNext(tx);
      return taken ?? null;
    },
    (taken) => (taken ? `/opd/berkas/${taken.code}?tugas=${taken.task}` : '/opd?kosong'),
  ),
};
