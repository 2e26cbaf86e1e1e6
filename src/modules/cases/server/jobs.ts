import type { Jobs } from '#core/server/jobs.ts';
import { due } from '#core/working-time.ts';
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
    if (event === 'submitted')
      await sendMessage(tx, {
        to: row.applicant_id,
        template: 'n/terima@1',
        data: { ...data, until: DAY.format(due(opened.calendar, row.submitted_at, first.budget)) },
        subject,
      });
    else if ((event === 'returned' || event === 'applicant_reminded') && state.returned && stop)
      await sendMessage(tx, {
        to: row.applicant_id,
        template: 'n/perbaikan@1',
        data: { ...data, until: DAY.format(due(opened.calendar, state.returned.at, stop.max)) },
        subject,
      });
    else if (event === 'ended') await sendMessage(tx, { to: row.applicant_id, template: 'n/selesai@1', data, subject });
  },
} satisfies Jobs<'cases'>;
