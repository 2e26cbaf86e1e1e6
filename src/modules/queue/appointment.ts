/** Half-open times conflict when each begins before the other ends. Any values that compare: text 'HH:MM', numbers. */
export const overlaps = <T extends string | number>(a: readonly [T, T], b: readonly [T, T]): boolean => a[0] < b[1] && b[0] < a[1];

export interface Quota {
  readonly seats: number;
  /** At most this many of the seats for the class. */
  readonly classSeats: number;
  /** Ordinary bookings. */
  readonly booked: number;
  readonly bookedClass: number;
}
/** Seats left for the class; never below 0, never more than the whole slot has left. */
export const freeForClass = ({ seats, classSeats, booked, bookedClass }: Quota): number =>
  Math.max(0, Math.min(classSeats - bookedClass, seats - booked - bookedClass));

/** P(more than `most` of `n` come), each with probability `p`. */
function moreThan(n: number, p: number, most: number): number {
  let chance = (1 - p) ** n;
  let atMost = chance;
  if (p >= 1) return n > most ? 1 : 0;
  for (let k = 1; k <= most; k++) {
    chance *= ((n - k + 1) / k) * (p / (1 - p));
    atMost += chance;
  }
  return Math.max(0, 1 - atMost);
}

/**
 * Extra seats that may be given because some don't come: the most for which more than `seats` come with at most `risk`,
 * and at most `share` of the seats. `pShow` is the upper bound of the share that came; undefined while too few are known.
 */
export function extraSeats(seats: number, pShow: number | undefined, share: number, risk: number): number {
  if (pShow === undefined) return 0;
  let extra = 0;
  while (extra + 1 <= Math.floor(seats * share) && moreThan(seats + extra + 1, pShow, seats) <= risk) extra++;
  return extra;
}

const folded = (line: string): string => {
  // 75 octets a line, never inside a sign (RFC 5545 § 3.1)
  const lines: string[] = [];
  let part = '';
  let bytes = 0;
  for (const sign of line) {
    const size = new TextEncoder().encode(sign).length;
    if (bytes + size > (lines.length ? 74 : 75)) {
      lines.push(part);
      part = '';
      bytes = 0;
    }
    part += sign;
    bytes += size;
  }
  return [...lines, part].join('\r\n ');
};
const escaped = (text: string): string => text.replace(/[\\;,]/g, '\\$&').replace(/\r?\n/g, '\\n');
const stamp = (at: Date): string => at.toISOString().replace(/[-:]|\.\d{3}/g, '');

export interface CalendarEntry {
  readonly id: string;
  readonly title: string;
  readonly place: string;
  readonly note: string;
  readonly from: Date;
  readonly to: Date;
  readonly at: Date;
  readonly url: string;
  /** Minutes before the start a telephone reminds. */
  readonly remindMinutes: number;
  readonly isCancelled: boolean;
  /** Grows with every change, so that calendars take the newest. */
  readonly revision: number;
}

/** An appointment as iCalendar (RFC 5545): one event, times in UTC, a reminder. */
export function iCalendar(it: CalendarEntry): string {
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Satu Pintu//Antrean//ID',
    'CALSCALE:GREGORIAN',
    `METHOD:${it.isCancelled ? 'CANCEL' : 'PUBLISH'}`,
    'BEGIN:VEVENT',
    `UID:${it.id}@satu-pintu`,
    `SEQUENCE:${it.revision}`,
    `DTSTAMP:${stamp(it.at)}`,
    `DTSTART:${stamp(it.from)}`,
    `DTEND:${stamp(it.to)}`,
    `SUMMARY:${escaped(it.title)}`,
    `LOCATION:${escaped(it.place)}`,
    `DESCRIPTION:${escaped(it.note)}`,
    `URL:${it.url}`,
    `STATUS:${it.isCancelled ? 'CANCELLED' : 'CONFIRMED'}`,
    ...(it.isCancelled
      ? []
      : ['BEGIN:VALARM', 'ACTION:DISPLAY', `TRIGGER:-PT${it.remindMinutes}M`, `DESCRIPTION:${escaped(it.title)}`, 'END:VALARM']),
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ]
    .map((line) => folded(line))
    .join('\r\n');
}
