import { templateOf, templates, type Lang } from './template.ts';

/** What WhatsApp last said of one of our templates; `unsent`: nothing yet. */
export const approvalStates = ['unsent', 'waiting', 'approved', 'paused', 'refused'] as const;
export type ApprovalState = (typeof approvalStates)[number];

/** How long after somebody's message free text reaches them (WhatsApp Business Platform: customer service window). */
const WINDOW_MS = 24 * 3600_000;
export const isInsideWindow = (lastHeard: Date | undefined, now: Date): boolean =>
  lastHeard !== undefined && now.getTime() - lastHeard.getTime() < WINDOW_MS;

/** Codes go by SMS, which needs no data, subscriptions by mail; a text without words of its own no gateway approves. */
const NEVER = /^n\/(kode|undangan|sudah-terdaftar|uji-kontak|balasan|langganan-tanya|langganan-kabar)@/;

const frames: Readonly<Record<Lang, (body: string) => string>> = {
  id: (body) => `Satu Pintu Mimika: ${body}\n\nRincian dan cara berhenti menerima kabar: {link} (Pemerintah Kabupaten Mimika).`,
  en: (body) => `Satu Pintu Mimika: ${body}\n\nDetails, and how to stop these messages: {link} (Government of Mimika Regency).`,
};

/** A message as WhatsApp knows it: words with numbered places, no place at either end, at most 1,024 signs. */
export interface WhatsappForm {
  /** Lower case, digits and underscores, at most 512; carries our version, so another version is another template. */
  readonly name: string;
  readonly language: Lang;
  readonly text: string;
  /** Which of our placeholders fills {{1}}, {{2}} …; the last is `link`. */
  readonly places: readonly string[];
}

/** The form of one version of a message; undefined where it never goes by WhatsApp. @throws Error for an unknown key */
export function whatsappForm(key: string, lang: Lang): WhatsappForm | undefined {
  if (NEVER.test(key)) return undefined;
  const places: string[] = [];
  const text = frames[lang](templateOf(key).body[lang]).replace(/\{(\w+)\}/g, (_, place: string) => `{{${places.push(place)}}}`);
  return { name: `satu_pintu_${key.slice(2).replace(/\W/g, '_')}`, language: lang, text, places };
}

/** A value without line breaks, tabs or runs of spaces: WhatsApp refuses a message whose values hold them. */
const valueOf = (value: string | undefined): string => (value ?? '').replace(/\s+/g, ' ').trim().slice(0, 400) || '–';
export const parametersOf = (form: WhatsappForm, data: Readonly<Record<string, string>>): string[] =>
  form.places.map((place) => valueOf(data[place]));
/** The words as they arrive. */
export const filledText = (form: WhatsappForm, parameters: readonly string[]): string =>
  form.text.replace(/\{\{(\d+)\}\}/g, (_, place: string) => parameters[Number(place) - 1] ?? '–');

const EXAMPLES: Readonly<Record<string, string>> = {
  link: 'https://satupintu.example/kabar/contoh',
  until: '27 November 2026',
  code: 'SP-ABCD-EFGH-J',
  number: 'ADU-2026-000001-0',
  title: 'Jalan berlubang',
};
/** What is handed in for approval: body of POST /{account}/message_templates (Cloud API). */
export const submissionOf = (form: WhatsappForm) => ({
  name: form.name,
  language: form.language,
  category: 'UTILITY',
  components: [{ type: 'BODY', text: form.text, example: { body_text: [form.places.map((place) => EXAMPLES[place] ?? 'contoh')] } }],
});

/** Every message that may go by WhatsApp, the newest version of each. */
export const whatsappKeys: readonly string[] = Object.keys(templates).filter((key) => {
  const [name, version] = key.split('@');
  return !NEVER.test(key) && !(`${name}@${Number(version) + 1}` in templates);
});
/** Our key for a name of WhatsApp's; undefined where it isn't one of ours. */
export const keyOfName = (name: string): string | undefined =>
  Object.keys(templates).find((key) => !NEVER.test(key) && whatsappForm(key, 'id')?.name === name);

/** What an event of the webhook `message_template_status_update` makes of a template; undefined where nothing changes. */
export const stateOfEvent = (event: string): ApprovalState | undefined =>
  (
    ({
      APPROVED: 'approved',
      REINSTATED: 'approved',
      UNARCHIVED: 'approved',
      PENDING: 'waiting',
      IN_APPEAL: 'waiting',
      PAUSED: 'paused',
      LOCKED: 'paused',
      REJECTED: 'refused',
      DISABLED: 'refused',
      ARCHIVED: 'refused',
      PENDING_DELETION: 'refused',
      DELETED: 'refused',
    }) as Readonly<Record<string, ApprovalState>>
  )[event];
/** What an error of sending says of the template it went by: it doesn't exist, is paused, is disabled. */
export const stateOfError = (code: number | undefined): ApprovalState | undefined =>
  code === 132001 || code === 132016 ? 'refused' : code === 132015 ? 'paused' : undefined;
/** Errors that pass by waiting, though they come with status 400: too much at once, or a fault on their side (Cloud API, error codes). */
export const isPassing = (code: number | undefined): boolean =>
  code !== undefined && [1, 2, 4, 80007, 130429, 131000, 131016, 131048, 131056, 131057, 133004].includes(code);
