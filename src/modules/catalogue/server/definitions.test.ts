import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '#core/actor.ts';
import { Failure } from '#core/failure.ts';
import { uuidv7 } from '#core/id.ts';
import { firstBroken, readEvents } from '#core/server/events.ts';
import type { Clock } from '#core/server/clock.ts';
import { runDefinitionTest } from '#modules/cases/definition-tests.ts';
import { testDatabase } from '#test/database.ts';
import {
  codeListOptions,
  formContext,
  getCodeLists,
  getCurrentDefinition,
  getDefinition,
  getDesk,
  hashOf,
  listCurrentDefinitions,
  listDefinitions,
  publish,
  saveDraft,
  submitDraft,
  withdraw,
} from './definitions.ts';
import { loadDemo } from './demo.ts';

let now = new Date('2026-11-24T03:00:00Z');
const clock: Clock = { now: () => now };
const database = await testDatabase({ clock });
const yaml = (id: string): string => readFileSync(`db/services/${id}.yaml`, 'utf8');
const ak1 = yaml('kartu-ak1');
const OVERRIDE = 'Contoh: dasar hukum belum diverifikasi.';
const [writer, approver] = [uuidv7(), uuidv7()];
const as = <T>(id: string, work: Parameters<typeof database.withActor<T>>[1]): Promise<T> =>
  database.withActor({ kind: 'steward', id }, work);
const anonymous: Actor = { kind: 'anonymous' };
const refused = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown.reason;
    return (thrown as Error).message;
  }
  return 'was allowed';
};
const release = (id = 'kartu-ak1', by = approver, override: string | null = OVERRIDE) =>
  as(by, (tx) => publish(tx, id, { ...(override === null ? {} : { override }), runTest: runDefinitionTest }));

beforeAll(async () => {
  for (const [index, id] of [writer, approver].entries())
    await database.asOwner(
      `insert into identity.person (id, kind, public_name, name_sealed, created_at) values ($1, 'steward', $2, '\\x00', $3)`,
      [id, `Pengelola ${index + 1}`, new Date(Date.UTC(2026, 0, 1 + index))],
    );
});

describe('publishing', () => {
  test('a draft is kept with its errors, but not submitted with them', async () => {
    await as(writer, (tx) => saveDraft(tx, ak1.replace('budget: 1', 'budget: satu')));
    const desk = await as(writer, (tx) => getDesk(tx, 'kartu-ak1', runDefinitionTest));
    expect(desk.errors).toMatchObject([{ path: 'process[0].budget' }]);
    expect(await refused(as(writer, (tx) => submitDraft(tx, 'kartu-ak1')))).toBe('definitions.has_errors');
    expect(await refused(release())).toBe('definitions.not_submitted');
  });

  test('a fault that no reason can lift stops it', async () => {
    await as(writer, (tx) => saveDraft(tx, ak1.replace('sees: putusan', 'sees: berkasnya'), 'kartu-ak1'));
    expect(await refused(as(writer, (tx) => submitDraft(tx, 'kartu-ak1')))).toBe('definitions.lints_block');
  });

  test('whoever wrote in it may not approve; without a reason nobody may', async () => {
    await as(writer, (tx) => saveDraft(tx, ak1, 'kartu-ak1'));
    await as(writer, (tx) => submitDraft(tx, 'kartu-ak1'));
    expect(await refused(release('kartu-ak1', writer))).toBe('definitions.same_person');
    expect(await refused(release('kartu-ak1', approver, null))).toBe('definitions.needs_override');
    expect(await database.withActor(anonymous, (tx) => getCurrentDefinition(tx, 'kartu-ak1'))).toBeUndefined();
    // even past the code, the database wants two persons
    await expect(
      database.asOwner(
        `insert into catalogue.definition_version (hash, id, version, status, effective_from, body, pins, yaml, author, approver, published_at)
         values (repeat('a', 64), 'kartu-ak1', '9.9.9', 'published', '2026-01-01', '{}', '{}', '', $1, $1, now())`,
        [writer],
      ),
    ).rejects.toThrow('definition_version_two_persons');
  });

  test('a failing test stops it', async () => {
    const wrong = ak1.replace(
      'expect: { end: granted, fee: 0, uploads: [ijazah, foto], lane: umum, used: 0 }',
      'expect: { end: granted, used: 4 }',
    );
    await as(writer, (tx) => saveDraft(tx, wrong, 'kartu-ak1'));
    await as(writer, (tx) => submitDraft(tx, 'kartu-ak1'));
    expect(await refused(release())).toBe('definitions.test_fails');
  });

  test('published with its reason, under its hash, with a log that says who', async () => {
    await as(writer, (tx) => saveDraft(tx, ak1, 'kartu-ak1'));
    await as(writer, (tx) => submitDraft(tx, 'kartu-ak1'));
    const version = await release();
    expect(version).toMatchObject({ id: 'kartu-ak1', version: '1.0.0', status: 'published', override: OVERRIDE });
    const { rows } = await database.asOwner('select body, pins, author, approver, override_lints from catalogue.definition_version');
    expect(hashOf(rows[0].body, rows[0].pins)).toBe(version.hash);
    expect(rows[0]).toMatchObject({ author: writer, approver });
    expect(rows[0].override_lints).toEqual(expect.arrayContaining(['L7', 'SK']));
    expect(await database.withActor(anonymous, (tx) => getCurrentDefinition(tx, 'kartu-ak1'))).toMatchObject({ hash: version.hash });
    const subject = await database.asOwner(`select subject_id from catalogue.definition_draft where id = 'kartu-ak1'`);
    const log = await as(writer, (tx) => readEvents(tx, subject.rows[0].subject_id as string));
    expect(firstBroken(log)).toBeUndefined();
    expect(log.at(-1)).toMatchObject({
      type: 'catalogue.definition_published',
      actor_id: approver,
      data: { hash: version.hash, author: writer },
    });
    expect(await refused(release())).toBe('definitions.no_draft');
  });
});

describe('a published version', () => {
  test.each([
    `update catalogue.definition_version set body = body || '{"fees": [1]}'`,
    `update catalogue.definition_version set effective_from = '2020-01-01'`,
    `update catalogue.definition_version set override = null, override_lints = '{}'`,
    `update catalogue.definition_version set author = approver, approver = author`,
    `delete from catalogue.definition_version`,
    `truncate catalogue.definition_version`,
  ])('can’t be altered: %s', async (sql) => expect(await refused(database.asOwner(sql))).toMatch(/published definition/));

  test('freezes the lists it pins', async () => {
    await as(writer, (tx) => saveDraft(tx, yaml('sip-perawat')));
    await as(writer, (tx) => submitDraft(tx, 'sip-perawat'));
    await release('sip-perawat');
    expect(await refused(database.asOwner(`update catalogue.code_list set columns = '{}' where ref = 'faskes@2026-11'`))).toMatch(/pinned/);
  });

  test('altered behind our back it isn’t used', async () => {
    const { hash } = (await database.withActor(anonymous, (tx) => getCurrentDefinition(tx, 'sip-perawat')))!;
    const other = 'f'.repeat(64);
    await database.asAdmin('set session_replication_role = replica');
    await database.asAdmin(
      `insert into catalogue.definition_version select '${other}', id, '0.0.1', status, effective_from, effective_until, body || '{"fees": [1]}', pins, yaml, author, approver, override, override_lints, published_at from catalogue.definition_version where hash = '${hash}'`,
    );
    expect(await refused(database.withActor(anonymous, (tx) => getDefinition(tx, other)))).toMatch(/altered/);
    await database.asAdmin(`delete from catalogue.definition_version where hash = '${other}'`);
    await database.asAdmin('set session_replication_role = origin');
  });

  test('ends the day before its successor; cases still read their own', async () => {
    const first = (await database.withActor(anonymous, (tx) => getCurrentDefinition(tx, 'kartu-ak1')))!;
    const next = ak1.replace('version: 1.0.0', 'version: 1.1.0').replace('effectiveFrom: 2026-01-01', 'effectiveFrom: 2026-12-01');
    await as(writer, (tx) => saveDraft(tx, ak1.replace('version: 1.0.0', 'version: 1.0.1'), 'kartu-ak1'));
    await as(writer, (tx) => submitDraft(tx, 'kartu-ak1'));
    expect(await refused(release())).toBe('definitions.starts_in_past');
    await as(writer, (tx) => saveDraft(tx, next.replace('1.1.0', '1.0.0'), 'kartu-ak1'));
    await as(writer, (tx) => submitDraft(tx, 'kartu-ak1'));
    expect(await refused(release())).toBe('definitions.version_not_newer');
    await as(writer, (tx) => saveDraft(tx, next, 'kartu-ak1'));
    await as(writer, (tx) => submitDraft(tx, 'kartu-ak1'));
    const second = await release();
    expect((await database.withActor(anonymous, (tx) => getCurrentDefinition(tx, 'kartu-ak1')))?.hash).toBe(first.hash);
    expect(await database.withActor(anonymous, (tx) => getDefinition(tx, first.hash))).toMatchObject({
      effective_until: '2026-11-30',
      body: first.body,
    });
    now = new Date('2026-11-30T15:00:00Z'); // 1 December, 00.00 WIT
    expect((await database.withActor(anonymous, (tx) => getCurrentDefinition(tx, 'kartu-ak1')))?.hash).toBe(second.hash);

    expect(await refused(as(writer, (tx) => withdraw(tx, second.hash, 'salah')))).toBe('definitions.needs_reason');
    await as(writer, (tx) => withdraw(tx, second.hash, 'Formulir salah memuat satu pertanyaan.'));
    expect(await database.withActor(anonymous, (tx) => getCurrentDefinition(tx, 'kartu-ak1'))).toBeUndefined();
    expect(await database.withActor(anonymous, (tx) => getDefinition(tx, second.hash))).toMatchObject({ status: 'withdrawn' });
    now = new Date('2026-11-24T03:00:00Z');
  });

  test('goes on where its successor is withdrawn before it began', async () => {
    const id = 'surat-keterangan-penelitian';
    const text = yaml(id);
    await as(writer, (tx) => saveDraft(tx, text));
    await as(writer, (tx) => submitDraft(tx, id));
    const first = await release(id);
    await as(writer, (tx) =>
      saveDraft(tx, text.replace('version: 1.0.0', 'version: 2.0.0').replace('effectiveFrom: 2026-01-01', 'effectiveFrom: 2027-01-04'), id),
    );
    await as(writer, (tx) => submitDraft(tx, id));
    const second = await release(id);
    await as(writer, (tx) => withdraw(tx, second.hash, 'Belum waktunya berubah.'));
    expect(await database.withActor(anonymous, (tx) => getDefinition(tx, first.hash))).toMatchObject({
      status: 'published',
      effective_until: null,
    });
  });
});

test('only stewards write, and nobody else sees a draft', async () => {
  const officer: Actor = { kind: 'officer', id: uuidv7(), agencies: ['dpmptsp'], duties: [] };
  for (const actor of [anonymous, officer]) {
    expect(await refused(database.withActor(actor, (tx) => saveDraft(tx, ak1)))).toBe('definitions.steward_only');
    expect(await refused(database.withActor(actor, (tx) => tx.selectFrom('catalogue.definition_draft').selectAll().execute()))).toMatch(
      /permission denied/,
    );
    expect(
      await refused(
        database.withActor(actor, (tx) => tx.updateTable('catalogue.definition_version').set({ status: 'superseded' }).execute()),
      ),
    ).toMatch(/permission denied/);
  }
});

test('code lists', async () => {
  await database.withActor(anonymous, async (tx) => {
    const sip = (await getCurrentDefinition(tx, 'sip-perawat'))!;
    const lists = await getCodeLists(tx, sip.body);
    expect(lists['faskes@2026-11']!['PKM-HOYA']).toEqual({ jenis: 'puskesmas', unit: 'pkm-hoya', terpencil: true });
    expect(lists['faskes@2026-11']!['LUAR-MIMIKA']).toMatchObject({ jenis: 'luar', unit: null });
    expect(Object.keys(lists)).toEqual(['faskes@2026-11']);
    expect(await codeListOptions(tx, 'distrik@2026-11')).toHaveLength(18);
    expect((await codeListOptions(tx, 'kampung@2026-11')).length).toBe(152);
    expect((await formContext(tx, sip.body)).options['faskes@2026-11']).toContainEqual({
      key: 'PKM-HOYA',
      label: { id: 'Puskesmas Hoya', en: 'Health centre Hoya' },
    });
  });
});

test('the demonstration publishes all four, once', async () => {
  await loadDemo(database, database.ownerUrl);
  await loadDemo(database, database.ownerUrl);
  const current = await database.withActor(anonymous, (tx) => listCurrentDefinitions(tx));
  expect(current.map((version) => version.id).toSorted()).toEqual([
    'kartu-ak1',
    'sip-perawat',
    'surat-keterangan-penelitian',
    'surat-pengantar-distrik',
  ]);
  expect(current.every((version) => version.override !== null)).toBe(true);
  expect((await as(writer, (tx) => listDefinitions(tx))).length).toBe(4);
});
