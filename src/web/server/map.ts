import process from 'node:process';

/** Pictures under the map, where a deployment sets them; without them the map shows boundaries and points alone. */
export interface Tiles {
  /** `https://…/{z}/{x}/{y}.png` (SATU_PETA_UBIN). */
  readonly url: string;
  /** Whose map it is, as its licence asks (SATU_PETA_SUMBER). */
  readonly credit: string;
  /** What the page's policy must let pictures come from. */
  readonly origin: string;
}

function readTiles(): Tiles | undefined {
  const url = process.env['SATU_PETA_UBIN'] ?? '';
  const found = /^(https:\/\/)(\{s\}\.)?([a-z0-9.-]+(?::\d+)?)\/[^\s;,'"]*$/i.exec(url);
  if (!found || !['{z}', '{x}', '{y}'].every((part) => url.includes(part))) return undefined;
  return { url, credit: process.env['SATU_PETA_SUMBER'] ?? '', origin: `${found[1]}${found[2] ? '*.' : ''}${found[3]}` };
}
/** Set at the start; a setting that is no address of tiles is none. */
export const tiles = readTiles();

const WITH_MAP = new Set(['/laporan/peta', '/lapor/tempat']);
/** The page's policy with the tiles' address, on pages with a map alone. */
export const allowTiles = (policy: string, path: string): string =>
  tiles && WITH_MAP.has(path) ? policy.replace(/img-src [^;]*/, (sources) => `${sources} ${tiles.origin}`) : policy;
