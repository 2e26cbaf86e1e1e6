import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { Actor } from '#core/actor.ts';
import { Failure } from '#core/failure.ts';
import { firstBroken, readEvents } from '#core/server/events.ts';
import { loadDemo as loadDefinitions } from '#modules/catalogue/server/demo.ts';
import { findDocumentsOfCase } from '#modules/documents/server/documents.ts';
import { demoId, loadDemo as loadPeople } from '#modules/identity/server/demo.ts';
import { getProfile, listHeld, listLooks } from '#modules/identity/server/identity.ts';
import {
  acceptRepresentation,
  endRepresentation,
  listRepresentations,
  nameRepresentative,
} from '#modules/identity/server/representations.ts';
import { tellRepresentation } from '#modules/messages/server/jobs.ts';
import { listInbox } from '#modules/messages/server/messages.ts';
import { testDatabase } from '#test/database.ts';
import {
  answerReturn,
  attachUpload,
  claimTask,
  decideTask,
  discardDraft,
  getCaseView,
  getDraft,
  listDrafts,
  listOwnCases,
  putRegisterAnswers,
  removeUpload,
  returnTask,
  savePage,
  startDraft,
  submitCase,
  withdrawCase,
} from './cases.ts';

const DAY = 86_400_000;
const at = { now: new Date('2026-11-24T01:00:00Z') };
const db = await testDatabase({ clock: { now: () => at.now } });
const person = (key: string): Actor => ({ kind: 'citizen', id: demoId(key) });
const yohana = person('yohana');
const markus = person('markus');
const siti = person('siti');
const ratna: Actor = { kind: 'officer', id: demoId('ratna'), agencies: ['dpmptsp'], duties: [{ agency: 'dpmptsp', role: 'verifikator' }] };
const job: Actor = { kind: 'job', task: 'test' };
const steward: Actor = { kind: 'steward', id: demoId('pengelola1') };
const KNOWN = new Set(['sip-perawat', 'surat-pengantar-distrik', 'kartu-ak1']);
const NURSE = '9109144501920001';

const failure = async (work: Promise<unknown>): Promise<Failure> => {
  const thrown = await work.then(
    () => undefined,
    (fault: unknown) => fault,
  );
  expect(thrown).toBeInstanceOf(Failure);
  return thrown as Failure;
};
const as = <T>(actor: Actor, work: Parameters<typeof db.withActor<T>>[1]) => db.withActor(actor, work);
const offer = (from: Actor, identifier: string, more: object = {}) =>
  as(from, (tx) =>
    nameRepresentative(
      tx,
      { kind: 'keluarga', name: 'Markus', identifier, reach: 'all', services: [], from: '2026-11-24', to: '2027-02-28', ...more },
      KNOWN,
    ),
  );
const given = async (more: object = {}): Promise<string> => {
  const { id } = await offer(yohana, '0812 0000 0002', more);
  await as(markus, (tx) => acceptRepresentation(tx, id));
  return id;
};
const eventsOf = async (id: string) =>
  (await db.asOwner('select type, actor_id, on_behalf_of from core.event where subject_id = $1 order by no', [id])).rows;

const paper = { fileId: randomUUID(), name: 'kuasa.pdf', mime: 'application/pdf', size: 10, sha256: 'a'.repeat(64) };
async function fill(actor: Actor, representation?: string): Promise<string> {
  const { id } = await as(actor, (tx) => startDraft(tx, 'sip-perawat', { representation }));
  await as(actor, async (tx) => {
    const values = { 'person.nik': NURSE, 'person.name': 'Yohana', 'person.address': 'Kampung Hoya' };
    await putRegisterAnswers(tx, id, {
      'dukcapil.identity@2': { status: 'found', values, at: at.now.toISOString() },
      'nakes.str@1': { status: 'found', values: { 'nurse.str-number': 'NR00000000000001' }, at: at.now.toISOString() },
    });
    await savePage(tx, id, 'diri', { jenis: 'baru', hp: '081200000001' });
    await savePage(tx, id, 'praktik', { faskes: 'PKM-HOYA' });
    if (representation) await attachUpload(tx, id, 'surat-kuasa', paper);
  });
  return id;
}
const file = async (actor: Actor, representation?: string) => {
  const id = await fill(actor, representation);
  return as(actor, (tx) => submitCase(tx, id));
};

beforeAll(async () => {
  await loadPeople(db, db.ownerUrl);
  await loadDefinitions(db, db.ownerUrl);
});

test.each<[string, object, string, string]>([
  ['nobody in particular', { identifier: 'tetangga' }, 'identifier', 'identity.identifier_shape'],
  ['oneself', { identifier: NURSE }, 'identifier', 'identity.not_for_yourself'],
  ['an unknown kind', { kind: 'calo' }, 'kind', 'input.required'],
  ['some services, none ticked', { reach: 'some' }, 'services', 'identity.services_needed'],
  ['a service nobody offers', { reach: 'some', services: ['nikah'] }, 'services', 'identity.services_needed'],
  ['a last day before the first', { to: '2026-11-23' }, 'to', 'identity.ends_before'],
  ['a last day in the past', { from: '2026-01-01', to: '2026-11-23' }, 'to', 'identity.to_past'],
  ['longer than its kind may be', { kind: 'lainnya', to: '2027-11-24' }, 'to', 'identity.representation_long'],
])('naming %s is refused beside the field', async (_, more, field, reason) => {
  expect((await failure(offer(yohana, '081200000002', more))).fields).toEqual({ [field]: reason });
  expect((await db.asOwner('select id from identity.representation')).rows).toEqual([]);
});

test('an offer is seen by the two sides alone, counts once accepted, and only the named person accepts', async () => {
  const { id } = await offer(yohana, 'NIK 9109011203850002'.slice(4));
  const seen = async (actor: Actor) => (await as(actor, listRepresentations)).map((one) => [one.id, one.status, one.principal.name]);
  expect(await seen(yohana)).toEqual([[id, 'offered', 'Yohana']]);
  expect(await seen(markus)).toEqual([[id, 'offered', 'Yohana']]);
  expect(await seen(siti)).toEqual([]);
  expect(await as(markus, (tx) => listHeld(tx))).toEqual([]);
  expect((await failure(as(markus, (tx) => startDraft(tx, 'sip-perawat', { representation: id })))).reason).toBe(
    'identity.representation_gone',
  );
  expect((await failure(as(siti, (tx) => acceptRepresentation(tx, id)))).code).toBe('not_found');
  expect((await failure(as(yohana, (tx) => acceptRepresentation(tx, id)))).reason).toBe('identity.representation_answered');
  for (const actor of [ratna, steward, job])
    expect((await failure(as(actor, (tx) => acceptRepresentation(tx, id)))).code).toBe('forbidden');
  await as(markus, (tx) => acceptRepresentation(tx, id));
  expect((await failure(as(markus, (tx) => acceptRepresentation(tx, id)))).reason).toBe('identity.representation_answered');
  // the name is now the account's own, not what was typed
  expect((await as(yohana, listRepresentations))[0]).toMatchObject({ representative: 'Markus Nawiro', status: 'standing' });
  expect(await eventsOf(id)).toEqual([
    { type: 'identity.representation_offered', actor_id: demoId('yohana'), on_behalf_of: null },
    { type: 'identity.representation_accepted', actor_id: demoId('markus'), on_behalf_of: demoId('yohana') },
  ]);
  expect(firstBroken(await as(yohana, (tx) => readEvents(tx, id)))).toBeUndefined();
  expect(await as(siti, (tx) => readEvents(tx, id))).toEqual([]);
  await as(yohana, (tx) => endRepresentation(tx, id));
});

test('an offer to somebody without an account looks the same', async () => {
  const { id } = await offer(yohana, '081299999999');
  expect((await as(yohana, listRepresentations)).find((one) => one.id === id)).toMatchObject({ status: 'offered' });
  await as(yohana, (tx) => endRepresentation(tx, id));
  expect((await failure(as(yohana, (tx) => endRepresentation(tx, id)))).reason).toBe('identity.representation_answered');
});

test('nobody writes a power of attorney past the functions', async () => {
  const { id } = await offer(yohana, 'siti@contoh.id');
  for (const actor of [yohana, siti, markus, ratna, steward])
    await expect(
      as(actor, (tx) => tx.updateTable('identity.representation').set({ to_day: '2030-01-01' }).where('id', '=', id).execute()),
    ).rejects.toThrow(/permission denied/);
  const forged = (values: object) =>
    as(markus, (tx) =>
      tx
        .insertInto('identity.representation')
        .values({
          id: randomUUID(),
          principal: demoId('yohana'),
          kind: 'keluarga',
          sought_hash: Buffer.from('x'),
          principal_name: Buffer.from(''),
          representative_name: Buffer.from(''),
          from_day: '2026-11-24',
          to_day: '2026-12-24',
          offered_at: at.now,
          ...values,
        })
        .execute(),
    );
  await expect(forged({})).rejects.toThrow(/row-level security/);
  await expect(forged({ principal: demoId('markus'), representative: demoId('siti') })).rejects.toThrow(/permission denied/);
  expect(await as(siti, (tx) => endRepresentation(tx, id))).toBeUndefined();
  expect((await eventsOf(id)).at(-1)).toMatchObject({ type: 'identity.representation_declined', actor_id: demoId('siti') });
});

let representation = '';
let acted = { id: '', code: '' };
let own = { id: '', code: '' };

test('who acts files in the applicant’s name: both names in the case, both persons in its events', async () => {
  representation = await given();
  own = await file(yohana);
  // the definition asks a proxy for the letter; without it the request is not complete
  const bare = await fill(markus, representation);
  await as(markus, (tx) => removeUpload(tx, bare, 'surat-kuasa'));
  expect((await failure(as(markus, (tx) => submitCase(tx, bare)))).fields).toEqual({ 'surat-kuasa': 'cases.document_missing' });
  await as(markus, (tx) => discardDraft(tx, bare));
  acted = await file(markus, representation);
  const { rows } = await db.asOwner('select applicant_id, filed_by, representation_id from cases.case_file where id = $1', [acted.id]);
  expect(rows).toEqual([{ applicant_id: demoId('yohana'), filed_by: demoId('markus'), representation_id: representation }]);
  const events = await eventsOf(acted.id);
  expect(events.length).toBeGreaterThan(1);
  for (const event of events) expect(event).toMatchObject({ actor_id: demoId('markus'), on_behalf_of: demoId('yohana') });
  for (const actor of [yohana, markus, ratna])
    expect(await as(actor, (tx) => getCaseView(tx, acted.code))).toMatchObject({ filedBy: 'Markus Nawiro', onBehalfOf: 'Yohana' });
  expect(await as(ratna, (tx) => getCaseView(tx, own.code))).toMatchObject({ filedBy: null, onBehalfOf: null });
  const { rows: raw } = await db.asOwner('select * from core.event where subject_id = $1', [acted.id]);
  expect(JSON.stringify(raw)).not.toMatch(/Markus|Yohana|9109/);
});

const tables = [
  ['cases.case_file', 'id'],
  ['cases.task', 'case_id'],
  ['cases.answer', 'case_id'],
  ['cases.evidence', 'case_id'],
  ['cases.statement', 'case_id'],
] as const;
const seenBy = async (actor: Actor): Promise<Set<string>> =>
  as(actor, async (tx) => {
    const ids = new Set<string>();
    for (const [table, column] of tables)
      for (const row of await tx.selectFrom(table).select(column).execute()) ids.add(Object.values(row)[0] as string);
    for (const row of await tx.selectFrom('core.event').select('subject_id').where('subject_kind', '=', 'case').execute())
      ids.add(row.subject_id);
    return ids;
  });

test('the representative sees the case they act in, and nothing else of the applicant’s', async () => {
  expect(await seenBy(markus)).toEqual(new Set([acted.id]));
  expect(await seenBy(yohana)).toEqual(new Set([own.id, acted.id]));
  expect(await seenBy(siti)).toEqual(new Set());
  expect((await as(markus, listOwnCases)).map((item) => [item.code, item.actingFor])).toEqual([[acted.code, 'Yohana']]);
  expect((await as(yohana, listOwnCases)).map((item) => [item.code, item.filedBy]).toSorted()).toEqual(
    [
      [own.code, null],
      [acted.code, 'Markus Nawiro'],
    ].toSorted(),
  );
  for (const actor of [markus, siti]) expect((await failure(as(actor, (tx) => getCaseView(tx, own.code)))).code).toBe('not_found');
  for (const actor of [markus, siti]) expect((await failure(as(actor, (tx) => withdrawCase(tx, own.code)))).code).toBe('not_found');
});

test('drafts: begun by one, seen by both; the applicant who goes on does so for themselves', async () => {
  const id = await fill(markus, representation);
  expect((await as(markus, (tx) => getDraft(tx, id))).documents.map((document) => document.id)).toContain('surat-kuasa');
  expect((await as(yohana, (tx) => getDraft(tx, id))).documents.map((document) => document.id)).not.toContain('surat-kuasa');
  expect(await as(siti, listDrafts)).toEqual([]);
  const { id: caseId, code } = await as(yohana, (tx) => submitCase(tx, id));
  expect(await eventsOf(caseId)).toMatchObject([{ actor_id: demoId('yohana'), on_behalf_of: null }, {}]);
  expect((await failure(as(markus, (tx) => getCaseView(tx, code)))).code).toBe('not_found');
  await as(yohana, (tx) => withdrawCase(tx, code));
});

test('the applicant reads who looked at their data to act for them', async () => {
  expect((await as(markus, (tx) => getProfile(tx, demoId('yohana')))).nik).toBe(NURSE);
  expect((await failure(as(siti, (tx) => getProfile(tx, demoId('yohana'))))).code).toBe('not_found');
  expect((await failure(as(yohana, (tx) => getProfile(tx, demoId('markus'))))).code).toBe('not_found');
  expect((await as(yohana, listLooks)).filter((look) => look.purpose === 'bertindak_untuk')).toMatchObject([
    { by: 'Markus Nawiro', purpose: 'bertindak_untuk', agency: null },
  ]);
});

test('a correction is answered in the applicant’s name; an officer of the case takes no step of the applicant’s', async () => {
  await as(ratna, (tx) => claimTask(tx, acted.code, 'kelengkapan'));
  await as(ratna, (tx) =>
    returnTask(tx, acted.code, 'kelengkapan', { outcome: 'kurang', marks: [{ path: 'hp', message: 'Nomor tidak aktif' }] }),
  );
  expect((await as(markus, (tx) => getCaseView(tx, acted.code))).can).toMatchObject({ answer: true, withdraw: true });
  const { length } = await eventsOf(acted.id);
  expect((await failure(as(ratna, (tx) => answerReturn(tx, acted.code, { hp: '081200000077' }, {})))).reason).toBe('cases.only_applicant');
  expect((await failure(as(ratna, (tx) => withdrawCase(tx, acted.code)))).reason).toBe('cases.only_applicant');
  expect(await eventsOf(acted.id)).toHaveLength(length);
  await as(markus, (tx) => answerReturn(tx, acted.code, { hp: '081200000077' }, {}));
  const answered = (await eventsOf(acted.id)).find((event) => event.type === 'cases.answered');
  expect(answered).toMatchObject({ actor_id: demoId('markus'), on_behalf_of: demoId('yohana') });
  await as(ratna, (tx) =>
    decideTask(tx, acted.code, 'kelengkapan', { outcome: 'lengkap', reason: '', basis: '', requirements: [], conditions: [] }),
  );
});

test('a service that must be asked for in person, or is out of scope, is refused', async () => {
  expect((await failure(as(markus, (tx) => startDraft(tx, 'kartu-ak1', { representation })))).reason).toBe('cases.in_person');
  const narrow = await given({ reach: 'some', services: ['surat-pengantar-distrik'] });
  expect((await failure(as(markus, (tx) => startDraft(tx, 'sip-perawat', { representation: narrow })))).reason).toBe(
    'identity.representation_gone',
  );
  expect((await failure(as(siti, (tx) => startDraft(tx, 'sip-perawat', { representation })))).reason).toBe('identity.representation_gone');
  // the table refuses too, where the door is passed by
  await expect(
    as(markus, (tx) =>
      tx
        .insertInto('cases.draft')
        .values({
          id: randomUUID(),
          service_id: 'sip-perawat',
          definition_hash: 'x',
          applicant_id: demoId('yohana'),
          filed_by: demoId('markus'),
          representation_id: narrow,
          channel: 'web',
          content_sealed: Buffer.from(''),
          updated_at: at.now,
          expires_at: at.now,
        })
        .execute(),
    ),
  ).rejects.toThrow(/row-level security/);
  await as(markus, (tx) => endRepresentation(tx, narrow));
  expect((await eventsOf(narrow)).at(-1)).toMatchObject({ type: 'identity.representation_renounced', on_behalf_of: demoId('yohana') });
});

test('it counts from its first day to its last, in Papua', async () => {
  const now = at.now;
  const later = await given({ from: '2026-12-01', to: '2026-12-02' });
  const stands = async () => (await as(markus, (tx) => listHeld(tx))).some((one) => one.id === later);
  const moments: [string, boolean][] = [
    ['2026-11-30T14:59:59Z', false], // 30 November 23.59 WIT
    ['2026-11-30T15:00:00Z', true],
    ['2026-12-02T14:59:59Z', true],
    ['2026-12-02T15:00:00Z', false],
  ];
  for (const [moment, expected] of moments) {
    at.now = new Date(moment);
    expect([moment, await stands()]).toEqual([moment, expected]);
    const { rows } = await as(markus, async (tx) => ({
      rows: await tx.selectNoFrom((eb) => eb.fn<string[]>('identity.held_representations', []).as('ids')).execute(),
    }));
    expect(rows[0]!.ids.includes(later)).toBe(expected);
  }
  at.now = now;
  await as(yohana, (tx) => endRepresentation(tx, later));
});

test('both sides hear of it in their inbox', async () => {
  await tellRepresentation(db, { id: representation, event: 'offered', by: demoId('yohana') });
  await tellRepresentation(db, { id: representation, event: 'accepted', by: demoId('markus') });
  expect((await as(markus, (tx) => listInbox(tx, 'id')))[0]).toMatchObject({
    title: 'Yohana meminta Anda bertindak untuknya',
    link: '/akun/wakil',
  });
  expect((await as(yohana, (tx) => listInbox(tx, 'id')))[0]!.title).toBe('Markus Nawiro kini dapat bertindak untuk Anda');
});

test('revoked means out at once, with the case going on in the applicant’s hands', async () => {
  const draft = await fill(markus, representation);
  await as(yohana, (tx) => endRepresentation(tx, representation));
  expect(await seenBy(markus)).toEqual(new Set());
  expect(await as(markus, listDrafts)).toEqual([]);
  expect(await as(markus, (tx) => findDocumentsOfCase(tx, acted.id))).toEqual([]);
  expect((await failure(as(markus, (tx) => submitCase(tx, draft)))).code).toBe('not_found');
  expect((await failure(as(markus, (tx) => withdrawCase(tx, acted.code)))).code).toBe('not_found');
  expect((await failure(as(markus, (tx) => getProfile(tx, demoId('yohana'))))).code).toBe('not_found');
  expect((await as(yohana, (tx) => getCaseView(tx, acted.code))).can.withdraw).toBe(true);
  await as(yohana, (tx) => withdrawCase(tx, acted.code));
});

test('whatever is given, taken and ended, one sees exactly one’s own cases and those one may act in today', async () => {
  const now = at.now;
  const people = { yohana, markus, siti } as const;
  const address = { yohana: '081200000001', markus: '081200000002', siti: 'siti@contoh.id' } as const;
  type Key = keyof typeof people;
  const keys = fc.constantFrom<Key>('yohana', 'markus', 'siti');
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          giver: keys,
          taker: keys,
          accepts: fc.boolean(),
          files: fc.boolean(),
          ends: fc.constantFrom('giver', 'taker', 'none'),
        }),
        {
          minLength: 1,
          maxLength: 3,
        },
      ),
      async (steps) => {
        at.now = new Date(at.now.getTime() + 2 * DAY); // another day's ten offers
        const day = at.now.toISOString().slice(0, 10);
        const before = { yohana: await seenBy(yohana), markus: await seenBy(markus), siti: await seenBy(siti) };
        const expected: Record<Key, Set<string>> = { yohana: new Set(), markus: new Set(), siti: new Set() };
        for (const { giver, taker, accepts, files, ends } of steps) {
          if (giver === taker) continue;
          const { id } = await offer(people[giver], address[taker], { from: day, to: day });
          if (accepts) await as(people[taker], (tx) => acceptRepresentation(tx, id));
          if (accepts && files) {
            const filed = await file(people[taker], id);
            expected[giver].add(filed.id);
            if (ends === 'none') expected[taker].add(filed.id);
          }
          if (ends !== 'none') await as(people[ends === 'giver' ? giver : taker], (tx) => endRepresentation(tx, id));
        }
        for (const key of ['yohana', 'markus', 'siti'] as const)
          expect(new Set([...(await seenBy(people[key]))].filter((id) => !before[key].has(id)))).toEqual(expected[key]);
      },
    ),
    { numRuns: 8 },
  );
  at.now = now;
}, 240_000);
