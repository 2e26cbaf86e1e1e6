import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasPdfsig, pdfsig } from '#test/pdfsig.ts';
import { templates } from '../template.ts';
import { bsre } from './bsre.ts';
import { anIssuance } from './build.ts';
import { checkSignature } from './pades.ts';
import { closePress, renderLetter, type Letter } from './render.ts';
import type { SignerPerson } from './signer.ts';
import { exampleAuthority, exampleAuthorityPem, simulasi } from './simulasi.ts';
import { PASSPHRASE, startBsreSimulator, type BsreSimulator } from './simulator/bsre.ts';

const data = mkdtempSync(join(tmpdir(), 'satu-sign-'));
process.env['SATU_DATA'] = data;
afterAll(() => {
  closePress();
  rmSync(data, { recursive: true, force: true });
});

const who: SignerPerson = {
  personId: crypto.randomUUID(),
  name: 'Maria O’Neil Kogoya, S.Sos.',
  office: 'Kepala Dinas',
  nik: '9109011203900001',
  at: new Date('2026-11-24T02:00:00Z'),
};
const answers: Record<string, Record<string, string>> = {
  'tmpl/sip-perawat@1': {},
  'tmpl/surat-keterangan-penelitian@1': {
    lembaga: 'Universitas Cenderawasih',
    judul: 'Bahasa Amungkal di Hoya & sekitarnya #1 [draf]',
    lokasi: 'Distrik Hoya',
    mulai: '2027-01-04',
    selesai: '2027-03-31',
  },
  'tmpl/surat-pengantar-distrik@1': { keperluan: 'Mengurus $KTP$ *baru*', kampung: 'Hoya', ditujukan: 'Disdukcapil' },
  'tmpl/kartu-ak1@1': { pendidikan: 'SMA atau sederajat', keahlian: 'las, mengemudi', jabatan: 'Operator' },
};
function letter(template: string, change: Partial<Letter> = {}): Letter {
  const issuance = anIssuance();
  const filled = templates[template]!.fill(anIssuance({ answers: { ...issuance.answers, ...answers[template] } }), {
    from: '2026-11-24',
    until: '2031-11-24',
  });
  return {
    template,
    title: templates[template]!.title,
    number: '500.16.7.2/1/DPMPTSP',
    dated: '2026-11-24',
    agencyName: issuance.agency.official_name,
    signer: { name: who.name, office: who.office },
    code: '0123456789ABCDEFGHJKMNPQRS',
    origin: 'https://satupintu.example',
    sample: true,
    slots: filled as Record<string, unknown>,
    ...change,
  };
}
const named = (pdf: Uint8Array): string => Buffer.from(pdf).toString('latin1');

describe.each(Object.keys(templates))('%s', (template) => {
  test('prints as PDF/A-2a, tagged, and as PDF/UA-1; same inputs, same bytes', async () => {
    const first = await renderLetter(letter(template));
    const second = await renderLetter(letter(template));
    expect(Buffer.from(first).equals(Buffer.from(second))).toBe(true);
    expect(named(first)).toMatch(/^%PDF-1\.7/);
    expect(named(first)).toContain('/Marked true');
    expect(named(first)).toMatch(/pdfaid:part>?\s*=?\s*"?2/);
    expect(named(await renderLetter(letter(template), 'ua-1'))).toContain('pdfuaid');
    const other = await renderLetter(letter(template, { number: '500.16.7.2/2/DPMPTSP' }));
    expect(Buffer.from(first).equals(Buffer.from(other))).toBe(false);
  });
  test('refuses slots of another shape', async () => {
    await expect(renderLetter(letter(template, { slots: { name: 'x' } }))).rejects.toThrow();
  });
});

describe('simulasi', () => {
  let pdf: Uint8Array;
  let signed: Uint8Array;
  beforeAll(async () => {
    pdf = await renderLetter(letter('tmpl/sip-perawat@1'));
    signed = await simulasi().sign(pdf, who);
  });

  test('a PAdES B-B signature: intact, trusted by our authority alone, without signing-time', async () => {
    const check = await checkSignature(signed, [(await exampleAuthority()).certificate]);
    expect(check).toEqual({
      intact: true,
      trusted: true,
      signer: who.name,
      office: who.office,
      signedAttributes: ['1.2.840.113549.1.9.3', '1.2.840.113549.1.9.4', '1.2.840.113549.1.9.16.2.47'],
    });
    expect((await checkSignature(signed, []))?.trusted).toBe(false);
    expect(named(signed)).toContain('/SubFilter /ETSI.CAdES.detached');
    expect(named(signed)).toContain('/M (D:20261124020000Z)');
    expect(named(signed).slice(named(signed).lastIndexOf('trailer'))).toContain('/ID');
  });
  test('an incremental update: what was printed stays as it was', () => {
    expect(
      Buffer.from(signed)
        .subarray(0, pdf.length - 1)
        .equals(Buffer.from(pdf).subarray(0, pdf.length - 1)),
    ).toBe(true);
  });
  test('one changed byte is found', async () => {
    const changed = Buffer.from(signed);
    changed[3000]! ^= 1;
    expect((await checkSignature(changed, [(await exampleAuthority()).certificate]))?.intact).toBe(false);
  });
  test('something added behind the signature is found', async () => {
    expect((await checkSignature(Buffer.concat([signed, Buffer.from('\n% more')]), [(await exampleAuthority()).certificate]))?.intact).toBe(
      false,
    );
  });
  test.runIf(hasPdfsig)('pdfsig agrees', async () => {
    const authority = await exampleAuthorityPem();
    const good = await pdfsig(signed, authority);
    expect(good).toContain('Signature is Valid.');
    expect(good).toContain('Certificate is Trusted.');
    expect(good).toContain('Total document signed');
    expect(good).not.toContain('Error');
    const changed = Buffer.from(signed);
    changed[3000]! ^= 1;
    expect(await pdfsig(changed, authority)).toContain('Digest Mismatch');
  });
  test('keys are for the owner alone; the authority is made once', async () => {
    const path = join(data, 'ca', 'ca.pem');
    const before = readFileSync(path, 'utf8');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(data, 'ca')).mode & 0o777).toBe(0o700);
    await Promise.all(Array.from({ length: 5 }, () => simulasi().sign(pdf, { ...who, personId: crypto.randomUUID() })));
    expect(readFileSync(path, 'utf8')).toBe(before);
  });
});

describe('bsre on its simulator', () => {
  let simulator: BsreSimulator;
  let pdf: Uint8Array;
  const signer = (timeoutMs = 2000) =>
    bsre({ url: simulator.url, user: simulator.user, password: simulator.password, timeoutMs, tries: 2 });
  const posts = (): number => simulator.calls.filter((call) => call.startsWith('POST')).length;
  beforeAll(async () => {
    simulator = await startBsreSimulator();
    pdf = await renderLetter(letter('tmpl/sip-perawat@1', { sample: false }));
    return () => simulator.close();
  });
  const under = async (fault: BsreSimulator['fault'], timeoutMs?: number, secret = PASSPHRASE) => {
    simulator.fault = fault;
    const before = posts();
    const outcome = await signer(timeoutMs)
      .sign(pdf, who, secret)
      .then(
        (signed) => ({ signed, kind: 'signed' as const, reason: '' }),
        (thrown: { kind: string; reason: string }) => ({ signed: undefined, kind: thrown.kind, reason: thrown.reason }),
      );
    simulator.fault = undefined;
    return { ...outcome, posts: posts() - before };
  };

  test('signs, after asking for the certificate', async () => {
    const outcome = await under(undefined);
    expect(outcome).toMatchObject({ kind: 'signed', posts: 1 });
    expect((await checkSignature(outcome.signed!, []))?.intact).toBe(true);
    expect(simulator.calls).toContain('GET /api/user/status/{nik}');
    expect(simulator.calls.join()).not.toContain(who.nik);
  });
  test('slow: waits', async () => expect(await under('slow')).toMatchObject({ kind: 'signed', posts: 1 }));
  test('down: nothing is sent, and it says so', async () =>
    expect(await under('down')).toMatchObject({ kind: 'unavailable', reason: 'documents.signer_unavailable', posts: 0 }));
  test('time-out after acceptance: the file is fetched by its id, signed once', async () => {
    const before = simulator.signed.size;
    expect(await under('timeout-after-acceptance', 400)).toMatchObject({ kind: 'signed', posts: 1 });
    expect(simulator.signed.size).toBe(before + 1);
    expect(simulator.calls.at(-1)).toMatch(/^GET \/api\/sign\/download\//);
  });
  test('lost reply: unclear, not tried again', async () =>
    expect(await under('lost-reply', 400)).toMatchObject({ kind: 'unclear', reason: 'documents.outcome_unclear', posts: 1 }));
  test('wrong passphrase', async () => {
    expect(await under('wrong-passphrase')).toMatchObject({ kind: 'refused', reason: 'documents.wrong_passphrase', posts: 1 });
    expect(await under(undefined, 2000, 'salah')).toMatchObject({ kind: 'refused', reason: 'documents.wrong_passphrase' });
  });
  test('expired certificate: found before anything is sent', async () =>
    expect(await under('expired-certificate')).toMatchObject({ kind: 'refused', reason: 'documents.certificate_expired', posts: 0 }));
  test('changed shape: unclear, never taken for a document', async () =>
    expect(await under('changed-shape')).toMatchObject({ kind: 'unclear', reason: 'documents.signer_changed_shape', posts: 1 }));
  test('no passphrase, no call', async () =>
    expect(await under(undefined, 2000, '')).toMatchObject({ reason: 'documents.passphrase_needed', posts: 0 }));
});
