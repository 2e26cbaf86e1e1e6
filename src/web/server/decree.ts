import { printSheet } from '#modules/documents/server/documents.ts';
import type { PicOffice } from '#modules/complaints/server/complaints.ts';
import { dayOf } from '#core/working-time.ts';
import { longDate } from '#ui/format.ts';
import basis from '../../../db/reference/pic-decree.json' with { type: 'json' };

/** The draft of the decree that names an agency's PICs: number, date and signature are left blank. @throws Error where it doesn't compile: a bug */
export function printDecree({ name, draft }: PicOffice, now: Date): Promise<Uint8Array> {
  const [year, month, day] = dayOf(now).split('-').map(Number);
  const seats = [
    ['Koordinator (kepala perangkat daerah)', draft!.head.name],
    ...draft!.staff.map((each, at) => [`Petugas penghubung ${at + 1}`, each.name]),
    ...(draft!.deputy ? [['Wakil koordinator bila berhalangan', draft!.deputy.name]] : []),
  ];
  return printSheet(
    'sk-pic@1',
    {
      agency: name,
      day: { year, month, day },
      seats,
      from: longDate(draft!.from, 'id'),
      to: draft!.to ? longDate(draft!.to, 'id') : 'ada keputusan baru',
      ...basis,
    },
    now,
  );
}
