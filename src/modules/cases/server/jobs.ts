import type { Jobs } from '#core/server/jobs.ts';
import { due } from '#core/working-time.ts';
import { getSides } from '#modules/identity/server/identity.ts';
import { sendMessage } from '#modules/messages/server/messages.ts';
import { stateNow, open } from './advance.ts';
import * as store from './store.ts';
import { catchUpAll } from './work.ts';

const DAY = new Intl.DateTimeFormat('id-ID', { timeZone: 'Asia/Jayapura', day: 'numeric', month: 'long', year: 'numeric' });

export const jobs = {
  'cases.catch_up': async (tx) => {
    await catchUpAll(tx);
    await store.deleteExpiredDrafts(tx);
  },
  'cases.announce': async (tx, { caseId, event }) => {
    const row = await store.findCase(tx, caseId);
    if (!row) return;
    const opened = await open(tx, row);
    const state = stateNow(opened);
    const data = { service: opened.def.catalogue.name.id, code: row.code };
    const subject = { kind: 'case', id: row.id };
    const stop = opened.def.clock.stops[0];
    const first = opened.def.process[0]!;
    const sides = row.representation_id ? await getSides(tx, row.representation_id) : undefined;
    const people = [row.applicant_id, ...(sides?.stands && sides.other ? [sides.other] : [])];
    const tell = async (template: string, more: Record<string, string> = {}): Promise<void> => {
      for (const to of people) await sendMessage(tx, { to, template, data: { ...data, ...more }, subject });
    };
    if (event === 'submitted') await tell('n/terima@1', { until: DAY.format(due(opened.calendar, row.submitted_at, first.budget)) });
    else if ((event === 'returned' || event === 'applicant_reminded') && state.returned && stop)
      await tell('n/perbaikan@1', { until: DAY.format(due(opened.calendar, state.returned.at, stop.max)) });
    else if (event === 'ended') await tell('n/selesai@1');
  },
} satisfies Jobs<'cases'>;
