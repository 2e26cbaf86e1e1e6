import { beforeAll, expect, test } from 'vitest';
import sharp from 'sharp';
import { keepPicture } from '#core/server/files.ts';
import { photo, reportWorld } from '#test/report-world.ts';
import { demoId } from '#modules/identity/server/demo.ts';
import * as complaints from './complaints.ts';
import { readPicture } from './picture.ts';
import { photograph } from '#tools/calibrate/scene.ts';

const world = await reportWorld();
const { as, refused, types } = world;
beforeAll(() => world.at('2026-11-02 09:00'));

let scene = 500;
const taken = async (bytes: Buffer): Promise<complaints.NewPhoto> => {
  const picture = await readPicture(bytes);
  return {
    fileId: await keepPicture(picture.jpeg),
    mime: 'image/jpeg',
    size: picture.jpeg.length,
    sha256: picture.sha256,
    fingerprint: picture.fingerprint,
    exif: picture.exif,
    tools: [],
    sourceTypes: [],
    place: null,
    deviceAt: null,
  };
};
/** At work, with a photograph of the reporter; `copy` is nearly that photograph, saved again. */
async function atWork() {
  const bytes = await photograph('road', ++scene, { moment: 1 });
  const before = await taken(bytes);
  const receipt = await as('anonymous', (tx) =>
    complaints.submitReport(
      tx,
      { text: 'Jalan berlubang besar di depan SD Inpres.', category: 'jalan-jembatan', region: '94.04.01', answers: { jenis: 'jalan' } },
      [before],
    ),
  );
  await as('lo', (tx) =>
    complaints.verifyReport(tx, receipt.id, {
      title: 'Jalan berlubang',
      classification: 'pengaduan_tidak_berkadar',
      category: 'jalan-jembatan',
      region: '94.04.01',
    }),
  );
  await as('lo', (tx) => complaints.routeReport(tx, receipt.id, { lead: 'dpupr', supporting: [] }));
  await as('pic-dpupr', (tx) => complaints.acceptReport(tx, receipt.id));
  // without what it says of itself, as a messenger sends it on
  const copy = await taken(await sharp(bytes).jpeg({ quality: 70 }).toBuffer());
  return { ...receipt, before, copy };
}
const submit = (id: string, photos: complaints.NewPhoto[], override = '') =>
  as('pic-dpupr', (tx) => complaints.submitProof(tx, id, { text: 'Lubang sudah ditutup aspal.', field_work: true, override }, photos));
const stateOf = async (number: string) => (await as('lo', (tx) => complaints.getDeskReport(tx, number))).state;

test('what only looks like another picture waits, with the agency’s reason, for a liaison officer; the same file never', async () => {
  const report = await atWork();
  expect(await refused(submit(report.id, [report.copy]))).toBe('complaints.proof_copy_of_report');
  expect(await types(report.id)).not.toContain('proof_refused');
  expect(await refused(submit(report.id, [report.before], 'Ini benar.'))).toBe('complaints.proof_same_file');
  // the worse of two reasons decides
  expect(await refused(submit(report.id, [report.copy, report.before], 'Ini benar.'))).toBe('complaints.proof_same_file');

  await submit(report.id, [report.copy], 'Sudut dan waktu sama, lubang ada di luar gambar.');
  const desk = await as('lo2', (tx) => complaints.getDeskReport(tx, report.number));
  expect(desk).toMatchObject({
    state: 'diproses',
    refused: {
      agency: 'dpupr',
      refusals: ['copy_of_report'],
      answer: 'Lubang sudah ditutup aspal.',
      why: 'Sudut dan waktu sama, lubang ada di luar gambar.',
    },
  });
  // no answer for anybody outside yet
  const own = await as('anonymous', async (tx) =>
    complaints.getOwnReport(tx, await complaints.presentCode(tx, report.number, report.code)),
  );
  expect(JSON.stringify([own, await as('anonymous', (tx) => complaints.getPublicReport(tx, report.number))])).not.toMatch(
    /ditutup aspal|luar gambar/,
  );

  for (const who of ['pic-dpupr', 'kadis-dpupr', 'verifikator-miru', 'pic-dlh'])
    expect(await refused(as(who, (tx) => complaints.liftRefusal(tx, report.id, 'Boleh.'))), who).toMatch(/not_yours|not_found/);
  expect(await refused(as('lo2', (tx) => complaints.liftRefusal(tx, report.id, ' ')))).not.toBe('nothing');
  await as('lo2', (tx) => complaints.liftRefusal(tx, report.id, 'Dibandingkan dengan foto drone: tempatnya memang sama.'));
  expect(await stateOf(report.number)).toBe('menunggu_verifikasi');
  const page = await as('anonymous', (tx) => complaints.getPublicReport(tx, report.number));
  expect(page.timeline.find(({ type }) => type === 'proof_lifted')!.text).toBe('Dibandingkan dengan foto drone: tempatnya memang sama.');
  expect(await refused(as('lo2', (tx) => complaints.liftRefusal(tx, report.id, 'Lagi.')))).toBe('complaints.not_now');

  // who took it doesn't check it, and whoever does was there
  expect(await refused(as('lo2', (tx) => complaints.acceptProof(tx, report.id, { on_site: true, text: 'Dilihat.' })))).toBe(
    'complaints.not_yours',
  );
  expect(await refused(as('verifikator-miru', (tx) => complaints.acceptProof(tx, report.id, { on_site: false, text: '' })))).toBe(
    'complaints.visit_needed',
  );
  await as('verifikator-miru', (tx) => complaints.acceptProof(tx, report.id, { on_site: true, text: 'Dilihat.' }));
  const answered = await as('anonymous', async (tx) =>
    complaints.getOwnReport(tx, await complaints.presentCode(tx, report.number, report.code)),
  );
  expect(answered.timeline.findLast(({ type }) => type === 'submitted')!.text).toBe('Lubang sudah ditutup aspal.');
  expect((await types(report.id)).slice(4)).toEqual(['proof_refused', 'proof_lifted', 'submitted', 'proof_accepted']);
});

test('a liaison officer may leave it refused; the report stays at work and other proof is taken', async () => {
  const report = await atWork();
  await submit(report.id, [report.copy], 'Foto ini benar.');
  await as('lo', (tx) => complaints.keepRefusal(tx, report.id, 'Foto pelapor yang dipotong.'));
  expect(await refused(as('lo', (tx) => complaints.keepRefusal(tx, report.id, 'Lagi.')))).toBe('complaints.not_now');
  expect((await as('lo', (tx) => complaints.getDeskReport(tx, report.number))).refused).toBeNull();
  await submit(report.id, [await photo(7001)]);
  expect(await stateOf(report.number)).toBe('menunggu_verifikasi');
});

test('proof found false: opened again with clocks of its own, said in public, told to the inspectorate, which sees it; its picture goes', async () => {
  const report = await atWork();
  await submit(report.id, [await photo(7002)]);
  await as('verifikator-miru', (tx) => complaints.acceptProof(tx, report.id, { on_site: true, text: 'Dilihat.' }));
  const picture = (await as('lo', (tx) => complaints.getDeskReport(tx, report.number))).photoIds.find(({ role }) => role === 'proof')!.id;
  await as('lo', (tx) => complaints.maskPhoto(tx, report.number, picture, []));
  await as('anonymous', async (tx) => complaints.agree(tx, await complaints.presentCode(tx, report.number, report.code)));
  expect(await refused(as('irban', (tx) => complaints.getDeskReport(tx, report.number)))).toBe('complaints.not_found');
  for (const who of ['pic-dpupr', 'kadis-dpupr'])
    expect(await refused(as(who, (tx) => complaints.proveFake(tx, report.id, 'Palsu.'))), who).toBe('complaints.not_yours');
  expect(await refused(as('lo2', (tx) => complaints.proveFake(tx, report.id, '')))).not.toBe('nothing');
  world.at('2026-11-05 09:00');
  await as('lo2', (tx) => complaints.proveFake(tx, report.id, 'Foto yang sama dipakai di kabupaten lain tahun 2024.'));

  const page = await as('anonymous', (tx) => complaints.getPublicReport(tx, report.number));
  expect(page).toMatchObject({ state: 'diproses', endedAt: null, photoIds: [] });
  expect(page.timeline.at(-1)).toMatchObject({
    type: 'proof_fake',
    agency: 'dpupr',
    text: 'Foto yang sama dipakai di kabupaten lain tahun 2024.',
  });
  expect(page.clocks.find(({ id, state }) => id === 'bantahan' && state === 'running')).toMatchObject({ from: '2026-11-05' });
  expect(page.clocks.some(({ state }) => state === 'late')).toBe(false);
  expect((await as('irban', (tx) => complaints.getDeskReport(tx, report.number))).number).toBe(report.number);
  await world.announce(report.id);
  const { rows } = await world.database.asAdmin('select person_id from messages.message where subject_id = $1 and at >= $2', [
    report.id,
    world.now(),
  ]);
  expect(rows.map((row: { person_id: string }) => row.person_id)).toContain(demoId('irban'));
  expect(await refused(as('lo2', (tx) => complaints.proveFake(tx, report.id, 'Lagi.')))).toBe('complaints.not_now');
  world.at('2026-11-02 09:00');
});
