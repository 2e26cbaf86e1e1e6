import { beforeAll, expect, test } from 'vitest';
import type { Tx } from '#core/server/database.ts';
import { photo, pothole, reportWorld } from '#test/report-world.ts';
import * as complaints from './complaints.ts';
import { jobs } from './jobs.ts';

const world = await reportWorld();
const { as, refused, types, accepted } = world;

/** The hint before sending: the draft becomes a voice in a report that is there. */
async function join(number: string, values: Record<string, string> = {}, photos: complaints.NewPhoto[] = [], who = 'anonymous') {
  const token = complaints.newDraftToken();
  const typed = { isi: 'Motor saya juga jatuh di lubang itu.', kategori: 'jalan-jembatan', wilayah: '94.04.01', 'jawab.jenis': 'jalan' };
  await as(who, (tx) => complaints.saveReportDraft(tx, token, { values: { ...typed, ...values }, photos }));
  return { token, receipt: await as(who, (tx) => complaints.sendDraftAsVoice(tx, token, number)) };
}
type Words = { readonly number: string; readonly code: string };
const witness = <T>({ number, code }: Words, work: (tx: Tx, id: string) => Promise<T>): Promise<T> =>
  as('anonymous', async (tx) => {
    const voice = await complaints.presentVoice(tx, number, code);
    expect(voice.isWitness).toBe(true);
    return work(tx, voice.id);
  });
const reporter = <T>({ number, code }: Words, work: (tx: Tx, id: string) => Promise<T>): Promise<T> =>
  as('anonymous', async (tx) => work(tx, await complaints.presentCode(tx, number, code)));
const voices = async (id: string): Promise<number> => {
  await as('job', (tx) => jobs['complaints.count_voices'](tx, { reportId: id }));
  return (await world.database.asOwner('select witnesses from complaints.report where id = $1', [id])).rows[0].witnesses as number;
};
/** Answered by the agency, seen on site by another unit. */
async function answer(id: string): Promise<void> {
  await as('pic-dpupr', (tx) =>
    complaints.submitProof(tx, id, { text: 'Lubang di depan sekolah sudah ditutup.', field_work: false, reason: 'Ditutup warga.' }, []),
  );
  await as('verifikator-miru', (tx) => complaints.acceptProof(tx, id, { on_site: true, text: 'Dilihat.' }));
}

beforeAll(() => world.at('2026-11-02 09:00'));

test('a witness has a number, a receipt and four words of their own, once however often the draft is sent', async () => {
  const leading = await accepted();
  const { token, receipt } = await join(leading.number, { patokan: 'sisi kiri www.contoh.com', telepon: '081234567899' });
  expect(receipt.number).toMatch(/^ADU-2026-\d{6}-\d$/);
  expect(receipt.number).not.toBe(leading.number);
  expect(receipt.code).not.toBe(leading.code);
  expect(await as('anonymous', (tx) => complaints.sendDraftAsVoice(tx, token, leading.number))).toEqual(receipt);
  expect((await types(leading.id)).at(-1)).toBe('witness_joined');
  expect(await voices(leading.id)).toBe(2);
  const view = await witness(receipt, (tx, id) => complaints.getWitness(tx, id));
  expect(view).toMatchObject({
    number: receipt.number,
    code: receipt.code,
    ownText: 'Motor saya juga jatuh di lubang itu.',
    landmark: 'sisi kiri',
    canBeReached: true,
  });
  // two at once are one voice
  const twice = complaints.newDraftToken();
  await as('anonymous', (tx) => complaints.saveReportDraft(tx, twice, { values: { isi: 'Sama.' } }));
  const both = await Promise.all([1, 2].map(() => as('anonymous', (tx) => complaints.sendDraftAsVoice(tx, twice, leading.number))));
  expect(both[0]).toEqual(both[1]);
  expect(await voices(leading.id)).toBe(3);
});

test('a witness reads their own words and what is public of the leading report, never the reporter’s own; and the other way round', async () => {
  const leading = await accepted({ text: 'Lubang di depan rumah saya, hubungi 081211112222.', landmark: 'rumah pagar biru' });
  const { receipt } = await join(leading.number, { isi: 'Ciri saksi: helm merah.' }, [await photo(1)]);
  await as('lo', (tx) => complaints.setPublic(tx, leading.id, true, 'Lubang di depan rumah warga.'));
  const view = await witness(receipt, (tx, id) => complaints.getWitness(tx, id));
  expect(view.leading!.text).toBe('Lubang di depan rumah warga.');
  expect(JSON.stringify(view)).not.toMatch(/0812|pagar biru|rumah saya/);
  expect(view.photoIds).toHaveLength(1);
  // nor by asking for the reporter's page, in the door or in SQL
  await witness(receipt, async (tx) => {
    expect(await refused(complaints.getOwnReport(tx, leading.id))).toBe('complaints.not_found');
    expect(await tx.selectFrom('complaints.detail').select('report_id').execute()).toEqual([]);
    expect(await refused(complaints.answerQuestion(tx, leading.id, 'Saya jawab.'))).not.toBe('nothing');
    expect(await refused(complaints.agree(tx, leading.id))).not.toBe('nothing');
    expect(await refused(complaints.withdraw(tx, leading.id))).toBe('complaints.not_yours');
  });
  expect(await refused(as('anonymous', (tx) => complaints.presentCode(tx, receipt.number, receipt.code)))).toBe('complaints.code_wrong');
  // the reporter learns that there is another voice, not what it said
  const own = await reporter(leading, (tx, id) => complaints.getOwnReport(tx, id));
  expect(JSON.stringify(own)).not.toContain('helm merah');
  expect(own.photoIds).toEqual([]);
  await reporter(leading, async (tx) => {
    expect(await tx.selectFrom('complaints.witness').selectAll().execute()).toEqual([]);
    expect(await refused(complaints.getReportPhoto(tx, view.photoIds[0]!.id))).toBe('complaints.not_found');
  });
  // the desks read what helps the work
  const desk = await as('pic-dpupr', (tx) => complaints.getDeskReport(tx, leading.number));
  expect(desk.voices).toMatchObject([{ number: receipt.number, text: 'Ciri saksi: helm merah.', hasLeft: false }]);
  expect(await refused(as('pic-dlh', (tx) => complaints.getDeskReport(tx, leading.number)))).toBe('complaints.not_found');
  // nobody else opens it
  const { receipt: other } = await join(leading.number);
  expect(await refused(as('anonymous', (tx) => complaints.presentVoice(tx, receipt.number, other.code)))).toBe('complaints.code_wrong');
});

test('what is hidden, ended or merged takes no voice; a hidden one still tells its witnesses where it stands', async () => {
  const leading = await accepted();
  const { receipt } = await join(leading.number);
  await as('lo', (tx) => complaints.setPublic(tx, leading.id, false));
  expect(await refused(join(leading.number))).toBe('complaints.not_found');
  const view = await witness(receipt, (tx, id) => complaints.getWitness(tx, id));
  expect(view.leading).toMatchObject({ isShown: false, text: '', timeline: [], state: 'diproses' });
  const ended = await world.submit();
  await reporter(ended, (tx, id) => complaints.withdraw(tx, id));
  expect(await refused(join(ended.number))).toBe('complaints.join_over');
  const secret = await accepted({ secret: true });
  expect(await refused(join(secret.number))).toBe('complaints.not_found');
  const open = await accepted();
  expect(await refused(as('lo', (tx) => complaints.joinReport(tx, open.number, {}, [], crypto.randomUUID())))).toBe('complaints.not_yours');
});

test('a report found to be about misconduct is no longer for the public', async () => {
  const receipt = await world.submit();
  await as('lo', (tx) =>
    complaints.verifyReport(tx, receipt.id, {
      title: 'Pungutan di jalan',
      classification: 'pengaduan_berkadar',
      category: 'jalan-jembatan',
      region: '94.04.01',
    }),
  );
  expect(await refused(as('anonymous', (tx) => complaints.getPublicReport(tx, receipt.number)))).toBe('complaints.not_found');
  expect(await refused(join(receipt.number))).toBe('complaints.not_found');
  expect(await types(receipt.id)).toEqual(['received', 'verified', 'hidden']);
});

test('a witness adds words, a photograph and a place; nothing at all is refused beside the field', async () => {
  const leading = await accepted();
  const { receipt } = await join(leading.number, { isi: '' });
  expect(await refused(witness(receipt, (tx, id) => complaints.addToVoice(tx, id, { text: ' ' })))).toBe('complaints.voice_empty');
  expect(await refused(witness(receipt, (tx, id) => complaints.addToVoice(tx, id, { lat: '-4.5' })))).toBe('complaints.half_point');
  expect(await refused(witness(receipt, (tx, id) => complaints.addToVoice(tx, id, { text: 'a'.repeat(4001) })))).toBe(
    'complaints.text_too_long',
  );
  const picture = await photo(2);
  await witness(receipt, (tx, id) => complaints.addToVoice(tx, id, { text: 'Makin dalam.', lat: '-4.54668', long: '136.8834' }, [picture]));
  const view = await witness(receipt, (tx, id) => complaints.getWitness(tx, id));
  expect(view).toMatchObject({ ownText: null, point: { lat: -4.54668, long: 136.8834 } });
  expect(await witness(receipt, (tx) => complaints.getReportPhoto(tx, view.photoIds[0]!.id))).toMatchObject({ fileId: picture.fileId });
  expect(view.leading!.timeline.at(-1)).toMatchObject({ type: 'noted', text: 'Makin dalam.' });
  // for the desks, not for the public nor the reporter
  expect((await as('pic-dpupr', (tx) => complaints.getDeskReport(tx, leading.number))).timeline.at(-1)!.text).toBe('Makin dalam.');
  for (const page of [
    await as('anonymous', (tx) => complaints.getPublicReport(tx, leading.number)),
    await reporter(leading, (tx, id) => complaints.getOwnReport(tx, id)),
  ])
    expect(JSON.stringify(page)).not.toContain('Makin dalam');
});

test('of a photograph the public gets the masked copy or nothing, whatever its row says', async () => {
  const picture = await photo(41);
  const masked = await photo(42);
  const leading = await world.submit();
  const { receipt } = await join(leading.number, {}, [picture]);
  const { photoIds } = await witness(receipt, (tx, id) => complaints.getWitness(tx, id));
  const [{ id }] = photoIds as [{ id: string }];
  const shown = () => refused(as('anonymous', (tx) => complaints.getReportPhoto(tx, id)));
  expect(await shown()).toBe('complaints.not_found');
  await expect(world.database.asOwner('update complaints.photo set is_public = true where id = $1', [id])).rejects.toThrow(
    /photo_public_is_masked/,
  );
  await world.database.asOwner('update complaints.photo set is_public = true, masked_file_id = $2 where id = $1', [id, masked.fileId]);
  expect(await as('anonymous', (tx) => complaints.getReportPhoto(tx, id))).toMatchObject({ fileId: masked.fileId });
});

test('every voice may contest: a witness, and the reporter of a merged report, also after the reporter agreed', async () => {
  const leading = await accepted();
  const merged = await world.submit();
  await as('lo', (tx) => complaints.mergeReport(tx, merged.id, leading.number));
  const { receipt } = await join(leading.number);
  expect(await refused(witness(receipt, (tx, id) => complaints.contestAsWitness(tx, id, 'Belum.')))).toBe('complaints.not_now');
  await answer(leading.id);
  // the answer reaches both
  expect((await witness(receipt, (tx, id) => complaints.getWitness(tx, id))).answer).toContain('sudah ditutup');
  expect((await reporter(merged, (tx, id) => complaints.getOwnReport(tx, id))).follows).toEqual({
    answer: 'Lubang di depan sekolah sudah ditutup.',
    mayContest: true,
  });
  await reporter(leading, (tx, id) => complaints.agree(tx, id));
  expect(await refused(witness(receipt, (tx, id) => complaints.contestAsWitness(tx, id, '  ')))).toBe('complaints.contest_reason');
  await witness(receipt, (tx, id) => complaints.contestAsWitness(tx, id, 'Masih berlubang di sisi kiri.'));
  const page = await as('anonymous', (tx) => complaints.getPublicReport(tx, leading.number));
  expect(page).toMatchObject({ state: 'dibantah', contests: 1 });
  expect(page.timeline.at(-1)).toMatchObject({ type: 'contested', text: 'Masih berlubang di sisi kiri.', data: { voice: true } });
  await as('kadis-dpupr', (tx) => complaints.uphold(tx, leading.id, 'Lubang itu di jalan lain.'));
  await reporter(merged, (tx, id) => complaints.contest(tx, id, 'Saya lihat masih ada.'));
  expect(await types(leading.id)).toEqual([
    ...['received', 'verified', 'routed', 'accepted', 'witness_joined', 'submitted', 'proof_accepted', 'agreed'],
    ...['contested', 'upheld', 'contested'],
  ]);
  // the log names none of them
  expect((await world.log(leading.id)).filter((event) => event.type === 'complaints.contested').map((event) => event.actor_id)).toEqual([
    null,
    null,
  ]);
  // the window is theirs too, and no longer
  world.at('2027-02-01 09:00');
  world.at('2026-11-02 09:00');
});

test('a step of a witness never brings a report to the desk of the agency it accuses', async () => {
  const receipt = await world.submit();
  await as('lo', (tx) =>
    complaints.verifyReport(tx, receipt.id, {
      title: 'Lubang bekas galian',
      classification: 'pengaduan_tidak_berkadar',
      category: 'jalan-jembatan',
      region: '94.04.01',
      accused: 'diskominfo',
    }),
  );
  const agencies = async (): Promise<string[]> =>
    (await world.database.asOwner('select agencies from complaints.report where id = $1', [receipt.id])).rows[0].agencies;
  const before = await agencies();
  expect(before).not.toContain('diskominfo');
  await join(receipt.number);
  expect(await agencies()).toEqual(before);
});

test('leaving: the voice counts no longer, the page stays theirs and opens nothing of the report', async () => {
  const leading = await accepted();
  const { receipt } = await join(leading.number);
  expect(await voices(leading.id)).toBe(2);
  await witness(receipt, (tx, id) => complaints.leaveReport(tx, id));
  expect(await voices(leading.id)).toBe(1);
  expect(await refused(witness(receipt, (tx, id) => complaints.leaveReport(tx, id)))).toBe('complaints.voice_left');
  const view = await witness(receipt, (tx, id) => complaints.getWitness(tx, id));
  expect(view).toMatchObject({ leading: null, answer: null, steps: [], ownText: 'Motor saya juga jatuh di lubang itu.' });
  expect(view.leftAt).toEqual(world.now());
});

test('unmerging restores everything: state, dates, desks, holder, witnesses and rights, as if it had never been merged', async () => {
  const leading = await accepted();
  const other = await accepted({ text: 'Lubang yang lain, kata saya.' });
  const { receipt } = await join(other.number);
  await voices(other.id);
  const header = async () =>
    (
      await world.database.asOwner(
        `select state, classification, lead, supporting, agencies, holder, holder_agency, due_on, due_clock, is_red, is_late, ended_at, ending, merged_into, witnesses,
          is_public, title, text_public, open311, next_at from complaints.report where id = $1`,
        [other.id],
      )
    ).rows[0];
  const before = await header();
  await as('lo', (tx) => complaints.mergeReport(tx, other.id, leading.number));
  expect(await voices(leading.id)).toBe(3);
  // its witness follows the one that leads now
  expect((await witness(receipt, (tx, id) => complaints.getWitness(tx, id))).leading!.number).toBe(leading.number);
  await as('lo', (tx) => complaints.unmergeReport(tx, other.id));
  expect(await header()).toEqual(before);
  expect(await voices(leading.id)).toBe(1);
  expect((await witness(receipt, (tx, id) => complaints.getWitness(tx, id))).leading!.number).toBe(other.number);
  expect((await reporter(other, (tx, id) => complaints.getOwnReport(tx, id))).ownText).toBe('Lubang yang lain, kata saya.');
});

test('every voice hears once what comes of it, under its own number', async () => {
  const leading = await accepted();
  const merged = await world.submit();
  await as('lo', (tx) => complaints.mergeReport(tx, merged.id, leading.number));
  const { receipt } = await join(leading.number, { telepon: '081200009999' });
  await as('pic-dpupr', (tx) => complaints.followUp(tx, leading.id, { text: 'Tim datang besok.', next_date: '2026-11-09' }));
  await world.announce(leading.id);
  await world.announce(leading.id);
  const told = (await world.waiting('complaints.tell_voice'))
    .map(({ payload }) => payload)
    .filter(({ reportId }) => reportId === leading.id);
  const joined = told.filter(({ voice }) => voice === receipt.id);
  expect(new Set(joined.map(({ no }) => no)).size).toBe(2);
  expect(new Set(told.filter(({ voice }) => voice === merged.id).map(({ no }) => no)).size).toBe(1);
  for (const payload of told) await as('job', (tx) => jobs['complaints.tell_voice'](tx, payload as never));
  const { rows } = await world.database.asAdmin('select template from messages.notice where key like $1 order by template', [
    `${leading.id}:%:${receipt.id}`,
  ]);
  expect(rows.map((row: { template: string }) => row.template)).toEqual(['n/aduan-kabar@1', 'n/aduan-terima@1']);
});

test('a signed-in witness finds their voice again by their account, and is counted once', async () => {
  const leading = await accepted({}, 'markus');
  expect(await refused(join(leading.number, {}, [], 'markus'))).toBe('complaints.voice_counted');
  const { receipt } = await join(leading.number, {}, [], 'siti');
  expect(await refused(join(leading.number, {}, [], 'siti'))).toBe('complaints.voice_counted');
  const view = await as('siti', async (tx) => complaints.getWitness(tx, await complaints.presentOwnWitness(tx, receipt.number)));
  expect(view.ownText).toContain('Motor saya');
  expect(await refused(as('markus', (tx) => complaints.presentOwnWitness(tx, receipt.number)))).toBe('complaints.not_found');
  expect(await refused(as('siti', (tx) => complaints.presentOwn(tx, leading.number)))).toBe('complaints.not_found');
  expect((await as('siti', (tx) => complaints.listOwn(tx))).length).toBe(0);
  const { rows } = await world.database.asAdmin('select * from complaints.witness where number = $1', [receipt.number]);
  expect(pothole.text).not.toBe(JSON.stringify(rows));
});

test('when a report is past its time, its witnesses are forgotten with it: who, what and where', async () => {
  const leading = await world.submit();
  const { receipt } = await join(leading.number, {
    nama: 'Penanda Saksi',
    telepon: '081277778888',
    patokan: 'pagar biru',
    lat: '-4.5',
    long: '136.9',
  });
  await reporter(leading, (tx, id) => complaints.withdraw(tx, id));
  world.at('2027-08-02 09:00');
  await as('job', (tx) => jobs['complaints.find_expired'](tx));
  const run = (await as('pengelola1', (tx) => complaints.listRetention(tx))).find(({ kind }) => kind === 'anonymise')!;
  await as('pengelola1', (tx) => complaints.orderRetention(tx, run.id));
  await as('job', (tx) => jobs['complaints.retain'](tx, { run: run.id }));
  const { rows } = await world.database.asAdmin(
    'select w.text_sealed, w.landmark_sealed, w.lat, w.long, i.name_sealed, i.phone_sealed from complaints.witness w join reporter.identity i using (pseudonym) where w.id = $1',
    [receipt.id],
  );
  expect(rows).toEqual([{ text_sealed: null, landmark_sealed: null, lat: null, long: null, name_sealed: null, phone_sealed: null }]);
  world.at('2026-11-02 09:00');
});
