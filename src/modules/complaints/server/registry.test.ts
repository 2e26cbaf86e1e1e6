import { expect, test } from 'vitest';
import * as complaints from '#modules/complaints/server/complaints.ts';
import { askQuarterly } from '#modules/complaints/server/registry.ts';
import { demoId } from '#modules/identity/server/demo.ts';
import { listInbox, messageData } from '#modules/messages/server/messages.ts';
import { printDecree } from '#web/server/decree.ts';
import { reportWorld } from '#test/report-world.ts';

const world = await reportWorld();
const { as, refused, at, database } = world;
const office = (who = 'mimika-center', agency = 'dpupr') => as(who, (tx) => complaints.getPicOffice(tx, agency));
const people = {
  head: demoId('kadis-dpupr'),
  staff1: demoId('pic-dpupr'),
  staff2: demoId('pic-dpupr2'),
  deputy: '',
  from_day: '2026-11-02',
  to_day: '2027-11-01',
};
const drafting = (more: object = {}, who = 'mimika-center', agency = 'dpupr') =>
  as(who, (tx) => complaints.draftAppointment(tx, agency, { ...people, ...more }));
const forget = (key: string) =>
  database.asAdmin(`delete from complaints.contact_proof where person_id = $1 and proved_at is not null`, [demoId(key)]);
/** The code of the last test message to somebody. */
async function codeFor(key: string): Promise<string> {
  const { rows } = await database.asAdmin(
    `select id, data_sealed from messages.message where person_id = $1 and template = 'n/uji-kontak@2' order by at desc, id desc limit 1`,
    [demoId(key)],
  );
  return messageData(rows[0].id, rows[0].data_sealed)['code']!;
}

test('what is missing is said for every agency; nobody else reads the registry', async () => {
  const all = await as('lo', (tx) => complaints.listReadiness(tx));
  const of = (agency: string) => all.find((each) => each.agency === agency)!;
  expect(of('dpupr')).toMatchObject({ is_ready: true, missing: [] });
  expect(of('dlh')).toMatchObject({ is_ready: true, missing: ['one_staff'] });
  expect(of('disdukcapil')).toMatchObject({ is_ready: false, missing: ['no_head', 'no_staff'] });
  // the rules' "distrik" is every distrik, no agency of its own
  expect(of('distrik-mimika-baru').isNamed).toBe(true);
  expect(all.some(({ agency }) => agency === 'distrik')).toBe(false);
  for (const who of ['pic-dpupr', 'markus', 'ratna'])
    expect(await refused(as(who, (tx) => complaints.listReadiness(tx))), who).toBe('complaints.not_found');
});

test('a decree names who answers; until it is signed nothing changes; contact is proved by a message, not by the inbox', async () => {
  at('2026-11-02 09:00');
  expect(await refused(drafting({}, 'lo'))).toBe('complaints.pic_head_only');
  for (const [more, reason] of [
    [{ staff2: people.staff1 }, 'complaints.pic_twice'],
    [{ staff1: people.head }, 'complaints.pic_twice'],
    [{ deputy: people.head }, 'complaints.pic_twice'],
    [{ head: '' }, 'complaints.pic_choose'],
    [{ staff2: demoId('pic-dlh') }, 'complaints.pic_not_member'],
    [{ to_day: '2026-11-01' }, 'complaints.rule_ends_before'],
    [{ from_day: 'besok' }, 'complaints.date_wrong'],
  ] as const)
    expect(await refused(drafting(more)), reason).toBe(reason);
  await drafting({ head: demoId('pic-dpupr2'), staff1: demoId('pic-dpupr'), staff2: demoId('kadis-dpupr'), deputy: demoId('kadis-dpupr') });
  // drafted anew: the draft before it goes
  await drafting({ deputy: demoId('pic-dpupr2') });
  const { draft } = await office();
  expect(draft).toMatchObject({ head: { name: 'Dominggus Kapiyau' }, deputy: { name: 'Rosina Amisim' } });
  const pdf = Buffer.from(await printDecree(await office(), world.now()));
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  expect((await office()).readiness!.heads[0]!.decree).toBe('SK contoh');

  const put = (more: object, who = 'mimika-center') =>
    as(who, (tx) => complaints.putDecree(tx, 'dpupr', { number: 'SK 800/12/2026', date: '2026-11-01', ...more }));
  expect(await refused(put({}, 'lo'))).toBe('complaints.pic_head_only');
  expect(await refused(put({ number: '' }))).toBe('complaints.decree_number_missing');
  expect(await refused(put({ date: '2026-11-03' }))).toBe('complaints.decree_ahead');
  await put({});
  expect(await refused(put({}))).toBe('complaints.pic_no_draft');
  const view = await office();
  expect(view.inForce).toMatchObject({ number: 'SK 800/12/2026', date: '2026-11-01', status: 'in_force' });
  expect(view.readiness!.heads).toMatchObject([{ decree: 'SK 800/12/2026, 2026-11-01', to: '2027-11-01' }]);
  expect(view.readiness!.staffHolders).toHaveLength(2);
  // the duties of before ended the day before
  const { rows } = await database.asOwner(
    `select to_day from identity.duty where agency = 'dpupr' and decree = 'SK contoh' and role like 'complaints.pic%'`,
  );
  expect(rows.map((row) => String(row.to_day))).toHaveLength(3);

  // the demo's own proof lies in the real world's time
  await forget('pic-dpupr2');
  const code = await codeFor('pic-dpupr2');
  const inbox = await as('pic-dpupr2', (tx) => listInbox(tx, 'id'));
  expect(JSON.stringify(inbox)).not.toContain(code);
  expect(await refused(as('pic-dpupr', (tx) => complaints.proveContact(tx, code)))).toBe('complaints.contact_code_wrong');
  await as('pic-dpupr2', (tx) => complaints.proveContact(tx, code));
  expect(await refused(as('pic-dpupr2', (tx) => complaints.proveContact(tx, code)))).toBe('complaints.contact_code_wrong');
  expect((await office()).readiness!.staffHolders.find(({ name }) => name === 'Rosina Amisim')!.provedAt).toEqual(world.now());

  // the same seat again on the same day changes its decree, and a deputy fills an absence
  await drafting({ deputy: demoId('pic-dpupr2'), to_day: '' });
  await put({ number: 'SK 800/13/2026' });
  expect((await office()).history).toHaveLength(1);
  expect((await office()).readiness!.heads).toMatchObject([{ decree: 'SK 800/13/2026, 2026-11-01', to: null }]);
  const away = (more: object = {}) =>
    as('mimika-center', (tx) => complaints.deputise(tx, 'dpupr', { from: '2026-11-02', to: '2026-11-06', ...more }));
  expect(await refused(away({ from: '2026-11-01' }))).toBe('complaints.date_past');
  await away();
  expect(await refused(away())).toBe('complaints.deputy_already');
  expect((await office()).readiness!.heads.map(({ name }) => name)).toEqual(['Dominggus Kapiyau', 'Rosina Amisim']);
});

test('each quarter every PIC is asked anew, once, and again a week later; without an answer no report goes there', async () => {
  await forget('pic-dlh');
  const asked = async (): Promise<number> =>
    Number(
      (await database.asAdmin(`select count(*) from complaints.contact_proof where person_id = $1`, [demoId('pic-dlh')])).rows[0].count,
    );
  at('2026-11-02 09:00');
  await as('lo', (tx) => complaints.askPic(tx, 'dlh', demoId('pic-dlh')));
  await as('pic-dlh', async (tx) => complaints.proveContact(tx, await codeFor('pic-dlh')));
  expect(await refused(as('lo', (tx) => complaints.askPic(tx, 'dlh', demoId('pic-dpupr'))))).toBe('complaints.not_found');
  const before = await asked();
  const day = async (text: string): Promise<number> => {
    at(`${text} 09:00`);
    await as('job', askQuarterly);
    return (await asked()) - before;
  };
  expect(await day('2027-01-10')).toBe(0);
  expect(await day('2027-01-25')).toBe(1);
  expect(await day('2027-01-26')).toBe(1);
  expect(await day('2027-02-01')).toBe(2);
  at('2027-02-03 09:00');
  expect((await as('lo', (tx) => complaints.listReadiness(tx))).find(({ agency }) => agency === 'dlh')).toMatchObject({
    is_ready: false,
    missing: ['unreachable', 'one_staff'],
  });
});
