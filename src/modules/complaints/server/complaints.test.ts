import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import type { Actor } from '#core/actor.ts';
import { Failure } from '#core/failure.ts';
import type { Clock } from '#core/server/clock.ts';
import type { Tx } from '#core/server/database.ts';
import { firstBroken, readEvents } from '#core/server/events.ts';
import { keepPicture } from '#core/server/files.ts';
import { demoId, demoSignIns, loadDemo } from '#modules/identity/server/demo.ts';
import { testDatabase } from '#test/database.ts';
import { fold } from '../complaint.ts';
import { fromRow } from '../events.ts';
import { lifecycle } from '../rules.ts';
import * as complaints from './complaints.ts';
import { loadDemo as loadComplaintsDemo } from './demo.ts';
import { jobs } from './jobs.ts';
import { readPicture } from './picture.ts';

/** Time the tests move by hand; begins on Monday 2 November 2026, 09.00 WIT. */
let now = new Date('2026-11-02T09:00:00+09:00');
const clock: Clock = { now: () => now };
const database = await testDatabase({ clock });
const at = (text: string): void => void (now = new Date(`${text.replace(' ', 'T')}:00+09:00`));

let people: Map<string, Awaited<ReturnType<typeof demoSignIns>>[number]>;
beforeAll(async () => {
  await loadDemo(database, database.ownerUrl);
  await loadComplaintsDemo(database, database.ownerUrl);
  people = new Map((await demoSignIns()).map((person) => [person.key, person]));
});

function actor(key: string): Actor {
  if (key === 'anonymous') return { kind: 'anonymous' };
  const person = people.get(key)!;
  if (person.kind === 'citizen') return { kind: 'citizen', id: person.id };
  if (person.kind === 'steward') return { kind: 'steward', id: person.id };
  const duties = person.duties.map((duty) => ({ agency: duty.split('/')[0]!, role: duty.split('/')[1]! }));
  if (person.kind === 'leader') return { kind: 'leader', id: person.id, duties };
  return { kind: 'officer', id: person.id, agencies: [...new Set(duties.map((duty) => duty.agency))], duties };
}
const as = <T>(key: string, work: (tx: Tx) => Promise<T>): Promise<T> =>
  key === 'job' ? database.withActor({ kind: 'job', task: 'test' }, work) : database.withActor(actor(key), work);
const refused = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    return Object.values(thrown.fields)[0] ?? thrown.reason;
  }
  return 'nothing';
};
const log = (id: string) => as('job', (tx) => readEvents(tx, id));
const types = async (id: string): Promise<string[]> => (await log(id)).map((event) => event.type.slice('complaints.'.length));

const pothole = {
  text: 'Jalan berlubang besar di depan SD Inpres, motor sering jatuh.',
  category: 'jalan-jembatan',
  region: '94.04.01',
  landmark: 'depan SD Inpres',
  answers: { jenis: 'jalan' },
};
const submit = (who = 'anonymous', more: object = {}) => as(who, (tx) => complaints.submitReport(tx, { ...pothole, ...more }));
/** As the reporter without an account: number and four words. */
const reporter = <T>({ number, code }: { number: string; code: string }, work: (tx: Tx, id: string) => Promise<T>): Promise<T> =>
  as('anonymous', async (tx) => work(tx, await complaints.presentCode(tx, number, code)));

let scene = 0;
/** A photograph of a scene of its own, as a phone sends it. */
async function photo(of: number = ++scene) {
  const width = 640;
  const height = 480;
  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const value =
        128 +
        90 * Math.sin((x * ((of % 7) + 1)) / 60 + of) * Math.cos((y * ((of % 5) + 2)) / 70 + of * 2) +
        20 * Math.sin(x * y * of * 0.0001);
      pixels.fill(Math.max(0, Math.min(255, value)), (y * width + x) * 3, (y * width + x) * 3 + 3);
    }
  const jpeg = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer();
  const picture = await readPicture(jpeg);
  return {
    fileId: await keepPicture(picture.jpeg),
    mime: 'image/jpeg',
    size: picture.jpeg.length,
    sha256: picture.sha256,
    fingerprint: picture.fingerprint,
    exif: { ...picture.exif, takenAt: now, isZoneStated: true },
    tools: [],
    sourceTypes: [],
    place: null,
    deviceAt: now,
  };
}

/** A report in a state, by the steps a real one would take. */
async function reach(
  state: 'diverifikasi' | 'didisposisikan' | 'diproses' | 'menunggu_verifikasi' | 'dijawab',
  more: object = {},
  who = 'anonymous',
) {
  const receipt = await submit(who, more);
  const { id } = receipt;
  await as('lo', (tx) =>
    complaints.verifyReport(tx, id, {
      title: 'Jalan berlubang',
      classification: 'pengaduan_tidak_berkadar',
      category: 'jalan-jembatan',
      region: '94.04.01',
    }),
  );
  if (state === 'diverifikasi') return receipt;
  await as('lo', (tx) => complaints.routeReport(tx, id, { lead: 'dpupr', supporting: [] }));
  if (state === 'didisposisikan') return receipt;
  await as('pic-dpupr', (tx) => complaints.acceptReport(tx, id));
  if (state === 'diproses') return receipt;
  const picture = await photo();
  await as('pic-dpupr', (tx) => complaints.submitProof(tx, id, { text: 'Lubang ditutup hari ini.', field_work: true }, [picture]));
  if (state === 'menunggu_verifikasi') return receipt;
  await as('verifikator-miru', (tx) => complaints.acceptProof(tx, id, { on_site: true, text: 'Dilihat di tempat.' }));
  return receipt;
}

test('a report that is not public is handed on too: refused by its agency, and its proof accepted by another office', async () => {
  at('2026-11-02 09:00');
  const refusedOne = await reach('didisposisikan', { secret: true });
  await as('pic-dpupr', (tx) => complaints.declineReport(tx, refusedOne.id, { text: 'Bukan jalan kabupaten.', proposed: 'dlh' }));
  expect((await types(refusedOne.id)).at(-1)).toBe('declined');
  const answered = await reach('dijawab', { secret: true });
  expect((await types(answered.id)).at(-1)).toBe('proof_accepted');
  // off their desk, out of their sight
  expect(await refused(as('verifikator-miru', (tx) => complaints.returnProof(tx, answered.id, 'Terlambat.')))).toBe('complaints.not_found');
});

test('from a pothole to an end the reporter agrees with, and every table equals the fold of the log', async () => {
  at('2026-11-02 09:00');
  const receipt = await reach('dijawab');
  await reporter(receipt, (tx, id) => complaints.agree(tx, id));
  await reporter(receipt, (tx, id) => complaints.rate(tx, id, 5));
  const events = await log(receipt.id);
  expect(firstBroken(events)).toBeUndefined();
  expect(await types(receipt.id)).toEqual(['received', 'verified', 'routed', 'accepted', 'submitted', 'proof_accepted', 'agreed', 'rated']);
  const state = fold(lifecycle, events.map(fromRow));
  const { rows } = await database.asOwner(
    'select state, ending, lead, rating, ended_at, holder, classification from complaints.report where id = $1',
    [receipt.id],
  );
  expect(rows[0]).toEqual({
    state: state.state,
    ending: 'accepted_by_reporter',
    lead: state.lead,
    rating: 5,
    ended_at: state.endedAt,
    holder: 'nobody',
    classification: state.classification,
  });
});

test('the receipt: number with check digit, four words, the same words again; wrong words and a mistyped number open nothing', async () => {
  const receipt = await submit();
  expect(receipt.number).toMatch(/^ADU-2026-\d{6}-\d$/);
  expect(complaints.receiptCode(receipt.id)).toBe(receipt.code);
  expect(await reporter(receipt, (tx, id) => complaints.getOwnReport(tx, id).then((view) => view.ownText))).toBe(pothole.text);
  const other = await submit();
  expect(await refused(reporter({ number: receipt.number, code: other.code }, (tx, id) => complaints.getOwnReport(tx, id)))).toBe(
    'complaints.code_wrong',
  );
  expect(await refused(as('anonymous', (tx) => complaints.getOwnReport(tx, receipt.id)))).toBe('complaints.not_found');
});

test('officers without a desk on it, and citizens who did not send it, find nothing', async () => {
  const receipt = await reach('diproses', { secret: true });
  for (const key of ['pic-dlh', 'ratna', 'loket', 'verifikator-miru', 'irban'])
    expect(await refused(as(key, (tx) => complaints.getDeskReport(tx, receipt.number))), key).toBe('complaints.not_found');
  expect((await as('pic-dpupr', (tx) => complaints.getDeskReport(tx, receipt.number))).fullText).toBe(pothole.text);
  expect(await refused(as('markus', (tx) => complaints.presentOwn(tx, receipt.number)))).toBe('complaints.not_found');
  expect(await refused(as('markus', (tx) => complaints.getPublicReport(tx, receipt.number)))).toBe('complaints.not_found');
  // a step on what isn't theirs is as unknown as the report
  expect(await refused(as('pic-dlh', (tx) => complaints.followUp(tx, receipt.id, { text: 'Halo', next_date: '2026-12-01' })))).toBe(
    'complaints.not_found',
  );
});

test('a signed-in citizen sees their own reports and no other', async () => {
  const receipt = await submit('markus');
  expect((await as('markus', (tx) => complaints.listOwn(tx))).map((report) => report.number)).toEqual([receipt.number]);
  expect(await as('siti', (tx) => complaints.listOwn(tx))).toEqual([]);
  const view = await as('markus', async (tx) => complaints.getOwnReport(tx, await complaints.presentOwn(tx, receipt.number)));
  expect(view.ownText).toBe(pothole.text);
});

test('no table of reports names a reporter; the vault answers nobody who asks in SQL', async () => {
  await submit('anonymous', { name: 'Penanda Rahasia', phone: '081234567890', email: 'penanda@contoh.id' });
  for (const key of ['lo', 'bupati', 'pengelola1', 'anonymous', 'markus', 'job'])
    await expect(
      as(key, (tx) => tx.selectFrom('reporter.identity').selectAll().execute()),
      key,
    ).rejects.toThrow('permission denied');
  await expect(as('lo', (tx) => tx.selectFrom('reporter.unmasking').selectAll().execute())).rejects.toThrow('permission denied');
});

test('nothing is sent to an agency that is not ready: the step fails, the report stays, the reason names the agency', async () => {
  const receipt = await reach('diverifikasi');
  expect(await refused(as('lo', (tx) => complaints.routeReport(tx, receipt.id, { lead: 'dinkes', note: 'Coba.' })))).toBe(
    'complaints.agency_not_ready',
  );
  expect(await types(receipt.id)).toEqual(['received', 'verified']);
  await as('lo', (tx) => complaints.noteNotReady(tx, receipt.id, 'dinkes'));
  const page = await as('anonymous', (tx) => complaints.getPublicReport(tx, receipt.number));
  expect(page.timeline.at(-1)!.text).toContain('Menunggu penunjukan PIC di Dinas Kesehatan');
});

test('what is berkadar pengawasan goes to the inspectorate alone; the agency reported never sees it', async () => {
  const receipt = await submit('anonymous', { category: 'pungli-calo', answers: {} });
  const verified = {
    title: 'Pungutan di loket',
    classification: 'pengaduan_berkadar',
    category: 'pungli-calo',
    region: '94.04.01',
    accused: 'dpupr',
  };
  await as('lo', (tx) => complaints.verifyReport(tx, receipt.id, verified));
  expect(await refused(as('lo', (tx) => complaints.routeReport(tx, receipt.id, { lead: 'dlh', note: 'x' })))).toBe(
    'complaints.oversight_only',
  );
  expect(await refused(as('lo', (tx) => complaints.routeReport(tx, receipt.id, { lead: 'dpupr', note: 'x' })))).toBe(
    'complaints.accused_may_not',
  );
  await as('lo', (tx) => complaints.routeReport(tx, receipt.id, { lead: 'inspektorat' }));
  expect(await refused(as('pic-dpupr', (tx) => complaints.getDeskReport(tx, receipt.number)))).toBe('complaints.not_found');
  expect(await refused(as('anonymous', (tx) => complaints.getPublicReport(tx, receipt.number)))).toBe('complaints.not_found');
  expect((await as('irban', (tx) => complaints.getDeskReport(tx, receipt.number))).lead).toBe('inspektorat');
});

test('a refused step leaves no event; two officers accepting at once: one event', async () => {
  const receipt = await reach('didisposisikan');
  expect(
    await refused(as('pic-dpupr', (tx) => complaints.followUp(tx, receipt.id, { text: 'Kami datang.', next_date: '2026-11-10' }))),
  ).toBe('complaints.not_now');
  expect(await refused(as('lo', (tx) => complaints.acceptReport(tx, receipt.id)))).toBe('complaints.not_yours');
  expect((await types(receipt.id)).length).toBe(3);
  const both = await Promise.allSettled(['pic-dpupr', 'pic-dpupr2'].map((key) => as(key, (tx) => complaints.acceptReport(tx, receipt.id))));
  expect(both.filter((outcome) => outcome.status === 'fulfilled').length).toBe(1);
  expect((await types(receipt.id)).filter((type) => type === 'accepted').length).toBe(1);
});

test('whoever did the work does not check it; the same proof twice is refused', async () => {
  const receipt = await reach('diproses');
  const picture = await photo();
  await as('pic-dpupr', (tx) => complaints.submitProof(tx, receipt.id, { text: 'Selesai.', field_work: true }, [picture]));
  for (const key of ['pic-dpupr', 'kadis-dpupr'])
    expect(await refused(as(key, (tx) => complaints.acceptProof(tx, receipt.id, { on_site: true, text: 'Ok' }))), key).toBe(
      'complaints.not_yours',
    );
  expect(await refused(as('lo', (tx) => complaints.acceptProof(tx, receipt.id, { on_site: true, text: 'Ok' })))).toBe(
    'complaints.not_yours',
  ); // routed it
  await as('lo2', (tx) => complaints.acceptProof(tx, receipt.id, { on_site: true, text: 'Dilihat.' }));
  const other = await reach('diproses');
  expect(
    await refused(as('pic-dpupr', (tx) => complaints.submitProof(tx, other.id, { text: 'Selesai.', field_work: true }, [picture]))),
  ).toBe('complaints.proof_same_file');
  expect((await types(other.id)).at(-1)).toBe('accepted');
});

test('silence ends an answered report after ten working days, once; a contest reopens it one level up', async () => {
  at('2026-11-02 09:00');
  const receipt = await reach('dijawab');
  at('2026-11-17 00:05');
  await as('job', (tx) => jobs['complaints.catch_up'](tx));
  await as('job', (tx) => jobs['complaints.catch_up'](tx));
  expect((await types(receipt.id)).filter((type) => type === 'window_lapsed').length).toBe(1);
  const { rows } = await database.asOwner('select state, ending from complaints.report where id = $1', [receipt.id]);
  expect(rows[0]).toEqual({ state: 'selesai', ending: 'checked_reporter_silent' });
  at('2026-11-18 09:00');
  await reporter(receipt, (tx, id) => complaints.contest(tx, id, 'Masih berlubang.'));
  expect(await refused(as('pic-dpupr', (tx) => complaints.uphold(tx, receipt.id, 'Sudah benar.')))).toBe('complaints.not_yours');
  await as('kadis-dpupr', (tx) => complaints.uphold(tx, receipt.id, 'Sudah kami periksa, lubang itu di jalan lain.'));
  await reporter(receipt, (tx, id) => complaints.contest(tx, id, 'Tetap belum.'));
  expect(await refused(as('kadis-dpupr', (tx) => complaints.uphold(tx, receipt.id, 'Tetap.')))).toBe('complaints.not_yours');
  expect(await refused(as('sekda', (tx) => complaints.uphold(tx, receipt.id, 'Tetap.')))).toBe('complaints.upheld_once');
  await as('sekda', (tx) => complaints.rework(tx, receipt.id));
  at('2026-11-02 09:00');
});

test('red after five days on the leaders’ list, each rung once, whatever runs twice', async () => {
  at('2026-11-02 09:00');
  const receipt = await reach('diproses');
  at('2026-11-08 00:10');
  for (const _ of [1, 2, 3]) await as('job', (tx) => jobs['complaints.catch_up'](tx));
  const rungs = (await log(receipt.id))
    .filter((event) => event.type === 'complaints.escalated')
    .map((event) => (event.data as { rung: string }).rung);
  expect(rungs).toEqual(['red']);
  const red = await as('bupati', (tx) => complaints.listDesk(tx, { isRed: true }));
  expect(red.map((item) => item.number)).toContain(receipt.number);
  await as('bupati', (tx) => complaints.instruct(tx, receipt.id, { kind: 'arahan', text: 'Kirim tim besok.', due_on: '2026-11-09' }));
  await as('pic-dpupr', (tx) => complaints.followUp(tx, receipt.id, { text: 'Tim datang besok pagi.', next_date: '2026-11-09' }));
  expect((await as('bupati', (tx) => complaints.listDesk(tx, { isRed: true }))).map((item) => item.number)).not.toContain(receipt.number);
  at('2026-11-02 09:00');
});

test('bad input: each field its own sentence, and nothing is half-written', async () => {
  const before = (await database.asOwner('select count(*)::int as n from complaints.report')).rows[0].n;
  expect(await refused(submit('anonymous', { text: '   ' }))).toBe('complaints.text_missing');
  expect(await refused(submit('anonymous', { text: 'a'.repeat(4001) }))).toBe('complaints.text_too_long');
  expect(await refused(submit('anonymous', { region: undefined, landmark: undefined }))).toBe('complaints.place_missing');
  expect(await refused(submit('anonymous', { lat: '-4.5' }))).toBe('complaints.half_point');
  expect(await refused(submit('anonymous', { lat: '95', long: '136' }))).toBe('complaints.bad_point');
  expect(await refused(submit('anonymous', { answers: { jenis: 'bulan' } }))).toBe('complaints.answer_unknown');
  expect(await refused(submit('anonymous', { answers: {} }))).toBe('complaints.answer_missing');
  expect(await refused(submit('anonymous', { phone: 'abc' }))).toBe('complaints.phone_wrong');
  expect(await refused(submit('anonymous', { region: '99.99' }))).toBe('complaints.region_unknown');
  expect((await database.asOwner('select count(*)::int as n from complaints.report')).rows[0].n).toBe(before);
  // four thousand signs of four bytes, a point in the sea, signs that turn the text round: taken in
  const sea = await submit('anonymous', { text: '🚧'.repeat(4000), lat: '-5.9', long: '135.1' });
  expect(sea.number).toMatch(/^ADU/);
  const turned = await submit('anonymous', { text: 'Jalan \u202erusak\u0000 <b>parah</b>' });
  expect(await reporter(turned, (tx, id) => complaints.getOwnReport(tx, id).then((view) => view.ownText))).toBe('Jalan rusak <b>parah</b>');
});

test('a wait for budget needs a line, a date and an interim measure, and Bappeda’s word within five days', async () => {
  at('2026-11-02 09:00');
  const receipt = await reach('diproses');
  const plan = {
    fiscal_year: '2027',
    document: 'RKA',
    line: '1.03.10.2.01.0012 Rekonstruksi jalan',
    estimate_rupiah: 'Rp 1.250.000.000',
    target_on: '2027-06-30',
    interim: 'Ditimbun sirtu dan dipasang rambu.',
    text: 'Jalan ini dibangun ulang tahun depan.',
  };
  expect(await refused(as('pic-dpupr', (tx) => complaints.planBudget(tx, receipt.id, plan)))).toBe('complaints.not_yours');
  expect(await refused(as('kadis-dpupr', (tx) => complaints.planBudget(tx, receipt.id, { ...plan, estimate_rupiah: '12,5 juta' })))).toBe(
    'complaints.rupiah_wrong',
  );
  expect(await refused(as('kadis-dpupr', (tx) => complaints.planBudget(tx, receipt.id, { ...plan, target_on: '2026-10-01' })))).toBe(
    'complaints.date_past',
  );
  await as('kadis-dpupr', (tx) => complaints.planBudget(tx, receipt.id, plan));
  at('2026-11-10 00:05');
  await as('job', (tx) => jobs['complaints.catch_up'](tx));
  // back at work, and red at once
  expect((await types(receipt.id)).slice(-2)).toEqual(['budget_failed', 'escalated']);
  expect((await database.asOwner('select state, is_red from complaints.report where id = $1', [receipt.id])).rows[0]).toEqual({
    state: 'diproses',
    is_red: true,
  });
  at('2026-11-02 09:00');
});

test('who reported stands in the vault alone: not in the log, in no other table, for an account as for a number left', async () => {
  const mark = 'Yosepinus Penanda';
  const receipt = await submit('markus', { name: mark, phone: '081298765432', email: 'penanda.unik@contoh.id', anonymous: true });
  const step = <T>(work: (tx: Tx, id: string) => Promise<T>): Promise<T> =>
    as('markus', async (tx) => work(tx, await complaints.presentOwn(tx, receipt.number)));
  await step((tx, id) => complaints.addNote(tx, id, 'Masih rusak.'));
  await as('lo', (tx) => complaints.askReporter(tx, receipt.id, 'Di sisi mana?'));
  await step((tx, id) => complaints.answerQuestion(tx, id, 'Sisi kiri.'));
  for (const event of await log(receipt.id))
    await as('job', (tx) => jobs['complaints.announce'](tx, { reportId: receipt.id, no: event.no }));
  expect((await log(receipt.id)).map(({ actor_kind, actor_id }) => [actor_kind, actor_id])).toEqual([
    ['anonymous', null],
    ['anonymous', null],
    ['officer', demoId('lo')],
    ['anonymous', null],
  ]);
  const marks = [demoId('markus'), mark, '98765432', 'penanda.unik'];
  const { rows: tables } = await database.asAdmin(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema', 'identity', 'reporter', 'pgboss')`,
  );
  const since = `%${receipt.id}%`;
  for (const { name } of tables as { name: string }[])
    for (const found of marks) {
      const { rows } = await database.asAdmin(`select t::text from ${name} t where t::text like $1 and t::text like $2`, [
        `%${found}%`,
        since,
      ]);
      expect(rows, `${name} holds ${found} beside the report`).toEqual([]);
    }
  // plain values stand nowhere at all, the vault included: there they are sealed
  for (const { name } of [...(tables as { name: string }[]), { name: 'reporter.identity' }])
    for (const plain of marks.slice(1)) {
      const { rows } = await database.asAdmin(`select 1 from ${name} t where t::text like $1`, [`%${plain}%`]);
      expect(rows, `${name} holds ${plain}`).toEqual([]);
    }
});

test('merged and parted again by the reporter: rights stay, voices are counted anew', async () => {
  const leading = await submit();
  const other = await submit();
  await as('lo', (tx) => complaints.mergeReport(tx, other.id, leading.number));
  const voices = async (): Promise<number> => {
    await as('job', (tx) => jobs['complaints.count_voices'](tx, { reportId: leading.id }));
    return (await database.asOwner('select witnesses from complaints.report where id = $1', [leading.id])).rows[0].witnesses as number;
  };
  expect(await voices()).toBe(2);
  expect((await reporter(other, (tx, id) => complaints.getOwnReport(tx, id))).mergedInto).toBe(leading.number);
  await reporter(other, (tx, id) => complaints.unmergeReport(tx, id));
  expect(await voices()).toBe(1);
  expect((await types(other.id)).slice(1)).toEqual(['merged', 'unmerged']);
});

test('only whoever may record for another does; an instruction of one report is not ended in another', async () => {
  expect(await refused(submit('pic-dpupr'))).toBe('complaints.not_yours');
  expect((await submit('lo2', { channel: 'call' })).number).toMatch(/^ADU/);
  const one = await reach('diproses');
  const two = await reach('diproses');
  await as('bupati', (tx) => complaints.instruct(tx, one.id, { kind: 'arahan', text: 'Kirim tim.', due_on: '2026-11-20' }));
  const instruction = (await as('pic-dpupr', (tx) => complaints.getDeskReport(tx, one.number))).openInstructions[0]!.id;
  expect(await refused(as('pic-dpupr', (tx) => complaints.finishInstruction(tx, two.id, instruction, 'Sudah.')))).toBe(
    'complaints.not_now',
  );
  await as('pic-dpupr', (tx) => complaints.finishInstruction(tx, one.id, instruction, 'Sudah.'));
});

test('a draft sent twice at once is one report with one receipt; its token is used up', async () => {
  const token = complaints.newDraftToken();
  const values = { isi: pothole.text, kategori: 'jalan-jembatan', wilayah: '94.04.01', 'jawab.jenis': 'jalan' };
  await as('anonymous', (tx) => complaints.saveReportDraft(tx, token, { values, check: ['isi', 'kategori', 'wilayah', 'jawab'] }));
  const both = await Promise.all([1, 2].map(() => as('anonymous', (tx) => complaints.sendReportDraft(tx, token))));
  expect(both[0]).toEqual(both[1]);
  expect(await as('anonymous', (tx) => complaints.isDraftSent(tx, token))).toBe(true);
  expect(await refused(as('anonymous', (tx) => complaints.saveReportDraft(tx, token, { values })))).toBe('complaints.draft_sent');
  const wrong = complaints.newDraftToken();
  expect(await refused(as('anonymous', (tx) => complaints.saveReportDraft(tx, wrong, { values: { isi: '' }, check: ['isi'] })))).toBe(
    'complaints.text_missing',
  );
});

test('demo ids are those of the demo', () => expect(demoId('lo')).toBe(people.get('lo')!.id));

const onDevice = { isi: 'Lampu jalan mati tiga malam.', kategori: 'listrik-lampu-jalan', wilayah: '94.04.01', 'jawab.masalah': 'mati' };
const fromDevice = (key: string, who = 'anonymous', values: Record<string, string> = onDevice) =>
  as(who, (tx) => complaints.sendFromDevice(tx, key, { values, photos: [] }, who === 'anonymous' ? 'offline' : 'batch'));
const countOf = async (): Promise<number> =>
  Number(
    (
      await as('job', (tx) =>
        tx
          .selectFrom('complaints.report')
          .select((eb) => eb.fn.countAll().as('n'))
          .executeTakeFirstOrThrow(),
      )
    ).n,
  );

test('a device’s key: the same receipt however often and however much at once it is sent, one report', async () => {
  const questions = await as(
    'anonymous',
    async (tx) => (await complaints.listCategories(tx)).find(({ id }) => id === onDevice.kategori)!.questions,
  );
  const values = { ...onDevice, 'jawab.masalah': questions[0]!.values![0]!.key, dibuat: '2026-10-30T08:00:00.000Z' };
  const key = crypto.randomUUID();
  expect(await as('anonymous', (tx) => complaints.findDeviceReceipt(tx, key))).toBeUndefined();
  const before = await countOf();
  const all = await Promise.all([1, 2, 3, 4].map(() => fromDevice(key, 'anonymous', values)));
  expect(new Set(all.map(({ receipt }) => `${receipt.number} ${receipt.code}`)).size).toBe(1);
  expect(all.filter(({ isFirst }) => isFirst)).toHaveLength(1);
  // more than a year later, out of a drawer
  const then = now;
  now = new Date(now.getTime() + 400 * 24 * 3600_000);
  const late = await fromDevice(key, 'anonymous', { ...values, isi: 'Lain sama sekali.' });
  now = then;
  expect(late).toMatchObject({ isFirst: false, receipt: { number: all[0]!.receipt.number, code: all[0]!.receipt.code } });
  expect(await countOf()).toBe(before + 1);
  const [received] = await log(all[0]!.receipt.id);
  expect(received).toMatchObject({ via: 'offline', data: { channel: 'offline', device_at: '2026-10-30T08:00:00.000Z' } });
});

test('a refusal leaves the key free and names the fields of the form; another’s key opens nothing', async () => {
  const key = crypto.randomUUID();
  const before = await countOf();
  const wrong = await fromDevice(key, 'anonymous', { kategori: 'listrik-lampu-jalan', isi: 'Gelap.' }).catch((thrown: Failure) => thrown);
  expect(wrong).toMatchObject({ code: 'invalid', fields: { wilayah: 'complaints.place_missing' } });
  expect(await countOf()).toBe(before);
  expect(await refused(fromDevice('1 or 1=1'))).toBe('complaints.id_wrong');
  const { receipt } = await fromDevice(key, 'anonymous', { isi: 'Gelap.', kategori: 'lainnya', patokan: 'dekat dermaga' });
  // the id of a report is no key to it
  expect(await as('anonymous', (tx) => complaints.findDeviceReceipt(tx, receipt.id))).toBeUndefined();
});

test('a village officer’s batch needs the duty; the receipt comes again though the report is on none of their desks', async () => {
  const values = { isi: 'Air sumur keruh.', kategori: 'lainnya', patokan: 'Kampung Kwamki', nama: 'Mama Yosina', telepon: '081234567890' };
  const key = crypto.randomUUID();
  const first = await fromDevice(key, 'verifikator-miru', values);
  expect(await fromDevice(key, 'verifikator-miru', values)).toEqual({ receipt: first.receipt, isFirst: false });
  expect(await refused(fromDevice(crypto.randomUUID(), 'pic-dpupr', values))).toBe('complaints.not_yours');
  // neither a citizen nor a stranger sends as an officer, nor an officer as a citizen
  expect(await refused(as('anonymous', (tx) => complaints.sendFromDevice(tx, crypto.randomUUID(), { values, photos: [] }, 'batch')))).toBe(
    'complaints.not_yours',
  );
  const [received] = await log(first.receipt.id);
  expect(received).toMatchObject({ via: 'offline', data: { channel: 'batch' } });
  // the reporter opens it with number and words alone
  await reporter(first.receipt, async (tx, id) => expect((await complaints.getOwnReport(tx, id)).ownText).toBe('Air sumur keruh.'));
});
