import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '#core/actor.ts';
import { uuidv7 } from '#core/id.ts';
import type { Database } from '#core/server/database.ts';
import { firstBroken, readEvents } from '#core/server/events.ts';
import { vault } from '#core/server/vault.ts';
import { testDatabase } from '#test/database.ts';
import type { Issuance } from '../document.ts';
import { sha256 } from './archive.ts';
import { bsre } from './bsre.ts';
import { anIssuance } from './build.ts';
import {
  canRevoke,
  findDocumentsOfCase,
  findUnclearAttempt,
  getDocument,
  listDocumentsOfHolder,
  listDocumentsToSign,
  listNumbers,
  openFile,
  prepareDocument,
  replaceDocument,
  revokeDocument,
  signDocument,
  verifyDocument,
  verifyFile,
  voidDocument,
} from './documents.ts';
import { announceDocument, finishDocument, issueForCase, type Neighbours } from './issue.ts';
import { checkSignature } from './pades.ts';
import { closePress } from './render.ts';
import { exampleAuthority } from './simulasi.ts';
import { PASSPHRASE, startBsreSimulator, type BsreSimulator } from './simulator/bsre.ts';

const data = mkdtempSync(join(tmpdir(), 'satu-documents-'));
process.env['SATU_DATA'] = data;
let now = new Date('2026-11-24T02:00:00Z');
const db = await testDatabase({ clock: { now: () => now } });
const job: Actor = { kind: 'job', task: 'test' };

afterAll(() => {
  closePress();
  rmSync(data, { recursive: true, force: true });
});

async function person(kind: 'citizen' | 'officer', name: string, nik: string): Promise<string> {
  const id = uuidv7();
  await db.asOwner(
    'insert into identity.person (id, kind, public_name, name_sealed, nik_sealed, nik_hash, created_at) values ($1, $2, $3, $4, $5, $6, $7)',
    [
      id,
      kind,
      kind === 'citizen' ? null : name,
      vault().seal(name, `identity.person:name:${id}`),
      vault().seal(nik, `identity.person:nik:${id}`),
      vault().findable(nik, 'nik'),
      now,
    ],
  );
  return id;
}

let nurse: Actor & { kind: 'citizen' };
let head: Actor & { kind: 'officer' };
let clerk: Actor & { kind: 'officer' };
let stranger: Actor & { kind: 'officer' };
const officer = (id: string, agency: string, ...roles: string[]): Actor & { kind: 'officer' } => ({
  kind: 'officer',
  id,
  agencies: [agency],
  duties: roles.map((role) => ({ agency, role })),
});

beforeAll(async () => {
  nurse = { kind: 'citizen', id: await person('citizen', "Yosefa D'Arc Natkime", '9109014203900001') };
  head = officer(await person('officer', 'Maria O’Neil Kogoya, S.Sos.', '9109011203700002'), 'dpmptsp', 'kepala-dinas');
  clerk = officer(await person('officer', 'Petrus', '9109011203700003'), 'dinkes', 'penguji-nakes');
  stranger = officer(await person('officer', 'Anton', '9109011203700004'), 'dishub', 'kepala-dinas');
});
beforeEach(() => void (now = new Date('2026-11-24T02:00:00Z')));

/** Issuances belong to the people of this file; each has a counter of its own unless told. */
let counters = 0;
function issuance(change: Partial<Issuance> & { counter?: string } = {}): Issuance {
  const { counter = `uji-${++counters}`, ...rest } = change;
  const base = anIssuance();
  return {
    ...base,
    holder: { id: nurse.id, name: "Yosefa D'Arc Natkime" },
    signer: { ...base.signer, personId: head.id },
    result: { ...base.result, number: { ...base.result.number, counter } },
    ...rest,
  };
}
const numbers = (counter: string, year = 2026) => db.withActor(job, (tx) => listNumbers(tx, { agency: 'dpmptsp', counter, year }));

/** The neighbours of a case, as rows a test can count. */
function neighboursOf(of: Issuance): Neighbours & { noted: string[]; reported: string[]; told: string[] } {
  const noted: string[] = [];
  const reported: string[] = [];
  const told: string[] = [];
  return {
    noted,
    reported,
    told,
    getIssuance: async (_, caseId) => (caseId === of.caseId ? of : undefined),
    noteIssued: async (tx, _, { number }) => {
      await tx
        .insertInto('core.command')
        .values({ key: `noted:${of.caseId}`, fingerprint: number })
        .execute(); // a second one breaks the key
      noted.push(number);
    },
    report: async (_, document) => void reported.push(document.number),
    tellHolder: async (_, document) => void told.push(document.number),
  };
}
async function issued(change: Parameters<typeof issuance>[0] = {}) {
  const of = issuance(change);
  await issueForCase(db, of.caseId, neighboursOf(of));
  const [document] = await db.withActor(job, (tx) => findDocumentsOfCase(tx, of.caseId));
  return { of, document: document! };
}
const bytesOf = async (id: string): Promise<Buffer> => {
  const { rows } = await db.asOwner('select file from documents.document where id = $1', [id]);
  return readFileSync(join(data, 'documents', (rows[0] as { file: string }).file));
};

describe('numbers', () => {
  test('20 transactions at once, a third of them failing: no gap, none twice, every one accounted for', async () => {
    const counter = 'balapan';
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, at) =>
        db.withActor(job, async (tx) => {
          const document = await prepareDocument(tx, issuance({ counter }));
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 10));
          if (at % 3 === 0) throw new Error('fails after its number was taken');
          return document;
        }),
      ),
    );
    const kept = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    expect(kept).toHaveLength(13);
    const void1 = kept[4]!;
    await db.withActor(job, (tx) => voidDocument(tx, void1.id, 'Berkas ganda'));
    await db.withActor(job, (tx) => prepareDocument(tx, issuance({ counter })));
    const rows = await numbers(counter);
    expect(rows.map((row) => row.seq)).toEqual(Array.from({ length: 14 }, (_, at) => at + 1));
    expect(rows.map((row) => row.number)).toEqual(rows.map((row) => `500.16.7.2/${row.seq}/DPMPTSP`));
    expect(rows.filter((row) => row.status === 'void')).toEqual([
      expect.objectContaining({ document_id: void1.id, reason: 'Berkas ganda' }),
    ]);
    expect(rows.filter((row) => row.status === 'reserved')).toHaveLength(13);
  });

  test('begins again with the year in Papua, not in Greenwich', async () => {
    const counter = 'tahun';
    const take = (at: string) => {
      now = new Date(at);
      return db.withActor(job, (tx) => prepareDocument(tx, issuance({ counter })));
    };
    expect((await take('2026-12-31T14:59:59Z')).number).toBe('500.16.7.2/1/DPMPTSP');
    expect((await take('2026-12-31T15:00:00Z')).dated).toBe('2027-01-01');
    expect((await numbers(counter, 2026)).map((row) => row.seq)).toEqual([1]);
    expect((await numbers(counter, 2027)).map((row) => row.seq)).toEqual([1]);
  });

  test('a counter called authority is the issuing agency’s own, and so are its duties', async () => {
    const base = issuance({ counter: 'authority' });
    const of: Issuance = {
      ...base,
      agency: { code: 'distrik-hoya', official_name: 'Distrik Hoya' },
      result: {
        ...base.result,
        number: { pattern: '{klasifikasi}/{seq}/{unit}', klasifikasi: '100.3.4', counter: 'authority', reset: 'yearly' },
        revocation: { by: ['authority/kepala-distrik'], reasons: 'x@1' },
      },
    };
    const document = await db.withActor(job, (tx) => prepareDocument(tx, of));
    expect(document.number).toBe('100.3.4/1/DISTRIK-HOYA');
    expect(document.revocableBy).toEqual(['distrik-hoya/kepala-distrik']);
  });

  test('the database refuses a void number without a reason and a number used twice', async () => {
    const document = await db.withActor(job, (tx) => prepareDocument(tx, issuance()));
    await expect(db.asOwner(`update documents.number set status = 'void' where document_id = $1`, [document.id])).rejects.toThrow(
      /number_void_has_reason/,
    );
    const other = await db.withActor(job, (tx) => prepareDocument(tx, issuance()));
    await expect(
      db.asOwner(
        'update documents.document d set agency = o.agency, counter = o.counter, number_year = o.number_year, number_seq = o.number_seq from documents.document o where d.id = $1 and o.id = $2',
        [other.id, document.id],
      ),
    ).rejects.toThrow(/document_number_used_once/);
  });
});

describe('issuing', () => {
  test('from a granted case to a signed letter that everyone can check', async () => {
    const of = issuance();
    const neighbours = neighboursOf(of);
    await issueForCase(db, of.caseId, neighbours);
    const [document] = await db.withActor(nurse, (tx) => findDocumentsOfCase(tx, of.caseId));
    expect(document).toMatchObject({
      status: 'signed',
      publicStatus: 'valid',
      number: '500.16.7.2/1/DPMPTSP',
      dated: '2026-11-24',
      validUntil: '2031-11-24',
    });
    const pdf = await bytesOf(document!.id);
    expect(sha256(pdf)).toBe(document!.sha256);
    expect(await checkSignature(pdf, [(await exampleAuthority()).certificate])).toMatchObject({
      intact: true,
      trusted: true,
      signer: of.signer.name,
    });
    expect(neighbours).toMatchObject({
      noted: ['500.16.7.2/1/DPMPTSP'],
      reported: ['500.16.7.2/1/DPMPTSP'],
      told: ['500.16.7.2/1/DPMPTSP'],
    });
    expect(await numbers(of.result.number.counter)).toEqual([expect.objectContaining({ status: 'issued', document_id: document!.id })]);
    const log = await db.withActor(job, (tx) => readEvents(tx, document!.id));
    expect(log.map((event) => event.type)).toEqual(['documents.document_prepared', 'documents.document_issued']);
    expect(firstBroken(log)).toBeUndefined();
    expect(JSON.stringify(log)).not.toMatch(/Natkime|9109|Hoya/);
  });

  test('personal values lie sealed', async () => {
    const { document } = await issued();
    const { rows } = await db.asOwner('select * from documents.document where id = $1', [document.id]);
    expect(JSON.stringify(rows)).not.toMatch(/Natkime|9109014203900001|depan gereja|AB0012345/);
  });

  test('killed before or after any of its transactions and run again: one number, one document, told once', async () => {
    for (const when of ['before', 'after'] as const)
      for (let at = 0; at < 12; at++) {
        const of = issuance();
        const neighbours = neighboursOf(of);
        let count = 0;
        const dying: Database = {
          ...db,
          withActor: async (actor, work) => {
            const mine = count++;
            if (mine === at && when === 'before') throw new Error('killed');
            const result = await db.withActor(actor, work);
            if (mine === at) throw new Error('killed');
            return result;
          },
        };
        const died = await issueForCase(dying, of.caseId, neighbours).then(
          () => false,
          (thrown: Error) => thrown.message === 'killed',
        );
        await issueForCase(db, of.caseId, neighbours);
        const documents = await db.withActor(job, (tx) => findDocumentsOfCase(tx, of.caseId));
        expect(documents.map(({ status }) => status)).toEqual(['signed']);
        expect((await numbers(of.result.number.counter)).map(({ seq, status }) => ({ seq, status }))).toEqual([
          { seq: 1, status: 'issued' },
        ]);
        expect(neighbours.noted).toHaveLength(1);
        expect(sha256(await bytesOf(documents[0]!.id))).toBe(documents[0]!.sha256);
        if (!died) {
          expect(at).toBe(2); // two transactions in all
          break;
        }
      }
  });

  test('two runs at once end as one', async () => {
    const of = issuance();
    const neighbours = neighboursOf(of);
    await Promise.all([
      issueForCase(db, of.caseId, neighbours),
      issueForCase(db, of.caseId, neighbours),
      issueForCase(db, of.caseId, neighbours),
    ]);
    const documents = await db.withActor(job, (tx) => findDocumentsOfCase(tx, of.caseId));
    expect(documents).toHaveLength(1);
    expect(sha256(await bytesOf(documents[0]!.id))).toBe(documents[0]!.sha256);
    expect(neighbours.noted).toHaveLength(1);
    expect(await numbers(of.result.number.counter)).toHaveLength(1);
  });

  test('a result kept in a national system is tracked, not issued', async () => {
    const base = issuance();
    const of: Issuance = { ...base, result: { ...base.result, systemOfRecord: { adapter: 'mppdn.sip@1', mode: 'track' } } };
    await issueForCase(db, of.caseId, neighboursOf(of));
    expect(await db.withActor(job, (tx) => findDocumentsOfCase(tx, of.caseId))).toEqual([]);
  });

  test('a result reported to a national system is tracked outside the demonstration, unless the regency keeps its own register', async () => {
    const base = issuance();
    const of: Issuance = { ...base, result: { ...base.result, systemOfRecord: { adapter: 'mppdn.sip@1', mode: 'report' } } };
    process.env['SATU_MODE'] = 'production';
    try {
      await issueForCase(db, of.caseId, neighboursOf(of));
      expect(await db.withActor(job, (tx) => findDocumentsOfCase(tx, of.caseId))).toEqual([]);
      process.env['SATU_OWN_REGISTER'] = 'ya';
      await issueForCase(db, of.caseId, neighboursOf(of));
      expect(await db.withActor(job, (tx) => findDocumentsOfCase(tx, of.caseId))).toHaveLength(1);
    } finally {
      delete process.env['SATU_MODE'];
      delete process.env['SATU_OWN_REGISTER'];
    }
  });

  test('answers that don’t fill the letter take no number', async () => {
    const of = issuance({ answers: { nama: 'Yosefa' } });
    await expect(issueForCase(db, of.caseId, neighboursOf(of))).rejects.toThrow();
    expect(await numbers(of.result.number.counter)).toEqual([]);
  });
});

describe('verifying', () => {
  test('anyone learns the named fields and nothing else', async () => {
    const { document } = await issued();
    const seen = await db.withActor({ kind: 'anonymous' }, (tx) => verifyDocument(tx, document.code.toLowerCase()));
    expect(seen).toEqual({
      code: document.code,
      title: 'Surat Izin Praktik Perawat',
      agencyName: 'Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu',
      status: 'valid',
      since: '2026-11-24',
      fields: [
        { name: 'number', value: document.number },
        { name: 'holder_initials', value: 'Y. D. N.' },
        { name: 'facility', value: 'Puskesmas Hoya' },
        { name: 'issued_on', value: '2026-11-24' },
        { name: 'valid_until', value: '2031-11-24' },
        { name: 'signer_office', value: 'Kepala Dinas' },
        { name: 'file_sha256', value: document.sha256 },
      ],
    });
    expect(await db.withActor({ kind: 'anonymous' }, (tx) => verifyDocument(tx, '0'.repeat(26)))).toBeUndefined();
    expect(await db.withActor({ kind: 'anonymous' }, (tx) => verifyDocument(tx, 'abc'))).toBeUndefined();
    await expect(db.withActor({ kind: 'anonymous' }, (tx) => getDocument(tx, document.id))).rejects.toThrow(/permission denied/);
  });

  test('a prepared document can’t be verified', async () => {
    const document = await db.withActor(job, (tx) => prepareDocument(tx, issuance()));
    expect(await db.withActor({ kind: 'anonymous' }, (tx) => verifyDocument(tx, document.code))).toBeUndefined();
  });

  test('a file is known by its bytes; a changed one is unknown', async () => {
    const { document } = await issued();
    const pdf = await bytesOf(document.id);
    expect(await db.withActor({ kind: 'anonymous' }, (tx) => verifyFile(tx, sha256(pdf)))).toMatchObject({ code: document.code });
    pdf[2000]! ^= 1;
    expect(await db.withActor({ kind: 'anonymous' }, (tx) => verifyFile(tx, sha256(pdf)))).toBeUndefined();
  });

  test('expires with the day in Papua', async () => {
    const { document } = await issued();
    now = new Date('2031-11-24T14:59:00Z');
    expect((await db.withActor({ kind: 'anonymous' }, (tx) => verifyDocument(tx, document.code)))?.status).toBe('valid');
    now = new Date('2031-11-24T15:00:00Z');
    expect(await db.withActor({ kind: 'anonymous' }, (tx) => verifyDocument(tx, document.code))).toMatchObject({
      status: 'expired',
      since: '2031-11-24',
    });
    expect((await db.withActor(nurse, (tx) => getDocument(tx, document.id))).publicStatus).toBe('expired');
  });
});

describe('who sees what', () => {
  test('holder and taking-part agencies see it; others get not_found', async () => {
    const { of, document } = await issued();
    for (const actor of [nurse, head, clerk])
      expect((await db.withActor(actor, (tx) => getDocument(tx, document.id))).id).toBe(document.id);
    for (const actor of [stranger, { kind: 'citizen', id: uuidv7() } as const]) {
      await expect(db.withActor(actor, (tx) => getDocument(tx, document.id))).rejects.toMatchObject({ code: 'not_found' });
      await expect(db.withActor(actor, (tx) => openFile(tx, document.id))).rejects.toMatchObject({ code: 'not_found' });
      expect(await db.withActor(actor, (tx) => findDocumentsOfCase(tx, of.caseId))).toEqual([]);
    }
    expect((await db.withActor(nurse, (tx) => listDocumentsOfHolder(tx, nurse.id))).some(({ id }) => id === document.id)).toBe(true);
  });

  test('opening the file is recorded, also when many open it at once', async () => {
    const { document } = await issued();
    const opened = await Promise.all([nurse, head, clerk, nurse].map((actor) => db.withActor(actor, (tx) => openFile(tx, document.id))));
    for (const { stream } of opened) stream.destroy();
    expect(opened[0]).toMatchObject({ name: 'Surat-Izin-Praktik-Perawat-500-16-7-2-1-DPMPTSP.pdf' });
    const log = await db.withActor(nurse, (tx) => readEvents(tx, document.id));
    expect(log.filter((event) => event.type === 'documents.file_opened')).toHaveLength(4);
    expect(firstBroken(log)).toBeUndefined();
  });

  test('a participant’s officer can’t change a row, whatever the code says', async () => {
    const { document } = await issued();
    await expect(
      db.withActor(clerk, (tx) =>
        tx
          .updateTable('documents.document')
          .set({ status: 'void' })
          .where('id', '=', document.id)
          .returning('id')
          .executeTakeFirstOrThrow(),
      ),
    ).rejects.toThrow(/no result/);
    await expect(
      db.withActor(nurse, (tx) => tx.updateTable('documents.document').set({ status: 'void' }).where('id', '=', document.id).execute()),
    ).rejects.toThrow(/permission denied/);
    await expect(
      db.withActor(head, (tx) => tx.updateTable('documents.document').set({ number: 'x' }).where('id', '=', document.id).execute()),
    ).rejects.toThrow(/permission denied/);
  });
});

describe('ending', () => {
  const why = { reason: 'Tempat praktik ditutup', basis: 'UU 17/2023 ps. 264' };

  test('revoked by the duty the definition names; verification says so at once', async () => {
    const { document } = await issued();
    expect(canRevoke(head, document)).toBe(true);
    expect(canRevoke(clerk, document)).toBe(false);
    await expect(db.withActor(clerk, (tx) => revokeDocument(tx, document.id, why))).rejects.toMatchObject({ code: 'forbidden' });
    await expect(db.withActor(stranger, (tx) => revokeDocument(tx, document.id, why))).rejects.toMatchObject({ code: 'not_found' });
    await expect(db.withActor(head, (tx) => revokeDocument(tx, document.id, { ...why, reason: ' ' }))).rejects.toMatchObject({
      code: 'invalid',
      fields: { reason: 'input.required' },
    });
    expect(await db.withActor(job, (tx) => readEvents(tx, document.id))).toHaveLength(2); // refusals leave nothing
    now = new Date('2026-12-01T02:00:00Z');
    await db.withActor(head, (tx) => revokeDocument(tx, document.id, why));
    expect(await db.withActor({ kind: 'anonymous' }, (tx) => verifyDocument(tx, document.code))).toMatchObject({
      status: 'revoked',
      since: '2026-12-01',
    });
    await expect(db.withActor(head, (tx) => revokeDocument(tx, document.id, why))).rejects.toMatchObject({ code: 'not_now' });
    const last = (await db.withActor(nurse, (tx) => readEvents(tx, document.id))).at(-1)!;
    expect(last).toMatchObject({ type: 'documents.document_revoked', actor_id: head.id, data: { basis: why.basis } });
    expect(JSON.stringify(last)).not.toContain(why.reason);
    expect((await db.withActor(nurse, (tx) => getDocument(tx, document.id))).endedReason).toBe(why.reason);
  });

  test('two revocations at once: one wins', async () => {
    const { document } = await issued();
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => db.withActor(head, (tx) => revokeDocument(tx, document.id, why))));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('a replacement has its own number; the old one ends when the new one is signed', async () => {
    const { of, document } = await issued();
    const corrected = { ...of, answers: { ...of.answers, faskes: 'Puskesmas Jila' } };
    const next = await db.withActor(head, (tx) =>
      replaceDocument(tx, document.id, { reason: 'Salah tulis tempat praktik', basis: 'UU 30/2014 ps. 66' }, corrected),
    );
    expect(next).toMatchObject({ status: 'prepared', replaces: document.id, number: '500.16.7.2/2/DPMPTSP' });
    expect((await db.withActor({ kind: 'anonymous' }, (tx) => verifyDocument(tx, document.code)))?.status).toBe('valid');
    await expect(
      db.withActor(head, (tx) => replaceDocument(tx, document.id, { reason: 'lagi', basis: 'x' }, corrected)),
    ).rejects.toMatchObject({ code: 'conflict' });
    const neighbours = neighboursOf(anIssuance({ caseId: uuidv7() }));
    await finishDocument(db, next.id, neighbours);
    expect((await db.withActor({ kind: 'anonymous' }, (tx) => verifyDocument(tx, document.code)))?.status).toBe('replaced');
    expect((await db.withActor({ kind: 'anonymous' }, (tx) => verifyDocument(tx, next.code)))?.fields).toContainEqual({
      name: 'facility',
      value: 'Puskesmas Jila',
    });
    expect((await numbers(of.result.number.counter)).map(({ status }) => status)).toEqual(['issued', 'issued']);
    await issueForCase(db, of.caseId, neighboursOf(of)); // the job of the case, run once more, makes no third one
    expect(await db.withActor(job, (tx) => findDocumentsOfCase(tx, of.caseId))).toHaveLength(2);
  });

  test('a prepared document given up: its number is void, a new one may be prepared', async () => {
    const of = issuance();
    const document = await db.withActor(job, (tx) => prepareDocument(tx, of));
    await expect(db.withActor(clerk, (tx) => voidDocument(tx, document.id, 'x'))).rejects.toMatchObject({ code: 'forbidden' });
    await db.withActor(head, (tx) => voidDocument(tx, document.id, 'Salah penanda tangan'));
    const again = await db.withActor(job, (tx) => prepareDocument(tx, of));
    expect(again.number).toBe('500.16.7.2/2/DPMPTSP');
    expect((await numbers(of.result.number.counter)).map(({ status }) => status)).toEqual(['void', 'reserved']);
  });
});

describe('the signing desk (bsre)', () => {
  let simulator: BsreSimulator;
  const signer = (timeoutMs = 2000) =>
    bsre({ url: simulator.url, user: simulator.user, password: simulator.password, timeoutMs, tries: 1 });
  beforeAll(async () => {
    simulator = await startBsreSimulator();
    return () => simulator.close();
  });
  beforeEach(() => void (simulator.fault = undefined));
  async function waiting() {
    const of = issuance();
    const neighbours = neighboursOf(of);
    await issueForCase(db, of.caseId, neighbours, signer());
    const [document] = await db.withActor(job, (tx) => findDocumentsOfCase(tx, of.caseId));
    return { of, neighbours, document: document! };
  }
  const statusOf = async (id: string) => (await db.withActor(job, (tx) => getDocument(tx, id))).status;

  test('waits for its signer, who alone may sign; then the case is told by a job', async () => {
    const { document, neighbours } = await waiting();
    expect(document.status).toBe('prepared');
    expect(await db.withActor(nurse, (tx) => findDocumentsOfCase(tx, document.caseId))).toEqual([]);
    expect((await db.withActor(head, (tx) => listDocumentsToSign(tx))).map(({ id }) => id)).toContain(document.id);
    await expect(signDocument(db, clerk, document.id, { secret: PASSPHRASE }, signer())).rejects.toMatchObject({ code: 'forbidden' });
    await expect(signDocument(db, job, document.id, {}, signer())).rejects.toMatchObject({ code: 'forbidden' });
    await expect(signDocument(db, head, document.id, {}, signer())).rejects.toMatchObject({
      fields: { sandi: 'documents.passphrase_needed' },
    });
    await signDocument(db, head, document.id, { secret: PASSPHRASE }, signer());
    expect(await statusOf(document.id)).toBe('signed');
    await signDocument(db, head, document.id, { secret: PASSPHRASE }, signer()); // once more changes nothing
    await db.withActor(job, (tx) => announceDocument(tx, document.id, neighbours));
    await db.withActor(job, (tx) => announceDocument(tx, document.id, neighbours));
    expect(neighbours.noted).toHaveLength(1);
    const { rows } = await db.asOwner(
      `select (select count(*) from core.event where data::text like $1) + (select count(*) from core.outbox where payload::text like $1) n`,
      [`%${PASSPHRASE}%`],
    );
    expect(rows[0]).toEqual({ n: 0 });
  });

  test.each([
    ['down', 'not_now', 'documents.signer_unavailable'],
    ['expired-certificate', 'not_now', 'documents.certificate_expired'],
    ['wrong-passphrase', 'invalid', 'input.invalid'],
  ] as const)('%s: nothing is signed, trying again is free', async (fault, code, reason) => {
    const { document } = await waiting();
    simulator.fault = fault;
    await expect(signDocument(db, head, document.id, { secret: PASSPHRASE }, signer())).rejects.toMatchObject({ code, reason });
    expect(await statusOf(document.id)).toBe('prepared');
    expect(await db.withActor(head, (tx) => findUnclearAttempt(tx, document.id))).toBeUndefined();
    simulator.fault = undefined;
    await signDocument(db, head, document.id, { secret: PASSPHRASE }, signer());
    expect(await statusOf(document.id)).toBe('signed');
  });

  test('time-out after acceptance: signed once, the file fetched', async () => {
    const { document } = await waiting();
    simulator.fault = 'timeout-after-acceptance';
    const before = simulator.signed.size;
    await signDocument(db, head, document.id, { secret: PASSPHRASE }, signer(400));
    expect(await statusOf(document.id)).toBe('signed');
    expect(simulator.signed.size).toBe(before + 1);
  });

  test.each(['lost-reply', 'changed-shape'] as const)('%s: unclear; never signed again unless the signer has looked', async (fault) => {
    const { document } = await waiting();
    simulator.fault = fault;
    const posts = () => simulator.calls.filter((call) => call.startsWith('POST')).length;
    await expect(signDocument(db, head, document.id, { secret: PASSPHRASE }, signer(400))).rejects.toMatchObject({ code: 'not_now' });
    simulator.fault = undefined;
    const before = posts();
    await expect(signDocument(db, head, document.id, { secret: PASSPHRASE }, signer())).rejects.toMatchObject({
      reason: 'documents.outcome_unclear',
    });
    await expect(db.withActor(head, (tx) => voidDocument(tx, document.id, 'x'))).rejects.toMatchObject({
      reason: 'documents.outcome_unclear',
    });
    expect(posts()).toBe(before);
    expect(await db.withActor(head, (tx) => findUnclearAttempt(tx, document.id))).toMatchObject({ canBeAsked: false });
    await signDocument(db, head, document.id, { secret: PASSPHRASE, again: true }, signer());
    expect(await statusOf(document.id)).toBe('signed');
  });

  test('an unclear call with an id is asked about first, without a passphrase', async () => {
    const { document } = await waiting();
    simulator.fault = 'timeout-after-acceptance';
    // the service accepts, then dies before the file can be fetched
    const cut = signer(400);
    await expect(
      signDocument(
        db,
        head,
        document.id,
        { secret: PASSPHRASE },
        {
          ...cut,
          sign: (pdf, who, secret) => {
            setTimeout(() => (simulator.fault = 'down'), 200);
            return cut.sign(pdf, who, secret);
          },
        },
      ),
    ).rejects.toMatchObject({ reason: 'documents.outcome_unclear' });
    expect(await db.withActor(head, (tx) => findUnclearAttempt(tx, document.id))).toMatchObject({ canBeAsked: true });
    simulator.fault = undefined;
    const posts = simulator.calls.filter((call) => call.startsWith('POST')).length;
    await signDocument(db, head, document.id, {}, signer());
    expect(await statusOf(document.id)).toBe('signed');
    expect(simulator.calls.filter((call) => call.startsWith('POST')).length).toBe(posts);
  });

  test('two presses of the button at once: one call', async () => {
    const { document } = await waiting();
    simulator.fault = 'slow';
    const posts = () => simulator.calls.filter((call) => call.startsWith('POST')).length;
    const before = posts();
    const outcomes = await Promise.allSettled([1, 2].map(() => signDocument(db, head, document.id, { secret: PASSPHRASE }, signer())));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(posts() - before).toBe(1);
    expect(await statusOf(document.id)).toBe('signed');
  });

  test('a web process killed during the call leaves an unclear attempt, not a free try', async () => {
    const { document } = await waiting();
    const dead = signer();
    void signDocument(db, head, document.id, { secret: PASSPHRASE }, { ...dead, sign: () => new Promise(() => {}) });
    await expect
      .poll(async () => (await db.asOwner('select count(*)::int n from documents.attempt where document_id = $1', [document.id])).rows[0])
      .toEqual({ n: 1 });
    await expect(signDocument(db, head, document.id, { secret: PASSPHRASE }, signer())).rejects.toMatchObject({
      reason: 'documents.being_signed',
    });
    now = new Date(now.getTime() + 120_000);
    await expect(signDocument(db, head, document.id, { secret: PASSPHRASE }, signer())).rejects.toMatchObject({
      reason: 'documents.outcome_unclear',
    });
  });
});
