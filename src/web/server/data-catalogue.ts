import type { RequestEvent } from '@sveltejs/kit';
import type { MeasureView } from '#modules/council/view.ts';
import { listMeasures } from '#modules/council/server/council.ts';
import { brand } from '#ui/brand.ts';
import { agencyNames } from './report.ts';
import { LICENCE } from './report-data.ts';

/**
 * All open data in one catalogue (DCAT 3 as JSON-LD): datasets, files, publisher, licence, how often, where. Concept,
 * definition and unit of a measure go with it (Satu Data Indonesia, Perpres 39/2019 ps. 8: metadata of data).
 */
const CONTEXT = {
  dcat: 'http://www.w3.org/ns/dcat#',
  dct: 'http://purl.org/dc/terms/',
  foaf: 'http://xmlns.com/foaf/0.1/',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
  satudata: 'urn:satu-data-indonesia:',
} as const;
const EVERY = {
  month: 'http://publications.europa.eu/resource/authority/frequency/MONTHLY',
  change: 'http://publications.europa.eu/resource/authority/frequency/CONT',
} as const;
/** Kabupaten Mimika by Kepmendagri 300.2.2-2430/2025. */
const WHERE = { '@type': 'dct:Location', 'dct:identifier': '94.04', 'dct:title': brand.place };
const MEDIA = { csv: 'text/csv', json: 'application/json', geojson: 'application/geo+json' } as const;

interface Dataset {
  readonly path: string;
  readonly title: { readonly id: string; readonly en: string };
  readonly text: { readonly id: string; readonly en: string };
  readonly publisher: string;
  readonly files: readonly (readonly [keyof typeof MEDIA, string])[];
  readonly every: keyof typeof EVERY;
  readonly modified?: Date | undefined;
  readonly more?: Readonly<Record<string, unknown>>;
}
const both = (value: { readonly id: string; readonly en: string }) => [
  { '@value': value.id, '@language': 'id' },
  { '@value': value.en, '@language': 'en' },
];
const dataset = (origin: string, of: Dataset) => ({
  '@id': `${origin}${of.path}`,
  '@type': 'dcat:Dataset',
  'dct:title': both(of.title),
  'dct:description': both(of.text),
  'dct:publisher': { '@type': 'foaf:Organization', 'foaf:name': of.publisher },
  'dcat:contactPoint': { '@id': `${origin}/bantuan` },
  'dct:license': { '@id': LICENCE },
  'dct:accrualPeriodicity': { '@id': EVERY[of.every] },
  'dct:spatial': WHERE,
  'dcat:landingPage': { '@id': `${origin}${of.path}` },
  ...(of.modified ? { 'dct:modified': { '@value': of.modified.toISOString(), '@type': 'xsd:dateTime' } } : {}),
  ...of.more,
  'dcat:distribution': of.files.map(([format, path]) => ({
    '@id': `${origin}${path}`,
    '@type': 'dcat:Distribution',
    'dcat:downloadURL': { '@id': `${origin}${path}` },
    'dcat:mediaType': MEDIA[format],
    'dct:license': { '@id': LICENCE },
  })),
});

const ofMeasure = ({ metric, stamp, running }: MeasureView, publisher: string): Dataset => ({
  path: `/kinerja/${metric.id}`,
  title: metric.name,
  text: metric.definition,
  publisher,
  files: [
    ['csv', `/kinerja/${metric.id}/data.csv`],
    ['json', `/kinerja/${metric.id}/data.json`],
  ],
  every: 'month',
  modified: running?.computed_at,
  more: {
    'dct:identifier': metric.id,
    ...(metric.formula === null ? {} : { 'dct:conformsTo': metric.formula }),
    'satudata:cap': stamp,
    ...Object.fromEntries(Object.entries(metric.satu_data).map(([name, value]) => [`satudata:${name}`, value])),
  },
});

const fixed = (publisher: string): readonly Dataset[] => [
  {
    path: '/data',
    title: { id: 'Layanan dan standarnya', en: 'Services and their standards' },
    text: { id: 'Syarat, waktu, biaya dan dasar hukum tiap layanan.', en: 'Requirements, time, fee and legal basis of each service.' },
    publisher,
    files: [
      ['csv', '/data/layanan.csv'],
      ['json', '/data/layanan.json'],
    ],
    every: 'change',
  },
  {
    path: '/instansi',
    title: { id: 'Instansi', en: 'Agencies' },
    text: { id: 'Perangkat daerah dan instansi lain yang melayani.', en: 'Regional and other bodies that serve people.' },
    publisher,
    files: [['csv', '/data/instansi.csv']],
    every: 'change',
  },
  {
    path: '/data/wilayah.csv',
    title: { id: 'Wilayah', en: 'Places' },
    text: { id: 'Kabupaten, distrik, kelurahan dan kampung menurut kodenya.', en: 'Regency, districts and villages by code.' },
    publisher,
    files: [['csv', '/data/wilayah.csv']],
    every: 'change',
  },
  {
    path: '/laporan',
    title: { id: 'Laporan warga', en: 'Reports by residents' },
    text: { id: 'Laporan publik ke Mimika Center, tanpa yang rahasia.', en: 'Public reports to Mimika Center, without secret ones.' },
    publisher,
    files: [
      ['csv', '/laporan/data.csv'],
      ['geojson', '/laporan/data.geojson'],
    ],
    every: 'change',
  },
];

export async function catalogue({ locals, url }: RequestEvent): Promise<Response> {
  const datasets = await locals.database.withActor(locals.actor, async (tx) => {
    const agencies = await agencyNames(tx);
    return [
      ...fixed(brand.government.id),
      ...(await listMeasures(tx)).measures.map((view) => ofMeasure(view, agencies[view.metric.owner] ?? view.metric.owner)),
    ];
  });
  const document = {
    '@context': CONTEXT,
    '@id': `${url.origin}/data/catalog.jsonld`,
    '@type': 'dcat:Catalog',
    'dct:title': both({ id: `Data terbuka ${brand.place}`, en: `Open data of ${brand.place}` }),
    'dct:publisher': { '@type': 'foaf:Organization', 'foaf:name': brand.government.id },
    'dct:license': { '@id': LICENCE },
    'dct:spatial': WHERE,
    'dcat:dataset': datasets.map((each) => dataset(url.origin, each)),
  };
  return new Response(`${JSON.stringify(document, null, 1)}\n`, {
    headers: { 'content-type': 'application/ld+json', 'cache-control': 'public, max-age=3600', 'access-control-allow-origin': '*' },
  });
}
