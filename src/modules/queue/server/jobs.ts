import type { Jobs } from '#core/server/jobs.ts';
import type { Tx } from '#core/server/database.ts';
import { dayOf, startOfDay } from '#core/working-time.ts';
import type { QueueEventBody } from '../events.ts';
import { rules } from '../rules.ts';
import { hasEnded, printed, type LegState } from '../visit.ts';
import { vault } from '#core/server/vault.ts';
import { sendReply } from '#modules/messages/server/messages.ts';
import { performPrint } from './printing.ts';
import { append, open } from './take.ts';
import * as store from './store.ts';

const A_RUN = 500;
const BOARD_DAYS = 2;

const end = async (tx: Tx, visitId: string, step: (leg: LegState) => QueueEventBody): Promise<void> => {
  const opened = await open(tx, visitId);
  const bodies = opened.visit.legs.filter((leg) => !hasEnded(leg)).map(step);
  if (bodies.length) await append(tx, opened, bodies, new Set(['system']));
};

const DAY = 86_400_000;
const SLOT = {
  id: new Intl.DateTimeFormat('id-ID', {
    timeZone: 'Asia/Jayapura',
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
  }),
  en: new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Asia/Jayapura',
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
  }),
};
/** Who booked is reminded once, the evening before or later, by the telephone they gave. */
async function remind(tx: Tx): Promise<void> {
  const until = new Date(tx.now.getTime() + rules.appointments.remind_hours * 3_600_000);
  for (const row of await store.toRemind(tx, until, A_RUN)) {
    const lang = row.lang === 'en' ? 'en' : 'id';
    const site = await store.findSite(tx, row.site);
    const [number, at, place] = [printed(row.series, row.number), SLOT[lang].format(row.starts_at), site?.place ?? ''];
    const text =
      lang === 'en'
        ? `Reminder: your appointment is on ${at} WIT, number ${number}, at ${site?.name}, ${place}. Check in at the kiosk with your code. If you cannot come, cancel on the page of your number so that somebody else gets the seat.`
        : `Pengingat: janji Anda ${at} WIT, nomor ${number}, di ${site?.name}, ${place}. Catat kedatangan di kios dengan kode Anda. Bila tidak jadi datang, batalkan di halaman nomor Anda supaya orang lain mendapat tempat.`;
    await sendReply(tx, {
      to: vault().unseal(row.contact_sealed!, `queue.booking:contact:${row.visit_id}`),
      channel: 'whatsapp',
      text,
      key: `booking:${row.visit_id}`,
    });
    await store.setReminded(tx, row.visit_id);
  }
}

/** What the clock owes: numbers that were never shown end; so does everything still open from a day gone by. */
export async function catchUp(tx: Tx): Promise<void> {
  const unseen = new Date(tx.now.getTime() - rules.ticket.shown_within_seconds * 1000);
  for (const id of await store.notShown(tx, unseen, A_RUN))
    await end(tx, id, (leg) => ({ type: 'expired', leg: leg.id, why: 'not_shown' }));
  for (const id of await store.leftOver(tx, dayOf(tx.now), A_RUN)) {
    await end(tx, id, (leg) =>
      leg.state === 'missed' || leg.state === 'booked'
        ? { type: 'no_show', leg: leg.id }
        : { type: 'expired', leg: leg.id, why: 'day_over' },
    );
    // only one that is still live: whoever came has come
    await store.endBooking(tx, id, 'no_show', tx.now);
  }
  await remind(tx);
  await store.forgetCodes(tx, startOfDay(dayOf(tx.now)));
  await store.forgetContacts(tx, new Date(tx.now.getTime() - DAY));
  await store.sweepBoard(tx, new Date(tx.now.getTime() - BOARD_DAYS * 86_400_000));
}

export const outsideJobs = { 'queue.print': performPrint };

export const jobs = { 'queue.catch_up': catchUp } satisfies Omit<Jobs<'queue'>, keyof typeof outsideJobs>;
