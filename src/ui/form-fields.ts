import type { FormField } from '#modules/catalogue/form.ts';
import type { Option, OptionGroup } from './Field.svelte';
import { text, type Lang } from './words.ts';

/** Options of a form field in one language, grouped where the list has groups. */
export function optionsFor(field: Pick<FormField, 'options' | 'type'>, lang: Lang): (Option | OptionGroup)[] {
  const flat = (field.options ?? []).map((option) => ({ key: option.key, label: text(lang, option.label), group: option.group }));
  if (!flat.some((option) => option.group)) return flat;
  return [...Map.groupBy(flat, (option) => option.group ?? '')].map(([label, options]) => ({ label, options }));
}

/** The control a type of field is asked with. */
export const controlOf = (
  field: Pick<FormField, 'options' | 'type'>,
): 'text' | 'textarea' | 'date' | 'tel' | 'email' | 'select' | 'radio' => {
  if (field.type === 'longtext') return 'textarea';
  if (field.type === 'day') return 'date';
  if (field.type === 'phone') return 'tel';
  if (field.type === 'email') return 'email';
  if (field.type === 'boolean') return 'radio';
  if (field.options) return field.options.length > 6 ? 'select' : 'radio';
  return 'text';
};
