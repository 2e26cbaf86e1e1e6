import process from 'node:process';
import { Failure } from '#core/failure.ts';
import { uuidv7 } from '#core/id.ts';
import type { Database, Tx } from '#core/server/database.ts';
import { discardFile, Unfit } from '#core/server/files.ts';
import { enqueue } from '#core/server/jobs.ts';
import { vault } from '#core/server/vault.ts';
import { listRegions } from '#modules/catalogue/server/catalogue.ts';
import type { GatewayChannel, Webhook } from '#modules/messages/gateway.ts';
import * as messages from '#modules/messages/server/messages.ts';
import { hear, isWorthKeeping, newTalk, type Act, type Said, type Talk, type TalkWorld } from '../conversation.ts';
import { sentences } from '../conversation-words.ts';
import { earliest } from '../clock.ts';
import { lifecycle } from '../rules.ts';
import type { Question } from '../report.ts';
import { emergencyFor, promisedVerification } from './drafts.ts';
import { photoRow, submitReport, type NewPhoto, type Receipt } from './intake.ts';
import { keepPhoto } from './photographs.ts';
import { readPicture } from './picture.ts';
import { answerQuestion } from './steps.ts';
import { markReporter, markWitness, open, take, unmarkReporter, unmarkWitness } from './take.ts';
import { write } from './words.ts';
import { presentVoice } from './witness.ts';
import * as store from './store.ts';

declare module '#core/server/jobs.ts' {
  interface JobPayloads {
    /** Somebody wrote by WhatsApp or SMS: hear everything of theirs that waits, in the order it was sent. */
    'complaints.hear': { inboundId: string };
  }
}

const JOB = { kind: 'job', task: 'complaints.hear' } as const;
/** Tries of fetching a picture before the sender is asked for it again. */
const MEDIA_TRIES = 5;
/** A conversation left in the middle becomes a report after this long without a word. */
const LAPSE_MS = 24 * 3600_000;
/** The regency: the place of a report whose conversation never came to one. */
const WHOLE_REGENCY = '94.04';

/** Take in what a gateway brought, in the transaction that answers it. As actor `anonymous`, the signature being right. */
export async function receiveWebhook(tx: Tx, channel: GatewayChannel, webhook: Webhook, isSimulated = false): Promise<void> {
  for (const heard of webhook.heard) {
    const taken = await messages.takeIn(tx, channel, heard, isSimulated);
    if (taken) await enqueue(tx, 'complaints.hear', { inboundId: taken.id }, { key: `hear:${taken.id}` });
  }
  for (const { ref, status } of webhook.fates) if (status === 'failed') await enqueue(tx, 'messages.note_fate', { channel, ref });
  for (const news of webhook.templates) await enqueue(tx, 'messages.note_approval', { ...news });
}

/** Fetch the pictures that wait, outside transactions; then hear everything in one. A killed worker hears nothing twice. */
export async function hearSender(database: Database, { inboundId }: { inboundId: string }): Promise<void> {
  const waiting = await database.withActor(JOB, (tx) => messages.listWaiting(tx, inboundId));
  for (const message of waiting) if (message.heard.picture && !message.photo && !message.fault) await fetchPhoto(database, message);
  await database.withActor(JOB, (tx) => hearAll(tx, inboundId));
}

async function fetchPhoto(database: Database, { id, channel, heard, tries }: messages.Waiting): Promise<void> {
  const keep = (outcome: { photo: string } | { fault: string }) =>
    database.withActor(JOB, (tx) => messages.keepInboundPicture(tx, id, outcome));
  let bytes: Buffer;
  try {
    bytes = await messages.fetchPicture(channel, heard.picture!);
  } catch (thrown) {
    if (!(thrown instanceof messages.MediaGone) && tries + 1 < MEDIA_TRIES) {
      await database.withActor(JOB, (tx) => messages.countMediaTry(tx, id, tries + 1));
      throw thrown; // the queue tries again
    }
    return void (await keep({ fault: thrown instanceof Error && thrown.message === 'too large' ? 'files.too_large' : 'gone' }));
  }
  try {
    const photo = await keepPhoto(await readPicture(bytes));
    await keep({ photo: JSON.stringify(photo) });
  } catch (thrown) {
    if (!(thrown instanceof Unfit)) throw thrown;
    await keep({ fault: thrown.reason });
  }
}

async function hearAll(tx: Tx, inboundId: string): Promise<void> {
  const [first] = await messages.listWaiting(tx, inboundId);
  if (!first) return;
  await store.lockConversation(tx, first.senderKey);
  // read again under the lock: another worker may have heard them meanwhile
  for (const message of await messages.listWaiting(tx, first.id)) {
    // a picture that came after the last fetch has a job of its own; what follows it waits for it
    if (message.heard.picture && !message.photo && !message.fault) return;
    const said: Said = { ...message.heard, photo: message.photo, fault: message.fault };
    await turn(tx, message.channel, message.senderKey, message.heard.from, said, message.id);
    await messages.markHeard(tx, message.id);
  }
}

async function turn(tx: Tx, channel: GatewayChannel, key: Buffer, from: string, said: Said, id: string): Promise<void> {
  const before = (await findTalk(tx, key)) ?? { talk: newTalk(uuidv7(tx.now.getTime())), from };
  const world = await worldOf(tx, channel, from, said.text);
  const heard = hear(before.talk, said, world);
  let { talk } = heard;
  const say = [...heard.say];
  if (heard.act) {
    const done = await perform(tx, channel, from, talk, heard.act, said);
    talk = done.talk;
    say.push(...done.say);
  }
  await keepTalk(tx, channel, key, from, talk);
  if (say.length) await messages.sendReply(tx, { to: from, channel, text: say.join('\n\n'), key: `reply:${id}` });
}

interface Done {
  readonly talk: Talk;
  readonly say: readonly string[];
}

/** Do what a message asked for. A refusal is said, and the conversation stays where it was. */
async function perform(tx: Tx, channel: GatewayChannel, from: string, talk: Talk, act: Act, said: Said): Promise<Done> {
  const t = sentences[talk.lang];
  switch (act.kind) {
    case 'send': {
      try {
        const receipt = await submit(tx, channel, from, talk, talk.category!);
        const until = DAY[talk.lang].format(new Date(`${await promisedVerification(tx)}T00:00:00+09:00`));
        const link = `${(process.env['SATU_ORIGIN'] ?? '').replace(/\/$/, '')}/lapor/${receipt.number}`;
        return { talk: sentTalk(tx, talk, receipt), say: [t.sent({ ...receipt, until, link })] };
      } catch (thrown) {
        if (!(thrown instanceof Failure)) throw thrown;
        return mend(talk, thrown);
      }
    }
    case 'answer': {
      await markReporter(tx, act.id);
      try {
        await answerQuestion(tx, act.id, act.text);
        return { talk, say: [t.answer_kept(act.number)] };
      } catch (thrown) {
        if (!(thrown instanceof Failure)) throw thrown;
        return { talk, say: [thrown.code === 'invalid' ? t.text_long('4000') : t.not_asked] };
      } finally {
        await unmarkReporter(tx);
      }
    }
    case 'status': {
      if (act.code === '') return { talk, say: [t.code_needed(act.number)] };
      try {
        const voice = await presentVoice(tx, act.number, act.code);
        const followed = voice.isWitness ? (await markWitness(tx, voice.id))?.leading : voice.id;
        if (!followed) throw new Failure('not_found', 'complaints.code_wrong');
        const { state, clocks } = await open(tx, (await store.findReport(tx, followed))!);
        const due = state.endedAt ? undefined : earliest(clocks)?.due;
        const until = due ? DAY[talk.lang].format(new Date(`${due}T00:00:00+09:00`)) : '';
        const label = lifecycle.states[state.state]!.label[talk.lang];
        return { talk: { ...talk, tries: { day: '', count: 0 } }, say: [t.status({ number: act.number, label, until })] };
      } catch (thrown) {
        if (!(thrown instanceof Failure)) throw thrown;
        return { talk, say: [t.code_wrong] };
      } finally {
        await unmarkReporter(tx);
        await unmarkWitness(tx);
      }
    }
    case 'silence':
      await store.setSilence(tx, vault().findable(from, 'phone'), act.wanted);
      return { talk, say: [act.wanted ? t.silenced : t.resumed] };
    case 'late_photo': {
      await addLatePhoto(tx, act.id, readPhoto(act.photo));
      return { talk: { ...talk, last: { ...talk.last!, at: said.at.toISOString() } }, say: [t.photo_added(act.number)] };
    }
    case 'drop':
      for (const photo of act.photos) await discardFile(readPhoto(photo).fileId);
      return { talk, say: [] };
  }
}

const DAY = {
  id: new Intl.DateTimeFormat('id-ID', { timeZone: 'Asia/Jayapura', day: 'numeric', month: 'long', year: 'numeric' }),
  en: new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Jayapura', day: 'numeric', month: 'long', year: 'numeric' }),
};

const submit = (tx: Tx, channel: GatewayChannel, from: string, talk: Talk, category: string): Promise<Receipt> =>
  submitReport(
    tx,
    {
      text: talk.text,
      category,
      region: talk.region ?? undefined,
      lat: talk.point?.lat,
      long: talk.point?.long,
      landmark: talk.landmark || undefined,
      answers: talk.answers,
      secret: talk.secret,
      phone: from,
      lang: talk.lang,
      channel,
    },
    talk.photos.map(readPhoto),
    talk.report,
  );

const sentTalk = (tx: Tx, talk: Talk, { id, number }: Receipt): Talk =>
  newTalk(uuidv7(tx.now.getTime()), talk.lang, { id, number, at: tx.now.toISOString() });

/** Which step a refusal sends back to, with the reason in words; everything typed stays. */
function mend(talk: Talk, { fields }: Failure): Done {
  const t = sentences[talk.lang];
  const field = Object.keys(fields)[0] ?? '';
  if (field === 'text') return { talk: { ...talk, text: '', step: 'isi' }, say: [t.refused, t.text_long('4000'), t.ask_text] };
  if (field === 'region' || field === 'lat')
    return { talk: { ...talk, region: null, point: null, step: 'tempat' }, say: [t.refused, t.ask_place] };
  return { talk, say: [t.refused, t.send_or_cancel] };
}

const readPhoto = (json: string): NewPhoto => {
  const photo = JSON.parse(json) as NewPhoto & { exif: { takenAt: string | null } };
  return { ...photo, deviceAt: null, exif: { ...photo.exif, takenAt: photo.exif.takenAt ? new Date(photo.exif.takenAt) : null } };
};

/** A picture that came after its report: kept with it, in whatever state, as a word of the reporter. */
async function addLatePhoto(tx: Tx, reportId: string, photo: NewPhoto): Promise<void> {
  await markReporter(tx, reportId);
  await take(tx, reportId, null, async () => {
    const words = await write(tx, { reportId, kind: 'reporter_note', audience: 'reporter', text: 'Foto menyusul.' });
    await store.insertPhotos(tx, [photoRow(reportId, 'report', tx.now, photo, { entry_id: words })]);
    return [{ type: 'noted', entry: words, public: false }];
  });
  await unmarkReporter(tx);
}

async function worldOf(tx: Tx, channel: GatewayChannel, from: string, text: string): Promise<TalkWorld> {
  const regions = await listRegions(tx);
  const nameOf = new Map(regions.map(({ code, name }) => [code, name]));
  const emergency = await emergencyFor(text);
  return {
    channel,
    newId: uuidv7(tx.now.getTime()),
    categories: (await store.listCategories(tx)).map((row) => ({
      id: row.id,
      name: { id: row.name, en: row.name_en },
      questions: row.questions as unknown as Question[],
    })),
    regions: regions
      .filter(({ level }) => level >= 3)
      .map(({ code, name, level, parent }) => ({
        code,
        name,
        full: level === 3 ? `${name} (distrik)` : `${name}, ${nameOf.get(parent ?? '') ?? ''}`,
      })),
    asked: await store.askedOf(tx, vault().findable(from, 'phone')),
    emergency: emergency.map(({ number }) => number).join(', '),
  };
}

interface Kept {
  readonly talk: Talk;
  readonly from: string;
}
const context = (key: Buffer): string => `complaints.conversation:state:${key.toString('hex')}`;
async function findTalk(tx: Tx, key: Buffer): Promise<Kept | undefined> {
  const row = await store.findConversation(tx, key);
  return row && (JSON.parse(vault().unseal(row.state_sealed, context(key))) as Kept);
}
const keepTalk = (tx: Tx, channel: GatewayChannel, key: Buffer, from: string, talk: Talk): Promise<void> =>
  store.keepConversation(tx, {
    sender_key: key,
    channel,
    state_sealed: vault().seal(JSON.stringify({ talk, from } satisfies Kept), context(key)),
    updated_at: tx.now,
    lapses_at: talk.step === null ? null : new Date(tx.now.getTime() + LAPSE_MS),
  });

/**
 * Conversations left in the middle: what was said becomes a report that the liaison officer completes by asking; one in
 * which nothing was said ends. Messages whose job was lost are heard.
 */
export async function settleConversations(tx: Tx): Promise<void> {
  await messages.forgetConversations(tx);
  for (const id of await messages.listOverdue(tx, new Date(tx.now.getTime() - 2 * 60_000)))
    await enqueue(tx, 'complaints.hear', { inboundId: id }, { key: `hear:${id}` });
  for (const row of await store.lapsedConversations(tx)) {
    const key = row.sender_key;
    const { talk, from } = (await findTalk(tx, key))!;
    const channel = row.channel as GatewayChannel;
    if (!isWorthKeeping(talk)) {
      await keepTalk(tx, channel, key, from, newTalk(uuidv7(tx.now.getTime()), talk.lang, talk.last));
      continue;
    }
    const whole: Talk = {
      ...talk,
      text: talk.text || 'Foto tanpa keterangan; percakapan tidak selesai.',
      region: talk.region ?? (talk.point || talk.landmark ? null : WHOLE_REGENCY),
    };
    const isAnswered = talk.category !== null && !(await hasOpenQuestion(tx, whole));
    const receipt = await submit(tx, channel, from, whole, isAnswered ? talk.category! : 'lainnya');
    await write(tx, {
      reportId: receipt.id,
      kind: 'note',
      audience: 'desk',
      text: 'Percakapan tidak selesai; tanyakan yang kurang kepada pelapor.',
    });
    await keepTalk(tx, channel, key, from, sentTalk(tx, talk, receipt));
    await messages.sendReply(tx, { to: from, channel, text: sentences[talk.lang].kept_for_you(receipt), key: `lapsed:${receipt.id}` });
  }
}
async function hasOpenQuestion(tx: Tx, talk: Talk): Promise<boolean> {
  const category = await store.findCategory(tx, talk.category!);
  const questions = (category?.questions ?? []) as unknown as Question[];
  return questions.some((question) => question.required && talk.answers[question.code] === undefined);
}
