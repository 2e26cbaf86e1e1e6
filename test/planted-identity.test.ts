import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { RequestEvent } from '@sveltejs/kit';
import { afterAll, expect, test, vi } from 'vitest';
import { open311 } from '#api/open311.ts';
import type { Tx } from '#core/server/database.ts';
import { firstBroken } from '#core/server/events.ts';
import { vault } from '#core/server/vault.ts';
import * as complaints from '#modules/complaints/server/complaints.ts';
import { jobs } from '#modules/complaints/server/jobs.ts';
import { closePress } from '#modules/documents/server/render.ts';
import { agencyNames } from '#web/server/report.ts';
import { printDossier } from '#web/server/dossier.ts';
import { csv, dataFile, feed, geojson } from '#web/server/report-data.ts';
import { reportWorld } from './report-world.ts';

/**
 * A marked person reports anonymously; then they are looked for everywhere (complaints.md § 14: Signalen #1478, #1518; FixMyStreet #2338):
 * before and after they were made unknown.
 */

const w = await reportWorld();
const { as, at, database } = w;
afterAll(() => closePress());

const planted = { name: 'Yosepina Tandarahasia', phone: '081277339911', email: 'tanda.rahasia@contoh.id', nik: '9109016505900007' };
const said: string[] = [];
for (const stream of [process.stdout, process.stderr])
  vi.spyOn(stream, 'write').mockImplementation((chunk) => {
    said.push(String(chunk));
    return true;
  });

/** What must not be met, in any writing. */
const marks = [
  ...['Tandarahasia', '77339911', '7733-9911', 'tanda.rahasia', planted.nik, '65505900007', '6505900007'],
  ...[planted.name, planted.phone, `+62${planted.phone.slice(1)}`, planted.email, planted.nik].flatMap((value) => [
    Buffer.from(value).toString('hex'),
    Buffer.from(value).toString('base64').replace(/=+$/, ''),
  ]),
].map((mark) => mark.toLowerCase());
const clean = (where: string, text: string): void => {
  const lower = text.toLowerCase();
  for (const mark of marks) expect(lower.includes(mark), `${where}: ${mark}`).toBe(false);
};

const web = async (handler: (event: RequestEvent) => Promise<Response>, path: string): Promise<string> => {
  const url = new URL(path, 'https://mimika.example');
  const locals = { database, actor: { kind: 'anonymous' } };
  return (
    await handler({ request: new Request(url), url, locals, getClientAddress: () => '203.0.113.7' } as unknown as RequestEvent)
  ).text();
};
const textOf = (pdf: Uint8Array): string => {
  const file = join(mkdtempSync(join(tmpdir(), 'satu-planted-')), 'a.pdf');
  writeFileSync(file, pdf);
  return execFileSync('pdftotext', ['-layout', file, '-']).toString();
};

/** Every row of every table, as a dump of the database would hold it; the vault's schema by itself. */
async function dump(): Promise<{ vault: string; rest: string }> {
  const { rows } = await database.asAdmin(
    `select n.nspname as schema, format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema')`,
  );
  const text = { vault: '', rest: '' };
  for (const { schema, name } of rows as { schema: string; name: string }[])
    text[schema === 'reporter' ? 'vault' : 'rest'] += (await database.asAdmin(`select t::text as row from ${name} t`)).rows
      .map(({ row }: { row: string }) => row)
      .join('\n');
  return text;
}

const receipt = await (async () => {
  at('2026-11-02 09:00');
  const sent = await w.accepted({
    name: planted.name,
    phone: planted.phone,
    email: planted.email,
    anonymous: true,
    landmark: `depan rumah ${planted.name}`,
    text: `Jalan berlubang di depan SD Inpres. NIK saya ${planted.nik}, hubungi 0812-7733-9911 atau ${planted.email}.`,
    lat: -4.54668,
    long: 136.8834,
  });
  await as('lo', (tx) => complaints.setPublic(tx, sent.id, true));
  await as('pic-dpupr', (tx) => complaints.askReporter(tx, sent.id, 'Di sisi mana?'));
  await own((tx, id) => complaints.answerQuestion(tx, id, `Sisi kiri, telepon saya 0812 7733 9911, ${planted.email}.`), sent);
  await own((tx, id) => complaints.addNote(tx, id, `NIK saya ${planted.nik}.`), sent);
  await as('pic-dpupr', (tx) => complaints.followUp(tx, sent.id, { text: 'Tim datang besok.', next_date: '2026-11-05' }));
  await w.announce(sent.id);
  return sent;
})();
/** As the reporter: number and four words. */
function own<T>(work: (tx: Tx, id: string) => Promise<T>, of: { readonly number: string; readonly code: string }): Promise<T> {
  return as('anonymous', async (tx) => work(tx, await complaints.presentCode(tx, of.number, of.code)));
}

/** Everywhere where somebody else could meet them. */
async function lookEverywhere(): Promise<void> {
  const page = await as('anonymous', (tx) => complaints.getPublicReport(tx, receipt.number));
  clean('public page', JSON.stringify(page));
  expect(page.text).toContain('SD Inpres');
  clean('public list', JSON.stringify(await as('anonymous', (tx) => complaints.listPublic(tx))));
  clean('similar reports', JSON.stringify(await as('lo', (tx) => complaints.findLike(tx, receipt.id))));
  for (const who of ['lo', 'pic-dpupr', 'bupati'])
    clean(
      `list of ${who}`,
      JSON.stringify(
        await as(who, async (tx): Promise<unknown> => (who === 'bupati' ? complaints.getLeaderView(tx) : complaints.listDesk(tx))),
      ),
    );
  clean('leader’s page', JSON.stringify(await as('bupati', (tx) => complaints.getLeaderReport(tx, receipt.number))));
  clean('wall board', JSON.stringify(await as('bupati', (tx) => complaints.getReportBoard(tx, 0))));
  const files = {
    csv: await web(dataFile(csv), '/laporan/data.csv'),
    geojson: await web(dataFile(geojson), '/laporan/data.geojson'),
    atom: await web(feed, '/laporan/umpan.xml'),
  };
  for (const [name, text] of Object.entries(files)) {
    expect(text, name).toContain(receipt.number);
    clean(name, text);
  }
  for (const format of ['json', 'xml']) {
    const url = new URL(`https://mimika.example/open311/v2/requests.${format}?service_request_id=${receipt.number}`);
    const answer = await open311(new Request(url), { database, url, address: '203.0.113.7' });
    const text = await answer.text();
    expect(text, format).toContain(receipt.number);
    clean(`Open311 ${format}`, text);
  }
  const { rows: told } = await database.asAdmin('select id, data_sealed from messages.message');
  expect(told.length).toBeGreaterThan(0);
  for (const { id, data_sealed } of told as { id: string; data_sealed: Buffer }[])
    clean('message to somebody else', vault().unseal(data_sealed, `messages.message:data:${id}`));
  const held = await dump();
  expect(held.rest).toContain(receipt.number);
  clean('dump without the vault', held.rest);
  clean('dump of the vault', held.vault);
  clean('log of the process', said.join(''));
}

const dossier = async (): Promise<string> => {
  const { view, agencies } = await as('anonymous', async (tx) => ({
    view: await complaints.getOwnReport(tx, await complaints.presentCode(tx, receipt.number, receipt.code)),
    agencies: await agencyNames(tx),
  }));
  return textOf(await printDossier(view, { region: 'Mimika Baru', category: 'Jalan & jembatan', agencies }, w.now()));
};

test('while the report is open nobody but the vault knows who reported', { timeout: 60_000 }, async () => {
  await lookEverywhere();
  // it is there, sealed: the test would find it if it were not
  const { rows } = await database.asAdmin(
    'select pseudonym, name_sealed, phone_sealed from reporter.identity where phone_sealed is not null',
  );
  expect(vault().unseal(rows[0].phone_sealed, `reporter.identity:phone:${rows[0].pseudonym}`)).toContain('81277339911');
});

test('what is past its time is counted, goes by a steward’s order alone, and is gone from everywhere', { timeout: 60_000 }, async () => {
  await own((tx, id) => complaints.withdraw(tx, id), receipt);
  await w.announce(receipt.id);
  const identities = async (): Promise<number> =>
    (await database.asAdmin('select count(*)::int as count from reporter.identity where phone_sealed is not null')).rows[0].count;
  const runs = () => as('pengelola1', (tx) => complaints.listRetention(tx));
  const night = () => as('job', (tx) => jobs['complaints.find_expired'](tx));
  await night();
  expect(await runs()).toEqual([]);

  at('2027-06-01 09:00');
  await night();
  await night(); // twice a night is one count
  const [dry, ...others] = await runs();
  expect(others).toEqual([]);
  expect(dry).toMatchObject({ kind: 'anonymise', counted: 1, sample: [receipt.number], orderedAt: null, done: 0 });
  expect(await identities()).toBe(1);
  await as('job', (tx) => jobs['complaints.retain'](tx, { run: dry!.id })); // without an order
  expect(await identities()).toBe(1);
  expect(await w.refused(as('lo', (tx) => complaints.orderRetention(tx, dry!.id)))).toBe('complaints.not_yours');
  expect(await w.refused(as('lo', (tx) => complaints.listRetention(tx)))).toBe('complaints.not_yours');

  await as('pengelola1', (tx) => complaints.orderRetention(tx, dry!.id));
  expect(await w.refused(as('pengelola2', (tx) => complaints.orderRetention(tx, dry!.id)))).toBe('complaints.retention_gone');
  await as('job', (tx) => jobs['complaints.retain'](tx, { run: dry!.id }));
  await as('job', (tx) => jobs['complaints.retain'](tx, { run: dry!.id }));
  expect((await runs())[0]).toMatchObject({ done: 1, doneAt: w.now() });
  expect(await identities()).toBe(0);
  expect((await w.types(receipt.id)).filter((type) => type === 'anonymised')).toHaveLength(1);
  expect(firstBroken(await w.log(receipt.id))).toBeUndefined();

  await lookEverywhere();
  // now not even the desk and the reporter's own page have it
  clean('desk', JSON.stringify(await as('lo', (tx) => complaints.getDeskReport(tx, receipt.number))));
  const mine = await as('anonymous', async (tx) =>
    complaints.getOwnReport(tx, await complaints.presentCode(tx, receipt.number, receipt.code)),
  );
  clean('the reporter’s page', JSON.stringify(mine));
  expect([mine.canBeReached, mine.landmark]).toEqual([false, null]);
  // until then the file for the Ombudsman, which the reporter alone prints, holds what they typed
  clean('file for the Ombudsman', await dossier());
  const { rows: notices } = await database.asAdmin('select 1 from messages.notice');
  expect(notices).toEqual([]);
  expect(
    await w.refused(
      as('penjaga1', (tx) =>
        complaints.askUnmasking(tx, { number: receipt.number, reason: 'perintah_pengadilan', basis: 'Penetapan 1/2027', why: 'Saksi.' }),
      ),
    ),
  ).toBe('complaints.unmask_erased');
});

test('years later words and pictures go; number, header and log stay', async () => {
  at('2032-01-05 09:00');
  await as('job', (tx) => jobs['complaints.find_expired'](tx));
  const dry = (await as('pengelola1', (tx) => complaints.listRetention(tx))).find((run) => run.kind === 'remove')!;
  await as('pengelola1', (tx) => complaints.orderRetention(tx, dry.id));
  await as('job', (tx) => jobs['complaints.retain'](tx, { run: dry.id }));
  const { rows } = await database.asAdmin('select number, text_public, title, is_public, state from complaints.report where id = $1', [
    receipt.id,
  ]);
  expect(rows).toEqual([{ number: receipt.number, text_public: '', title: null, is_public: false, state: 'ditarik' }]);
  const { rows: entries } = await database.asAdmin('select 1 from complaints.entry where report_id = $1', [receipt.id]);
  expect(entries).toEqual([]);
  const { rows: stone } = await database.asAdmin('select number, removed_at from complaints.tombstone');
  expect(stone).toEqual([{ number: receipt.number, removed_at: w.now() }]);
  expect(await w.refused(as('anonymous', (tx) => complaints.getPublicReport(tx, receipt.number)))).toBe('complaints.not_found');
  expect((await w.types(receipt.id)).at(-1)).toBe('removed');
  expect(firstBroken(await w.log(receipt.id))).toBeUndefined();
  expect((await dump()).rest).not.toContain('SD Inpres');
});
