import { expect, test } from 'vitest';
import { uuidv7 } from '#core/id.ts';
import { testDatabase } from '#test/database.ts';
import { listHolds, listOverdue } from './hold-store.ts';

const NOW = new Date('2026-11-24T03:00:00Z');
const database = await testDatabase({ clock: { now: () => NOW } });
const leader = { kind: 'leader', id: uuidv7(), duties: [] } as const;
const citizen = { kind: 'citizen', id: uuidv7() } as const;

test('with no case nothing is late and nobody holds anything', async () => {
  expect(await database.withActor(leader, async (tx) => [await listHolds(tx), await listOverdue(tx, 5)])).toEqual([[], []]);
});

test('a citizen sees no case of others through it', async () => {
  expect(await database.withActor(citizen, async (tx) => [await listHolds(tx), await listOverdue(tx, 5)])).toEqual([[], []]);
});

test('late tasks come first, with their holder; what waits for the applicant or is done does not count', async () => {
  const caseId = uuidv7();
  // past foreign keys: only these two tables matter here
  await database.asAdmin(`
    begin; set local session_replication_role = replica;
    insert into cases.case_file (id, code, service_id, definition_hash, applicant_id, filed_by, channel, authority, agencies, lane, submitted_at, clock_state, facts_sealed)
      values ('${caseId}', 'SP-TEST-0001-1', 'kartu-ak1', repeat('a', 64), '${citizen.id}', '${citizen.id}', 'web', 'disnakertrans', '{disnakertrans,dinkes}', 'umum', '2026-11-16T00:00Z', 'running', '\\x00');
    insert into cases.task (case_id, task, applicant_id, agencies, agency, role, kind, status, lane, claimant, due_at, sees_fields, sees_documents)
      select '${caseId}', task, '${citizen.id}', '{disnakertrans,dinkes}', agency, 'verifikator', 'opinion', status, 'umum', claimant, due, '{}', '{}'
      from (values
        ('a', 'disnakertrans', 'claimed', '${leader.id}'::uuid, timestamptz '2026-11-20T03:00Z'),
        ('b', 'disnakertrans', 'open', null, timestamptz '2026-11-26T03:00Z'),
        ('c', 'dinkes', 'open', null, timestamptz '2026-11-23T03:00Z'),
        ('d', 'dinkes', 'returned', null, timestamptz '2026-11-20T03:00Z'),
        ('e', 'dinkes', 'done', null, timestamptz '2026-11-20T03:00Z')) as t (task, agency, status, claimant, due);
    commit;`);
  const holds = await database.withActor(leader, listHolds);
  expect(holds).toEqual([
    { agency: 'disnakertrans', open: 2, late: 1, since: new Date('2026-11-20T03:00:00Z') },
    { agency: 'dinkes', open: 1, late: 1, since: new Date('2026-11-23T03:00:00Z') },
  ]);
  const overdue = await database.withActor(leader, (tx) => listOverdue(tx, 10));
  expect(overdue.map((task) => [task.code, task.task, task.claimant])).toEqual([
    ['SP-TEST-0001-1', 'a', leader.id],
    ['SP-TEST-0001-1', 'c', null],
  ]);
  expect(await database.withActor({ kind: 'anonymous' }, async (tx) => listHolds(tx)).catch(() => [])).toEqual([]);
});
