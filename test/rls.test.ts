import { expect, test } from 'vitest';
import { firstBroken, readEvents, record } from '#core/server/events.ts';
import { uuidv7 } from '#core/id.ts';
import { testDatabase } from './database.ts';

const database = await testDatabase();
const OURS = "n.nspname not in ('pg_catalog', 'information_schema', 'public', 'pgboss') and n.nspname not like 'pg_%'";

test('every table has row security on', async () => {
  const { rows } = await database.asOwner(
    `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and ${OURS} and not c.relrowsecurity`,
  );
  expect(rows).toEqual([]);
  const all = await database.asOwner(
    `select count(*)::int as count from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r' and ${OURS}`,
  );
  expect(all.rows[0].count).toBeGreaterThan(15);
});

test('nothing is granted to everybody, and the logins inherit nothing', async () => {
  const { rows } = await database.asOwner(
    `select table_schema, table_name from information_schema.role_table_grants where grantee = 'PUBLIC' and table_schema not in ('pg_catalog', 'information_schema')`,
  );
  expect(rows).toEqual([]);
  const logins = await database.asAdmin(
    "select rolname from pg_roles where rolname in ('satupintu_web', 'satupintu_worker') and rolinherit",
  );
  expect(logins.rows).toEqual([]);
});

test('a view that shows other people’s rows is meant to: each is listed here', async () => {
  const { rows } = await database.asOwner(
    `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'v' and ${OURS} order by 1`,
  );
  expect(rows.map((row: { name: string }) => row.name)).toEqual(['cases.service_achieved']);
});

test('the event log takes no change, not even from its owner', async () => {
  const subjectId = uuidv7();
  await database.withActor({ kind: 'job', task: 'test' }, (tx) => record(tx, { subjectKind: 'test', subjectId, type: 'test.happened' }));
  for (const statement of ["update core.event set type = 'test.other'", 'delete from core.event', 'truncate core.event'])
    await expect(database.asOwner(statement)).rejects.toThrow('append-only');
  await expect(database.withActor({ kind: 'job', task: 'test' }, (tx) => tx.deleteFrom('core.event').execute())).rejects.toThrow(
    'permission denied',
  );
});

test('an altered row is found', async () => {
  const subjectId = uuidv7();
  await database.withActor({ kind: 'job', task: 'test' }, async (tx) => {
    for (const step of [1, 2, 3]) await record(tx, { subjectKind: 'test', subjectId, type: 'test.stepped', data: { step } });
  });
  const log = () => database.withActor({ kind: 'job', task: 'test' }, (tx) => readEvents(tx, subjectId));
  expect(firstBroken(await log())).toBeUndefined();
  await database.asAdmin('alter table core.event disable trigger append_only');
  await database.asAdmin('update core.event set data = \'{"step":9}\' where subject_id = $1 and no = 2', [subjectId]);
  expect(firstBroken(await log())).toBe(2);
});

test('an event is written in the writer’s own name', async () => {
  const me = uuidv7();
  const other = uuidv7();
  await expect(
    database.withActor({ kind: 'citizen', id: me }, (tx) =>
      tx
        .insertInto('core.event')
        .values({
          id: uuidv7(),
          subject_kind: 'test',
          subject_id: other,
          no: 1,
          type: 'test.forged',
          at: new Date(),
          recorded_at: new Date(),
          actor_kind: 'citizen',
          actor_id: other,
          on_behalf_of: null,
          via: 'web',
          data: '{}',
          prev: '',
          hash: '',
        })
        .execute(),
    ),
  ).rejects.toThrow('row-level security');
});
