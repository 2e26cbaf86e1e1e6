import { readNumber, MAX_PHOTOS, MAX_TEXT, type Question } from './report.ts';
import { sentences } from './conversation-words.ts';

/**
 * A conversation by WhatsApp or SMS that makes a report (complaints.md § 2): words, category, place, pictures, a last look.
 * One step a message; whatever isn't understood is explained and asked again, and nothing said is dropped.
 */
export type Lang = 'id' | 'en';
type Step = 'isi' | 'kategori' | 'jawab' | 'tempat' | 'pilih' | 'patokan' | 'foto' | 'periksa';

export interface Choice {
  readonly key: string;
  readonly label: string;
}

/** Where a conversation stands; sealed as JSON between messages. */
export interface Talk {
  readonly lang: Lang;
  /** Null between reports. */
  readonly step: Step | null;
  /** The id the report will have: sent twice it is one report. */
  readonly report: string;
  readonly text: string;
  readonly category: string | null;
  readonly answers: Readonly<Record<string, string>>;
  readonly region: string | null;
  readonly point: { readonly lat: number; readonly long: number } | null;
  readonly landmark: string | null;
  readonly secret: boolean;
  /** Photographs as JSON. */
  readonly photos: readonly string[];
  readonly choices: readonly Choice[];
  /** Answers to the present question that weren't understood. */
  readonly misses: number;
  /** The last report sent, for a picture that comes late. */
  readonly last: { readonly id: string; readonly number: string; readonly at: string } | null;
  /** Tries of a number with four words on one day: guessing ends. */
  readonly tries: { readonly day: string; readonly count: number };
}

export interface Said {
  readonly text: string;
  readonly photo: string | null;
  /** Why a picture could not be taken: a reason of `files.` or `gone`. */
  readonly fault: string | null;
  readonly point: { readonly lat: number; readonly long: number } | null;
  readonly unknown: string | null;
  readonly at: Date;
}

export interface TalkWorld {
  readonly channel: 'whatsapp' | 'sms';
  readonly newId: string;
  readonly categories: readonly {
    readonly id: string;
    readonly name: { readonly id: string; readonly en: string };
    readonly questions: readonly Question[];
  }[];
  /** Distriks and kampungs, with a name that tells them apart. */
  readonly regions: readonly { readonly code: string; readonly name: string; readonly full: string }[];
  /** Reports of this number to which a question is open. */
  readonly asked: readonly { readonly id: string; readonly number: string }[];
  /** Emergency numbers where the text speaks of danger to life; '' otherwise. */
  readonly emergency: string;
}

/** What the door has to do; its outcome is said by {@link told}. */
export type Act =
  | { readonly kind: 'send' }
  | { readonly kind: 'answer'; readonly id: string; readonly number: string; readonly text: string }
  | { readonly kind: 'status'; readonly number: string; readonly code: string }
  | { readonly kind: 'silence'; readonly wanted: boolean }
  | { readonly kind: 'late_photo'; readonly id: string; readonly number: string; readonly photo: string }
  | { readonly kind: 'drop'; readonly photos: readonly string[] };

export interface Turn {
  readonly talk: Talk;
  readonly say: readonly string[];
  readonly act: Act | null;
}

/** A picture within this time of sending still belongs to the report. */
const LATE_PHOTO_MS = 24 * 3600_000;
const MOST_CHOICES = 9;
const MOST_TRIES = 10;
/** A first message this long is taken as the report itself. */
const WHOLE_REPORT = 20;

export const newTalk = (report: string, lang: Lang = 'id', last: Talk['last'] = null): Talk => ({
  lang,
  step: null,
  report,
  text: '',
  category: null,
  answers: {},
  region: null,
  point: null,
  landmark: null,
  secret: false,
  photos: [],
  choices: [],
  misses: 0,
  last,
  tries: { day: '', count: 0 },
});

const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^\p{L}\p{N}\s]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
const is = (typed: string, ...words: string[]): boolean => words.includes(plain(typed));

const numbered = (choices: readonly Choice[]): string => choices.map(({ label }, at) => `${at + 1}. ${label}`).join('\n');
/** The entry a person named by its number or its words. */
function chosen(choices: readonly Choice[], typed: string): Choice | undefined {
  const words = plain(typed);
  if (/^\d{1,2}$/.test(words)) return choices[Number(words) - 1];
  if (words.length < 3) return undefined;
  const exact = choices.find(({ label, key }) => plain(label) === words || key === typed.trim());
  if (exact) return exact;
  const part = choices.filter(({ label }) => plain(label).includes(words));
  return part.length === 1 ? part[0] : undefined;
}

/** The next question of the category that must be answered and wasn't. */
const openQuestion = (talk: Talk, world: TalkWorld): Question | undefined =>
  world.categories
    .find(({ id }) => id === talk.category)
    ?.questions.find((question) => question.required && talk.answers[question.code] === undefined);

/** Ask what is missing next; the step and the words of it. */
function ask(talk: Talk, world: TalkWorld, before: readonly string[] = []): Turn {
  const t = sentences[talk.lang];
  const at = (step: Step, say: string, choices: readonly Choice[] = []): Turn => ({
    talk: { ...talk, step, choices, misses: 0 },
    say: [...before, say],
    act: null,
  });
  if (talk.text === '') return at('isi', t.ask_text);
  if (!talk.category) {
    const choices = world.categories.map(({ id, name }) => ({ key: id, label: name[talk.lang] }));
    return at('kategori', `${t.ask_category}\n${numbered(choices)}`, choices);
  }
  const question = openQuestion(talk, world);
  if (question) {
    const choices = (question.values ?? []).map(({ key, name }) => ({ key, label: name[talk.lang] }));
    return at('jawab', [question.label[talk.lang], numbered(choices)].filter(Boolean).join('\n'), choices);
  }
  if (!talk.region && !talk.point && talk.landmark === null)
    return at('tempat', world.channel === 'whatsapp' ? t.ask_place : t.ask_place_sms);
  if (talk.landmark === null) return at('patokan', t.ask_landmark);
  if (talk.step !== 'foto' && talk.step !== 'periksa' && world.channel === 'whatsapp' && talk.photos.length === 0)
    return at('foto', t.ask_photo);
  return at('periksa', summary(talk, world));
}

function summary(talk: Talk, world: TalkWorld): string {
  const t = sentences[talk.lang];
  const category = world.categories.find(({ id }) => id === talk.category)?.name[talk.lang] ?? '';
  const region = world.regions.find(({ code }) => code === talk.region)?.full;
  const point = talk.point ? `${talk.point.lat.toFixed(5)}, ${talk.point.long.toFixed(5)}` : undefined;
  return t.summary({
    category,
    place: [region, talk.landmark, point].filter(Boolean).join(' · '),
    text: talk.text.length > 300 ? `${talk.text.slice(0, 300)} …` : talk.text,
    photos: String(talk.photos.length),
    secret: talk.secret,
  });
}

/** One message heard. Pure: `world` says what is known now, `act` what the door has to do. */
export function hear(before: Talk, said: Said, world: TalkWorld): Turn {
  const t = sentences[before.lang];
  const stay = (...say: string[]): Turn => ({ talk: before, say, act: null });
  const act = (act: Act, talk: Talk = before): Turn => ({ talk, say: [], act });
  const { text } = said;

  // Words that mean the same at every step.
  if (is(text, 'berhenti', 'stop', 'unsubscribe')) return act({ kind: 'silence', wanted: true });
  if (is(text, 'mulai', 'start')) return act({ kind: 'silence', wanted: false });
  if (is(text, 'english', 'bahasa indonesia', 'indonesia')) {
    const talk: Talk = { ...before, lang: is(text, 'english') ? 'en' : 'id' };
    return talk.step ? ask(talk, world) : { talk, say: [sentences[talk.lang].hello], act: null };
  }
  if (is(text, 'bantuan', 'help', 'menu')) return stay(t.help);
  if (is(text, 'batal', 'cancel') && before.step)
    return { talk: newTalk(world.newId, before.lang, before.last), say: [t.cancelled], act: { kind: 'drop', photos: before.photos } };
  const status = /^\s*status\s+(ADU[\d\s-]+\d)[\s,;:]*([\p{L}\s-]*)$/iu.exec(text);
  if (status) {
    const number = readNumber(status[1]!);
    if (!number) return stay(t.number_wrong);
    const day = said.at.toISOString().slice(0, 10);
    const count = before.tries.day === day ? before.tries.count + 1 : 1;
    if (count > MOST_TRIES) return stay(t.too_many);
    return act({ kind: 'status', number, code: status[2]!.trim() }, { ...before, tries: { day, count } });
  }
  const reply = /^\s*jawab\s+(ADU[\d-]+\d)\s+([^]+)$/i.exec(text);
  if (reply) {
    const number = readNumber(reply[1]!);
    const asked = world.asked.find((item) => item.number === number);
    return asked ? act({ kind: 'answer', ...asked, text: reply[2]! }) : stay(t.not_asked);
  }

  if (said.fault) return stay(t.picture(said.fault));
  if (said.photo !== null) return heardPhoto(before, said, world);
  if (said.unknown) return stay(t.unknown_kind);

  if (!before.step) {
    if (said.point) return ask({ ...before, point: said.point }, world);
    // an answer to an open question comes before a new report
    if (world.asked.length === 1 && text.trim() !== '' && !is(text, 'lapor', 'report'))
      return act({ kind: 'answer', ...world.asked[0]!, text });
    if (world.asked.length > 1 && !is(text, 'lapor', 'report')) return stay(t.which_asked(world.asked.map(({ number }) => number)));
    const emergency = world.emergency ? [t.emergency(world.emergency)] : [];
    if (text.trim().length < WHOLE_REPORT) return { ...ask(before, world), say: [t.hello, t.ask_text] };
    return ask({ ...before, text: text.trim() }, world, emergency);
  }
  return step(before, said, world);
}

function heardPhoto(before: Talk, said: Said, world: TalkWorld): Turn {
  const t = sentences[before.lang];
  const photo = said.photo!;
  if (!before.step && before.last && said.at.getTime() - Date.parse(before.last.at) < LATE_PHOTO_MS && said.text.trim() === '')
    return { talk: before, say: [], act: { kind: 'late_photo', id: before.last.id, number: before.last.number, photo } };
  if (before.photos.length >= MAX_PHOTOS)
    return { talk: before, say: [t.photos_full(String(MAX_PHOTOS))], act: { kind: 'drop', photos: [photo] } };
  const talk = { ...before, photos: [...before.photos, photo] };
  const caption = said.text.trim();
  // a picture may come before its words, or bring them
  if (talk.text === '' && caption !== '') return ask({ ...talk, text: caption }, world, [t.photo_kept(String(talk.photos.length))]);
  if (!before.step) return ask(talk, world, [t.hello, t.photo_kept(String(talk.photos.length))]);
  if (before.step === 'periksa') return ask({ ...talk, step: 'periksa' }, world, [t.photo_kept(String(talk.photos.length))]);
  return {
    talk,
    say: [before.step === 'foto' ? t.photo_more(String(talk.photos.length)) : t.photo_kept(String(talk.photos.length))],
    act: null,
  };
}

function step(before: Talk, said: Said, world: TalkWorld): Turn {
  const t = sentences[before.lang];
  const text = said.text.trim();
  const again = (say: string): Turn => ({ talk: { ...before, misses: before.misses + 1 }, say: [say], act: null });
  const emergency = world.emergency ? [t.emergency(world.emergency)] : [];
  if (said.point && before.step !== 'tempat')
    return before.step === 'periksa'
      ? ask({ ...before, point: said.point, step: 'periksa' }, world)
      : { talk: { ...before, point: said.point }, say: [t.point_kept], act: null };
  switch (before.step) {
    case 'isi': {
      if (text.length < 10) return again(t.text_short);
      if ([...text].length > MAX_TEXT) return again(t.text_long(String(MAX_TEXT)));
      return ask({ ...before, text }, world, emergency);
    }
    case 'kategori': {
      const pick = chosen(before.choices, text);
      if (pick) return ask({ ...before, category: pick.key }, world);
      // more of the story instead of a number: kept, and asked again
      if (text.length >= WHOLE_REPORT)
        return {
          ...again(t.choose(String(before.choices.length))),
          talk: { ...before, text: `${before.text}\n${text}`.slice(0, MAX_TEXT), misses: before.misses + 1 },
        };
      return again(t.choose(String(before.choices.length)));
    }
    case 'jawab': {
      const question = openQuestion(before, world);
      if (!question) return ask(before, world);
      const pick = before.choices.length ? chosen(before.choices, text)?.key : text.slice(0, 500) || undefined;
      if (pick === undefined) return again(t.choose(String(before.choices.length)));
      return ask({ ...before, answers: { ...before.answers, [question.code]: pick } }, world);
    }
    case 'tempat': {
      if (said.point) return ask({ ...before, point: said.point }, world);
      const found = regionsLike(world, text);
      if (found.length === 1) return ask({ ...before, region: found[0]!.code }, world);
      if (found.length > 1 && found.length <= MOST_CHOICES) {
        const choices = found.map(({ code, full }) => ({ key: code, label: full }));
        return { talk: { ...before, step: 'pilih', choices, misses: 0 }, say: [`${t.which_place}\n${numbered(choices)}`], act: null };
      }
      // said twice and not known: what they wrote stands, the liaison officer finds the place
      if (before.misses > 0 && text !== '') return ask({ ...before, landmark: text.slice(0, 300) }, world);
      return again(t.place_unknown);
    }
    case 'pilih': {
      const pick = chosen(before.choices, text);
      return pick ? ask({ ...before, region: pick.key }, world) : again(t.choose(String(before.choices.length)));
    }
    case 'patokan':
      return ask({ ...before, landmark: is(text, '', 'lewati', 'skip') ? '' : text.slice(0, 300) }, world);
    case 'foto':
      if (is(text, 'lewati', 'skip', 'selesai', 'done')) return ask({ ...before, step: 'periksa' }, world);
      return again(t.photo_or_skip);
    case 'periksa': {
      if (is(text, 'kirim', 'send', 'ya', 'yes')) return { talk: before, say: [], act: { kind: 'send' } };
      if (is(text, 'rahasia', 'secret')) return ask({ ...before, secret: !before.secret, step: 'periksa' }, world);
      // a word more than was asked for: part of the report
      if (text.length >= WHOLE_REPORT)
        return ask({ ...before, text: `${before.text}\n${text}`.slice(0, MAX_TEXT), step: 'periksa' }, world, [t.added]);
      return again(t.send_or_cancel);
    }
    default:
      return ask(before, world);
  }
}

/** Regions by name: the exact one, else those that begin with or hold the words. */
function regionsLike(world: TalkWorld, typed: string): TalkWorld['regions'] {
  const words = plain(typed)
    .replace(/^(?:distrik|kampung|kelurahan|desa|district|village)\s+/, '')
    .trim();
  if (words.length < 3) return [];
  const exact = world.regions.filter(({ name, full }) => plain(name) === words || plain(full) === words);
  if (exact.length) return exact;
  // a name inside a longer answer ("di SP2, Timika Jaya"), the longest first
  const inside = world.regions.filter(({ name }) => plain(name).length > 3 && ` ${words} `.includes(` ${plain(name)} `));
  if (inside.length) {
    const longest = Math.max(...inside.map(({ name }) => name.length));
    return inside.filter(({ name }) => name.length === longest);
  }
  return world.regions.filter(({ name }) => plain(name).includes(words));
}

/** A report begun and left: as much of it as there is. */
export const isWorthKeeping = (talk: Talk): boolean => talk.step !== null && (talk.text.length >= 10 || talk.photos.length > 0);
