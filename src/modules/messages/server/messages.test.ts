import { beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '#core/actor.ts';
import { Failure } from '#core/failure.ts';
import { demoId, loadDemo } from '#modules/identity/server/demo.ts';
import { requestCode, signInWithCode } from '#modules/identity/server/sign-in.ts';
import { testDatabase } from '#test/database.ts';
import { readWebhook } from '../gateway.ts';
import { render, templates } from '../template.ts';
import { channelFor, email, sms, whatsapp } from './channel.ts';
import { senderKey } from './gateway.ts';
import { deliver, deliverCode, jobs } from './jobs.ts';
import { countUnread, listInbox, listOutbox, listWhatsappTemplates, markRead, sendMessage, writeApproval } from './messages.ts';
import { startGateway } from './simulator.ts';

const db = await testDatabase();
const yohana: Actor = { kind: 'citizen', id: demoId('yohana') };
const markus: Actor = { kind: 'citizen', id: demoId('markus') };
const officer: Actor = { kind: 'officer', id: demoId('ratna'), agencies: ['dpmptsp'], duties: [] };
const steward: Actor = { kind: 'steward', id: demoId('pengelola1') };
const anonymous: Actor = { kind: 'anonymous' };
const job: Actor = { kind: 'job', task: 'test' };
beforeAll(() => loadDemo(db, db.ownerUrl).then(() => undefined));

const data = { service: 'Surat Izin Praktik Perawat', code: 'SP-AAAA-BBBB-C', until: '27 November 2025' };
const caseId = '0190a000-0000-7000-8000-000000000001';
const queued = async (id: string) =>
  (
    await db.asOwner(
      'select id, status, channel, tries, adapter, last_error, shown_sealed from messages.delivery where message_id = $1 order by channel',
      [id],
    )
  ).rows as {
    id: string;
    status: string;
    channel: string;
    tries: number;
    adapter: string | null;
    last_error: string | null;
    shown_sealed: Buffer | null;
  }[];
const send = (channels: ('inbox' | 'whatsapp' | 'sms' | 'email')[] = ['inbox', 'whatsapp', 'sms', 'email']) =>
  db.withActor(officer, (tx) =>
    sendMessage(tx, { to: demoId('yohana'), template: 'n/perbaikan@1', data, subject: { kind: 'case', id: caseId }, channels }),
  );

describe('templates', () => {
  test('both languages fill the same placeholders, and those it names', () => {
    for (const [key, template] of Object.entries(templates)) {
      const used = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
      for (const lang of ['id', 'en'] as const)
        for (const part of ['title', 'body', 'short'] as const)
          expect(template.needs, `${key} ${part} ${lang}`).toEqual(expect.arrayContaining(used(template[part][lang])));
      expect(new Set(used(template.body.id)), key).toEqual(new Set(used(template.body.en)));
    }
  });
  test('a value with braces or a missing one does no harm', () => {
    expect(render('n/selesai@1', 'id', { service: '{code}', code: 'SP-1' }).body).toContain('{code} (SP-1)');
    expect(render('n/selesai@1', 'id', {}).body).toContain('– (–)');
  });
});

describe('inbox', () => {
  test('the person reads it in either language, marks it read, and nobody else sees it', async () => {
    const { id } = await send(['inbox']);
    const [message] = await db.withActor(yohana, (tx) => listInbox(tx, 'en'));
    expect(message).toMatchObject({
      id,
      title: 'Request SP-AAAA-BBBB-C needs a correction',
      isRead: false,
      link: '/berkas/SP-AAAA-BBBB-C',
    });
    expect(await db.withActor(markus, (tx) => listInbox(tx, 'id'))).toEqual([]);
    expect(await db.withActor(officer, (tx) => listInbox(tx, 'id'))).toEqual([]);
    await db.withActor(markus, (tx) => markRead(tx, id));
    expect(await db.withActor(yohana, countUnread)).toBe(1);
    await db.withActor(yohana, (tx) => markRead(tx, id));
    expect(await db.withActor(yohana, countUnread)).toBe(0);
    expect(await queued(id)).toEqual([]);
  });
  test('what was written is sealed, jobs carry ids alone, an unknown template is a bug', async () => {
    await send();
    const lines = (await db.asOwner('select row_to_json(m)::text as line from messages.message m')).rows
      .map((row: { line: string }) => row.line)
      .join();
    expect(lines).not.toMatch(/Perawat|SP-AAAA/);
    expect(lines).not.toContain(Buffer.from('Perawat').toString('hex'));
    const payloads = (await db.asOwner("select payload from core.outbox where task = 'messages.deliver'")).rows as { payload: object }[];
    for (const { payload } of payloads) expect(Object.keys(payload)).toEqual(['deliveryId']);
    await expect(
      db.withActor(officer, (tx) => sendMessage(tx, { to: demoId('yohana'), template: 'n/kosong@1', data: {} })),
    ).rejects.toThrow(/No message template/);
    await expect(
      db.withActor(officer, (tx) => sendMessage(tx, { to: demoId('yohana'), template: 'n/selesai@1', data: { code: 'x' } })),
    ).rejects.toThrow(/needs service/);
  });
  test('a message of a change that is rolled back doesn’t exist', async () => {
    const before = (await db.withActor(yohana, (tx) => listInbox(tx, 'id'))).length;
    await expect(
      db.withActor(officer, async (tx) => {
        await sendMessage(tx, { to: demoId('yohana'), template: 'n/selesai@1', data });
        throw new Error('undone');
      }),
    ).rejects.toThrow('undone');
    expect(await db.withActor(yohana, (tx) => listInbox(tx, 'id'))).toHaveLength(before);
  });
});

describe('deliveries', () => {
  test('simulated ones stand in the outbox once, however often the job runs', async () => {
    const { id } = await send(['whatsapp', 'sms', 'email']);
    const rows = await queued(id);
    for (const row of rows) for (let n = 0; n < 3; n++) await deliver(db, { deliveryId: row.id });
    expect((await queued(id)).map((row) => [row.channel, row.status, row.adapter])).toEqual([
      ['email', 'no_address', null],
      ['sms', 'sent', 'simulasi'],
      ['whatsapp', 'sent', 'simulasi'],
    ]);
    const outbox = await db.withActor(anonymous, listOutbox);
    expect(outbox.filter((row) => rows.some((one) => one.id === row.id))).toHaveLength(2);
    expect(outbox.find((row) => row.channel === 'sms')).toMatchObject({
      to: '+6281200000001',
      text: expect.stringContaining('SP-AAAA-BBBB-C') as string,
    });
  });
  test('a one-time code arrives and opens the door; its clear text is gone after', async () => {
    const device = { label: 'uji', ip: '10.0.0.2' };
    const { codeId } = await requestCode(db, '081200000001', 'sign_in', 'id', device);
    await deliverCode(db, { codeId });
    await deliverCode(db, { codeId });
    const sent = (await db.withActor(anonymous, listOutbox)).filter((row) => row.isCode);
    expect(sent).toHaveLength(1);
    const code = /\b(\d{6})\b/.exec(sent[0]!.text)![1]!;
    expect((await db.asOwner('select delivery_sealed from identity.one_time_code where id = $1', [codeId])).rows).toEqual([
      { delivery_sealed: null },
    ]);
    expect((await signInWithCode(db, codeId, code, device)).step).toBe('in');
  });
  test('visitors and officers read no delivery', async () => {
    for (const actor of [anonymous, yohana, officer])
      await expect(db.withActor(actor, (tx) => tx.selectFrom('messages.delivery').selectAll().execute())).rejects.toThrow(
        /permission denied/,
      );
    expect((await db.withActor(job, (tx) => tx.selectFrom('messages.delivery').select('id').execute())).length).toBeGreaterThan(0);
  });
});

describe('gateways', () => {
  test('each channel speaks its gateway’s shape, and the same key delivers once', async () => {
    const gateway = await startGateway();
    try {
      const message = { key: 'k', to: '+6281200000001', text: 'Halo', title: 'Judul' };
      for (const [name, make] of Object.entries({ whatsapp, sms, email })) {
        const channel = make(gateway.url, 'rahasia');
        const first = await channel.send({ ...message, key: name });
        expect(await channel.send({ ...message, key: name })).toEqual(first);
      }
      expect([...gateway.delivered.keys()]).toEqual(['whatsapp', 'sms', 'email']);
      expect(gateway.delivered.get('whatsapp')!.body).toMatchObject({
        messaging_product: 'whatsapp',
        to: '6281200000001',
        text: { body: 'Halo' },
      });
      expect(gateway.delivered.get('sms')!.body).toEqual({ to: '+6281200000001', text: 'Halo', reference: 'sms' });
    } finally {
      await gateway.close();
    }
  });
  test('a passing fault is tried again and counted, a lost answer delivers once, a refusal ends it', async () => {
    const gateway = await startGateway();
    process.env['SATU_SMS_URL'] = gateway.url;
    process.env['SATU_SMS_TOKEN'] = 'rahasia';
    try {
      const { id } = await send(['sms']);
      const deliveryId = (await queued(id))[0]!.id;
      for (const fault of ['down', 'slow_down', 'not_json', 'no_id', 'lost'] as const) {
        gateway.fault = fault;
        await expect(deliver(db, { deliveryId })).rejects.toThrow();
      }
      expect((await queued(id))[0]).toMatchObject({ status: 'queued', tries: 5 });
      gateway.fault = 'none';
      await deliver(db, { deliveryId });
      expect((await queued(id))[0]).toMatchObject({ status: 'sent', adapter: 'sms', shown_sealed: null });
      expect(gateway.delivered.size).toBe(1);
      const refused = await send(['sms']);
      gateway.fault = 'refuses';
      await deliver(db, { deliveryId: (await queued(refused.id))[0]!.id });
      expect((await queued(refused.id))[0]).toMatchObject({ status: 'failed', last_error: 'gateway refused: 422' });
    } finally {
      delete process.env['SATU_SMS_URL'];
      delete process.env['SATU_SMS_TOKEN'];
      await gateway.close();
    }
  });
  test('outside a day after the last message WhatsApp gets an approved template or nothing, and SMS carries it instead', async () => {
    const gateway = await startGateway();
    const settings = ['SATU_WHATSAPP_URL', 'SATU_SMS_URL'] as const;
    for (const name of settings) process.env[name] = `${gateway.url}/${name === 'SATU_SMS_URL' ? 'sms' : 'whatsapp'}`;
    const outcome = async (id: string) => {
      for (let n = 0; n < 3; n++) for (const row of await queued(id)) await deliver(db, { deliveryId: row.id }).catch(() => undefined);
      return (await queued(id)).map((row) => [row.channel, row.status]);
    };
    const bySms = [
      ['sms', 'sent'],
      ['whatsapp', 'failed'],
    ];
    const write = (state: string, reason = '') =>
      db.withActor(steward, (tx) => writeApproval(tx, { template: 'n/perbaikan@1', lang: 'id', state, reason }));
    const stateOf = async () =>
      (await db.withActor(steward, listWhatsappTemplates)).find(({ key, lang }) => key === 'n/perbaikan@1' && lang === 'id')!;
    try {
      expect(await outcome((await send(['whatsapp'])).id)).toEqual(bySms);
      expect([...gateway.delivered.values()].map(({ path }) => path)).toEqual(['/sms/messages']);
      await write('waiting');
      expect(await outcome((await send(['whatsapp'])).id)).toEqual(bySms);
      await write('approved');
      const { id } = await send(['whatsapp']);
      expect(await outcome(id)).toEqual([['whatsapp', 'sent']]);
      expect([...gateway.delivered.values()].at(-1)!.body).toMatchObject({
        recipient_type: 'individual',
        type: 'template',
        template: {
          name: 'satu_pintu_perbaikan_1',
          language: { code: 'id' },
          components: [
            {
              type: 'body',
              parameters: [data.service, data.code, data.until, expect.stringContaining('/kotak-masuk')].map((text) => ({
                type: 'text',
                text,
              })),
            },
          ],
        },
      });
      // too many at once passes by waiting, though its status is 400
      gateway.fault = 'rate_limit';
      const late = await send(['whatsapp']);
      expect(await outcome(late.id)).toEqual([['whatsapp', 'queued']]);
      gateway.fault = 'none';
      expect(await outcome(late.id)).toEqual([['whatsapp', 'sent']]);
      for (const fault of ['not_on_whatsapp', 'window_closed', 'template_paused'] as const) {
        gateway.fault = fault;
        expect(await outcome((await send(['whatsapp'])).id), fault).toEqual(bySms);
      }
      // what the gateway said of the template is kept, and asked no more
      expect(await stateOf()).toMatchObject({
        state: 'paused',
        history: [{ state: 'paused', by: null }, { state: 'approved' }, { state: 'waiting' }],
      });
      gateway.fault = 'none';
      expect(await outcome((await send(['whatsapp'])).id)).toEqual(bySms);
      // the webhook's word counts as well; a name that isn't ours is passed over
      const news = { language: 'id', state: 'approved', reason: null } as const;
      for (const name of ['satu_pintu_perbaikan_1', 'promo'])
        await db.withActor(job, (tx) => jobs['messages.note_approval'](tx, { name, ...news }));
      expect(await outcome((await send(['whatsapp'])).id)).toEqual([['whatsapp', 'sent']]);
      // whoever just wrote gets it as it is
      await write('refused', 'tidak sesuai');
      await db.asOwner(
        `insert into messages.inbound (id, channel, provider_id, sender_key, content_sealed, sent_at, received_at, heard_at)
         values (gen_random_uuid(), 'whatsapp', 'baru', $1, null, now(), now(), now())`,
        [senderKey('whatsapp', '+6281200000001')],
      );
      expect(await outcome((await send(['whatsapp'])).id)).toEqual([['whatsapp', 'sent']]);
      expect([...gateway.delivered.values()].at(-1)!.body).toMatchObject({ type: 'text' });
    } finally {
      for (const name of settings) delete process.env[name];
      await gateway.close();
    }
  });
  test('only a steward writes down what WhatsApp said, with a reason where it refused', async () => {
    const said = { template: 'n/selesai@1', lang: 'id', state: 'refused', reason: '' };
    await expect(db.withActor(officer, (tx) => writeApproval(tx, said))).rejects.toThrow(Failure);
    await expect(db.withActor(steward, (tx) => writeApproval(tx, said))).rejects.toMatchObject({
      fields: { alasan: 'messages.reason_missing' },
    });
    await expect(db.withActor(steward, (tx) => writeApproval(tx, { ...said, state: 'unsent' }))).rejects.toMatchObject({
      fields: { keadaan: 'messages.state_missing' },
    });
    await expect(db.withActor(steward, (tx) => writeApproval(tx, { ...said, template: 'n/kode@1' }))).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(db.withActor(officer, (tx) => tx.selectFrom('messages.whatsapp_approval').selectAll().execute())).rejects.toThrow(
      /permission denied/,
    );
    await expect(
      db.withActor(steward, (tx) => tx.updateTable('messages.whatsapp_approval').set({ status: 'approved' }).execute()),
    ).rejects.toThrow(/permission denied/);
  });
  test('the webhook says what became of a template', () => {
    const change = (value: object) => ({ field: 'message_template_status_update', value });
    const body = JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [
        {
          id: '1',
          changes: [
            change({
              event: 'APPROVED',
              message_template_id: 7,
              message_template_name: 'a',
              message_template_language: 'id',
              reason: 'NONE',
            }),
            change({ event: 'REJECTED', message_template_name: 'b', message_template_language: 'en', reason: 'INVALID_FORMAT' }),
            change({ event: 'FLAGGED', message_template_name: 'c', message_template_language: 'en' }),
            change({ odd: true }),
          ],
        },
      ],
    });
    expect(readWebhook('whatsapp', body)).toEqual({
      heard: [],
      fates: [],
      templates: [
        { name: 'a', language: 'id', state: 'approved', reason: null },
        { name: 'b', language: 'en', state: 'refused', reason: 'INVALID_FORMAT' },
      ],
    });
  });
  test('production without a gateway simulates nothing', () => {
    expect(channelFor('sms', { SATU_MODE: 'production' })).toBeUndefined();
    expect(channelFor('sms', {})?.adapter).toBe('simulasi');
  });
});
