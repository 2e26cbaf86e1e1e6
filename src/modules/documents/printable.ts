/** Signs the letters' fonts hold; PDF/A refuses the others, and what people write may hold any. */
const UNPRINTABLE = /[^\n\u0020-\u007e\u00a0-\u00ac\u00ae-\u017f‐-―‘’‚“”„†•…‹›€™]+/gu;
/** Pictures say nothing that a letter needs; with them go the signs that join and colour them. Unicode counts © ® ™ among them. */
const PICTURES =
  /[^\S\n]*(?:\p{Extended_Pictographic}|\p{Regional_Indicator})(?:[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}]|\u200d)*/gu;

/** Signs without width, and those that only say how the one before is drawn. */
const INVISIBLE = /\u200b|\u2060|\ufe0e|\ufe0f|\u20e3|\ufeff/g;

/** A text as paper can hold it: without emoji, and with "?" for signs of other scripts, so that no letter fails to print. */
export const printable = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .replace(/\t/g, ' ')
    .replace(INVISIBLE, '')
    .replace(PICTURES, (picture) => (/^\s*[©®™]$/u.test(picture) ? picture : ''))
    .replace(UNPRINTABLE, '?');
