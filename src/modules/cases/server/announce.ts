import type { Tx } from '#core/server/database.ts';
import { due } from '#core/working-time.ts';
import { getSides, listDutyHolders, listStewards } from '#modules/identity/server/identity.ts';
import { sendMessage, type NewMessage } from '#modules/messages/server/messages.ts';
import { fold, type CaseState } from '../engine.ts';
import type { CaseEvent } from '../events.ts';
import { open, type Opened } from './advance.ts';
import * as store from './store.ts';

const DAY = new Intl.DateTimeFormat('id-ID', { timeZone: 'Asia/Jayapura', day: 'numeric', month: 'long', year: 'numeric' });
/** Officers read it at their desk; an e-mail tells those who aren't there. */
const OFFICE: NewMessage['channels'] = ['inbox', 'email'];

interface Told {
  readonly to: readonly string[];
  readonly template: string;
  readonly data?: Readonly<Record<string, string>>;
  readonly channels?: NewMessage['channels'];
}

/** Tell the people of a case what one event of its log means for them: as it stood then, not as it stands now. */
export async function announce(tx: Tx, caseId: string, no: number): Promise<void> {
  const row = await store.findCase(tx, caseId);
  if (!row) return;
  const opened = await open(tx, row);
  const at = opened.log.findIndex((event) => event.no === no);
  const event = opened.log[at];
  if (!event) return;
  const before = opened.log.slice(0, at);
  const state = fold(opened.def, [...before, event]);
  const shared = { service: opened.def.catalogue.name.id, code: row.code };
  for (const { to, template, data, channels } of await noticesOf(tx, opened, event, state, before))
    for (const person of new Set(to))
      await sendMessage(tx, {
        to: person,
        template,
        data: { ...shared, ...data },
        subject: { kind: 'case', id: row.id },
        ...(channels ? { channels } : {}),
      });
}

async function noticesOf(tx: Tx, opened: Opened, event: CaseEvent, state: CaseState, before: readonly CaseEvent[]): Promise<Told[]> {
  const { def, calendar, row } = opened;
  const applicant = await applicantSide(tx, row);
  const until = (from: Date, days: number) => ({ until: DAY.format(due(calendar, from, days)) });
  const stop = def.clock.stops[0];
  switch (event.type) {
    case 'submitted':
      return [{ to: applicant, template: 'n/terima@1', data: until(event.at, def.process[0]!.budget) }];
    case 'task_decided': // the legal clock starts
      return [{ to: applicant, template: 'n/lengkap@1', data: until(event.at, def.clock.legal) }];
    case 'returned':
    case 'applicant_reminded':
      return state.returned && stop
        ? [{ to: applicant, template: 'n/perbaikan@1', data: until(state.returned.at, stop.max), channels: wanted(opened, 'returned') }]
        : [];
    case 'ended':
      return [{ to: applicant, template: 'n/selesai@1', channels: wanted(opened, 'ended') }];
    case 'task_reminded': {
      const task = state.tasks[event.task]!;
      return [
        {
          to: await workersOf(tx, opened, state, event.task),
          template: 'n/batas-dekat@1',
          data: until(task.budgetFrom!, task.budget),
          channels: OFFICE,
        },
      ];
    }
    case 'task_escalated': {
      const task = state.tasks[event.task]!;
      const data = { agency: task.agency!, ...until(task.budgetFrom!, task.budget) };
      return [{ to: await holdersOf(tx, event.to), template: 'n/diteruskan@1', data, channels: OFFICE }];
    }
    case 'task_reassigned': {
      const task = state.tasks[event.task]!;
      return [{ to: [event.officer], template: 'n/tugas@1', data: until(task.budgetFrom!, task.budget), channels: OFFICE }];
    }
    case 'task_released': {
      const claimant = fold(def, before).tasks[event.task]?.claimant;
      return claimant ? [{ to: [claimant], template: 'n/kembali-antrean@1', channels: ['inbox'] }] : [];
    }
    case 'expired':
      return expiryNotices(tx, opened, event.effect);
    case 'halted':
      return [{ to: await menders(tx, opened, state, event.reason), template: 'n/terhenti@1', channels: OFFICE }];
    default:
      return [];
  }
}

/** The applicant, and whoever acts for them while the power of attorney stands. */
async function applicantSide(tx: Tx, row: store.CaseRow): Promise<string[]> {
  const sides = row.representation_id ? await getSides(tx, row.representation_id) : undefined;
  return [row.applicant_id, ...(sides?.stands && sides.other ? [sides.other] : [])];
}

/** The applicant's side and the superiors that the definition names. */
async function expiryNotices(tx: Tx, { def, row }: Opened, effect: 'deemed' | 'escalated'): Promise<Told[]> {
  const { escalate, tell } = def.clock.onExpiry;
  const duties = [...new Set([...escalate, ...tell])].filter((duty) => duty.includes('/'));
  const officials = (await Promise.all(duties.map((duty) => holdersOf(tx, duty)))).flat();
  const isDeemed = effect === 'deemed';
  return [
    ...(tell.includes('applicant')
      ? [{ to: await applicantSide(tx, row), template: isDeemed ? 'n/dikabulkan-hukum@1' : 'n/lewat-waktu@1' }]
      : []),
    { to: officials, template: isDeemed ? 'n/dikabulkan-hukum-pejabat@1' : 'n/lewat-waktu-pejabat@1', channels: OFFICE },
  ];
}

const holdersOf = async (tx: Tx, duty: string): Promise<string[]> => {
  const [agency, role] = duty.split('/') as [string, string];
  return (await listDutyHolders(tx, agency, role)).map((person) => person.id);
};

/** Whoever has the task, else everybody of its pool. */
const workersOf = async (tx: Tx, { def }: Opened, state: CaseState, id: string): Promise<string[]> => {
  const task = state.tasks[id]!;
  const { role } = def.process.find((candidate) => candidate.id === id)!;
  return task.claimant ? [task.claimant] : holdersOf(tx, `${task.agency}/${role}`);
};

/** Who can let a halted case go on: supervisors of its agencies where an answer flipped a condition, else the stewards (E17). */
async function menders(tx: Tx, { row }: Opened, state: CaseState, reason: string): Promise<string[]> {
  if (!reason.startsWith('when:')) return listStewards(tx);
  const agencies = [...new Set([row.authority, ...Object.values(state.tasks).flatMap((task) => task.agency ?? [])])];
  return (await Promise.all(agencies.map((agency) => holdersOf(tx, `${agency}/supervisor`)))).flat();
}

/** The channels a definition names for a notice to the applicant. */
const wanted = ({ def }: Opened, event: string): NewMessage['channels'] =>
  (def.notifications.find((notice) => notice.event === event && notice.to === 'applicant')?.channels ?? ['inbox', 'whatsapp']).filter(
    (channel): channel is 'inbox' | 'whatsapp' | 'sms' | 'email' => ['inbox', 'whatsapp', 'sms', 'email'].includes(channel),
  );
