import sharp from 'sharp';
import { alignedShare, distanceOf, type AlignmentRule, type Distance, type Hashes } from '#modules/complaints/fingerprint.ts';
import { alignable, readPicture } from '#modules/complaints/server/picture.ts';
import { chance, HEIGHT, kinds, photograph, WIDTH, type Kind, type Shot } from './scene.ts';

/** What is compared, and how far apart it was found. */
export interface Pair {
  /** What was done to make the second picture out of the first, or of the first's scene. */
  readonly how: string;
  readonly kind: Kind;
  readonly distance: Distance;
  /** The lesser contrast of the two. */
  readonly contrast: number;
  readonly aligned: number | null;
}

/** The first picture again, changed as somebody would who has no second one. */
export const copies: Readonly<Record<string, (jpeg: Buffer, random: () => number) => Promise<Buffer>>> = {
  'sent again by a messenger (800 px, quality 50)': (jpeg) => sharp(jpeg).resize(800).jpeg({ quality: 50 }).toBuffer(),
  'saved at quality 25': (jpeg) => sharp(jpeg).jpeg({ quality: 25 }).toBuffer(),
  'shrunk to a third': (jpeg) =>
    sharp(jpeg)
      .resize(Math.round(WIDTH / 3))
      .jpeg()
      .toBuffer(),
  'brighter by 30 %': (jpeg) => sharp(jpeg).modulate({ brightness: 1.3 }).jpeg().toBuffer(),
  'darker by 40 %, warmer': (jpeg) => sharp(jpeg).modulate({ brightness: 0.6 }).linear([1.1, 1, 0.85], [0, 0, 0]).jpeg().toBuffer(),
  'more contrast': (jpeg) => sharp(jpeg).linear(1.4, -50).jpeg().toBuffer(),
  'black and white': (jpeg) => sharp(jpeg).greyscale().jpeg().toBuffer(),
  mirrored: (jpeg) => sharp(jpeg).flop().jpeg().toBuffer(),
  'mirrored and brighter': (jpeg) => sharp(jpeg).flop().modulate({ brightness: 1.2 }).jpeg({ quality: 70 }).toBuffer(),
  'another date stamped on it': (jpeg) => stamp(jpeg),
  'part painted over': (jpeg, random) => patch(jpeg, random, 0.3),
  'part painted over, darker, saved again': async (jpeg, random) =>
    sharp(await patch(jpeg, random, 0.3))
      .modulate({ brightness: 0.85 })
      .jpeg({ quality: 60 })
      .toBuffer(),
  'cut by 2 % all round': (jpeg) => cut(jpeg, 0.02),
  'cut by 5 % all round': (jpeg) => cut(jpeg, 0.05),
  'cut by 10 % all round': (jpeg) => cut(jpeg, 0.1),
  'turned by 2°, cut': async (jpeg) =>
    cut(await sharp(jpeg).rotate(2, { background: '#888' }).resize(WIDTH, HEIGHT, { fit: 'cover' }).jpeg().toBuffer(), 0.04),
  'photographed from a screen with bars': (jpeg) =>
    sharp(jpeg).resize(WIDTH, 560, { fit: 'cover' }).extend({ top: 95, bottom: 95, background: '#111' }).jpeg().toBuffer(),
};

/** Honest pictures of the same place. */
export const honest: Readonly<Record<string, (random: () => number) => Shot>> = {
  'a step aside, same minute': (random) => ({ ...away(random, 0.02, 0.07), moment: 1 }),
  'same standpoint, after the work, other light': (random) => ({
    ...away(random, 0.01, 0.04),
    isAfter: true,
    brightness: 0.75 + random() * 0.5,
    warmth: random() * 0.16 - 0.08,
    sun: random() * 2 - 1,
    moment: 2,
  }),
  'a step aside, after the work, other light': (random) => ({
    ...away(random, 0.03, 0.1),
    isAfter: true,
    brightness: 0.75 + random() * 0.5,
    warmth: random() * 0.16 - 0.08,
    sun: random() * 2 - 1,
    moment: 3,
  }),
  'hand held, one second later, nothing done': (random) => ({ ...away(random, 0.003, 0.01), moment: 0.01 }),
};

const away = (random: () => number, least: number, most: number): Shot => {
  const far = least + random() * (most - least);
  return {
    right: far * (random() < 0.5 ? -1 : 1),
    up: far * (random() - 0.5),
    zoom: 1 + far * (random() * 1.6 - 0.8),
    roll: far * (random() * 60 - 30),
  };
};

const cut = (jpeg: Buffer, share: number): Promise<Buffer> =>
  sharp(jpeg)
    .extract({
      left: Math.round(WIDTH * share),
      top: Math.round(HEIGHT * share),
      width: Math.round(WIDTH * (1 - 2 * share)),
      height: Math.round(HEIGHT * (1 - 2 * share)),
    })
    .jpeg()
    .toBuffer();

const stamp = (jpeg: Buffer): Promise<Buffer> =>
  sharp(jpeg)
    .composite([
      {
        input: Buffer.from(
          `<svg width="${WIDTH}" height="${HEIGHT}"><rect x="0" y="${HEIGHT - 90}" width="${WIDTH}" height="90" fill="#000" opacity=".55"/><text x="20" y="${HEIGHT - 50}" font-size="34" fill="#fff">17 Agustus 2026 09.41 WIT</text><text x="20" y="${HEIGHT - 14}" font-size="28" fill="#fff">Jalan Cenderawasih, Timika</text></svg>`,
        ),
      },
    ])
    .jpeg()
    .toBuffer();

/** Ground from elsewhere in the picture laid over where the problem is. */
async function patch(jpeg: Buffer, random: () => number, size: number): Promise<Buffer> {
  const [width, height] = [Math.round(WIDTH * size), Math.round(HEIGHT * size * 0.6)];
  const top = Math.round(HEIGHT * 0.62 + random() * HEIGHT * 0.15);
  const ground = await sharp(jpeg)
    .extract({ left: Math.round(random() * (WIDTH - width)), top, width, height })
    .toBuffer();
  return sharp(jpeg)
    .composite([{ input: ground, left: Math.round(WIDTH * 0.2 + random() * WIDTH * 0.4), top: Math.round(HEIGHT * 0.6) }])
    .jpeg({ quality: 85 })
    .toBuffer();
}

interface Seen {
  readonly kind: Kind;
  readonly hashes: Hashes;
  readonly contrast: number;
}
const see = async (kind: Kind, bytes: Buffer): Promise<Seen & { grey: Uint8Array }> => {
  const { fingerprint, jpeg } = await readPicture(bytes);
  return { kind, hashes: fingerprint, contrast: fingerprint.contrast, grey: await alignable(jpeg) };
};

export interface Measured {
  readonly copies: readonly Pair[];
  readonly honest: readonly Pair[];
  readonly different: readonly Pair[];
}

/**
 * Photograph `scenes` places of each kind, copy and repeat each; photograph `others` more of each kind once; compare all
 * places with each other. @param from seed of the first place: other seeds are other places
 */
export async function measure(
  from: number,
  scenes: number,
  others: number,
  rule: AlignmentRule,
  say: (text: string) => void,
): Promise<Measured> {
  const found = { copies: [] as Pair[], honest: [] as Pair[], different: [] as Pair[] };
  const firsts: Seen[] = [];
  for (const kind of kinds)
    for (let seed = from; seed < from + scenes; seed++) {
      const random = chance(seed * 7919 + kinds.indexOf(kind));
      const original = await photograph(kind, seed);
      const first = await see(kind, original);
      const compare = async (how: string, bytes: Buffer): Promise<Pair> => {
        const second = await see(kind, bytes);
        return {
          how,
          kind,
          distance: distanceOf(first.hashes, second.hashes),
          contrast: Math.min(first.contrast, second.contrast),
          aligned: alignedShare(first.grey, second.grey, rule),
        };
      };
      for (const [how, change] of Object.entries(copies)) found.copies.push(await compare(how, await change(original, random)));
      for (const [how, shot] of Object.entries(honest)) found.honest.push(await compare(how, await photograph(kind, seed, shot(random))));
      firsts.push({ kind, hashes: first.hashes, contrast: first.contrast });
      if ((seed - from) % 10 === 9) say(`${kind} ${seed - from + 1}/${scenes}`);
    }
  for (const kind of kinds)
    for (let seed = from + scenes; seed < from + scenes + others; seed++) {
      const { hashes, contrast } = await see(kind, await photograph(kind, seed));
      firsts.push({ kind, hashes, contrast });
    }
  firsts.forEach((first, no) => {
    for (const other of firsts.slice(no + 1))
      found.different.push({
        how: first.kind === other.kind ? 'other place of the same kind' : 'other place of another kind',
        kind: first.kind,
        distance: distanceOf(first.hashes, other.hashes),
        contrast: Math.min(first.contrast, other.contrast),
        aligned: null,
      });
  });
  return found;
}
