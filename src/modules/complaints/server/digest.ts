import { getCalendar } from '#core/server/calendar.ts';
import type { Tx } from '#core/server/database.ts';
import { dayOf, isWorkingDay, startOfDay, workingMs } from '#core/working-time.ts';
import { listDutyHolders, listLeaders, namesOfAgencies } from '#modules/identity/server/identity.ts';
import { sendMessage } from '#modules/messages/server/messages.ts';
import { ladder, offices } from '../rules.ts';
import { alarmBridge } from './bridge.ts';
import { askQuarterly } from './registry.ts';
import { append, open } from './take.ts';
import * as store from './store.ts';

declare module '#core/server/jobs.ts' {
  interface JobPayloads {
    /** Each working morning: what nobody touched for days; and once a week the digest. */
    'complaints.morning': Record<string, never>;
  }
}

const DAY_MS = 86_400_000;
const DUTIES = ['complaints.pic_kepala', 'complaints.pic_staf'] as const;

/** What a digest counts. */
interface Tally {
  open: number;
  due: number;
  late: number;
  contested: number;
  /** Ages in whole days. */
  readonly ages: number[];
  readonly names: Set<string>;
}
const empty = (): Tally => ({ open: 0, due: 0, late: 0, contested: 0, ages: [], names: new Set() });

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle]! : Math.round((sorted[middle - 1]! + sorted[middle]!) / 2);
}

/** In office hours alone: run at another time, or on a holiday, it does nothing and the next morning does it. */
export async function morning(tx: Tx): Promise<void> {
  const calendar = await getCalendar(tx);
  const today = dayOf(tx.now);
  if (!isWorkingDay(calendar, today) || workingMs(calendar, tx.now, new Date(tx.now.getTime() + 1)) === 0) return;
  await alarmBridge(tx);
  await askQuarterly(tx);
  await alertDormant(tx);
  await sendDigests(tx, mondayOf(today));
}

/** The Monday of a day's week. */
const mondayOf = (day: string): string => {
  const start = startOfDay(day);
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  return dayOf(new Date(start.getTime() - weekday * DAY_MS));
};

/** To each PIC what lies at their agencies, to the Sekda what lies anywhere: one message a person and week, none where nothing is open. */
async function sendDigests(tx: Tx, week: string): Promise<void> {
  const sunday = dayOf(new Date(startOfDay(week).getTime() + 6 * DAY_MS));
  const rows = await store.openHeaders(tx);
  const agencies = new Map<string, store.OpenHeader[]>();
  for (const row of rows) {
    const agency = row.lead ?? offices.liaison;
    agencies.set(agency, [...(agencies.get(agency) ?? []), row]);
  }
  const names = await namesOfAgencies(tx, [...agencies.keys()]);
  const people = new Map<string, Tally>();
  const count = (person: string, name: string, of: readonly store.OpenHeader[]): void => {
    const tally = people.get(person) ?? empty();
    people.set(person, tally);
    tally.names.add(name);
    for (const row of of) {
      tally.open++;
      if (row.due_on !== null && row.due_on <= sunday && row.due_on >= dayOf(tx.now)) tally.due++;
      if (row.due_on !== null && row.due_on < dayOf(tx.now)) tally.late++;
      if (row.contests > 0) tally.contested++;
      tally.ages.push(Math.floor((tx.now.getTime() - row.received_at.getTime()) / DAY_MS));
    }
  };
  for (const [agency, of] of agencies) {
    // the head who is also staff, or holds two duties at once, counts once
    const duties = agency === offices.liaison ? ['complaints.super_admin', ...DUTIES] : DUTIES;
    const holders = new Set<string>();
    for (const duty of duties) for (const { id } of await listDutyHolders(tx, agency, duty)) holders.add(id);
    for (const person of holders) count(person, names.get(agency) ?? agency, of);
  }
  if (rows.length)
    for (const leader of await listLeaders(tx)) if (leader.role === 'sekda' && !people.has(leader.id)) count(leader.id, 'Mimika', rows);
  for (const [person, tally] of people) {
    if (!(await store.insertDigest(tx, person, week))) continue;
    await sendMessage(tx, {
      to: person,
      template: 'n/aduan-ringkas@1',
      data: {
        agency: [...tally.names].toSorted((a, b) => a.localeCompare(b, 'id')).join(', '),
        open: String(tally.open),
        due: String(tally.due),
        late: String(tally.late),
        contested: String(tally.contested),
        median: String(median(tally.ages)),
      },
      channels: ['inbox', 'email'],
    });
  }
}

/** Reports an office should have touched and nobody did: said once a silence, again where it lasts as long once more. */
async function alertDormant(tx: Tx): Promise<void> {
  const before = new Date(tx.now.getTime() - ladder.dormant_days * DAY_MS);
  for (const { id, touched } of await store.dormantReports(tx, before)) {
    const silences = Math.floor((tx.now.getTime() - touched.getTime()) / (ladder.dormant_days * DAY_MS));
    const from = dayOf(new Date(touched.getTime() + (silences - 1) * ladder.dormant_days * DAY_MS));
    const row = await store.lockReport(tx, id);
    if (!row || !(await store.fireRung(tx, id, 'dormant', 'dormant', from))) continue;
    await append(
      tx,
      await open(tx, row),
      [{ type: 'escalated', rung: 'dormant', clock: 'dormant', to: row.lead ? 'pic' : 'liaison' }],
      await store.findAccused(tx, id),
    );
  }
}
