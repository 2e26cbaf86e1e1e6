import type { RequestEvent } from '@sveltejs/kit';
import Papa from 'papaparse';
import { expect, test } from 'vitest';
import { toOpenData } from '#modules/catalogue/open-data.ts';
import { listRegions, listWholeServices } from '#modules/catalogue/server/catalogue.ts';
import { testDatabase } from '#test/database.ts';
import { csvFile } from './open-data.ts';

const database = await testDatabase();
const event = { locals: { database, actor: { kind: 'anonymous' } } } as unknown as RequestEvent;

test('the catalogue as CSV reads back as it was', async () => {
  const response = await csvFile('layanan.csv', async (tx) => (await listWholeServices(tx)).map(toOpenData))(event);
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  const { data, errors } = Papa.parse<Record<string, string>>(await response.text(), { header: true, skipEmptyLines: true });
  expect(errors).toEqual([]);
  expect(data).toHaveLength(62);
  const card = data.find((row) => row['id'] === 'kartu-ak1');
  expect(card).toMatchObject({
    agency_code: 'disnakertrans',
    system_of_record: 'local',
    fee_rupiah: '0',
    requirements: 'KTP-el;ijazah;foto',
    verified: 'M',
  });
  expect(data.find((row) => row['id'] === 'pbg')?.['fee_rupiah']).toBe('');
});

test('all places are there, by code', async () => {
  const text = await (await csvFile('wilayah.csv', listRegions)(event)).text();
  const { data } = Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true });
  expect(data.filter((row) => row['level'] === '3')).toHaveLength(18);
  expect(data.filter((row) => row['level'] === '4')).toHaveLength(152);
});

test('a text that a spreadsheet would run is made harmless', async () => {
  const text = await (await csvFile('x.csv', async () => [{ name: '=HYPERLINK("http://x")', list: ['a', 'b'], none: null }])(event)).text();
  expect(text).toBe(`name,list,none\n"'=HYPERLINK(""http://x"")",a;b,\n`);
  const lines = await (await csvFile('x.csv', async () => [{ name: '=1+1\nsecond' }])(event)).text();
  expect(lines).toBe(`name\n"'=1+1\nsecond"\n`);
});
