import type { Lang } from './words.ts';

/** How numbers, days and times are written. Every time is in Papua (WIT, UTC+9), whatever machine renders the page. */
const ZONE = 'Asia/Jayapura';
const locale: Record<Lang, string> = { id: 'id-ID', en: 'en-GB' };
const makers = new Map<string, Intl.DateTimeFormat>();
const maker = (lang: Lang, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  const key = lang + JSON.stringify(options);
  let found = makers.get(key);
  if (!found) makers.set(key, (found = new Intl.DateTimeFormat(locale[lang], { timeZone: ZONE, ...options })));
  return found;
};

/** A day (`2025-11-24`) at noon in WIT, or a moment as it is. */
const moment = (at: Date | string): Date =>
  typeof at === 'string' ? new Date(/^\d{4}-\d{2}-\d{2}$/.test(at) ? `${at}T12:00:00+09:00` : at) : at;

/** "1.000.000" or "1,000,000" */
export const number = (value: number, lang: Lang, digits = 0): string =>
  new Intl.NumberFormat(locale[lang], { maximumFractionDigits: digits }).format(value);

/** "Rp1.000.000" in both languages: it is how the money is written here. */
export const rupiah = (value: number): string => `Rp${number(value, 'id')}`;

/** "24 November 2025" */
export const longDate = (at: Date | string, lang: Lang): string =>
  maker(lang, { day: 'numeric', month: 'long', year: 'numeric' }).format(moment(at));

/** A month as `November 2026`. @param of `2026-11` */
export const month = (of: string, lang: Lang): string =>
  new Intl.DateTimeFormat(lang === 'id' ? 'id-ID' : 'en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${of}-01T00:00:00Z`),
  );

/** "Senin 23 Nov" */
export const shortDate = (at: Date | string, lang: Lang): string => {
  const parts = Object.fromEntries(
    maker(lang, { weekday: 'long', day: 'numeric', month: 'short' })
      .formatToParts(moment(at))
      .map((part) => [part.type, part.value]),
  );
  return `${parts['weekday']} ${parts['day']} ${parts['month']}`;
};

/** "Senin, 24 November 2025" */
export const fullDate = (at: Date | string, lang: Lang): string =>
  `${maker(lang, { weekday: 'long' }).format(moment(at))}, ${longDate(at, lang)}`;

/** "08.00 WIT"; English "08:00 WIT" */
export const time = (at: Date | string, lang: Lang): string =>
  `${maker(lang, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
    .format(moment(at))
    .replace(/[.:]/, lang === 'id' ? '.' : ':')} WIT`;

/** "08.00–08.30 WIT" */
export const timeSpan = (from: Date | string, until: Date | string, lang: Lang): string =>
  `${time(from, lang).replace(' WIT', '')}–${time(until, lang)}`;

/** "Senin 23 Nov, 08.00 WIT" */
export const dateTime = (at: Date | string, lang: Lang): string => `${shortDate(at, lang)}, ${time(at, lang)}`;

/** "24 November 2025, 08.00 WIT" */
export const longDateTime = (at: Date | string, lang: Lang): string => `${longDate(at, lang)}, ${time(at, lang)}`;

/** "5 hari kerja", "1 working day" */
export const workingDays = (days: number, lang: Lang): string =>
  lang === 'id' ? `${number(days, lang, 1)} hari kerja` : `${number(days, lang, 1)} working day${days === 1 ? '' : 's'}`;

/** For `<time datetime>`: the day of a day, the ISO text of a moment. */
export const machine = (at: Date | string): string => (typeof at === 'string' ? at : at.toISOString());

/** Working time of milliseconds: "3 jam 20 menit", minutes alone below an hour. */
export const duration = (ms: number, lang: Lang): string => {
  const minutes = Math.round(ms / 60_000);
  const hours = Math.floor(minutes / 60);
  const [hour, minute] = lang === 'id' ? ['jam', 'menit'] : ['h', 'min'];
  return hours === 0 ? `${minutes} ${minute}` : `${number(hours, lang)} ${hour} ${minutes % 60} ${minute}`;
};

/** A share of a whole with one decimal; a dash where there is no whole. */
export const percent = (part: number, whole: number, lang: Lang): string =>
  whole === 0 ? '–' : `${number((part / whole) * 100, lang, 1)} %`;

/** The beginning of a text, cut between words and never inside a mark like "[nomor telepon]". */
export function excerpt(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most + 1).replace(/\s+\S*$/u, '');
  const open = cut.lastIndexOf('[');
  return `${(open > cut.lastIndexOf(']') ? cut.slice(0, open) : cut).trimEnd()}…`;
}
