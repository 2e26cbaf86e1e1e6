import sharp from 'sharp';
import { Failure } from '#core/failure.ts';
import type { Clock } from '#core/server/clock.ts';
import { readEvents } from '#core/server/events.ts';
import * as complaints from '#modules/complaints/server/complaints.ts';
import { loadDemo as loadComplaintsDemo } from '#modules/complaints/server/demo.ts';
import { jobs } from '#modules/complaints/server/jobs.ts';
import { keepPicture } from '#core/server/files.ts';
import { readPicture } from '#modules/complaints/server/picture.ts';
import { testDatabase } from './database.ts';
import { demoActors } from './demo-actors.ts';

export const pothole = {
  text: 'Jalan berlubang besar di depan SD Inpres, motor sering jatuh.',
  category: 'jalan-jembatan',
  region: '94.04.01',
  landmark: 'depan SD Inpres',
  answers: { jenis: 'jalan' },
};

/** A picture of noise of its own, as the form takes it in. */
export async function photo(of: number): Promise<complaints.NewPhoto> {
  const pixels = Buffer.alloc(96 * 96 * 3, 0).map((_, at) => ((at * (of + 7)) ^ (at >> 4)) & 255);
  const picture = await readPicture(
    await sharp(pixels, { raw: { width: 96, height: 96, channels: 3 } })
      .jpeg()
      .toBuffer(),
  );
  return {
    fileId: await keepPicture(picture.jpeg),
    mime: 'image/jpeg',
    size: picture.jpeg.length,
    sha256: picture.sha256,
    fingerprint: picture.fingerprint,
    exif: picture.exif,
    tools: [],
    sourceTypes: [],
    place: null,
    deviceAt: null,
  };
}

/** Mimika Center in a database of its own, with the demo's people and a clock moved by hand (first: Monday 2 November 2026, 09.00 WIT). */
export async function reportWorld() {
  let now = new Date('2026-11-02T09:00:00+09:00');
  const clock: Clock = { now: () => now };
  const database = await testDatabase({ clock });
  const { as } = await demoActors(database);
  await loadComplaintsDemo(database, database.ownerUrl);
  const log = (id: string) => as('job', (tx) => readEvents(tx, id));
  const submit = (more: object = {}, who = 'anonymous') => as(who, (tx) => complaints.submitReport(tx, { ...pothole, ...more }));

  return {
    database,
    as,
    log,
    submit,
    /** '2026-11-02 09:00' in WIT. */
    at: (text: string): void => void (now = new Date(`${text.replace(' ', 'T')}:00+09:00`)),
    now: (): Date => now,
    pass: (seconds: number): void => void (now = new Date(now.getTime() + seconds * 1000)),
    /** The reason of a refusal; 'nothing' where there was none. */
    refused: async (work: Promise<unknown>): Promise<string> => {
      try {
        await work;
      } catch (thrown) {
        if (!(thrown instanceof Failure)) throw thrown;
        return Object.values(thrown.fields)[0] ?? thrown.reason;
      }
      return 'nothing';
    },
    types: async (id: string): Promise<string[]> => (await log(id)).map((event) => event.type.slice('complaints.'.length)),
    /** Verified, sent to the road agency and accepted there. */
    accepted: async (more: object = {}, who = 'anonymous') => {
      const receipt = await submit(more, who);
      await as('lo', (tx) =>
        complaints.verifyReport(tx, receipt.id, {
          title: 'Jalan berlubang',
          classification: 'pengaduan_tidak_berkadar',
          category: 'jalan-jembatan',
          region: '94.04.01',
        }),
      );
      await as('lo', (tx) => complaints.routeReport(tx, receipt.id, { lead: 'dpupr', supporting: [] }));
      await as('pic-dpupr', (tx) => complaints.acceptReport(tx, receipt.id));
      return receipt;
    },
    /** Run the announcements of every event of a report. */
    announce: async (id: string): Promise<void> => {
      for (const event of await log(id)) await as('job', (tx) => jobs['complaints.announce'](tx, { reportId: id, no: event.no }));
    },
    /** Outbox rows of a task, waiting for the worker. */
    waiting: async (task: string): Promise<{ payload: Record<string, unknown>; not_before: Date | null }[]> =>
      (await database.asOwner('select payload, not_before from core.outbox where task = $1 order by id', [task])).rows,
  };
}
