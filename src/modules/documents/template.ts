import * as z from 'zod';
import { longDay, type Issuance } from './document.ts';
import type { Day } from '#core/working-time.ts';

/** A printable text: no control signs, at most 300 signs. */
const Line = z.string().trim().min(1).max(300);
const Optional = Line.nullable();
/** Slots every letter has. */
const Base = z.strictObject({ case_code: Line, name: Line, address: Line, valid_from: Line, valid_until: Line });

interface Dates {
  readonly from: Day;
  readonly until: Day | null;
}

export interface Template<S extends z.ZodType = z.ZodType> {
  /** Printed title where the definition names none. */
  readonly title: string;
  readonly slots: S;
  readonly fill: (issuance: Issuance, dates: Dates) => z.input<S>;
  /** Extra fields of the verify page, by the name that `verify` uses. Never a NIK, a full name or an address. */
  readonly open: (slots: z.output<S>) => Readonly<Record<string, string | null>>;
}
const template = <S extends z.ZodType>(value: Template<S>): Template => value as unknown as Template;

const answer = (issuance: Issuance, field: string): string | null => issuance.answers[field]?.trim() || null;
const base = (issuance: Issuance, { from, until }: Dates) => ({
  case_code: issuance.caseCode,
  name: answer(issuance, 'nama') ?? issuance.holder.name,
  address: answer(issuance, 'alamat') ?? '–',
  valid_from: longDay(from),
  valid_until: until ? longDay(until) : 'tanpa batas waktu',
});

/** The letters we can print, by `name@version` as definitions pin it; the sheets are db/templates/<name>@<version>.typ. */
export const templates: Readonly<Record<string, Template>> = {
  'tmpl/sip-perawat@1': template({
    title: 'Surat Izin Praktik Perawat',
    slots: Base.extend({ str: Line, facility: Line, earlier: Optional }),
    fill: (issuance, dates) => ({
      ...base(issuance, dates),
      str: answer(issuance, 'no_str') ?? '',
      facility: answer(issuance, 'faskes') ?? '',
      earlier: answer(issuance, 'sip_lama'),
    }),
    open: (slots) => ({ facility: slots.facility }),
  }),
  'tmpl/surat-keterangan-penelitian@1': template({
    title: 'Surat Keterangan Penelitian',
    slots: Base.extend({ institution: Line, research_title: Line, location: Line, period: Optional }),
    fill: (issuance, dates) => {
      const from = answer(issuance, 'mulai');
      const until = answer(issuance, 'selesai');
      return {
        ...base(issuance, dates),
        institution: answer(issuance, 'lembaga') ?? '',
        research_title: answer(issuance, 'judul') ?? '',
        location: answer(issuance, 'lokasi') ?? '',
        period: from && until ? `${day(from)} sampai ${day(until)}` : null,
      };
    },
    open: (slots) => ({ research_title: slots.research_title, institution: slots.institution, location: slots.location }),
  }),
  'tmpl/surat-pengantar-distrik@1': template({
    title: 'Surat Pengantar',
    slots: Base.extend({ kampung: Optional, about: Optional, purpose: Line, addressee: Optional, remark: Optional }),
    fill: (issuance, dates) => ({
      ...base(issuance, dates),
      kampung: answer(issuance, 'kampung'),
      about: answer(issuance, 'jenis'),
      purpose: answer(issuance, 'keperluan') ?? '',
      addressee: answer(issuance, 'ditujukan'),
      remark: answer(issuance, 'keterangan'),
    }),
    open: (slots) => ({ purpose: slots.purpose, addressee: slots.addressee }),
  }),
  'tmpl/kartu-ak1@1': template({
    title: 'Kartu Tanda Bukti Pendaftaran Pencari Kerja (AK/I)',
    slots: Base.extend({ education: Line, major: Optional, skills: Optional, wanted: Optional }),
    fill: (issuance, dates) => ({
      ...base(issuance, dates),
      education: answer(issuance, 'pendidikan') ?? '',
      major: answer(issuance, 'jurusan'),
      skills: answer(issuance, 'keahlian'),
      wanted: answer(issuance, 'jabatan'),
    }),
    open: (slots) => ({ education: slots.education }),
  }),
};

/** A day answer as letters write it; any other text as it is. */
const day = (value: string): string => (/^\d{4}-\d{2}-\d{2}$/.test(value) ? longDay(value) : value);
