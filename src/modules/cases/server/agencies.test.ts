import { beforeAll, expect, test } from 'vitest';
import type { Actor } from '#core/actor.ts';
import { Failure } from '#core/failure.ts';
import { firstBroken, readEvents } from '#core/server/events.ts';
import { loadDemo as loadDefinitions } from '#modules/catalogue/server/demo.ts';
import { changeAgency, createAgency, listAgencyLog, reopenAgency } from '#modules/identity/server/agencies.ts';
import { demoId, loadDemo as loadPeople } from '#modules/identity/server/demo.ts';
import { getAgency } from '#modules/identity/server/identity.ts';
import { loadReference } from '#tools/reference.ts';
import { testDatabase } from '#test/database.ts';
import { closeAgency, countOpenAt, putRegisterAnswers, savePage, startDraft, submitCase, withdrawCase } from './cases.ts';

const at = { now: new Date('2026-11-24T01:00:00Z') };
const db = await testDatabase({ clock: { now: () => at.now } });
const steward: Actor = { kind: 'steward', id: demoId('pengelola1') };
const second: Actor = { kind: 'steward', id: demoId('pengelola2') };
const officer: Actor = {
  kind: 'officer',
  id: demoId('ratna'),
  agencies: ['dpmptsp'],
  duties: [{ agency: 'dpmptsp', role: 'verifikator' }],
};
const citizen: Actor = { kind: 'citizen', id: demoId('yohana') };
const visitor: Actor = { kind: 'anonymous' };
const job: Actor = { kind: 'job', task: 'test' };

const pass = (ms = 1000) => void (at.now = new Date(at.now.getTime() + ms));
const failure = async (work: Promise<unknown>): Promise<Failure> => {
  const thrown = await work.then(
    () => undefined,
    (fault: unknown) => fault,
  );
  expect(thrown).toBeInstanceOf(Failure);
  return thrown as Failure;
};
const facts = (more: object = {}) => ({
  name: 'Puskesmas Uji',
  acronyms: 'PKM Uji, Uji',
  kind: 'puskesmas',
  parent: 'dinkes',
  region: '94.04.01',
  address: 'Depan gereja, SP2',
  phone: '(0901) 321 234',
  email: 'Uji@Mimika.go.id',
  site: 'uji.mimikakab.go.id',
  from: '2026-01-02',
  basis: 'Perbup 12/2026',
  verified: 'S',
  ...more,
});
const create = (code: string, more: object = {}, as: Actor = steward) =>
  db.withActor(as, (tx) => createAgency(tx, { code, ...facts(more) }));
const close = (code: string, more: object = {}, as: Actor = steward) =>
  db.withActor(as, (tx) => closeAgency(tx, code, { lastDay: '2026-11-24', successors: [], basis: 'Perbup 13/2026', ...more }));
const agency = (code: string) => db.withActor(visitor, (tx) => getAgency(tx, code));
const log = async (code: string) => db.withActor(steward, (tx) => listAgencyLog(tx, code));

beforeAll(async () => {
  await loadPeople(db, db.ownerUrl);
  await loadDefinitions(db, db.ownerUrl);
});

test('a steward founds an agency: public at once, in the log with its basis', async () => {
  await create('pkm-uji');
  expect(await agency('pkm-uji')).toMatchObject({
    official_name: 'Puskesmas Uji',
    acronyms: ['PKM Uji', 'Uji'],
    parent: 'dinkes',
    email: 'uji@mimika.go.id',
    site: 'https://uji.mimikakab.go.id/',
    valid_from: '2026-01-02',
    verified: 'S',
  });
  expect(await log('pkm-uji')).toMatchObject([{ type: 'created', basis: 'Perbup 12/2026', by: expect.stringMatching(/\w/) }]);
});

test.each<[string, object, string, string]>([
  ['a code in capitals', { code: 'PKM' }, 'code', 'identity.agency_code_shape'],
  ['the code that is a page', { code: 'baru' }, 'code', 'identity.agency_code_shape'],
  ['a taken code', { code: 'dinkes' }, 'code', 'identity.agency_taken'],
  ['no name', { name: ' ' }, 'name', 'identity.agency_name_short'],
  ['an unknown kind', { kind: 'kantor' }, 'kind', 'input.required'],
  ['an unknown superior', { parent: 'tidak-ada' }, 'parent', 'identity.agency_unknown'],
  ['an unknown place', { region: '99.99' }, 'region', 'identity.region_unknown'],
  ['letters for a number', { phone: 'kantor' }, 'phone', 'identity.office_phone_shape'],
  ['a script for a site', { site: 'javascript:alert(1)' }, 'site', 'identity.site_shape'],
  ['a day that isn’t', { from: '2026-02-30' }, 'from', 'identity.day_shape'],
  ['no basis', { basis: '' }, 'basis', 'identity.basis_needed'],
])('%s is refused beside its field, and nothing is written', async (_, more, field, reason) => {
  const before = await db.asOwner('select count(*)::int as n from identity.agency');
  const refused = await failure(create('pkm-salah', more));
  expect(refused.fields).toMatchObject({ [field]: reason });
  expect((await db.asOwner('select count(*)::int as n from identity.agency')).rows).toEqual(before.rows);
});

test('a change says what changed, keeps the code, and refuses whoever read an older state', async () => {
  const read = (await agency('pkm-uji')).changed_at!.toISOString();
  pass();
  const change = (as: Actor, more: object) =>
    db.withActor(as, (tx) => changeAgency(tx, 'pkm-uji', { ...facts({ basis: 'SK 7/2026', ...more }), readAt: read }));
  await change(steward, { name: 'Puskesmas Uji Coba', phone: '112' });
  expect((await log('pkm-uji'))[0]).toMatchObject({ type: 'changed', changed: ['name', 'phone'], basis: 'SK 7/2026' });
  expect((await failure(change(second, { name: 'Lain' }))).reason).toBe('core.changed_meanwhile');
  expect((await agency('pkm-uji')).official_name).toBe('Puskesmas Uji Coba');
});

test('nobody stands below themselves', async () => {
  await create('pkm-anak', { parent: 'pkm-uji' });
  const under = (code: string, parent: string) =>
    db.withActor(steward, async (tx) =>
      changeAgency(tx, code, { ...facts({ parent }), readAt: (await getAgency(tx, code)).changed_at!.toISOString() }),
    );
  expect((await failure(under('pkm-uji', 'pkm-uji'))).fields).toEqual({ parent: 'identity.parent_below' });
  expect((await failure(under('pkm-uji', 'pkm-anak'))).fields).toEqual({ parent: 'identity.parent_below' });
});

test('only stewards: others are refused by the door and by the table', async () => {
  for (const actor of [officer, citizen, visitor, job]) {
    expect((await failure(create('pkm-curi', {}, actor))).code).toBe('forbidden');
    expect((await failure(close('pkm-uji', {}, actor))).code).toBe('forbidden');
    expect((await failure(db.withActor(actor, (tx) => reopenAgency(tx, 'pkm-uji', 'x')))).code).toBe('forbidden');
    await expect(db.withActor(actor, (tx) => tx.updateTable('identity.agency').set({ valid_to: '2026-01-01' }).execute())).rejects.toThrow(
      /permission denied/,
    );
    if (actor.kind !== 'job')
      expect(
        await db.withActor(actor, (tx) => tx.selectFrom('core.event').select('id').where('subject_kind', '=', 'agency').execute()),
      ).toEqual([]);
    await expect(db.withActor(actor, (tx) => countOpenAt(tx, 'dinkes'))).rejects.toThrow(/permission denied/);
  }
});

test('closing keeps the row, names who goes on, and can be taken back', async () => {
  await create('pkm-tutup');
  expect((await failure(close('pkm-tutup', { lastDay: '2026-11-25' }))).fields).toEqual({ lastDay: 'identity.last_day_ahead' });
  expect((await failure(close('pkm-tutup', { lastDay: '2025-12-31' }))).fields).toEqual({ lastDay: 'identity.ends_before' });
  expect((await failure(close('pkm-tutup', { successors: ['pkm-tutup'] }))).fields).toEqual({ successors: 'identity.successor_wrong' });
  await close('pkm-tutup', { successors: ['pkm-uji', 'pkm-anak'] });
  expect(await agency('pkm-tutup')).toMatchObject({ valid_to: '2026-11-24', successors: ['pkm-uji', 'pkm-anak'] });
  expect((await failure(close('pkm-tutup'))).reason).toBe('identity.agency_closed');
  expect((await failure(close('pkm-uji', { successors: ['pkm-tutup'] }))).fields).toEqual({ successors: 'identity.successor_wrong' });
  expect((await failure(create('pkm-baru', { parent: 'pkm-tutup', from: '' }))).code).toBe('invalid');
  pass();
  await db.withActor(second, (tx) => reopenAgency(tx, 'pkm-tutup', 'Keliru'));
  expect(await agency('pkm-tutup')).toMatchObject({ valid_to: null, successors: [] });
  expect((await log('pkm-tutup')).map((entry) => entry.type)).toEqual(['reopened', 'closed', 'created']);
  const subject = (await db.asOwner("select subject_id from identity.agency where code = 'pkm-tutup'")).rows[0] as { subject_id: string };
  expect(firstBroken(await db.withActor(steward, (tx) => readEvents(tx, subject.subject_id)))).toBeUndefined();
});

const VERIFIED = { 'person.nik': '9109144501920001', 'person.name': 'Yohana', 'person.address': 'Kampung Hoya' };
const file = () =>
  db.withActor(citizen, async (tx) => {
    const { id } = await startDraft(tx, 'sip-perawat');
    await putRegisterAnswers(tx, id, {
      'dukcapil.identity@2': { status: 'found', values: VERIFIED, at: at.now.toISOString() },
      'nakes.str@1': { status: 'found', values: { 'nurse.str-number': 'NR00000000000001' }, at: at.now.toISOString() },
    });
    for (const [page, answers] of [
      ['diri', { jenis: 'baru', hp: '081200000001' }],
      ['praktik', { faskes: 'PKM-HOYA' }],
    ] as const)
      await savePage(tx, id, page, answers);
    return submitCase(tx, id);
  });

test('while work waits there an agency stays open, and says how much', async () => {
  const { code } = await file();
  await file();
  expect(await db.withActor(steward, (tx) => countOpenAt(tx, 'dinkes'))).toEqual({ cases: 2, tasks: 0 });
  expect(await db.withActor(steward, (tx) => countOpenAt(tx, 'dpmptsp'))).toEqual({ cases: 2, tasks: 2 });
  const refused = await failure(close('dpmptsp'));
  expect([refused.code, refused.reason, refused.detail]).toEqual(['not_now', 'cases.agency_busy', { cases: '2', tasks: '2' }]);
  expect((await agency('dpmptsp')).valid_to).toBeNull();
  await db.withActor(citizen, (tx) => withdrawCase(tx, code));
  expect((await failure(close('dinkes'))).detail).toEqual({ cases: '1', tasks: '0' });
});

test('a closing and a filing at the same time: one of them sees the other', async () => {
  const { rows } = await db.asOwner('select code from cases.case_file where ended_at is null');
  for (const { code } of rows as { code: string }[]) await db.withActor(citizen, (tx) => withdrawCase(tx, code));
  for (let round = 0; round < 6; round++) {
    const [closed, filed] = await Promise.allSettled([close('pkm-hoya'), file()]);
    const isOpen = (await agency('pkm-hoya')).valid_to === null;
    expect(closed.status === 'fulfilled').toBe(!isOpen);
    // never a running case at a closed agency
    expect(closed.status === 'fulfilled' && filed.status === 'fulfilled').toBe(false);
    if (filed.status === 'rejected') expect((filed.reason as Failure).reason).toBe('cases.agency_closed');
    if (closed.status === 'rejected') expect((closed.reason as Failure).reason).toBe('cases.agency_busy');
    if (filed.status === 'fulfilled') await db.withActor(citizen, (tx) => withdrawCase(tx, filed.value.code));
    if (!isOpen) await db.withActor(steward, (tx) => reopenAgency(tx, 'pkm-hoya', 'Uji'));
  }
});

test('what a steward has changed, the reference files leave alone', async () => {
  await db.withActor(steward, (tx) => changeAgency(tx, 'rsud-mimika', { ...facts({ name: 'RSUD Baru', kind: 'rsud' }), readAt: '' }));
  await loadReference(db.ownerUrl);
  expect((await agency('rsud-mimika')).official_name).toBe('RSUD Baru');
  expect((await agency('pln')).changed_at).toBeNull();
});
