import type { RequestEvent } from '@sveltejs/kit';
import Papa from 'papaparse';
import { Failure } from '#core/failure.ts';
import { FORMULA } from '#core/formula.ts';
import type { Tx } from '#core/server/database.ts';
import { xmlText } from '#modules/complaints/open311.ts';
import { cursorOf, listCategoryNames, listPublic, publicChangedAt, type PublicReport } from '#modules/complaints/server/complaints.ts';
import { limitApart } from '#modules/identity/server/identity.ts';
import { brand } from '#ui/brand.ts';
import { excerpt } from '#ui/format.ts';
import { openData } from '#ui/words/complaint-numbers.ts';
import { reasonText } from '#ui/words.ts';
import { agencyNames, regionNames } from './report.ts';

/**
 * Public reports as data: CSV, GeoJSON and a feed, by the same door as the public list, so that nothing is here that isn't
 * there. Sent in pieces as they are read; a validator says whether there is anything new.
 */
export const LICENCE = 'https://creativecommons.org/licenses/by/4.0/';
/** Reports read in one transaction. */
const A_PIECE = 1000;
/** In the feed. */
const NEWEST = 50;
/** Whole files a minute from one address. */
const RATE = 30;
const NOBODY = { kind: 'anonymous' } as const;

export interface Filter {
  readonly category: string | undefined;
  readonly region: string | undefined;
  readonly open311: string | undefined;
  readonly lead: string | undefined;
}
/** What the list is asked for, by the names its form uses. */
export const filterOf = (url: URL): Filter => {
  const ask = (name: string): string | undefined => (url.searchParams.get(name) ?? '').slice(0, 60) || undefined;
  return { category: ask('kategori'), region: ask('distrik'), open311: ask('keadaan'), lead: ask('instansi') };
};

interface Names {
  readonly categories: ReadonlyMap<string, string>;
  readonly regions: ReadonlyMap<string, string>;
  readonly agencies: Readonly<Record<string, string>>;
}
const namesOf = async (tx: Tx): Promise<Names> => ({
  categories: new Map((await listCategoryNames(tx)).map((category) => [category.id, category.name.id])),
  regions: await regionNames(tx),
  agencies: await agencyNames(tx),
});

/** Columns of the CSV file; what each means is in data.csv-metadata.json. */
export const COLUMNS = [
  'nomor',
  'judul',
  'isi',
  'kategori',
  'nama_kategori',
  'klasifikasi',
  'kode_wilayah',
  'wilayah',
  'lintang',
  'bujur',
  'kanal',
  'keadaan',
  'open311',
  'instansi',
  'nama_instansi',
  'masuk',
  'diperbarui',
  'tenggat',
  'merah',
  'terlambat',
  'berakhir',
  'cara_berakhir',
  'bantahan',
  'foto',
  'alamat',
] as const;
type Cell = string | number | boolean | null;

function cellsOf(report: PublicReport, names: Names, origin: string): Record<(typeof COLUMNS)[number], Cell> {
  const isOpen = report.endedAt === null;
  return {
    nomor: report.number,
    judul: report.title,
    isi: report.text,
    kategori: report.category,
    nama_kategori: names.categories.get(report.category) ?? report.category,
    klasifikasi: report.classification,
    kode_wilayah: report.region,
    wilayah: report.region && (names.regions.get(report.region) ?? null),
    lintang: report.point?.lat ?? null,
    bujur: report.point?.long ?? null,
    kanal: report.channel,
    keadaan: report.label.id,
    open311: report.open311,
    instansi: report.lead,
    nama_instansi: report.lead && (names.agencies[report.lead] ?? null),
    masuk: report.receivedAt.toISOString(),
    diperbarui: report.updatedAt.toISOString(),
    tenggat: isOpen ? report.dueOn : null,
    merah: isOpen && report.isRed,
    terlambat: isOpen && report.isLate,
    berakhir: report.endedAt?.toISOString() ?? null,
    cara_berakhir: report.ending,
    bantahan: report.contests,
    foto: report.photos,
    alamat: `${origin}/laporan/${report.number}`,
  };
}

interface Shape {
  readonly type: string;
  readonly file: string;
  readonly before: (changed: Date | null) => string;
  readonly each: (report: PublicReport, names: Names, origin: string) => string | undefined;
  readonly between: string;
  readonly after: string;
}
export const csv: Shape = {
  type: 'text/csv; charset=utf-8; header=present',
  file: 'laporan-mimika.csv',
  before: () => `${COLUMNS.join(',')}\r\n`,
  each: (report, names, origin) => {
    const cells = cellsOf(report, names, origin);
    return `${Papa.unparse([COLUMNS.map((column) => cells[column])], { newline: '\r\n', escapeFormulae: FORMULA })}\r\n`;
  },
  between: '',
  after: '',
};
export const geojson: Shape = {
  type: 'application/geo+json',
  file: 'laporan-mimika.geojson',
  before: (changed) =>
    `{"type":"FeatureCollection","license":${JSON.stringify(LICENCE)},"attribution":${JSON.stringify(brand.government.id)},"updated":${JSON.stringify(changed)},"features":[\n`,
  // a report without a public point is in the CSV file, not on the map
  each: (report, names, origin) => {
    if (!report.point) return undefined;
    const { lintang, bujur, ...properties } = cellsOf(report, names, origin);
    return JSON.stringify({
      type: 'Feature',
      id: report.number,
      geometry: { type: 'Point', coordinates: [bujur, lintang] },
      properties,
    });
  },
  between: ',\n',
  after: '\n]}\n',
};

/** What never changes from one reader to the next. */
const shared = (changed: Date | null, url: URL, name: string) => ({
  etag: `W/"${name}-${changed?.getTime() ?? 0}-${url.search}"`.replace(/[^\x21-\x7e]/g, ''),
  ...(changed ? { 'last-modified': changed.toUTCString() } : {}),
  'cache-control': 'public, max-age=60, must-revalidate',
  link: `<${LICENCE}>; rel="license", </laporan/data.csv-metadata.json>; rel="describedby"; type="application/csvm+json"`,
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'etag, last-modified, link',
  'cross-origin-resource-policy': 'cross-origin',
});
/** Has the reader what we would send? The tag decides where one is given (RFC 9110 § 13.2.2). */
function isKnown(request: Request, changed: Date | null, etag: string): boolean {
  const tags = request.headers.get('if-none-match');
  if (tags !== null) return tags.split(',').some((tag) => tag.trim() === etag || tag.trim() === '*');
  const since = Date.parse(request.headers.get('if-modified-since') ?? '');
  return changed !== null && Math.floor(changed.getTime() / 1000) * 1000 <= since;
}

/** Answer 304 or 429 where that is all there is to say; else what `work` makes. */
async function whenNew(
  { request, url, locals, getClientAddress }: RequestEvent,
  name: string,
  work: (changed: Date | null, headers: Record<string, string>) => Promise<Response>,
): Promise<Response> {
  const changed = await locals.database.withActor(NOBODY, publicChangedAt);
  const headers = shared(changed, url, name);
  if (isKnown(request, changed, headers.etag)) return new Response(null, { status: 304, headers });
  try {
    await limitApart(locals.database, `report-data:${getClientAddress()}`, RATE, 60);
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    return new Response(`${reasonText('id', 'api.too_many')} / ${reasonText('en', 'api.too_many')}\n`, {
      status: 429,
      headers: { 'content-type': 'text/plain; charset=utf-8', 'retry-after': '60', 'cache-control': 'no-store' },
    });
  }
  return work(changed, headers);
}

/** Every public report that fits the filter, as one file in pieces: a reader that is slow or goes away holds no transaction. */
export const dataFile =
  (shape: Shape) =>
  (event: RequestEvent): Promise<Response> =>
    whenNew(event, shape.file, async (changed, headers) => {
      const { database } = event.locals;
      const filter = filterOf(event.url);
      const names = await database.withActor(NOBODY, namesOf);
      const encoder = new TextEncoder();
      let after: string | undefined;
      let isFirst = true;
      const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
        start: (stream) => stream.enqueue(encoder.encode(shape.before(changed))),
        async pull(stream) {
          const reports = await database.withActor(NOBODY, (tx) => listPublic(tx, { ...filter, after, most: A_PIECE }));
          let piece = '';
          for (const report of reports) {
            const text = shape.each(report, names, event.url.origin);
            if (text === undefined) continue;
            piece += (isFirst ? '' : shape.between) + text;
            isFirst = false;
          }
          const last = reports.at(-1);
          const isDone = !last || reports.length < A_PIECE;
          if (isDone) piece += shape.after;
          else after = cursorOf(last);
          // an empty piece would not ask for the next one
          stream.enqueue(encoder.encode(piece || (shape.between && ' ')));
          if (isDone) stream.close();
        },
      });
      return new Response(body, {
        headers: { ...headers, 'content-type': shape.type, 'content-disposition': `attachment; filename="${shape.file}"` },
      });
    });

/** The newest reports that fit the filter, as Atom (RFC 4287). */
export const feed = (event: RequestEvent): Promise<Response> =>
  whenNew(event, 'umpan', async (changed, headers) => {
    const { origin, href } = event.url;
    const filter = filterOf(event.url);
    const { names, reports } = await event.locals.database.withActor(NOBODY, async (tx) => ({
      names: await namesOf(tx),
      reports: await listPublic(tx, { ...filter, most: NEWEST }),
    }));
    const about = [
      filter.category && (names.categories.get(filter.category) ?? filter.category),
      filter.region && (names.regions.get(filter.region) ?? filter.region),
      filter.lead && (names.agencies[filter.lead] ?? filter.lead),
    ].filter((part) => part !== undefined);
    const attribute = (text: string): string => xmlText(text).replaceAll('"', '&quot;');
    const entries = reports.map((report) => {
      const address = `${origin}/laporan/${report.number}`;
      const category = names.categories.get(report.category) ?? report.category;
      return `<entry><id>${xmlText(address)}</id><title>${xmlText(report.title ?? excerpt(report.text, 90))}</title><link href="${attribute(address)}"/><published>${report.receivedAt.toISOString()}</published><updated>${report.updatedAt.toISOString()}</updated><category term="${attribute(report.category)}" label="${attribute(category)}"/><summary>${xmlText(`${report.label.id}. ${report.region ? `${names.regions.get(report.region) ?? ''}. ` : ''}${report.text}`)}</summary></entry>`;
    });
    const title = [openData.feed_title.id, ...about].join(' · ');
    return new Response(
      `<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="id"><id>${xmlText(href)}</id><title>${xmlText(title)}</title><updated>${(changed ?? new Date(0)).toISOString()}</updated><link rel="self" href="${attribute(href)}"/><link rel="alternate" type="text/html" href="${attribute(`${origin}/laporan${event.url.search}`)}"/><author><name>${xmlText(brand.government.id)}</name></author><rights>${LICENCE}</rights>\n${entries.join('\n')}\n</feed>\n`,
      { headers: { ...headers, 'content-type': 'application/atom+xml; charset=utf-8' } },
    );
  });
