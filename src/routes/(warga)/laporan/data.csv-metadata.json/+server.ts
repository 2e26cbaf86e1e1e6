import type { RequestHandler } from './$types';
import { brand } from '#ui/brand.ts';
import { openData } from '#ui/words/complaint-numbers.ts';
import { COLUMNS, LICENCE } from '#web/server/report-data.ts';

/** What the columns of data.csv are, for programs (W3C CSV on the Web, § 5). */
export const GET: RequestHandler = ({ url }) =>
  new Response(
    JSON.stringify(
      {
        '@context': ['http://www.w3.org/ns/csvw', { '@language': 'id' }],
        url: 'data.csv',
        'dc:title': openData.title.id,
        'dc:description': openData.text.id,
        'dc:publisher': brand.government.id,
        'dc:license': { '@id': LICENCE },
        'dcat:landingPage': { '@id': `${url.origin}/laporan` },
        dialect: { header: true, encoding: 'utf-8', delimiter: ',', quoteChar: '"', doubleQuote: true },
        tableSchema: {
          primaryKey: 'nomor',
          columns: COLUMNS.map((name) => ({
            name,
            titles: name,
            'dc:description': openData[`c.${name}`],
            datatype: TYPES[name] ?? 'string',
          })),
        },
      },
      null,
      2,
    ),
    {
      headers: {
        'content-type': 'application/csvm+json; charset=utf-8',
        'cache-control': 'public, max-age=3600',
        'access-control-allow-origin': '*',
        'cross-origin-resource-policy': 'cross-origin',
      },
    },
  );

const TYPES: Partial<Record<(typeof COLUMNS)[number], string>> = {
  lintang: 'decimal',
  bujur: 'decimal',
  masuk: 'dateTime',
  diperbarui: 'dateTime',
  berakhir: 'dateTime',
  tenggat: 'date',
  merah: 'boolean',
  terlambat: 'boolean',
  bantahan: 'integer',
  foto: 'integer',
};
