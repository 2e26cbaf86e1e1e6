export type Lang = 'id' | 'en';

/** Texts of one area in both languages; a missing translation doesn't compile. `{name}` is filled from the detail. */
export type Words = Readonly<Record<string, { readonly id: string; readonly en: string }>>;
