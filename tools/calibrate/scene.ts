import sharp from 'sharp';

/**
 * Drawn scenes of the kind people report (road, drain, building, waste, street light at night), photographed as often as
 * wanted: from another point, in other light, before and after the work. For calibrating and testing; no stand-in for
 * photographs of Mimika.
 */

/** Numbers 0–1 that are the same for the same seed (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const kinds = ['road', 'drain', 'building', 'waste', 'lamp'] as const;
export type Kind = (typeof kinds)[number];

/** How a photograph is taken. Everything that is left out is as in the first one. */
export interface Shot {
  /** Where the camera stands, in shares of the picture's width as near things move. */
  readonly right?: number;
  readonly up?: number;
  readonly zoom?: number;
  /** Degrees. */
  readonly roll?: number;
  /** 1: as it is. */
  readonly brightness?: number;
  /** Red up, blue down; 0: neutral. */
  readonly warmth?: number;
  /** Where shadows fall, -1 (left) to 1 (right). */
  readonly sun?: number;
  /** Standard deviation of the sensor's noise in grey levels. */
  readonly noise?: number;
  /** Is the work done? The pothole, the heap, the dark lamp go; passers-by are others. */
  readonly isAfter?: boolean;
  /** Of what moves by chance: passers-by, clouds, noise. */
  readonly moment?: number;
}

export const WIDTH = 1000;
export const HEIGHT = 750;

/** One photograph as a phone sends it, without metadata. */
export async function photograph(kind: Kind, seed: number, shot: Shot = {}, quality = 88): Promise<Buffer> {
  if (grains.length === 0) grains = await makeGrains();
  const { data, info } = await sharp(Buffer.from(draw(kind, seed, shot)))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const roll = chance(seed * 31 + (shot.moment ?? 0) * 7 + 5);
  const gain = shot.brightness ?? 1;
  const colours = [gain * (1 + (shot.warmth ?? 0)), gain, gain * (1 - (shot.warmth ?? 0))];
  const noise = shot.noise ?? 4;
  for (let at = 0; at < data.length; at++)
    data[at] = Math.min(255, Math.max(0, data[at]! * colours[at % 3]! + (roll() + roll() + roll() - 1.5) * 2 * noise));
  return sharp(data, { raw: { width: info.width, height: info.height, channels: 3 } })
    .jpeg({ quality })
    .toBuffer();
}

/** Grain of the ground: clear and dark spots at three scales, as PNG. */
const makeGrains = (): Promise<string[]> =>
  Promise.all(
    [3, 5, 9, 17].map(async (seed) => {
      const next = chance(seed);
      const alpha = new Float64Array(256 * 256);
      for (const [cells, weight] of [
        [16 + seed, 90],
        [64, 60],
        [256, 50],
      ] as const) {
        const noise = Buffer.from(Array.from({ length: cells * cells }, () => next() * 255));
        const layer = await sharp(noise, { raw: { width: cells, height: cells, channels: 1 } })
          .resize(256, 256)
          .raw()
          .toBuffer();
        for (let at = 0; at < alpha.length; at++) alpha[at]! += ((layer[at]! - 90) / 165) * weight;
      }
      const rgba = Buffer.alloc(alpha.length * 4);
      alpha.forEach((value, at) => (rgba[at * 4 + 3] = Math.min(255, Math.max(0, value))));
      const png = await sharp(rgba, { raw: { width: 256, height: 256, channels: 4 } })
        .png()
        .toBuffer();
      return `data:image/png;base64,${png.toString('base64')}`;
    }),
  );
let grains: readonly string[] = [];

function draw(kind: Kind, seed: number, shot: Shot): string {
  const next = chance(seed * 2654435761 + kinds.indexOf(kind));
  const moving = chance(seed * 977 + (shot.moment ?? 0) * 131 + kinds.indexOf(kind) * 7919 + 17);
  const between = (low: number, high: number, from = next): number => low + (high - low) * from();
  const pick = <T>(...choices: readonly T[]): T => choices[Math.floor(next() * choices.length)]!;
  const isNight = kind === 'lamp';
  const usualSun = between(-1, 1);
  const sun = shot.sun ?? usualSun;
  const horizon = kind === 'building' ? between(520, 640) : between(230, 420);
  const out: string[] = [];
  /** Far things move less when the camera does. */
  const put = (depth: number, x: number, y: number, scale: number, svg: string): void => {
    const left = x + ((shot.right ?? 0) * WIDTH) / depth;
    const top = y + ((shot.up ?? 0) * WIDTH) / depth;
    out.push(`<g transform="translate(${left.toFixed(2)} ${top.toFixed(2)}) scale(${scale.toFixed(3)})">${svg}</g>`);
  };
  const tone = (hue: number, saturation: number, light: number): string =>
    `hsl(${hue.toFixed(0)} ${saturation.toFixed(0)}% ${(isNight ? light * 0.22 : light).toFixed(0)}%)`;

  // Sky and clouds
  const sky = pick(200, 205, 210, 215);
  const grey = between(0, 60);
  out.push(
    `<defs><linearGradient id="sky" x2="0" y2="1"><stop offset="0" stop-color="${tone(sky, 60 - grey, between(50, 75))}"/><stop offset="1" stop-color="${tone(sky, 30, between(78, 92))}"/></linearGradient>` +
      `<radialGradient id="glow"><stop offset="0" stop-color="#fff4c8"/><stop offset=".25" stop-color="#ffd87a" stop-opacity=".6"/><stop offset="1" stop-color="#ffd87a" stop-opacity="0"/></radialGradient>` +
      [1, 2, 3]
        .map((no) => {
          const size = between(180, 420).toFixed(0);
          return `<pattern id="grain${no}" width="${size}" height="${size}" patternUnits="userSpaceOnUse" patternTransform="translate(${between(0, 400).toFixed(0)} ${between(0, 400).toFixed(0)})"><image href="${grains[(seed + no) % grains.length]!}" width="${size}" height="${size}"/></pattern>`;
        })
        .join('') +
      `<radialGradient id="cloud"><stop offset=".3" stop-color="#fff"/><stop offset="1" stop-color="#fff" stop-opacity="0"/></radialGradient></defs>`,
    `<rect x="-400" y="-400" width="1800" height="1600" fill="url(#sky)"/>`,
  );
  for (let no = 0; no < 4; no++)
    put(
      90,
      between(-100, 1100, moving),
      between(0, horizon, moving),
      1,
      `<ellipse rx="${between(60, 220, moving).toFixed(0)}" ry="${between(15, 50, moving).toFixed(0)}" fill="${tone(sky, 10, 96)}" opacity=".6" />`,
    );
  // Hills
  const ridge = Array.from({ length: 14 }, (_, no) => `${no * 140 - 400},${-between(10, 150)}`).join(' ');
  put(
    60,
    0,
    horizon,
    1,
    `<polygon points="-400,200 ${ridge} 1500,200" fill="${tone(between(110, 200), between(10, 35), between(25, 55))}"/>`,
  );

  // Ground in strips, nearer ones moving more
  const ground = [between(20, 120), between(5, 40), between(22, 60)] as const;
  for (let strip = 0; strip < 5; strip++) {
    const [top, bottom] = [strip, strip + 1].map((no) => horizon + ((HEIGHT - horizon) * no ** 1.5) / 5 ** 1.5) as [number, number];
    put(
      12 / (strip + 1),
      0,
      top,
      1,
      `<rect x="-500" width="2000" height="900" fill="${tone(ground[0], ground[1], ground[2] + strip * between(-2, 2))}"/><rect x="-150" width="1300" height="${(bottom - top + 60).toFixed(0)}" fill="url(#grain${1 + (strip % 3)})" opacity="${between(0.25, 0.5).toFixed(2)}"/>`,
    );
  }
  const shade = (depth: number, x: number, y: number, width: number): void =>
    put(
      depth,
      x + sun * width * 0.6,
      y,
      1,
      `<ellipse rx="${width.toFixed(0)}" ry="${(width * 0.18).toFixed(0)}" fill="#000" opacity=".28"/>`,
    );
  const tree = (): void => {
    const depth = between(3, 16);
    const [x, y, size] = [between(-80, 1080), horizon + (HEIGHT - horizon) / depth, between(90, 200) / Math.sqrt(depth)];
    shade(depth, x, y, size);
    const leaves = Array.from({ length: 24 }, () => {
      const [angle, away] = [between(0, 6.28), Math.sqrt(next())];
      return `<ellipse cx="${(Math.cos(angle) * away * 1.2).toFixed(2)}" cy="${(Math.sin(angle) * away * 0.9 - 2).toFixed(2)}" rx="${between(0.15, 0.5).toFixed(2)}" ry="${between(0.1, 0.4).toFixed(2)}" fill="${tone(between(80, 140), between(25, 60), between(14, 42))}"/>`;
    });
    put(depth, x, y, size, `<rect x="-.1" y="-1.6" width=".2" height="1.6" fill="${tone(30, 30, 22)}"/>${leaves.join('')}`);
  };
  const house = (depth: number, x: number, size: number): void => {
    const y = horizon + (HEIGHT - horizon) / depth;
    const [wide, high] = [between(1.2, 2.4), between(0.8, 1.8)];
    const windows = Array.from({ length: Math.ceil(wide * 2) }, (_, no) =>
      Array.from(
        { length: Math.ceil(high * 1.3) },
        (__, row) =>
          `<rect x="${(-wide / 2 + 0.12 + no * 0.48).toFixed(2)}" y="${(-high + 0.2 + row * 0.65).toFixed(2)}" width="${between(0.14, 0.3).toFixed(2)}" height="${between(0.2, 0.4).toFixed(2)}" fill="${tone(between(190, 230), 30, between(15, 45))}" stroke="${tone(0, 0, 85)}" stroke-width=".03"/>`,
      ).join(''),
    ).join('');
    shade(depth, x, y, size * wide * 0.6);
    put(
      depth,
      x,
      y,
      size,
      `<rect x="${(-wide / 2).toFixed(2)}" y="${(-high).toFixed(2)}" width="${wide.toFixed(2)}" height="${high.toFixed(2)}" fill="${tone(between(0, 360), between(5, 45), between(50, 85))}"/>${windows}<polygon points="${(-wide / 2 - 0.15).toFixed(2)},${(-high).toFixed(2)} 0,${(-high - between(0.2, 0.7)).toFixed(2)} ${(wide / 2 + 0.15).toFixed(2)},${(-high).toFixed(2)}" fill="${tone(between(0, 40), between(20, 60), between(25, 50))}"/>`,
    );
  };
  for (let no = Math.floor(between(2, 9)); no > 0; no--) tree();
  for (let no = Math.floor(between(0, 4)); no > 0; no--) house(between(4, 12), between(0, 1000), between(50, 120));

  const middle = between(250, 750);
  if (kind === 'road' || kind === 'lamp') {
    const [lean, wide] = [between(-250, 250), between(250, 520)];
    const [top, edge] = [horizon + 4, 12];
    put(
      3,
      0,
      0,
      1,
      `<polygon points="${middle - edge + lean * 0.2},${top} ${middle + edge + lean * 0.2},${top} ${middle + wide},900 ${middle - wide},900" fill="${tone(between(20, 60), 6, between(30, 50))}"/>`,
    );
    for (let no = 0; no < 40; no++) {
      const away = between(0.1, 1);
      const y = horizon + (HEIGHT - horizon) * away;
      put(
        3,
        middle + between(-1, 1) * wide * away * 0.9,
        y,
        away,
        `<ellipse rx="${between(5, 40).toFixed(0)}" ry="${between(2, 10).toFixed(0)}" fill="${tone(30, 8, between(20, 58))}" opacity=".7"/>`,
      );
    }
  }
  if (kind === 'building') house(2, middle, between(240, 330));
  if (kind === 'drain') {
    const bend = between(-200, 200);
    put(
      2.5,
      0,
      0,
      1,
      `<polygon points="${middle},${horizon + 20} ${middle + 50},${horizon + 20} ${middle + 330 + bend},900 ${middle - 80 + bend},900" fill="${tone(40, 8, between(55, 75))}"/><polygon points="${middle + 12},${horizon + 24} ${middle + 40},${horizon + 24} ${middle + 260 + bend},900 ${middle - 10 + bend},900" fill="${tone(between(30, 190), 25, between(18, 35))}"/>`,
    );
  }
  // Stones, tufts, rubbish: what makes a place that place
  for (let no = 0; no < 260; no++) {
    const away = between(0.03, 1) ** 1.3;
    put(
      1 + 9 * (1 - away),
      between(-60, 1060),
      horizon + (HEIGHT - horizon) * away,
      0.3 + away,
      `<ellipse rx="${between(2, 16).toFixed(1)}" ry="${between(1, 8).toFixed(1)}" fill="${tone(between(20, 140), between(5, 45), between(12, 75))}"/>`,
    );
  }
  for (let no = Math.floor(between(1, 5)); no > 0; no--) {
    const depth = between(2, 9);
    put(
      depth,
      between(0, 1000),
      horizon + (HEIGHT - horizon) / depth,
      1,
      `<rect x="-3" y="${-between(150, 420).toFixed(0)}" width="${between(4, 10).toFixed(0)}" height="430" fill="${tone(30, 10, between(20, 60))}"/>`,
    );
  }
  // What is reported
  const [problemX, problemY] = [between(300, 700), between(Math.max(horizon + 90, 480), 640)];
  const debris = Array.from({ length: 60 }, () => {
    const [angle, away] = [between(0, 6.28), Math.sqrt(next())];
    return `<rect x="${(Math.cos(angle) * away * 150).toFixed(0)}" y="${(Math.sin(angle) * away * 55).toFixed(0)}" width="${between(8, 34).toFixed(0)}" height="${between(6, 24).toFixed(0)}" transform="rotate(${between(-40, 40).toFixed(0)})" fill="${tone(between(0, 360), between(10, 70), between(15, 85))}"/>`;
  }).join('');
  if (isNight) {
    const lampX = between(250, 750);
    put(
      4,
      lampX,
      horizon + 120,
      1,
      `<rect x="-4" y="-330" width="8" height="330" fill="#222"/><rect x="-4" y="-334" width="70" height="7" fill="#222"/>`,
    );
    if (shot.isAfter) put(4, lampX + 60, horizon - 205, 1, `<circle r="330" fill="url(#glow)"/>`);
    for (let no = 0; no < 5; no++)
      put(20, between(0, 1000), horizon - between(0, 40), 1, `<circle r="${between(3, 12).toFixed(0)}" fill="#ffe9a8" opacity=".8"/>`);
  } else if (!shot.isAfter) {
    if (kind === 'waste' || kind === 'drain') put(1.6, problemX, problemY, 1, debris);
    else
      put(
        1.6,
        problemX,
        problemY,
        1,
        `<ellipse rx="${between(60, 150).toFixed(0)}" ry="${between(22, 60).toFixed(0)}" fill="${tone(30, 25, 16)}"/><ellipse cy="6" rx="${between(30, 60).toFixed(0)}" ry="${between(10, 20).toFixed(0)}" fill="${tone(200, 20, 60)}"/>`,
      );
  } else if (kind === 'road') put(1.6, problemX, problemY, 1, `<ellipse rx="150" ry="60" fill="${tone(30, 5, 24)}"/>`);
  // Passers-by
  for (let no = Math.floor(between(0, 3.5, moving)); no > 0; no--) {
    const depth = between(3, 8, moving);
    put(
      depth,
      between(0, 1000, moving),
      horizon + (HEIGHT - horizon) / depth + 20,
      3 / depth,
      `<rect x="-22" y="-90" width="44" height="90" rx="16" fill="${tone(between(0, 360, moving), 60, 40)}"/><circle cy="-108" r="19" fill="${tone(25, 40, 28)}"/>`,
    );
  }
  const zoom = shot.zoom ?? 1;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}">` +
    `<g transform="translate(500 375) rotate(${shot.roll ?? 0}) scale(${zoom}) translate(-500 -375)">${out.join('')}</g></svg>`
  );
}
