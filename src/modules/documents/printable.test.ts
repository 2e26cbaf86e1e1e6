import { expect, test } from 'vitest';
import { printable } from './printable.ts';

test.each([
  ['Toko Bunga 🌸', 'Toko Bunga'],
  ['Yosefa 👩🏾‍⚕️ Kemong', 'Yosefa Kemong'],
  ['Bendera 🇮🇩 di Timika', 'Bendera di Timika'],
  ['Klinik “Hoya” – lantai 2 ©', 'Klinik “Hoya” – lantai 2 ©'],
  ['Rumah 神山', 'Rumah ?'],
  ['D’Arc é ñ', 'D’Arc é ñ'],
  ['dua\r\nbaris\tdan', 'dua\nbaris dan'],
  ['1️⃣ pintu', '1 pintu'],
  ['satu\n🌸 dua', 'satu\n dua'],
])('%j is printed as %j', (text, paper) => expect(printable(text)).toBe(paper));
