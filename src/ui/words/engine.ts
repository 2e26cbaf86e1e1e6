import type { Words } from './words.ts';

export const reasons = {
  'engine.ended': { id: 'Berkas ini sudah selesai.', en: 'This case is finished.' },
  'engine.submitted_already': { id: 'Permohonan ini sudah dikirim.', en: 'This request was sent already.' },
  'engine.halted': { id: 'Berkas ini sedang terhenti; pengelola sudah diberi tahu.', en: 'This case is halted; the steward was told.' },
  'engine.not_halted': { id: 'Berkas ini tidak terhenti.', en: 'This case is not halted.' },
  'engine.with_applicant': { id: 'Berkas sedang di tangan pemohon untuk diperbaiki.', en: 'The applicant is correcting the case.' },
  'engine.task_waits': { id: 'Tugas ini menunggu tugas lain selesai.', en: 'This task waits for others.' },
  'engine.task_closed': { id: 'Tugas ini sudah selesai.', en: 'This task is closed.' },
  'engine.not_claimed': { id: 'Tugas ini tidak sedang diambil.', en: 'This task is not taken.' },
  'engine.claim_active': { id: 'Petugas ini masih mengerjakannya.', en: 'The officer is still working on it.' },
  'engine.four_eyes': {
    id: 'Anda sudah memeriksa berkas ini; orang lain yang harus memutuskan.',
    en: 'You checked this case; someone else must decide.',
  },
  'engine.person_decides': {
    id: 'Tugas ini diputus oleh petugas, bukan oleh aplikasi.',
    en: 'This task is decided by a person in office, not by an application.',
  },
  'engine.not_your_duty': { id: 'Tugas ini bukan tugas jabatan Anda.', en: 'This task is not your duty.' },
  'engine.outcome_closed': { id: 'Hasil ini tidak dapat dipilih sekarang.', en: 'This outcome cannot be chosen now.' },
  'engine.return_used': { id: 'Pengembalian hanya sekali, dan sudah dipakai.', en: 'A case may be returned once, and it was.' },
  'engine.return_first': {
    id: 'Pengembalian biasa belum dipakai; pakai itu dahulu.',
    en: 'The ordinary return is still open; use that one.',
  },
  'engine.late_finding_used': {
    id: 'Temuan susulan hanya sekali, dan sudah dipakai.',
    en: 'A late finding may be made once, and it was.',
  },
  'engine.not_listed': { id: 'Ini bukan persyaratan layanan ini.', en: 'This is not a requirement of the service.' },
  'engine.only_marked': { id: 'Hanya bagian yang ditandai petugas yang dapat diubah.', en: 'Only what the officer marked can be changed.' },
} satisfies Words;
