import { uuidv7 } from '#core/id.ts';
import type { Issuance } from '../document.ts';

/** An issuance for tests: a nurse's licence for Hoya, decided by the head of DPMPTSP. */
export function anIssuance(change: Partial<Issuance> = {}): Issuance {
  return {
    caseId: uuidv7(),
    caseCode: 'SP-7K2M-9QXD-4',
    service: 'sip-perawat',
    definitionHash: 'a'.repeat(64),
    result: {
      id: 'sip',
      kind: 'issued',
      end: 'granted',
      title: { id: 'Surat Izin Praktik Perawat' },
      template: 'tmpl/sip-perawat@1',
      signature: { signer: 'putusan', visual: 'qr' },
      number: { pattern: '{klasifikasi}/{seq}/{unit}', klasifikasi: '500.16.7.2', counter: 'dpmptsp', unit: 'DPMPTSP', reset: 'yearly' },
      validity: { years: 5 },
      verify: ['number', 'holder_initials', 'facility', 'issued_on', 'valid_until', 'status', 'signer_office', 'file_sha256'],
      revocation: { by: ['dpmptsp/kepala-dinas'], reasons: 'alasan-cabut-sip@1' },
    },
    answers: {
      nama: "Yosefa D'Arc Natkime",
      nik: '9109011203900001',
      alamat: 'depan gereja, Hoya',
      no_str: 'AB0012345',
      faskes: 'Puskesmas Hoya',
      jenis: 'SIP baru',
    },
    holder: { id: uuidv7(), name: "Yosefa D'Arc Natkime" },
    agency: { code: 'dpmptsp', official_name: 'Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu' },
    signer: { personId: uuidv7(), name: 'Maria O’Neil Kogoya, S.Sos., M.Si.', office: 'Kepala Dinas', role: 'kepala-dinas' },
    decidedAt: new Date('2026-11-24T02:00:00Z'),
    participants: ['dpmptsp', 'dinkes'],
    ...change,
  };
}
