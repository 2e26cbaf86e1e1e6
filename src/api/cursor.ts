import { timingSafeEqual } from 'node:crypto';
import { Failure } from '#core/failure.ts';
import { vault } from '#core/server/vault.ts';

/** Where a list goes on, opaque and signed: nobody can put values of their own into the query behind it. */
const sign = (list: string, place: string): Buffer => vault().findable(`${list}\n${place}`, 'cursor').subarray(0, 12);

export const writeCursor = (list: string, place: string): string =>
  `${Buffer.from(place).toString('base64url')}.${sign(list, place).toString('base64url')}`;

/** @throws Failure invalid api.cursor_wrong for a cursor of another list, an altered or an invented one */
export function readCursor(list: string, cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const [body = '', mac = ''] = cursor.split('.');
  const place = Buffer.from(body, 'base64url').toString();
  const given = Buffer.from(mac, 'base64url');
  const right = sign(list, place);
  if (given.length !== right.length || !timingSafeEqual(given, right))
    throw new Failure('invalid', 'input.invalid', { cursor: 'api.cursor_wrong' });
  return place;
}
