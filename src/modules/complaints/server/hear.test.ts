import sharp from 'sharp';
import { beforeEach, expect, test } from 'vitest';
import { vault } from '#core/server/vault.ts';
import { readWebhook } from '#modules/messages/gateway.ts';
import { outsideJobs as messageJobs } from '#modules/messages/server/jobs.ts';
import { challengeAnswer, isSigned, listOutbox, playPhone, type PhoneFault } from '#modules/messages/server/messages.ts';
import { envelopeOf } from '#modules/messages/server/phone-simulator.ts';
import { reportWorld } from '#test/report-world.ts';
import * as complaints from './complaints.ts';
import { jobs, outsideJobs } from './jobs.ts';

const world = await reportWorld();
const { database, as, at } = world;
beforeEach(() => at('2026-11-02 09:00'));

let next = 0;
/** A telephone of its own for each test. */
function telephone(channel: 'whatsapp' | 'sms' = 'whatsapp') {
  const from = `+6281400000${String(++next).padStart(3, '0')}`;
  /** The gateway's webhook, as the route takes it. */
  const deliver = async ({ body, signature }: { body: string; signature: string }): Promise<number> => {
    if (!isSigned(channel, body, signature)) return 401;
    await as('anonymous', (tx) => complaints.receiveWebhook(tx, channel, readWebhook(channel, body), true));
    return 200;
  };
  /** The worker: every job that waits, as often as it likes. */
  const work = async (): Promise<void> => {
    const { rows } = await database.asOwner(`select id from messages.inbound where heard_at is null order by received_at`);
    for (const { id } of rows as { id: string }[]) await outsideJobs['complaints.hear'](database, { inboundId: id }).catch(() => {});
    const waiting = await database.asOwner(`select id from messages.delivery where status = 'queued'`);
    for (const { id } of waiting.rows as { id: string }[]) await messageJobs['messages.deliver'](database, { deliveryId: id });
  };
  const send = async (
    text: string,
    { fault = 'none', picture, point }: { fault?: PhoneFault; picture?: Buffer; point?: { lat: number; long: number } } = {},
  ): Promise<number[]> => {
    world.pass(1);
    const statuses = await playPhone({ channel, from, text, picture, point }, fault, world.now(), deliver);
    await work();
    return statuses;
  };
  return {
    from,
    send,
    deliver,
    work,
    replies: async (): Promise<string[]> =>
      (await as('anonymous', (tx) => listOutbox(tx)))
        .filter((row) => row.to === from)
        .map((row) => row.text)
        .toReversed(),
    last: async (): Promise<string> => (await as('anonymous', (tx) => listOutbox(tx))).find((row) => row.to === from)?.text ?? '',
  };
}
const hash = (from: string): Buffer => vault().findable(from, 'phone');
/** Reports that came from a number. */
const reportsOf = async (from: string): Promise<{ id: string; number: string; channel: string; photos: number; is_secret: boolean }[]> =>
  (
    await database.asAdmin(
      `select r.id, r.number, r.channel, r.photos, r.is_secret from complaints.report r join complaints.detail d on d.report_id = r.id
       where d.pseudonym in (select pseudonym from reporter.identity where phone_hash = $1) order by r.number`,
      [hash(from)],
    )
  ).rows;

const jpeg = (tone: number): Promise<Buffer> =>
  sharp({ create: { width: 320, height: 240, channels: 3, background: { r: tone, g: 90, b: 60 } } })
    .jpeg()
    .withExif({ IFD0: { Software: 'Rahasia Kamera' } })
    .toBuffer();
const STORY = 'Jalan berlubang besar di depan SD Inpres, motor sering jatuh.';

test('by WhatsApp: words, category, place, photo, a last look; one report with number and four words', async () => {
  const phone = telephone();
  await phone.send('Halo');
  expect(await phone.last()).toContain('Apa yang terjadi?');
  await phone.send(STORY);
  expect(await phone.last()).toMatch(/1\. Jalan & jembatan/);
  await phone.send('1');
  expect(await phone.last()).toMatch(/1\. Badan jalan/);
  await phone.send('badan jalan');
  await phone.send('Distrik Mimika Baru');
  await phone.send('dekat SD Inpres');
  await phone.send('', { picture: await jpeg(120) });
  await phone.send('selesai');
  const look = await phone.last();
  expect(look).toContain('Mimika Baru (distrik) · dekat SD Inpres');
  expect(look).toContain('Foto: 1');
  await phone.send('kirim');
  const [report, ...more] = await reportsOf(phone.from);
  expect(more).toEqual([]);
  expect(report).toMatchObject({ channel: 'whatsapp', photos: 1 });
  const code = /Empat kata Anda: ([\p{L} -]+)\./u.exec(await phone.last())![1]!;
  const own = await as('anonymous', async (tx) => complaints.getOwnReport(tx, await complaints.presentCode(tx, report!.number, code)));
  expect(own.ownText).toBe(STORY);
  // the receipt was said in the conversation; no notice says it again (uReport #126)
  const before = (await phone.replies()).length;
  await world.announce(report!.id);
  await phone.work();
  expect(await phone.replies()).toHaveLength(before);
  // status by number and words over the same telephone; wrong words open nothing
  await phone.send(`STATUS ${report!.number} ${code}`);
  expect(await phone.last()).toContain('Belum diverifikasi');
  await phone.send(`STATUS ${report!.number} salah salah salah salah`);
  expect(await phone.last()).toContain('tidak cocok');
});

test('by SMS without pictures, in English, kept from the public by one word', async () => {
  const phone = telephone('sms');
  await phone.send('english');
  for (const text of ['Rubbish has not been collected for two weeks in our street.', 'waste', 'Kwamki', 'skip']) await phone.send(text);
  expect(await phone.last()).toMatch(/Look at your report|Which one/);
  if ((await phone.last()).includes('Which one')) for (const text of ['1', 'skip']) await phone.send(text);
  await phone.send('secret');
  expect(await phone.last()).toContain('not shown in public');
  await phone.send('send');
  expect(await reportsOf(phone.from)).toMatchObject([{ channel: 'sms', is_secret: true }]);
});

/** Everything a whole report takes, one message each. */
const SCRIPT = [STORY, '1', '1', 'Mimika Baru', 'dekat pasar', 'lewati', 'kirim'];

test('every message delivered twice makes one report and each reply once', async () => {
  const phone = telephone();
  for (const text of SCRIPT) await phone.send(text, { fault: 'doubled' });
  expect(await reportsOf(phone.from)).toHaveLength(1);
  expect(await phone.replies()).toHaveLength(SCRIPT.length);
});

test('a worker killed after its work hears nothing twice; two workers at once hear once', async () => {
  const phone = telephone();
  for (const text of SCRIPT) {
    await playPhone({ channel: 'whatsapp', from: phone.from, text }, 'none', world.now(), phone.deliver);
    const { rows } = await database.asOwner('select id from messages.inbound where heard_at is null');
    const ids = (rows as { id: string }[]).map(({ id }) => id);
    await Promise.all([...ids, ...ids].map((inboundId) => outsideJobs['complaints.hear'](database, { inboundId })));
    at(`2026-11-02 09:${String(10 + SCRIPT.indexOf(text)).padStart(2, '0')}`);
  }
  await phone.work();
  expect(await reportsOf(phone.from)).toHaveLength(1);
  expect(await phone.replies()).toHaveLength(SCRIPT.length);
});

test('out of order and late: what was sent first is heard first where both wait; nothing is lost', async () => {
  const phone = telephone();
  await phone.send('Halo');
  await phone.send(STORY, { fault: 'out_of_order' });
  await phone.send('1'); // overtakes the story, is heard with it, after it
  const { rows } = await database.asOwner('select count(*)::int as n from messages.inbound where heard_at is null');
  expect(rows[0].n).toBe(0);
  // the two came in one after the other: "1" was heard as too short a story, then the story; the number is asked again
  expect(await phone.last()).toMatch(/Tentang apa|Apa yang rusak/);
  for (const text of ['1', '1', 'Mimika Baru', 'dekat pasar', 'lewati', 'kirim']) await phone.send(text);
  await phone.send('kirim', { fault: 'late' });
  expect(await reportsOf(phone.from)).toHaveLength(1);
});

test('a wrong signature is refused and leaves nothing; another secret’s too', async () => {
  const phone = telephone();
  expect(await phone.send(STORY, { fault: 'bad_signature' })).toEqual([401]);
  const { body, signature } = envelopeOf({ channel: 'whatsapp', from: phone.from, text: STORY }, world.now(), null);
  expect(isSigned('whatsapp', `${body} `, signature)).toBe(false);
  expect(isSigned('whatsapp', body, null)).toBe(false);
  expect(isSigned('sms', body, signature)).toBe(false);
  expect(isSigned('whatsapp', body, signature, { SATU_MODE: 'production' })).toBe(false);
  expect(await phone.replies()).toEqual([]);
});

test('a picture that is gone, or no picture, is explained and the conversation goes on; a late one is added to its report', async () => {
  const phone = telephone();
  for (const text of SCRIPT.slice(0, 5)) await phone.send(text);
  await phone.send('', { picture: await jpeg(10), fault: 'media_gone' });
  expect(await phone.last()).toContain('tidak dapat kami ambil');
  await phone.send('', { picture: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"></svg>') });
  expect(await phone.last()).toContain('bukan foto');
  await phone.send('', { picture: await jpeg(20) });
  expect(await phone.last()).toContain('Foto ke-1');
  await phone.send('selesai');
  await phone.send('kirim');
  await phone.send('', { picture: await jpeg(30) });
  const [report] = await reportsOf(phone.from);
  expect(await phone.last()).toContain(`kami tambahkan pada laporan ${report!.number}`);
  const { rows } = await database.asOwner('select mime, facts from complaints.photo where report_id = $1', [report!.id]);
  expect(rows).toHaveLength(2);
  expect(rows[0].mime).toBe('image/jpeg');
});

test('asked by the agency, answered by message: the answer reaches the report, the number reaches nobody', async () => {
  const phone = telephone();
  const receipt = await world.accepted({ phone: phone.from });
  await as('pic-dpupr', (tx) => complaints.askReporter(tx, receipt.id, 'Di sisi mana?'));
  await phone.send('Sisi kiri, dekat gereja.');
  expect(await phone.last()).toContain(receipt.number);
  const desk = await as('pic-dpupr', (tx) => complaints.getDeskReport(tx, receipt.number));
  expect(desk.timeline.findLast((item) => item.type === 'question_answered')!.text).toBe('Sisi kiri, dekat gereja.');
  expect(JSON.stringify(desk)).not.toContain(phone.from.slice(3));
  // no question open any more: the next words begin a report
  await phone.send(STORY);
  expect(await phone.last()).toContain('Tentang apa?');
});

test('BERHENTI silences every relay of the number, MULAI ends it', async () => {
  const phone = telephone();
  const receipt = await world.accepted({ phone: phone.from });
  await world.announce(receipt.id);
  await phone.work();
  await phone.send('BERHENTI');
  expect(await phone.last()).toContain('kami hentikan');
  const before = (await phone.replies()).length;
  await as('pic-dpupr', (tx) => complaints.followUp(tx, receipt.id, { text: 'Kami datang.', next_date: '2026-11-03' }));
  await world.announce(receipt.id);
  await phone.work();
  expect(await phone.replies()).toHaveLength(before);
  await phone.send('mulai');
  expect(await phone.last()).toContain('kirim lagi');
});

test('left in the middle: after a day it is a report of the liaison officer’s, once, and the sender knows', async () => {
  const phone = telephone();
  await phone.send(STORY);
  at('2026-11-03 09:30');
  for (const _ of [1, 2]) await as('job', (tx) => jobs['complaints.catch_up'](tx));
  await phone.work();
  const [report, ...more] = await reportsOf(phone.from);
  expect(more).toEqual([]);
  expect(await phone.last()).toContain(report!.number);
  const desk = await as('lo', (tx) => complaints.getDeskReport(tx, report!.number));
  expect(desk.fullText).toBe(STORY);
  // silence after a mere greeting leaves nothing
  const quiet = telephone();
  await quiet.send('Halo');
  at('2026-11-05 09:30');
  await as('job', (tx) => jobs['complaints.catch_up'](tx));
  expect(await reportsOf(quiet.from)).toEqual([]);
});

test('a job that was lost loses no message', async () => {
  const phone = telephone();
  await playPhone({ channel: 'whatsapp', from: phone.from, text: STORY }, 'none', world.now(), phone.deliver);
  await database.asOwner(`delete from core.outbox where task = 'complaints.hear'`);
  at('2026-11-02 09:05');
  await as('job', (tx) => jobs['complaints.catch_up'](tx));
  expect(await world.waiting('complaints.hear')).toHaveLength(1);
});

test('what was said is sealed, read by the worker alone, and forgotten after a week; ids stay, so nothing is taken twice', async () => {
  const phone = telephone();
  const { body, signature } = envelopeOf({ channel: 'whatsapp', from: phone.from, text: STORY }, world.now(), null, 'wamid.kept');
  await phone.deliver({ body, signature });
  await phone.work();
  for (const key of ['lo', 'pic-dpupr', 'bupati', 'pengelola1', 'anonymous', 'markus']) {
    await expect(
      as(key, (tx) => tx.selectFrom('messages.inbound').selectAll().execute()),
      key,
    ).rejects.toThrow('permission denied');
    await expect(
      as(key, (tx) => tx.selectFrom('complaints.conversation').selectAll().execute()),
      key,
    ).rejects.toThrow('permission denied');
  }
  for (const table of ['messages.inbound', 'messages.notice', 'complaints.conversation', 'core.outbox'])
    for (const mark of [phone.from.slice(1), 'SD Inpres'])
      expect((await database.asAdmin(`select 1 from ${table} t where t::text like $1`, [`%${mark}%`])).rows, `${table} ${mark}`).toEqual(
        [],
      );
  at('2026-11-12 09:00');
  await as('job', (tx) => jobs['complaints.catch_up'](tx));
  expect((await database.asOwner(`select 1 from messages.inbound where content_sealed is not null`)).rows).toEqual([]);
  expect((await database.asOwner(`select 1 from messages.notice where to_sealed is not null and at < '2026-11-05'`)).rows).toEqual([]);
  await phone.deliver({ body, signature });
  expect((await database.asOwner(`select 1 from messages.inbound where provider_id = 'wamid.kept'`)).rows).toHaveLength(1);
});

test('the address answers WhatsApp’s question with its token alone', () => {
  const query = (token: string) =>
    new URLSearchParams({ 'hub.mode': 'subscribe', 'hub.verify_token': token, 'hub.challenge': '1158201444' });
  expect(challengeAnswer(query('rahasia'), { SATU_WHATSAPP_VERIFY: 'rahasia' })).toBe('1158201444');
  expect(challengeAnswer(query('lain'), { SATU_WHATSAPP_VERIFY: 'rahasia' })).toBeUndefined();
  expect(challengeAnswer(query(''), {})).toBeUndefined();
});
