import { expect, test } from 'vitest';
import { templates } from './template.ts';
import { filledText, isInsideWindow, keyOfName, parametersOf, submissionOf, whatsappForm, whatsappKeys } from './whatsapp.ts';

test('every message that may go by WhatsApp keeps its rules: no place at either end, numbered in order, short, a name of its own', () => {
  const names = new Set<string>();
  for (const key of whatsappKeys)
    for (const lang of ['id', 'en'] as const) {
      const form = whatsappForm(key, lang)!;
      expect(form.text, key).not.toMatch(/^\{\{|\}\}[\s.]*$|\{[a-z]/);
      expect([...form.text.matchAll(/\{\{(\d+)\}\}/g)].map((place) => Number(place[1]))).toEqual(form.places.map((_, index) => index + 1));
      expect(form.text.length, key).toBeLessThanOrEqual(1024);
      expect(form.name).toMatch(/^[a-z0-9_]{1,512}$/);
      expect(keyOfName(form.name)).toBe(key);
      expect(submissionOf(form).components[0]!.example.body_text[0]).toHaveLength(form.places.length);
      names.add(`${form.name} ${lang}`);
    }
  expect(names.size).toBe(whatsappKeys.length * 2);
  // Codes never go this way, and of two versions only the newer is handed in.
  expect(whatsappKeys.filter((key) => /kode|balasan|uji-kontak/.test(key))).toEqual([]);
  expect(whatsappKeys.length).toBeGreaterThan(30);
  expect(Object.keys(templates).length).toBeGreaterThan(whatsappKeys.length);
});
test('a value of several lines or none does no harm, and what arrives is what was approved', () => {
  const form = whatsappForm('n/aduan-kabar@1', 'id')!;
  const values = parametersOf(form, { number: 'ADU-1', title: 'Jalan\n\n  rusak\t{{1}}', link: 'https://x' });
  expect(values).toEqual(['ADU-1', 'Jalan rusak {{1}}', 'https://x']);
  expect(filledText(form, values)).toContain('laporan ADU-1 (Jalan rusak {{1}})');
  expect(parametersOf(form, {})).toEqual(['–', '–', '–']);
});
test('the window is a day to the millisecond, and closed to whoever never wrote', () => {
  const heard = new Date('2026-11-02T00:00:00Z');
  expect(isInsideWindow(heard, new Date(heard.getTime() + 86_399_999))).toBe(true);
  expect(isInsideWindow(heard, new Date(heard.getTime() + 86_400_000))).toBe(false);
  expect(isInsideWindow(undefined, heard)).toBe(false);
});
