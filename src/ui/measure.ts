import { number, percent } from './format.ts';
import type { Lang } from './words.ts';

/** A value of a measure with its unit: "86,2 %", "4 hari kerja"; short without the word of the unit. */
export function measure(value: number, unit: 'share' | 'workday' | 'minute', lang: Lang, isShort = false): string {
  if (unit === 'share') return percent(value, 1, lang);
  const text = number(value, lang, 1);
  if (isShort) return text;
  const word = {
    workday: { id: 'hari kerja', en: value === 1 ? 'working day' : 'working days' },
    minute: { id: 'menit', en: value === 1 ? 'minute' : 'minutes' },
  };
  return `${text} ${word[unit][lang]}`;
}

/** "Mar 2026" of '2026-03'. */
export const monthName = (month: string, lang: Lang): string =>
  new Intl.DateTimeFormat(lang === 'en' ? 'en-GB' : 'id-ID', { month: 'short', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${month}-01T00:00:00Z`),
  );
