import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkReply, ReplyWords, type ReplyContext } from './reply.ts';

const rules = ReplyWords.parse(JSON.parse(readFileSync('db/reference/reply-words.json', 'utf8')));
const answer: ReplyContext = {
  kind: 'answer',
  about: 'Jalan berlubang besar di depan SD Inpres, motor sering jatuh.',
  hasDateField: false,
  offices: ['Dinas Pekerjaan Umum dan Penataan Ruang', 'DPUPR'],
};
const GOOD =
  'Lubang di jalan depan SD Inpres sudah kami tutup dengan aspal pada 12 November 2026. Kepala Bidang Bina Marga memeriksanya lagi sesudah hujan.';
const whats = (text: string, more: Partial<ReplyContext> = {}): string[] =>
  checkReply(text, { ...answer, ...more }, rules).map(({ what }) => what);

test('an answer in plain words, with day, office and what was done, passes without a word', () => {
  expect(checkReply(GOOD, answer, rules)).toEqual([]);
});
test('each warning by itself, with its reason', () => {
  expect(checkReply(`${GOOD} Hubungi Bapak Yohanis di 0812 3456 7890.`, answer, rules)).toEqual([
    { what: 'personal', kinds: ['phone', 'name'] },
  ]);
  expect(whats(GOOD.replace(' pada 12 November 2026', ''))).toEqual(['no_date']);
  expect(whats(GOOD.replace(' pada 12 November 2026', ''), { hasDateField: true })).toEqual([]);
  expect(whats(GOOD.replace('Kepala Bidang Bina Marga', 'Kami'))).toEqual(['no_office']);
  expect(whats(GOOD.replace('Kepala Bidang Bina Marga', 'DPUPR'))).toEqual([]);
  expect(checkReply('Sudah.', answer, rules)).toEqual([
    { what: 'short', words: 1, least: rules.least_words },
    { what: 'no_date' },
    { what: 'no_office' },
    { what: 'off_topic' },
  ]);
  expect(checkReply(`${GOOD} Itu kesalahan warga.`, answer, rules)).toEqual([{ what: 'blame', words: ['kesalahan warga'] }]);
  expect(checkReply(`${GOOD} Sisanya segera ditindaklanjuti.`, answer, rules)).toEqual([
    { what: 'jargon', words: [rules.jargon.find(({ say }) => say === 'ditindaklanjuti')] },
    { what: 'vague', words: ['segera'] },
  ]);
  expect(whats('Lampu di pasar sudah menyala sejak 12 November 2026, diperiksa petugas Dinas Perhubungan malam itu.')).toEqual([
    'off_topic',
  ]);
  expect(whats(`${GOOD} ${'dan lalu '.repeat(13)}`)).toEqual(['long_sentence']);
});
test('news names a next step; a word inside another is no jargon', () => {
  expect(whats(GOOD, { kind: 'news' })).toEqual(['no_next_step']);
  expect(whats(`${GOOD} Kami akan datang lagi.`, { kind: 'news' })).toEqual([]);
  expect(whats(`${GOOD} Jalan dapat digunakan.`)).toEqual([]);
});
