import { expect, test } from 'vitest';
import type { PicOffice } from '#modules/complaints/server/complaints.ts';
import { printDecree } from '#web/server/decree.ts';

test('the draft of a decree stays on one page, with a long name, two staff and a deputy', async () => {
  const person = (name: string) => ({ name });
  const office = {
    name: 'Dinas Perumahan Rakyat, Kawasan Permukiman dan Pertanahan',
    draft: {
      head: person('Yohanis Bernadus Kambuaya, S.T., M.Si.'),
      staff: [person('Maria Magdalena Kogoya, S.Kom.'), person('Abdul Rahman Saleh Fakdawer, A.Md.')],
      deputy: person('Petrus Kanisius Nawipa, S.Sos.'),
      from: '2026-11-24',
      to: '2027-12-31',
    },
  } as unknown as PicOffice;
  const pdf = Buffer.from(await printDecree(office, new Date('2026-11-24T00:00:00Z')));
  expect(pdf.toString('latin1').match(/\/Type ?\/Page(?!s)/g)).toHaveLength(1);
});
