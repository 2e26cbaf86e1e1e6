import { beforeAll, expect, test } from 'vitest';
import { Failure } from '#core/failure.ts';
import { readStored } from '#core/server/files.ts';
import { photo, reportWorld } from '#test/report-world.ts';
import { signatureOf } from '../similarity.ts';
import * as complaints from './complaints.ts';
import { jobs } from './jobs.ts';

const world = await reportWorld();
const { as } = world;
beforeAll(() => world.at('2026-11-02 09:00'));

const isThere = (fileId: string): Promise<boolean> =>
  readStored(fileId).then(
    () => true,
    (thrown: unknown) => {
      if (thrown instanceof Failure) return false;
      throw thrown;
    },
  );
/** Everything that is due at this moment, ordered and done. */
async function forget(kind: 'anonymise' | 'remove'): Promise<void> {
  await as('job', (tx) => jobs['complaints.find_expired'](tx));
  const run = (await as('pengelola1', (tx) => complaints.listRetention(tx))).find((each) => each.kind === kind && !each.orderedAt);
  if (!run) return;
  await as('pengelola1', (tx) => complaints.orderRetention(tx, run.id));
  await as('job', (tx) => jobs['complaints.retain'](tx, { run: run.id }));
}
const withdraw = ({ number, code }: { number: string; code: string }) =>
  as('anonymous', async (tx) => complaints.withdraw(tx, await complaints.presentCode(tx, number, code)));
const rowsOf = async (id: string) =>
  (
    await world.database.asOwner(
      'select role, file_id, masked_file_id, is_public, sha256 from complaints.photo where report_id = $1 order by at, id',
      [id],
    )
  ).rows;
const isForgotten = async (id: string): Promise<boolean> =>
  (
    await world.database.asAdmin(
      'select i.erased_at from complaints.detail d join reporter.identity i using (pseudonym) where d.report_id = $1',
      [id],
    )
  ).rows[0].erased_at !== null;

test('a merged report is forgotten with the one it follows, not before it ended, and at once where it was parted', async () => {
  const leading = await world.submit();
  const merged = await world.submit({ phone: '081255556666' });
  const deeper = await world.submit({ phone: '081255557777' });
  const parted = await world.submit({ phone: '081255558888' });
  await as('lo', (tx) => complaints.mergeReport(tx, deeper.id, merged.number));
  await as('lo', (tx) => complaints.mergeReport(tx, merged.id, leading.number));
  await as('lo', (tx) => complaints.mergeReport(tx, parted.id, leading.number));
  await as('lo', (tx) => complaints.unmergeReport(tx, parted.id));
  world.at('2027-06-01 09:00');
  await forget('anonymise');
  expect(await isForgotten(merged.id)).toBe(false);
  await withdraw(leading);
  world.at('2027-11-01 09:00');
  await forget('anonymise');
  expect(await isForgotten(merged.id)).toBe(false);
  world.at('2027-12-15 09:00');
  await forget('anonymise');
  expect([await isForgotten(leading.id), await isForgotten(merged.id), await isForgotten(deeper.id)]).toEqual([true, true, true]);
  expect(await isForgotten(parted.id), 'still open').toBe(false);
  expect(await world.types(merged.id)).toEqual(['received', 'merged', 'anonymised']);
  world.at('2026-11-02 09:00');
});

test('with the reporter go the originals of people’s photographs; the copy the public saw stays, fingerprints too', async () => {
  const [shown, never, waits] = [await photo(801), await photo(802), await photo(803)];
  const report = await as('anonymous', (tx) =>
    complaints.submitReport(
      tx,
      {
        text: 'Jalan berlubang besar di depan SD Inpres, rumah nomor 7.',
        category: 'jalan-jembatan',
        region: '94.04.01',
        answers: { jenis: 'jalan' },
      },
      [shown, never, waits],
    ),
  );
  const idOf = async ({ fileId }: complaints.NewPhoto): Promise<string> =>
    (await world.database.asOwner('select id from complaints.photo where file_id = $1', [fileId])).rows[0].id;
  const [first, second] = [await idOf(shown), await idOf(never)];
  const face = [{ left: 0.1, top: 0.1, width: 0.5, height: 0.5 }];
  await as('lo', (tx) => complaints.maskPhoto(tx, report.number, first, []));
  await as('lo', (tx) => complaints.maskPhoto(tx, report.number, first, face));
  const copies = (
    await world.database.asOwner('select file_id, status from complaints.photo_mask where report_id = $1 order by made_at, id', [report.id])
  ).rows;
  expect(copies.map((copy: { status: string }) => copy.status).toSorted()).toEqual(['released', 'replaced']);
  await withdraw(report);
  world.at('2027-08-02 09:00');
  await forget('anonymise');
  const masked = copies.find((copy: { status: string }) => copy.status === 'released').file_id as string;
  const bare = copies.find((copy: { status: string }) => copy.status === 'replaced').file_id as string;
  expect(await Promise.all([shown.fileId, never.fileId, waits.fileId, bare, masked].map(isThere))).toEqual([
    false,
    false,
    false,
    false,
    true,
  ]);
  const left = await rowsOf(report.id);
  const of = ({ sha256 }: complaints.NewPhoto) => left.find((row: { sha256: string }) => row.sha256 === sha256);
  expect(left).toHaveLength(3);
  expect(of(shown)).toMatchObject({ file_id: masked, masked_file_id: masked, is_public: true });
  for (const gone of [never, waits]) expect(of(gone)).toMatchObject({ file_id: null, masked_file_id: null, is_public: false });
  // pages and desks show what is left, and nothing breaks on what isn't
  expect((await as('anonymous', (tx) => complaints.getPublicReport(tx, report.number))).photoIds).toHaveLength(1);
  expect((await as('lo', (tx) => complaints.getDeskReport(tx, report.number))).photoIds).toHaveLength(1);
  expect((await as('lo', (tx) => complaints.getPhotoMasking(tx, report.number, second))).hindrance).toBe('complaints.photo_gone');
  await forget('anonymise'); // twice is once
  expect(await isThere(masked)).toBe(true);
  world.at('2032-12-01 09:00');
  await forget('remove');
  expect(await rowsOf(report.id)).toEqual([]);
  expect(await isThere(masked)).toBe(false);
  world.at('2026-11-02 09:00');
});

test('the signature of the words is kept from the start, and is that of what is left afterwards', async () => {
  const text = 'Jalan berlubang besar di depan SD Inpres, hubungi 081299990000.';
  const report = await world.submit({ text });
  const signature = async (): Promise<number[]> =>
    (await world.database.asOwner('select signature from complaints.detail where report_id = $1', [report.id])).rows[0].signature;
  expect(await signature()).toEqual(signatureOf(text));
  const page = await as('anonymous', (tx) => complaints.getPublicReport(tx, report.number));
  await withdraw(report);
  world.at('2027-08-02 09:00');
  await forget('anonymise');
  expect(page.text).not.toContain('0812');
  expect(await signature()).toEqual(signatureOf(page.text));
  world.at('2026-11-02 09:00');
});
