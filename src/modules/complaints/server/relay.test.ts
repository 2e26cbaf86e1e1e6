import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { senderKey } from '#modules/messages/server/gateway.ts';
import { outsideJobs } from '#modules/messages/server/jobs.ts';
import { startGateway } from '#modules/messages/server/simulator.ts';
import { reportWorld } from '#test/report-world.ts';
import * as complaints from './complaints.ts';
import { jobs } from './jobs.ts';

const world = await reportWorld();
const { database, as, at, refused, announce } = world;
const gateway = await startGateway();
process.env['SATU_ORIGIN'] = 'https://satu.contoh.id';
for (const channel of ['WHATSAPP', 'SMS', 'EMAIL']) process.env[`SATU_${channel}_URL`] = `${gateway.url}/${channel.toLowerCase()}`;
afterAll(() => gateway.close());
beforeAll(async () => {
  for (const phone of [PHONE, ...Array.from({ length: 7 }, (_, n) => `08130000001${n + 1}`)]) await heardFrom(phone);
});
beforeEach(() => {
  at('2026-11-02 09:00');
  gateway.fault = 'none';
});

const PHONE = '081234567890';
/** Whoever reports here wrote by WhatsApp just before, so that free text still reaches them. */
const heardFrom = (phone: string) =>
  database.asOwner(
    `insert into messages.inbound (id, channel, provider_id, sender_key, sent_at, received_at, heard_at)
     values (gen_random_uuid(), 'whatsapp', gen_random_uuid()::text, $1, '2099-01-01', now(), now())`,
    [senderKey('whatsapp', `+62${phone.slice(1)}`)],
  );
interface Row {
  readonly id: string;
  readonly status: string;
  readonly channel: string;
}
const deliveriesOf = async (reportId: string): Promise<Row[]> =>
  (
    await database.asOwner(
      `select d.id, d.status, d.channel from messages.delivery d join messages.notice n on n.id = d.notice_id where n.key like $1 order by n.key, d.channel desc`,
      [`${reportId}:%`],
    )
  ).rows;
/** Deliver as the worker does; a throw is what makes the queue try again. */
const deliver = (id: string): Promise<unknown> => outsideJobs['messages.deliver'](database, { deliveryId: id }).catch((thrown) => thrown);
const deliverAll = async (reportId: string): Promise<void> => {
  for (const { id, status } of await deliveriesOf(reportId)) if (status === 'queued') await deliver(id);
};
const texts = (): { to: string; text: string; path: string }[] =>
  [...gateway.delivered.values()].map(({ path, body }) => ({
    path,
    to: String(body['to']),
    text: String((body['text'] as { body?: string }).body ?? body['text']),
  }));
const tokenIn = (text: string): string => /\/kabar\/([\w-]{16})/.exec(text)![1]!;
/** Everything said so far to somebody. */
const saidTo = (to: string) => texts().filter((item) => item.to.replace(/^\+/, '') === to.replace(/^\+/, ''));

test('a reporter who left a number hears of receipt and of every step, once, with no word of the report', async () => {
  const receipt = await world.accepted({ phone: PHONE });
  await as('pic-dpupr', (tx) => complaints.followUp(tx, receipt.id, { text: 'Kami datang besok.', next_date: '2026-11-03' }));
  await announce(receipt.id);
  await announce(receipt.id); // the worker was killed after its work and before the queue heard of it
  await deliverAll(receipt.id);
  await Promise.all((await deliveriesOf(receipt.id)).map(({ id }) => deliver(id)));
  const said = saidTo('6281234567890');
  expect(said.map(({ text }) => text.split(/[.(]/)[0]!.trim())).toEqual([
    'Laporan Anda',
    `Laporan ${receipt.number}`,
    `Ada kabar tentang laporan ${receipt.number}`,
  ]);
  for (const { text } of said) {
    expect(text).toContain(receipt.number);
    expect(text).not.toMatch(/lubang|SD Inpres|besok/i);
    expect(text).not.toContain(receipt.code.split(' ')[0]!);
  }
});

test('killed between sending and saying so: sent again under the same key, delivered once', async () => {
  const receipt = await world.submit({ phone: '081300000011' });
  await announce(receipt.id);
  gateway.fault = 'lost'; // the gateway takes it, the answer never comes
  for (const { id } of await deliveriesOf(receipt.id)) expect(await deliver(id)).toBeInstanceOf(Error);
  gateway.fault = 'none';
  await deliverAll(receipt.id);
  expect(saidTo('6281300000011')).toHaveLength(1);
  expect((await deliveriesOf(receipt.id)).map(({ status }) => status)).toEqual(['sent']);
});

test('a number without WhatsApp gets the text by SMS, once, also where the worker is killed between the two', async () => {
  const receipt = await world.submit({ phone: '081300000012' });
  await announce(receipt.id);
  gateway.fault = 'refuses';
  const [first] = await deliveriesOf(receipt.id);
  await deliver(first!.id);
  await deliver(first!.id);
  gateway.fault = 'none';
  await deliverAll(receipt.id);
  expect((await deliveriesOf(receipt.id)).map(({ channel, status }) => [channel, status])).toEqual([
    ['whatsapp', 'failed'],
    ['sms', 'sent'],
  ]);
  expect(saidTo('+6281300000012').map(({ path }) => path)).toEqual(['/sms/messages']);
});

test('delivery_once holds: two copies of one notice by one channel can’t stand beside each other', async () => {
  const receipt = await world.submit({ phone: '081300000013' });
  await announce(receipt.id);
  const [row] = await deliveriesOf(receipt.id);
  await expect(
    database.asOwner(
      `insert into messages.delivery (id, notice_id, channel, at) select gen_random_uuid(), notice_id, channel, at from messages.delivery where id = $1`,
      [row!.id],
    ),
  ).rejects.toThrow('delivery_once');
});

test('who has an account hears in its inbox alone, whatever number they left (uReport #126: no double mail)', async () => {
  const receipt = await world.submit({ phone: '081300000014' }, 'markus');
  await announce(receipt.id);
  expect(await deliveriesOf(receipt.id)).toEqual([]);
});

test('asked and answered by the relay: the agency reads the answer, and nobody the address', async () => {
  const receipt = await world.accepted({ phone: '081300000015', email: 'penanda.relai@contoh.id' });
  await as('pic-dpupr', (tx) => complaints.askReporter(tx, receipt.id, 'Di sisi jalan yang mana?'));
  await announce(receipt.id);
  await deliverAll(receipt.id);
  const said = saidTo('6281300000015');
  const token = tokenIn(said.at(-1)!.text);
  const view = await as('anonymous', (tx) => complaints.getRelay(tx, token));
  expect(view).toMatchObject({ number: receipt.number, question: 'Di sisi jalan yang mana?', isStopped: false });
  expect(await refused(as('anonymous', (tx) => complaints.answerByRelay(tx, token, ' ')))).toBe('complaints.text_missing');
  await as('anonymous', (tx) => complaints.answerByRelay(tx, token, 'Sisi kiri, dekat gereja.'));
  expect(await refused(as('anonymous', (tx) => complaints.answerByRelay(tx, token, 'Lagi.')))).toBe('complaints.not_now');
  const desk = await as('pic-dpupr', (tx) => complaints.getDeskReport(tx, receipt.number));
  expect(desk.timeline.findLast((item) => item.type === 'question_answered')!.text).toBe('Sisi kiri, dekat gereja.');
  expect(JSON.stringify(desk)).not.toMatch(/81300000015|penanda\.relai/);
  // no role but the worker's reads a notice, and no table holds the address or the link
  for (const key of ['pic-dpupr', 'lo', 'bupati', 'pengelola1', 'anonymous'])
    await expect(
      as(key, (tx) => tx.selectFrom('messages.notice').selectAll().execute()),
      key,
    ).rejects.toThrow('permission denied');
  const { rows: tables } = await database.asAdmin(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema')`,
  );
  for (const { name } of tables as { name: string }[])
    for (const mark of ['81300000015', 'penanda.relai', token])
      expect((await database.asAdmin(`select 1 from ${name} t where t::text like $1`, [`%${mark}%`])).rows, `${name} ${mark}`).toEqual([]);
});

test('a mail scanner opening the link uses nothing up (FixMyStreet #4556); only the button stops, and it can be undone', async () => {
  const receipt = await world.accepted({ email: 'warga@contoh.id' });
  await announce(receipt.id);
  await deliverAll(receipt.id);
  const token = tokenIn(saidTo('warga@contoh.id')[0]!.text);
  for (const _ of [1, 2, 3]) await as('anonymous', (tx) => complaints.getRelay(tx, token));
  await as('pic-dpupr', (tx) => complaints.askReporter(tx, receipt.id, 'Kapan?'));
  for (const _ of [1, 2, 3]) expect((await as('anonymous', (tx) => complaints.getRelay(tx, token))).question).toBe('Kapan?');
  await as('anonymous', (tx) => complaints.stopRelay(tx, token));
  const before = saidTo('warga@contoh.id').length;
  await announce(receipt.id);
  await deliverAll(receipt.id);
  expect(saidTo('warga@contoh.id')).toHaveLength(before);
  expect((await deliveriesOf(receipt.id)).at(-1)!.status).toBe('stopped');
  // the question stands all the same, and so does the right to answer
  await as('anonymous', (tx) => complaints.answerByRelay(tx, token, 'Sejak Senin.'));
  await as('anonymous', (tx) => complaints.resumeRelay(tx, token));
  expect((await as('anonymous', (tx) => complaints.getRelay(tx, token))).isStopped).toBe(false);
  for (const wrong of ['', 'aaaaaaaaaaaaaaaa', `${token}x`, '../../../etc']) {
    expect(await refused(as('anonymous', (tx) => complaints.getRelay(tx, wrong)))).toBe('complaints.relay_unknown');
    expect(await refused(as('anonymous', (tx) => complaints.stopRelay(tx, wrong)))).toBe('complaints.relay_unknown');
  }
});

test('a secret report isn’t named on a telephone, nor one of a category that isn’t public', async () => {
  const secret = await world.submit({ phone: '081300000016', secret: true });
  await announce(secret.id);
  await deliverAll(secret.id);
  expect(saidTo('6281300000016')[0]!.text).toContain('(Mimika Center)');
});

test('erased between telling and sending: nothing is sent (Signalen #1478)', async () => {
  const receipt = await world.submit({ phone: '081300000017' });
  await announce(receipt.id);
  const { rows } = await database.asOwner('select pseudonym from complaints.detail where report_id = $1', [receipt.id]);
  await database.asAdmin('select reporter.erase($1, now())', [rows[0].pseudonym]);
  await deliverAll(receipt.id);
  expect((await deliveriesOf(receipt.id)).map(({ status }) => status)).toEqual(['no_address']);
  expect(saidTo('6281300000017')).toEqual([]);
});

test('what the clock did at night is said when offices open; danger to life doesn’t wait (Zammad #4432)', async () => {
  const quiet = await world.accepted();
  const danger = await world.accepted({ text: 'Kabel listrik putus dan menyala di depan sekolah, anak-anak bisa tersengat.' });
  at('2026-11-08 00:10'); // a Sunday
  await as('job', (tx) => jobs['complaints.catch_up'](tx));
  const red = async (id: string) => (await world.log(id)).find((event) => event.type === 'complaints.escalated')!.no;
  const told = async (): Promise<number> =>
    (await database.asOwner(`select count(*)::int as n from messages.message where template = 'n/aduan-tenggat@1'`)).rows[0].n;
  const before = await told();
  await as('job', async (tx) => jobs['complaints.announce'](tx, { reportId: quiet.id, no: await red(quiet.id) }));
  expect(await told()).toBe(before);
  const waits = (await world.waiting('complaints.announce')).filter((row) => row.payload['reportId'] === quiet.id && row.not_before);
  expect(waits.map((row) => row.not_before!.toISOString().slice(0, 16))).toEqual(['2026-11-08T22:30']); // Monday 07.30 WIT
  await as('job', async (tx) => jobs['complaints.announce'](tx, { reportId: danger.id, no: await red(danger.id) }));
  expect(await told()).toBeGreaterThan(before);
  at('2026-11-09 07:31');
  const afterDanger = await told();
  await as('job', async (tx) => jobs['complaints.announce'](tx, { reportId: quiet.id, no: await red(quiet.id) }));
  expect(await told()).toBeGreaterThan(afterDanger);
});
