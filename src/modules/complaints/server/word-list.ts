import named from '../../../../db/reference/code-words.json' with { type: 'json' };
import { makeWordList, readWordCode as read } from '../word-code.ts';

const list = makeWordList(named.words);

/** The four words that 16 random-looking bytes stand for: the same bytes, the same words; each word as likely as any other to 2⁻⁸⁴. */
export function wordCodeFrom(bytes: Uint8Array): string {
  let rest = 0n;
  for (const byte of bytes.subarray(0, 16)) rest = (rest << 8n) | BigInt(byte);
  const count = BigInt(list.words.length);
  const words: string[] = [];
  for (let at = 0; at < 4; at++, rest /= count) words.push(list.words[Number(rest % count)]!);
  return words.join('-');
}
/** The code as printed, from what was typed; undefined where it can't be one. */
export function readWordCode(typed: string): string | undefined {
  const code = read(list, typed);
  return typeof code === 'string' ? code : undefined;
}
