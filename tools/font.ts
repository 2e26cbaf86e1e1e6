import { readFile, writeFile } from 'node:fs/promises';
import subsetFont from 'subset-font';

/**
 * Makes static/plus-jakarta-sans.woff2 for the officers' screens: ASCII and the signs our texts use, weights 400 to 700.
 * Run once after the font package changes: `node tools/font.ts`. Citizens' pages use the fonts of their own device.
 */
const SIGNS = '–—‘’“”…·•×≤≥→←€°²³½é è á à ç ñ ü ö ä’›‹✓';
const ASCII = Array.from({ length: 95 }, (_, at) => String.fromCodePoint(32 + at)).join('');
const FOLDER = new URL('../node_modules/@fontsource-variable/plus-jakarta-sans/', import.meta.url);

const whole = await readFile(new URL('files/plus-jakarta-sans-latin-wght-normal.woff2', FOLDER));
const small = await subsetFont(whole, ASCII + SIGNS, { targetFormat: 'woff2', variationAxes: { wght: { min: 400, max: 700 } } });
await writeFile(new URL('../static/plus-jakarta-sans.woff2', import.meta.url), small);
await writeFile(new URL('../static/plus-jakarta-sans.LICENSE.txt', import.meta.url), await readFile(new URL('LICENSE', FOLDER)));
console.log(`plus-jakarta-sans.woff2: ${small.length} bytes`);
