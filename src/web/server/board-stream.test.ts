import { expect, test, vi } from 'vitest';
import type { Actor } from '#core/actor.ts';
import { Failure } from '#core/failure.ts';
import type { Database } from '#core/server/database.ts';
import { Boards } from './board-stream.ts';

const database = {} as Database;
const officer = (id: string): Actor => ({ kind: 'officer', id, agencies: [], duties: [] });
const idOf = (actor: Actor): string => ('id' in actor ? actor.id : '');
/** What a board has heard, and whether its stream has ended. */
function hear(stream: ReadableStream<Uint8Array>) {
  const board = { text: '', ended: false };
  void (async () => {
    for await (const chunk of stream) board.text += new TextDecoder().decode(chunk);
    board.ended = true;
  })();
  return board;
}

test('one look serves all; each watcher looks in turn, and whose right ended is let go without keeping the others waiting', async () => {
  let seq = 1;
  const asked: string[] = [];
  const ended = new Set<string>();
  const boards = new Boards(3_600_000, 3600, async (_, actor, last) => {
    asked.push(idOf(actor));
    if (ended.has(idOf(actor))) throw new Failure('forbidden', 'complaints.not_yours');
    return seq > last ? { seq, frame: `data: ${seq}\n\n` } : undefined;
  });
  const all = ['a', 'b', 'c'].map((id) => hear(boards.stream(database, officer(id), 'data: first\n\n', 1)));
  for (let turn = 0; turn < 4; turn++) await boards.look(database);
  expect(asked).toEqual(['a', 'b', 'c', 'a']);

  seq = 2;
  await boards.look(database);
  await vi.waitFor(() => expect(all.every(({ text }) => text.includes('data: 2\n\n'))).toBe(true));

  // c is next in turn: its duty has ended
  ended.add('c');
  seq = 3;
  await boards.look(database);
  await vi.waitFor(() => expect(all.map((board) => board.ended)).toEqual([false, false, true]));
  await vi.waitFor(() => expect(all.map(({ text }) => text.includes('data: 3\n\n'))).toEqual([true, true, false]));
});

test('a database that is away ends nobody’s stream', async () => {
  const boards = new Boards(3_600_000, 3600, async () => {
    throw new Error('away');
  });
  const board = hear(boards.stream(database, officer('a'), 'data: first\n\n', 1));
  await boards.look(database);
  await vi.waitFor(() => expect(board.text).toContain('first'));
  expect(board.ended).toBe(false);
});

test('a ring is heard at once, and again as soon as boards may be told again; nobody is asked for every one of many', async () => {
  let seq = 1;
  let looks = 0;
  const boards = new Boards(400, 3600, async (_, __, last) => {
    looks++;
    return seq > last ? { seq, frame: `data: ${seq}\n\n` } : undefined;
  });
  const board = hear(boards.stream(database, officer('a'), 'data: first\n\n', 1));
  seq = 2;
  for (let ring = 0; ring < 50; ring++) boards.ring(database);
  await vi.waitFor(() => expect(board.text).toContain('data: 2\n\n'));
  expect(looks).toBeLessThan(10);
  seq = 3;
  for (let ring = 0; ring < 50; ring++) boards.ring(database);
  await vi.waitFor(() => expect(board.text).toContain('data: 3\n\n'), 5000);
  expect(looks).toBeLessThan(20);
});
