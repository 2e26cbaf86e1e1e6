/**
 * Makes the letters' fonts: static regular and bold of Plus Jakarta Sans (SIL Open Font License 1.1, OFL.txt), Latin only.
 * Run `node fonts/make.ts` after an update of the font package; the results are committed, so nothing is needed at run time.
 */
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import subsetFont from 'subset-font';

const source = new URL('../node_modules/@fontsource-variable/plus-jakarta-sans/', import.meta.url);
const variable = await readFile(new URL('files/plus-jakarta-sans-latin-wght-normal.woff2', source));
let signs = '–—‘’“”•…™€−';
for (let code = 0x20; code < 0x180; code++) if (code < 0x7f || code > 0x9f) signs += String.fromCodePoint(code);
for (const [name, wght] of [
  ['Regular', 400],
  ['Bold', 700],
] as const) {
  const font = await subsetFont(variable, signs, { targetFormat: 'truetype', variationAxes: { wght } });
  await writeFile(new URL(`PlusJakartaSans-${name}.ttf`, import.meta.url), font);
}
await copyFile(new URL('LICENSE', source), new URL('OFL.txt', import.meta.url));
