import type { Words } from './words.ts';

export const reasons = {
  'files.empty': { id: 'Pilih berkas yang akan diunggah.', en: 'Choose a file to upload.' },
  'files.too_large': {
    id: 'Berkas lebih besar dari 10 MB. Foto ulang dengan ukuran lebih kecil, atau pecah menjadi beberapa berkas.',
    en: 'The file is larger than 10 MB. Take a smaller picture or split it.',
  },
  'files.too_many': { id: 'Terlalu banyak berkas sekaligus. Kirim beberapa saja.', en: 'Too many files at once. Send fewer.' },
  'files.no_room': {
    id: 'Ruang simpan kami penuh, berkas belum tersimpan. Coba lagi nanti; isian Anda tetap ada.',
    en: 'Our disk is full, the file was not kept. Try again later; your answers stay.',
  },
  'files.wrong_type': {
    id: 'Berkas ini bukan PDF atau foto. Unggah PDF, JPG, PNG, atau WebP.',
    en: 'This is not a PDF or a picture. Upload PDF, JPG, PNG or WebP.',
  },
  'files.type_svg': { id: 'Gambar SVG tidak diterima. Simpan sebagai PNG atau PDF.', en: 'SVG is not accepted. Save it as PNG or PDF.' },
  'files.type_web_page': { id: 'Halaman web tidak diterima. Simpan sebagai PDF.', en: 'Web pages are not accepted. Save it as PDF.' },
  'files.type_program': {
    id: 'Berkas ini program, bukan dokumen, apa pun namanya.',
    en: 'This file is a program, not a document, whatever its name.',
  },
  'files.type_office': {
    id: 'Berkas Word atau Excel tidak diterima. Simpan sebagai PDF.',
    en: 'Word and Excel files are not accepted. Save as PDF.',
  },
  'files.type_archive': {
    id: 'Berkas ZIP tidak diterima. Unggah isinya satu per satu.',
    en: 'Archives are not accepted. Upload what is inside, one by one.',
  },
  'files.heic': {
    id: 'Foto HEIC tidak dapat dibuka di sini. Kirim sebagai JPG.',
    en: 'HEIC pictures cannot be opened here. Send it as JPG.',
  },
  'files.broken_picture': { id: 'Foto ini rusak. Coba foto ulang.', en: 'This picture is broken. Take it again.' },
  'files.picture_too_large': {
    id: 'Ukuran foto terlalu besar untuk dibuka. Perkecil lalu coba lagi.',
    en: 'The picture has too many pixels to open. Make it smaller.',
  },
  'files.not_picture': { id: 'Ini PDF, bukan foto. Kirim fotonya.', en: 'This is a PDF, not a picture. Send the picture.' },
  'files.hidden_content': {
    id: 'Di dalam foto ini tersembunyi berkas lain. Foto ulang, atau kirim tangkapan layarnya.',
    en: 'Another file is hidden inside this picture. Take it again, or send a screenshot of it.',
  },
  'files.picture_animated': {
    id: 'Gambar bergerak tidak diterima. Kirim satu foto diam.',
    en: 'Moving pictures are not accepted. Send one still picture.',
  },
  'files.picture_print': {
    id: 'Foto ini memakai warna cetak (CMYK). Simpan sebagai JPG biasa (RGB).',
    en: 'This picture uses print colours (CMYK). Save it as an ordinary JPG (RGB).',
  },
  'files.picture_deep': {
    id: 'Foto ini memakai 16 bit per warna. Simpan sebagai JPG biasa.',
    en: 'This picture has 16 bits a colour. Save it as an ordinary JPG.',
  },
  'files.picture_too_small': {
    id: 'Foto ini terlalu kecil untuk dilihat. Kirim foto aslinya.',
    en: 'This picture is too small to see anything. Send the original.',
  },
  'files.pdf_broken': { id: 'PDF ini rusak atau tidak lengkap.', en: 'This PDF is broken or incomplete.' },
  'files.pdf_locked': {
    id: 'PDF ini terkunci dengan sandi. Unggah PDF yang dapat dibuka.',
    en: 'This PDF is locked by a password. Upload one that opens.',
  },
  'files.pdf_active': {
    id: 'PDF ini berisi program atau lampiran. Unggah hasil pindai biasa.',
    en: 'This PDF holds a program or an attachment. Upload a plain scan.',
  },
  'files.pdf_pages': { id: 'PDF ini lebih dari 200 halaman.', en: 'This PDF has more than 200 pages.' },
  'files.pdf_too_complex': {
    id: 'PDF ini terlalu rumit untuk diperiksa. Unggah hasil pindai biasa.',
    en: 'This PDF is too complex to check. Upload a plain scan.',
  },
  'files.unknown': { id: 'Berkas ini tidak ada.', en: 'This file does not exist.' },
  'form.too_many_fields': { id: 'Formulir ini berisi terlalu banyak isian.', en: 'This form holds too many fields.' },
  'form.field_too_long': { id: 'Isian ini terlalu panjang.', en: 'This answer is too long.' },
  'form.nul': {
    id: 'Isian ini berisi tanda yang tidak dapat disimpan. Ketik ulang.',
    en: 'This answer holds a sign that cannot be kept. Type it again.',
  },
  'form.not_utf8': { id: 'Isian ini berisi huruf yang rusak. Ketik ulang.', en: 'This answer holds broken letters. Type it again.' },
  'form.malformed': { id: 'Formulir tidak terkirim utuh. Coba kirim lagi.', en: 'The form did not arrive whole. Send it again.' },
  'form.too_large': { id: 'Kiriman terlalu besar. Kirim berkas satu per satu.', en: 'The form is too large. Send the files one by one.' },
} satisfies Words;
