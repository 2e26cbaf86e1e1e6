import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { testDatabase } from '#test/database.ts';
import { demoActors, refused } from '#test/demo-actors.ts';
import * as complaints from './complaints.ts';
import { readPicture } from './picture.ts';

const database = await testDatabase();
let as: Awaited<ReturnType<typeof demoActors>>['as'];
beforeAll(async () => {
  ({ as } = await demoActors(database));
});
const submit = (more: Record<string, unknown>, photos: Parameters<typeof complaints.submitReport>[2] = []) =>
  as('anonymous', (tx) =>
    complaints.submitReport(tx, { category: 'jalan-jembatan', region: '94.04.01', answers: { jenis: 'jalan' }, ...more }, photos),
  );
/** A picture of coloured blocks, the same for the same seed; `quality` makes other bytes of it. */
async function picture(seed: number, quality: number) {
  const raw = Uint8Array.from({ length: 12 * 9 * 3 }, (_, at) => (Math.imul(at + 1, 2654435761 + seed * 97) >>> 16) & 255);
  const jpeg = await sharp(raw, { raw: { width: 12, height: 9, channels: 3 } })
    .resize(600, 450, { kernel: 'nearest' })
    .jpeg({ quality })
    .toBuffer();
  return complaints.keepPhoto(await readPicture(jpeg));
}

test('a suggestion says which words spoke for it, and abstains on a text that says nothing', async () => {
  const { top, abstains } = await complaints.suggestCategory('Sampah menumpuk di depan pasar sentral, bau sekali, tidak pernah diangkut.');
  expect([top[0]!.category, abstains]).toEqual(['sampah-kebersihan', false]);
  expect(top[0]!.because.length).toBeGreaterThan(0);
  expect((await complaints.suggestCategory('qwrtz xyzzy')).abstains).toBe(true);
  const { measured, measuredOn } = await complaints.suggestionQuality();
  const counted = measured.matrix.flat().reduce((sum, count) => sum + count, 0) + measured.abstained.reduce((sum, count) => sum + count, 0);
  expect(counted).toBe(measuredOn);
});

test('reports alike are found by place, words and pictures, with their reasons; never across kinds, never the merged, never for a stranger', async () => {
  const point = { lat: '-4.54668', long: '136.88340' };
  const one = await submit({ ...point, text: 'Lubang besar di jalan Cenderawasih depan toko.' }, [await picture(1, 90)]);
  const near = await submit({ lat: '-4.54690', long: '136.88350', text: 'Motor jatuh karena jalan rusak.' }, [await picture(1, 60)]);
  const far = await submit({ lat: '-4.60000', long: '136.95000', text: 'Lubang besar di jalan Cenderawasih depan toko.' });
  const other = await submit({
    ...point,
    category: 'sampah-kebersihan',
    answers: {},
    text: 'Lubang besar di jalan Cenderawasih depan toko.',
  }).catch(() => undefined);
  const like = await as('lo', (tx) => complaints.findLike(tx, one.id));
  expect(like.map(({ report }) => report.number)).toEqual([near.number]);
  expect(like[0]!.because.map(({ what }) => what)).toEqual(expect.arrayContaining(['distance', 'photo']));
  for (const absent of [far, other]) expect(JSON.stringify(like)).not.toContain(absent?.number ?? '–');
  expect(await refused(as('pic-dlh', (tx) => complaints.findLike(tx, one.id)))).toBe('complaints.not_found');
  expect(await refused(as('anonymous', (tx) => complaints.findLike(tx, one.id)))).toBe('complaints.not_found');
  await as('lo', (tx) => complaints.mergeReport(tx, near.id, one.number));
  expect(await as('lo', (tx) => complaints.findLike(tx, one.id))).toEqual([]);
});

test('child change shows on parent, and the parent’s on the child (Signalen #1546)', async () => {
  const lead = await submit({ text: 'Jalan amblas di depan gereja.' });
  const child = await submit({ text: 'Jalan amblas dekat gereja.' });
  await as('lo', (tx) => complaints.mergeReport(tx, child.id, lead.number));
  await as('lo', (tx) => complaints.archiveReport(tx, lead.id, 'uji_coba'));
  const states = async (id: string) =>
    (await database.asOwner('select open311 from complaints.report where id = $1', [id])).rows[0].open311 as string;
  expect([await states(lead.id), await states(child.id)]).toEqual(['closed', 'closed']);
  await as('lo', (tx) => complaints.unmergeReport(tx, child.id));
  expect([await states(lead.id), await states(child.id)]).toEqual(['closed', 'open']);
});
