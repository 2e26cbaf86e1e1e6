import process from 'node:process';
import { maskNames } from '#modules/complaints/masking.ts';
import type { OwnReport } from '#modules/complaints/server/complaints.ts';
import { printSheet } from '#modules/documents/server/documents.ts';
import { dayOf } from '#core/working-time.ts';
import { duration, longDate, longDateTime } from '#ui/format.ts';
import { clocks, clockStates, endings, events, holders } from '#ui/words/complaints.ts';
import { say } from '#ui/words.ts';
import ombudsman from '../../../db/reference/ombudsman.json' with { type: 'json' };

export interface DossierPlaces {
  readonly region: string | null;
  readonly category: string;
  /** Agencies' names by code. */
  readonly agencies: Readonly<Record<string, string>>;
}

const DAY_MS = 86_400_000;
const held = (ms: number): string =>
  ms < DAY_MS ? duration(ms, 'id') : `${Math.floor(ms / DAY_MS)} hari ${Math.floor((ms % DAY_MS) / 3_600_000)} jam`;

/** Words of an office name nobody by a form of address; the reporter's own stay as they wrote them. */
const wordsOf = ({ text, data }: OwnReport['timeline'][number]): string | null =>
  text === null || data['actorKind'] === 'citizen' || data['actorKind'] === 'anonymous' ? text : maskNames(text);

/** What the paper says, all of it what the reporter's own page shows; Indonesian, because the Ombudsman reads it. */
export function dossierOf(view: OwnReport, { region, category, agencies }: DossierPlaces, now: Date) {
  const t = say(events, 'id');
  const agency = (code: string | null): string => (code ? (agencies[code] ?? code) : '');
  const holder = (kind: string, code: string | null): string =>
    kind === 'lead' && code ? agency(code) : (holders[kind as keyof typeof holders]?.id ?? kind);
  const [year, month, day] = dayOf(now).split('-').map(Number);
  const place = [region, view.landmark, view.address, view.point && `${view.point.lat}, ${view.point.long}`].filter(Boolean).join(' · ');
  const until = (item: OwnReport['timeline'][number]): string => {
    const named = item.data['until'] ?? item.data['to'];
    return typeof named === 'string' && /^\d{4}-\d\d-\d\d$/.test(named) ? longDate(named, 'id') : '';
  };
  return {
    number: view.number,
    day: { year, month, day },
    made: longDateTime(now, 'id'),
    url: `${(process.env['SATU_ORIGIN'] ?? '').replace(/\/$/, '')}/lapor/${view.number}`,
    ombudsman,
    text: view.ownText,
    facts: [
      ['Nomor laporan', view.number],
      ['Diterima', longDateTime(view.receivedAt, 'id')],
      ...(view.title ? [['Judul', view.title]] : []),
      ['Tentang', category],
      ...(place ? [['Tempat', place]] : []),
      ['Instansi penanggung jawab', agency(view.lead) || 'belum ditunjuk'],
      ['Keadaan', view.label.id],
      ...(view.ending ? [['Berakhir', endings[view.ending as keyof typeof endings].id]] : []),
      ['Bantahan pelapor', `${view.contests} kali`],
      ['Foto pada laporan', String(view.photoIds.filter((photo) => photo.role === 'report').length)],
    ],
    clocks: view.clocks.map((clock) => [
      clocks[clock.id as keyof typeof clocks]?.id ?? clock.id,
      longDate(clock.from, 'id'),
      longDate(clock.due, 'id') + (clock.before ? ` (semula ${longDate(clock.before, 'id')})` : ''),
      clockStates[clock.state].id,
    ]),
    promises: view.timeline
      .filter((item) => item.nextDate !== null)
      .map((item) => [longDate(item.at, 'id'), agency(item.agency), wordsOf(item) ?? '', longDate(item.nextDate!, 'id')]),
    ledger: view.ledger.map((row) => [
      holder(row.holder.kind, row.holder.agency),
      longDateTime(row.from, 'id'),
      longDateTime(row.to, 'id'),
      held(row.ms),
    ]),
    timeline: view.timeline.map((item) => [
      longDateTime(item.at, 'id'),
      t(item.type as keyof typeof events, { agency: agency(item.agency), until: until(item), rung: '' }),
      wordsOf(item),
    ]),
  };
}

/** The file as PDF (tagged, PDF/A-2a). @throws Error where the sheet doesn't compile: a bug */
export const printDossier = (view: OwnReport, places: DossierPlaces, now: Date): Promise<Uint8Array> =>
  printSheet('berkas-ombudsman@1', dossierOf(view, places, now), now);
