import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { readStored } from '#core/server/files.ts';
import { photo, reportWorld } from '#test/report-world.ts';
import * as complaints from './complaints.ts';

const world = await reportWorld();
const { as, refused, types } = world;
const FACE = { left: 0.25, top: 0.25, width: 0.5, height: 0.5 };

beforeAll(() => world.at('2026-11-02 09:00'));

let count = 100;
/** A report with one photograph, as its reporter sent it. */
async function reported(more: object = {}) {
  const picture = await photo(++count);
  const receipt = await as('anonymous', (tx) =>
    complaints.submitReport(
      tx,
      {
        text: 'Jalan berlubang besar di depan SD Inpres.',
        category: 'jalan-jembatan',
        region: '94.04.01',
        answers: { jenis: 'jalan' },
        ...more,
      },
      [picture],
    ),
  );
  const desk = await as('lo', (tx) => complaints.getDeskReport(tx, receipt.number));
  return { ...receipt, picture, photo: desk.photoIds[0]!.id };
}
type Reported = Awaited<ReturnType<typeof reported>>;
const seen = ({ photo: id }: Reported) => refused(as('anonymous', (tx) => complaints.getReportPhoto(tx, id)));
const onPage = async ({ number }: Reported) => (await as('anonymous', (tx) => complaints.getPublicReport(tx, number))).photoIds;
const mask = (who: string, { number, photo: id }: Reported, boxes = [FACE]) => as(who, (tx) => complaints.maskPhoto(tx, number, id, boxes));
/** Different grey levels in the middle of a picture. */
async function levelsIn(jpeg: Buffer): Promise<number> {
  const { data } = await sharp(jpeg)
    .greyscale()
    .extract({ left: 30, top: 30, width: 34, height: 34 })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return new Set(data).size;
}

test('a photograph is public once an officer covered what can be recognised; the public never gets the original', async () => {
  const report = await reported();
  expect(await onPage(report)).toEqual([]);
  expect(await seen(report)).toBe('complaints.not_found');
  await mask('lo', report);
  expect(await onPage(report)).toMatchObject([{ id: report.photo, role: 'report' }]);
  const { fileId } = await as('anonymous', (tx) => complaints.getReportPhoto(tx, report.photo));
  expect(fileId).not.toBe(report.picture.fileId);
  // a half of 96 pixels in at most 6 × 6 even cells: before, noise
  expect(await levelsIn(await readStored(report.picture.fileId))).toBeGreaterThan(100);
  expect(await levelsIn(await readStored(fileId))).toBeLessThan(70);
  // the case keeps the original
  expect((await as('lo', (tx) => complaints.getReportPhoto(tx, report.photo))).fileId).toBe(report.picture.fileId);
  expect(await types(report.id)).toEqual(['received', 'photo_masked', 'photo_shown']);
  const [, masked] = await world.log(report.id);
  expect(masked!.data).toMatchObject({ photo: report.photo, boxes: 1 });
  expect((await as('lo2', (tx) => complaints.getDeskReport(tx, report.number))).photoWork).toEqual([{ id: report.photo, stand: 'shown' }]);

  // hidden with its report, taken back by itself
  await as('lo', (tx) => complaints.setPublic(tx, report.id, false));
  expect(await seen(report)).toBe('complaints.not_found');
  await as('lo', (tx) => complaints.setPublic(tx, report.id, true));
  expect(await refused(as('lo', (tx) => complaints.hidePhoto(tx, report.number, report.photo, ' ')))).not.toBe('nothing');
  await as('lo2', (tx) => complaints.hidePhoto(tx, report.number, report.photo, 'Papan nama rumah terbaca.'));
  expect(await seen(report)).toBe('complaints.not_found');
  expect(await onPage(report)).toEqual([]);
  expect(await refused(as('lo', (tx) => complaints.hidePhoto(tx, report.number, report.photo, 'Lagi.')))).toBe('complaints.not_now');
});

test('only Mimika Center covers: not the agency, nor another desk, nor the reporter; nothing is left of a refused try', async () => {
  const report = await reported();
  for (const who of ['pic-dpupr', 'verifikator-miru', 'anonymous'])
    expect(await refused(mask(who, report)), who).toMatch(/not_found|not_yours/);
  expect(await refused(as('pic-dpupr', (tx) => complaints.getPhotoMasking(tx, report.number, report.photo)))).toBe('complaints.not_found');
  expect(await types(report.id)).toEqual(['received']);
  // a photograph of another report by this number is none
  const other = await reported();
  expect(await refused(as('lo', (tx) => complaints.maskPhoto(tx, other.number, report.photo, [FACE])))).toBe('complaints.not_found');
  expect(await refused(as('lo', (tx) => complaints.maskPhoto(tx, other.number, 'x', [FACE])))).toBe('complaints.not_found');
});

test('of a category that is looked at first, a second officer looks at the copy; the first cannot be the second', async () => {
  const report = await reported({ category: 'kesehatan', answers: {} });
  await as('lo', (tx) => complaints.setPublic(tx, report.id, true));
  await mask('lo', report);
  expect(await seen(report)).toBe('complaints.not_found');
  const waiting = await as('lo2', (tx) => complaints.getPhotoMasking(tx, report.number, report.photo));
  expect(waiting).toMatchObject({ needsSecond: true, isPublic: false, mask: { isWaiting: true, isMine: false, boxes: [FACE] } });
  expect(await refused(as('lo', (tx) => complaints.releaseMask(tx, report.number, report.photo)))).toBe('complaints.mask_by_another');
  expect(await refused(as('lo', (tx) => complaints.returnMask(tx, report.number, report.photo, 'Wajah.')))).toBe(
    'complaints.mask_by_another',
  );
  // nor by a way round the door
  const [{ id }] = (await world.database.asOwner('select id from complaints.photo_mask where photo_id = $1', [report.photo])).rows;
  await expect(world.database.asOwner('update complaints.photo_mask set checked_by = made_by where id = $1', [id])).rejects.toThrow(
    /photo_mask_checked_by_another/,
  );

  await as('lo2', (tx) => complaints.returnMask(tx, report.number, report.photo, 'Wajah di kiri masih dikenali.'));
  expect((await as('lo', (tx) => complaints.getPhotoMasking(tx, report.number, report.photo))).returned).toEqual([FACE]);
  const both = [FACE, { left: 0, top: 0, width: 0.2, height: 0.2 }];
  await mask('lo', report, both);
  await mask('lo', report, both); // again: the last one waits alone
  await as('lo2', (tx) => complaints.releaseMask(tx, report.number, report.photo));
  expect(await seen(report)).toBe('nothing');
  expect(await refused(as('lo2', (tx) => complaints.releaseMask(tx, report.number, report.photo)))).toBe('complaints.not_now');
  expect((await types(report.id)).slice(2)).toEqual(['photo_masked', 'mask_returned', 'photo_masked', 'photo_masked', 'photo_shown']);
  // found wanting later: out of sight until it was looked at again
  await mask('lo2', report, [...both, { left: 0.8, top: 0.8, width: 0.1, height: 0.1 }]);
  expect(await seen(report)).toBe('complaints.not_found');
  await as('lo', (tx) => complaints.releaseMask(tx, report.number, report.photo));
  expect(await seen(report)).toBe('nothing');
});

test('what is secret or about misconduct shows no photograph; proof only once it was accepted, and then before and after stand side by side', async () => {
  const secret = await reported({ secret: true });
  expect(await refused(mask('lo', secret))).toBe('complaints.stays_secret');

  const report = await reported();
  await as('lo', (tx) =>
    complaints.verifyReport(tx, report.id, {
      title: 'Jalan berlubang',
      classification: 'pengaduan_tidak_berkadar',
      category: 'jalan-jembatan',
      region: '94.04.01',
    }),
  );
  await as('lo', (tx) => complaints.routeReport(tx, report.id, { lead: 'dpupr', supporting: [] }));
  await as('pic-dpupr', (tx) => complaints.acceptReport(tx, report.id));
  await as('pic-dpupr', (tx) => complaints.followUp(tx, report.id, { text: 'Alat berat datang besok pagi.', next_date: '2026-11-03' }));
  const after = await photo(++count);
  await as('pic-dpupr', (tx) => complaints.submitProof(tx, report.id, { text: 'Lubang sudah ditutup.', field_work: true }, [after]));
  const proof = (await as('lo', (tx) => complaints.getDeskReport(tx, report.number))).photoIds.find(({ role }) => role === 'proof')!.id;
  expect(await refused(as('lo', (tx) => complaints.maskPhoto(tx, report.number, proof, [])))).toBe('complaints.mask_proof_first');
  await as('verifikator-miru', (tx) => complaints.acceptProof(tx, report.id, { on_site: true, text: 'Dilihat.' }));
  await mask('lo', report);
  await as('lo', (tx) => complaints.maskPhoto(tx, report.number, proof, []));
  expect((await onPage(report)).map(({ role }) => role).toSorted()).toEqual(['proof', 'report']);
});
