import { addHoliday, holidayKinds, listHolidays, removeHoliday } from '#core/server/calendar.ts';
import { dayOf } from '#core/working-time.ts';
import { calendarChanged } from '#modules/complaints/server/complaints.ts';
import { action, page } from '#web/server/serve.ts';
import { text } from '#web/server/sign-in.ts';
import type { PageServerLoadEvent } from './$types';

export const load = page(async (tx, { url }: PageServerLoadEvent) => {
  const from = `${dayOf(tx.now).slice(0, 4)}-01-01`;
  return {
    holidays: (await listHolidays(tx)).filter((holiday) => holiday.date >= from),
    kinds: holidayKinds,
    isDone: url.searchParams.has('tersimpan'),
  };
});

const done = (): string => '/kelola/libur?tersimpan';
export const actions = {
  tambah: action(
    async (tx, form) =>
      calendarChanged(
        tx,
        await addHoliday(tx, { date: text(form, 'date'), name: text(form, 'name'), kind: text(form, 'kind'), basis: text(form, 'basis') }),
      ),
    done,
  ),
  hapus: action(
    async (tx, form) => calendarChanged(tx, await removeHoliday(tx, text(form, 'date'), text(form, 'scope'), text(form, 'kind'))),
    done,
  ),
};
