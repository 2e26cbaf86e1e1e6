import type { Words } from '../words.ts';

export const reasons = {
  'core.unknown': { id: 'Permintaan tidak dapat dijalankan. Muat ulang halaman, lalu coba lagi.', en: 'That did not work. Reload the page and try again.' },
  'core.changed_meanwhile': { id: 'Berkas ini baru saja diubah orang lain. Muat ulang halaman, lalu coba lagi.', en: 'Someone else changed this just now. Reload the page and try again.' },
  'core.key_reused': { id: 'Formulir ini sudah dikirim dengan isi lain. Muat ulang halaman sebelum mengirim lagi.', en: 'This form was sent before with other content. Reload the page before sending again.' },
  'input.invalid': { id: 'Ada isian yang perlu diperbaiki.', en: 'Some answers need correcting.' },
  'input.required': { id: 'Isian ini wajib diisi.', en: 'This answer is required.' },
} satisfies Words;
