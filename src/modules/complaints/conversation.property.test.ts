import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hear, newTalk, type Said, type Talk, type TalkWorld } from './conversation.ts';

const world: TalkWorld = {
  channel: 'whatsapp',
  newId: 'next',
  categories: [
    {
      id: 'jalan',
      name: { id: 'Jalan', en: 'Roads' },
      questions: [
        {
          code: 'jenis',
          datatype: 'singlevaluelist',
          required: true,
          label: { id: 'Apa?', en: 'What?' },
          values: [{ key: 'a', name: { id: 'Badan jalan', en: 'Surface' } }],
        },
      ],
    },
    { id: 'air', name: { id: 'Air bersih', en: 'Water' }, questions: [] },
  ],
  regions: [
    { code: '1', name: 'Mimika Baru', full: 'Mimika Baru (distrik)' },
    { code: '2', name: 'Timika Jaya', full: 'Timika Jaya, Mimika Baru' },
  ],
  asked: [],
  emergency: '',
};
const said = (text: string, more: Partial<Said> = {}): Said => ({
  text,
  photo: null,
  fault: null,
  point: null,
  unknown: null,
  at: new Date(0),
  ...more,
});
const message = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .constantFrom('1', '2', '99', 'kirim', 'lewati', 'selesai', 'rahasia', 'Mimika Baru', 'halo', 'bantuan', '')
      .map((text) => said(text)),
  },
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength: 60 }).map((text) => said(text)) },
  { weight: 1, arbitrary: fc.uuid().map((photo) => said('', { photo })) },
  { weight: 1, arbitrary: fc.constantFrom('gone', 'files.too_large', 'files.wrong_type').map((fault) => said('', { fault })) },
  { weight: 1, arbitrary: fc.constant(said('', { point: { lat: -4.5, long: 136.9 } })) },
  { weight: 1, arbitrary: fc.constant(said('', { unknown: 'audio' })) },
);

test('whatever is sent in whatever order: every message is answered or acted on, nothing kept is dropped but by BATAL', () => {
  fc.assert(
    fc.property(fc.array(message, { maxLength: 25 }), (messages) => {
      let talk: Talk = newTalk('one');
      const kept = new Set<string>();
      for (const item of messages) {
        const before = talk;
        const turn = hear(before, item, world);
        expect(turn.say.length > 0 || turn.act !== null).toBe(true);
        for (const sentence of turn.say) expect(sentence).not.toMatch(/undefined|\[object/);
        talk = turn.talk;
        if (turn.act?.kind === 'drop') {
          for (const photo of turn.act.photos) expect(talk.photos).not.toContain(photo);
          continue;
        }
        if (item.photo && talk.photos.includes(item.photo)) kept.add(item.photo);
        for (const photo of kept) expect(talk.photos).toContain(photo);
        expect(talk.text.startsWith(before.text)).toBe(true);
        expect(talk.report).toBe(before.report);
        expect(talk.photos.length).toBeLessThanOrEqual(5);
        // only a whole report is offered to be sent
        if (turn.act?.kind === 'send') {
          expect(before.text).not.toBe('');
          expect(before.category).not.toBeNull();
          expect(before.region !== null || before.point !== null || before.landmark !== null).toBe(true);
          if (before.category === 'jalan') expect(before.answers['jenis']).toBe('a');
        }
      }
    }),
    { numRuns: 500 },
  );
});

test('from any point of a conversation a person who answers what is asked comes to the end', () => {
  fc.assert(
    fc.property(fc.array(message, { maxLength: 15 }), (messages) => {
      let talk: Talk = newTalk('one');
      for (const item of messages) talk = hear(talk, item, world).talk;
      const answers: Record<string, string> = {
        isi: 'Jalan berlubang di depan sekolah.',
        kategori: '1',
        jawab: '1',
        tempat: 'Mimika Baru',
        pilih: '1',
        patokan: 'lewati',
        foto: 'lewati',
        periksa: 'kirim',
      };
      for (let turns = 0; turns < 12; turns++) {
        const turn = hear(talk, said(answers[talk.step ?? 'isi']!), world);
        if (turn.act?.kind === 'send') return;
        talk = turn.talk;
      }
      throw new Error(`stuck at ${talk.step}`);
    }),
    { numRuns: 500 },
  );
});
