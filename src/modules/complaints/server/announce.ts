import type { Tx } from '#core/server/database.ts';
import { enqueue } from '#core/server/jobs.ts';
import { addWorkingMs } from '#core/working-time.ts';
import { listDutyHolders, listLeaders } from '#modules/identity/server/identity.ts';
import { sendMessage } from '#modules/messages/server/messages.ts';
import { offices } from '../rules.ts';
import { earliest } from '../clock.ts';
import type { ComplaintEvent } from '../events.ts';
import { tellBridge } from './bridge.ts';
import { emergencyFor } from './drafts.ts';
import { tellByRelay } from './relay.ts';
import { open } from './take.ts';
import { unseal } from './words.ts';
import * as store from './store.ts';

const DAY = new Intl.DateTimeFormat('id-ID', { timeZone: 'Asia/Jayapura', day: 'numeric', month: 'long', year: 'numeric' });
const dayText = (day: string): string => DAY.format(new Date(`${day}T00:00:00+09:00`));

/** Events the reporter hears of, and the template that tells them. */
const TO_REPORTER: Readonly<Record<string, string>> = {
  received: 'n/aduan-terima@1',
  asked: 'n/aduan-tanya@1',
  question_lapsed: 'n/aduan-lanjut@1',
  routed: 'n/aduan-disposisi@1',
  moved: 'n/aduan-disposisi@1',
  followed_up: 'n/aduan-kabar@1',
  budget_planned: 'n/aduan-anggaran@1',
  budget_status: 'n/aduan-anggaran@1',
  budget_available: 'n/aduan-kabar@1',
  budget_failed: 'n/aduan-kabar@1',
  forwarded: 'n/aduan-kabar@1',
  external_replied: 'n/aduan-kabar@1',
  proof_accepted: 'n/aduan-jawab@1',
  window_lapsed: 'n/aduan-selesai@1',
  upheld: 'n/aduan-jawab@1',
  reopened: 'n/aduan-kabar@1',
  reworked: 'n/aduan-kabar@1',
  not_ours: 'n/aduan-bukan-wewenang@1',
  archived: 'n/aduan-arsip@1',
  proof_fake: 'n/aduan-kabar@1',
  merged: 'n/aduan-gabung@1',
  extended: 'n/aduan-kabar@1',
  due_changed: 'n/aduan-kabar@1',
  unmasked: 'n/aduan-identitas@1',
};
/** What those hear who follow a report, beside its reporter. */
const TO_VOICES: ReadonlySet<string> = new Set([
  'followed_up',
  'budget_planned',
  'budget_status',
  'budget_available',
  'budget_failed',
  'forwarded',
  'external_replied',
  'proof_accepted',
  'window_lapsed',
  'upheld',
  'reopened',
  'reworked',
  'proof_fake',
  'not_ours',
  'archived',
  'extended',
  'due_changed',
]);
/** Duties told of an event, at the lead unless said otherwise. */
const TO_DESK: Readonly<
  Record<string, { readonly duties: readonly string[]; readonly at: 'lead' | 'liaison' | 'subtask' | 'planner' | 'oversight' }>
> = {
  received: { duties: ['complaints.lo'], at: 'liaison' },
  question_answered: { duties: ['complaints.lo', 'complaints.pic_staf'], at: 'lead' },
  routed: { duties: ['complaints.pic_kepala', 'complaints.pic_staf'], at: 'lead' },
  moved: { duties: ['complaints.pic_kepala', 'complaints.pic_staf'], at: 'lead' },
  subtask_opened: { duties: ['complaints.pic_kepala', 'complaints.pic_staf'], at: 'subtask' },
  declined: { duties: ['complaints.lo'], at: 'liaison' },
  proof_refused: { duties: ['complaints.lo'], at: 'liaison' },
  proof_lifted: { duties: ['complaints.pic_kepala', 'complaints.pic_staf'], at: 'lead' },
  refusal_kept: { duties: ['complaints.pic_kepala', 'complaints.pic_staf'], at: 'lead' },
  proof_fake: { duties: ['complaints.apip'], at: 'oversight' },
  proof_returned: { duties: ['complaints.pic_kepala', 'complaints.pic_staf'], at: 'lead' },
  contested: { duties: ['complaints.pic_kepala'], at: 'lead' },
  objected: { duties: ['complaints.lo'], at: 'liaison' },
  instructed: { duties: ['complaints.pic_kepala', 'complaints.pic_staf'], at: 'lead' },
  budget_planned: { duties: ['complaints.perencana'], at: 'planner' },
};
const RUNG_TO: Readonly<Record<string, 'pic' | 'kominfo' | 'sekda' | 'leaders' | 'reporter'>> = {
  half: 'pic',
  four_fifths: 'pic',
  days_left: 'pic',
  not_verified: 'kominfo',
  red: 'leaders',
  deadline_passed: 'sekda',
  external_silent: 'sekda',
  refused_twice: 'sekda',
  ombudsman: 'reporter',
  dormant: 'pic',
};

/** What time alone brings about; a reporter writing by a gateway is heard by a job too, and answered at any hour. */
const BY_CLOCK: ReadonlySet<string> = new Set(['escalated', 'question_lapsed', 'window_lapsed', 'budget_failed', 'due_changed']);

const isDangerous = async (detail: store.DetailRow): Promise<boolean> =>
  (await emergencyFor(unseal(detail.text_sealed, `detail:text:${detail.report_id}`))).length > 0;

const deskTemplate = (event: ComplaintEvent): string =>
  event.type !== 'escalated' ? 'n/aduan-meja@1' : event.rung === 'dormant' ? 'n/aduan-diam@1' : 'n/aduan-tenggat@1';

/** Tell those concerned of one event, once: the job's key and the outbox make it one. */
export async function announce(tx: Tx, { reportId, no }: { reportId: string; no: number }): Promise<void> {
  const row = await store.findReport(tx, reportId);
  const detail = row ? await store.findDetail(tx, reportId) : undefined;
  if (!row || !detail) return;
  const opened = await open(tx, row);
  const event = opened.log.find((item) => item.no === no);
  if (!event) return;
  // what the clock did at midnight is said when offices open; only danger to life doesn't wait (Zammad #4432)
  const opens = addWorkingMs(opened.calendar, tx.now, 1);
  if (BY_CLOCK.has(event.type) && event.actorKind === 'job' && opens.getTime() - tx.now.getTime() > 1 && !(await isDangerous(detail))) {
    await enqueue(tx, 'complaints.announce', { reportId, no }, { key: `${reportId}:${no}`, notBefore: opens });
    return;
  }
  // what a reporter has to do has a day of its own; else the office's
  const window = opened.clocks.find(({ id }) => id === 'tanggapan-pelapor' || id === 'keberatan' || id === 'tunggu-pelapor');
  const until = earliest(opened.clocks)?.due;
  const category = await store.findCategory(tx, row.category);
  const data = {
    number: row.number,
    title: row.title ?? category?.name ?? '',
    until: until ? dayText(until) : '–',
  };
  const subject = { kind: 'complaint', id: reportId };
  const template =
    TO_REPORTER[event.type] ?? (event.type === 'escalated' && RUNG_TO[event.rung] === 'reporter' ? 'n/aduan-ombudsman@1' : undefined);
  // who wrote by a gateway had the receipt in the conversation (uReport #126: nothing twice)
  const isTold = event.type === 'received' && (row.channel === 'whatsapp' || row.channel === 'sms');
  if (template && !isTold) {
    const told = { ...data, until: window ? dayText(window.due) : data.until };
    // by the relay no words of the report: the phone may be shared, and a secret report not even says what it is about
    const plain = row.is_secret || !category?.is_public ? 'Mimika Center' : category.name;
    await tellReporter(tx, row, detail, { template, data: told, plain: { ...told, title: plain }, key: `${reportId}:${no}` });
  }

  // one job each, so that a thousand voices neither hold one transaction nor fall with it
  const heard =
    event.type === 'witness_joined'
      ? [{ kind: 'witness', id: event.witness }]
      : TO_VOICES.has(event.type)
        ? await store.voicesOf(tx, reportId)
        : [];
  for (const { kind, id } of heard)
    await enqueue(tx, 'complaints.tell_voice', { reportId, no, kind, voice: id }, { key: `${reportId}:${no}:${id}` });

  await tellBridge(tx, detail, event);

  const people = new Set<string>();
  const desk = TO_DESK[event.type];
  if (desk) {
    const agency =
      desk.at === 'planner'
        ? offices.planner
        : desk.at === 'oversight'
          ? offices.oversight
          : desk.at === 'subtask' && event.type === 'subtask_opened'
            ? event.agency
            : desk.at === 'lead' && opened.state.lead
              ? opened.state.lead
              : (row.holder_agency ?? offices.liaison);
    for (const duty of desk.duties) for (const holder of await listDutyHolders(tx, agency, duty)) people.add(holder.id);
  }
  if (event.type === 'escalated') {
    const to = RUNG_TO[event.rung];
    if (to === 'pic' && opened.state.lead)
      for (const duty of ['complaints.pic_kepala', 'complaints.pic_staf'])
        for (const holder of await listDutyHolders(tx, opened.state.lead, duty)) people.add(holder.id);
    if (event.rung === 'dormant' && !opened.state.lead)
      for (const holder of await listDutyHolders(tx, row.holder_agency ?? offices.liaison, 'complaints.lo')) people.add(holder.id);
    if (to === 'kominfo') for (const holder of await listDutyHolders(tx, offices.liaison, 'complaints.super_admin')) people.add(holder.id);
    if (to === 'sekda' || to === 'leaders')
      for (const leader of await listLeaders(tx))
        if (to === 'leaders' ? leader.role !== 'sekda' : leader.role === 'sekda') people.add(leader.id);
  }
  for (const person of people) await sendMessage(tx, { to: person, template: deskTemplate(event), data, subject });
}

/** Tell one of those who follow a report of one event of it, under their own number. As actor `job`. */
export async function tellVoice(
  tx: Tx,
  { reportId, no, kind, voice }: { reportId: string; no: number; kind: string; voice: string },
): Promise<void> {
  const row = await store.findReport(tx, reportId);
  const own = kind === 'witness' ? await store.findWitness(tx, voice) : await store.findReport(tx, voice);
  const pseudonym = own && ('pseudonym' in own ? own.pseudonym : (await store.findDetail(tx, voice))?.pseudonym);
  if (!row || !own || !pseudonym || ('left_at' in own && own.left_at !== null)) return;
  const opened = await open(tx, row);
  const event = opened.log.find((item) => item.no === no);
  const template = event && (event.type === 'witness_joined' ? 'n/aduan-terima@1' : TO_REPORTER[event.type]);
  if (!template) return;
  const category = await store.findCategory(tx, row.category);
  const window = opened.clocks.find(({ id }) => id === 'tanggapan-pelapor' || id === 'keberatan');
  const until = window?.due ?? earliest(opened.clocks)?.due;
  const plain = { number: own.number, title: category?.is_public ? category.name : 'Mimika Center', until: until ? dayText(until) : '–' };
  await tellReporter(tx, row, { pseudonym }, { template, data: plain, plain, key: `${reportId}:${no}:${voice}` });
}

/**
 * A message to whoever reported: into the inbox of their account, else by the relay; never both. Names no report beside the
 * person: that pair stands in the vault alone.
 */
async function tellReporter(
  tx: Tx,
  { channel }: store.ReportRow,
  { pseudonym }: Pick<store.DetailRow, 'pseudonym'>,
  { template, data, plain, key }: { template: string; data: Record<string, string>; plain: Record<string, string>; key: string },
): Promise<void> {
  const relay = await store.relay(tx, pseudonym);
  if (relay?.person_id) await sendMessage(tx, { to: relay.person_id, template, data });
  else if (relay?.phone_sealed || relay?.email_sealed)
    await tellByRelay(tx, pseudonym, { hasPhone: relay.phone_sealed !== null, channel }, { template, data: plain, key });
}
