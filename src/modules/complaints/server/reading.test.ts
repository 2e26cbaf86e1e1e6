import { expect, test } from 'vitest';
import * as complaints from '#modules/complaints/server/complaints.ts';
import { pothole, reportWorld } from '#test/report-world.ts';

const world = await reportWorld();
const { as, refused, submit } = world;

/** Verified and sent to the road agency, with the power company helping. */
async function helped(more: object = {}) {
  const receipt = await submit({
    ...more,
    text: 'Tiang listrik miring di jalan berlubang. Hubungi saya 0813 9999 8888.',
    landmark: 'rumah 0813 7777 6666',
  });
  await as('lo', (tx) =>
    complaints.verifyReport(tx, receipt.id, {
      title: 'Tiang miring',
      classification: 'pengaduan_tidak_berkadar',
      category: pothole.category,
      region: pothole.region,
    }),
  );
  await as('lo', (tx) => complaints.routeReport(tx, receipt.id, { lead: 'dpupr', supporting: ['pln'] }));
  return receipt;
}
const reads = (who: string, number: string) => as(who, (tx) => complaints.getDeskReport(tx, number));

test('an agency that helps reads words masked; Mimika Center and the lead read them as sent, until a need opens them', async () => {
  const { id, number, code } = await helped();
  await as('pic-dpupr', (tx) => complaints.acceptReport(tx, id));
  await as('pic-dpupr', (tx) => complaints.askReporter(tx, id, 'Tiang nomor berapa?'));
  await as('anonymous', async (tx) =>
    complaints.answerQuestion(tx, await complaints.presentCode(tx, number, code), 'Tiang 7, telepon 0813 5555 4444.'),
  );
  for (const who of ['lo', 'pic-dpupr', 'kadis-dpupr']) {
    const view = await reads(who, number);
    expect(view.fullText, who).toContain('9999');
    expect(JSON.stringify(view.timeline), who).toContain('5555');
    expect(view.isMasked).toBe(false);
  }
  const helper = await reads('pic-pln', number);
  expect(helper.isMasked).toBe(true);
  expect(helper.fullText).toContain('[nomor telepon]');
  expect(helper.timeline.some(({ text }) => text?.startsWith('Tiang 7, telepon [nomor'))).toBe(true);
  for (const part of ['9999', '7777', '5555']) expect(JSON.stringify(helper), part).not.toContain(part);

  expect(await refused(as('pic-pln', (tx) => complaints.shareWords(tx, id, 'Ingin tahu.')))).toBe('complaints.not_yours');
  expect(await refused(as('pic-dpupr', (tx) => complaints.shareWords(tx, id, 'Ingin tahu.')))).toBe('complaints.not_yours');
  expect(await refused(as('kadis-dpupr', (tx) => complaints.shareWords(tx, id, ' ')))).toBe('complaints.text_missing');
  await as('kadis-dpupr', (tx) => complaints.shareWords(tx, id, 'PLN harus menelepon sebelum memadamkan.'));
  expect(await refused(as('lo', (tx) => complaints.shareWords(tx, id, 'Sekali lagi.')))).toBe('complaints.not_now');
  expect((await reads('pic-pln', number)).fullText).toContain('9999');
  // the reporter reads that it was opened, and why
  const own = await as('anonymous', async (tx) => complaints.getOwnReport(tx, await complaints.presentCode(tx, number, code)));
  expect(own.timeline.find(({ type }) => type === 'words_shared')?.text).toBe('PLN harus menelepon sebelum memadamkan.');
  await as('lo', (tx) => complaints.setPublic(tx, id, true));
  const open = await as('anonymous', (tx) => complaints.getPublicReport(tx, number));
  expect(open.timeline.some(({ type }) => type === 'words_shared')).toBe(false);
});

test('a reporter who lets their name be known lets helpers read the words', async () => {
  const { number } = await helped({ name: 'Markus', phone: '081312345678', nameKnown: true });
  expect((await reads('pic-pln', number)).fullText).toContain('9999');
});
