import { afterAll, expect, test } from 'vitest';
import { outsideJobs } from '#modules/messages/server/jobs.ts';
import { startGateway } from '#modules/messages/server/simulator.ts';
import { reportWorld } from '#test/report-world.ts';
import * as complaints from './complaints.ts';
import { jobs } from './jobs.ts';

const world = await reportWorld();
const { as, at, database, refused } = world;
const gateway = await startGateway();
process.env['SATU_ORIGIN'] = 'https://satu.contoh.id';
process.env['SATU_EMAIL_URL'] = gateway.url;
afterAll(() => gateway.close());

const known = { categories: ['jalan-jembatan', 'sampah-kebersihan'], regions: ['94.04.01', '94.04.02'] };
const ask = (email: string, more: { category?: string; region?: string } = {}) =>
  as('anonymous', (tx) => complaints.askSubscription(tx, { email, category: '', region: '', lang: 'id', ...more }, known));
interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly headers: Record<string, string>;
}
const mails = (to: string): Mail[] =>
  [...gateway.delivered.values()].map(({ body }) => body as unknown as Mail).filter((mail) => mail.to === to);
/** Run what waits: asks, then deliveries. */
async function work(): Promise<void> {
  for (const { payload } of await world.waiting('complaints.ask_subscriber'))
    await as('job', (tx) => jobs['complaints.ask_subscriber'](tx, payload as { subscriptionId: string }));
  const { rows } = await database.asOwner("select id from messages.delivery where status = 'queued'");
  for (const { id } of rows as { id: string }[]) await outsideJobs['messages.deliver'](database, { deliveryId: id });
}
const tell = async (): Promise<void> => {
  await as('job', jobs['complaints.tell_subscribers']);
  await work();
};
const tokenIn = (mail: Mail): string => /langganan\/([\w-]{16})/.exec(mail.text)![1]!;
const count = async (): Promise<number> => (await database.asOwner('select 1 from complaints.mail_subscription')).rows.length;

test('nothing is sent before the link was pressed; then what is new, where and of what kind was asked; one click ends it and the address is gone', async () => {
  at('2026-11-02 09:00');
  await ask('warga@contoh.id', { category: 'jalan-jembatan', region: '94.04.01' });
  await ask('Warga@contoh.id', { category: 'jalan-jembatan', region: '94.04.01' });
  expect(await count()).toBe(1);
  await work();
  expect(mails('warga@contoh.id')).toHaveLength(1);
  const token = tokenIn(mails('warga@contoh.id')[0]!);
  await world.accepted();
  at('2026-11-03 08:30');
  await tell();
  expect(mails('warga@contoh.id')).toHaveLength(1);
  // a scanner opens the link; only the button confirms
  expect(await as('anonymous', (tx) => complaints.getSubscription(tx, token))).toEqual({
    category: 'jalan-jembatan',
    region: '94.04.01',
    isConfirmed: false,
  });
  await as('anonymous', (tx) => complaints.confirmSubscription(tx, token));
  at('2026-11-03 10:00');
  const mine = await world.accepted();
  const secret = await world.accepted({ secret: true });
  const elsewhere = await world.submit({ region: '94.04.02' });
  at('2026-11-04 08:30');
  await tell();
  await tell(); // the same morning again
  const [, news, ...rest] = mails('warga@contoh.id');
  expect(rest).toEqual([]);
  expect(news!.text).toContain(`https://satu.contoh.id/laporan/${mine.number}`);
  for (const { number } of [secret, elsewhere]) expect(news!.text).not.toContain(number);
  expect(news!.headers).toEqual({
    'List-Unsubscribe': `<https://satu.contoh.id/api/langganan/${token}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  });
  // nothing new, nothing sent
  at('2026-11-05 08:30');
  await tell();
  expect(mails('warga@contoh.id')).toHaveLength(2);
  await as('anonymous', (tx) => complaints.endSubscription(tx, token));
  await as('anonymous', (tx) => complaints.endSubscription(tx, token));
  expect(await count()).toBe(0);
  expect(await refused(as('anonymous', (tx) => complaints.getSubscription(tx, token)))).toBe('complaints.no_subscription');
});
test('a wish nobody confirms is forgotten; a confirmed one isn’t asked again; a wrong field is named', async () => {
  at('2026-11-10 09:00');
  await ask('lupa@contoh.id');
  await ask('ya@contoh.id');
  await work();
  await as('anonymous', (tx) => complaints.confirmSubscription(tx, tokenIn(mails('ya@contoh.id')[0]!)));
  at('2026-11-11 09:00');
  await ask('ya@contoh.id');
  await work();
  expect(mails('ya@contoh.id')).toHaveLength(1);
  at('2026-11-14 09:00');
  await tell();
  expect(await count()).toBe(1);
  expect(await refused(ask('bukan alamat'))).toBe('identity.email_shape');
  expect(await refused(ask('a@contoh.id', { category: 'x' }))).toBe('input.required');
});
test('address and link stand nowhere in clear, and nobody but the worker reads the table', async () => {
  const token = tokenIn(mails('ya@contoh.id')[0]!);
  const lines = (await database.asOwner('select s::text as line from complaints.mail_subscription s')).rows as { line: string }[];
  expect(lines).toHaveLength(1);
  for (const { line } of lines)
    for (const mark of ['ya@contoh.id', Buffer.from('ya@contoh.id').toString('hex'), token]) expect(line).not.toContain(mark);
  for (const who of ['anonymous', 'lo', 'pengelola1'])
    await expect(
      as(who, (tx) => tx.selectFrom('complaints.mail_subscription').selectAll().execute()),
      who,
    ).rejects.toThrow(/permission denied/);
});
