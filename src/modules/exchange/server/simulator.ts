import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import type { Question, Unavailable } from '../adapter.ts';

/**
 * Stand-ins for the registers of the demo and of tests: the same NIK always gets the same answer, and every fault of the
 * real ones can be switched on. People of the demo get their demo names; anybody else is derived from the number.
 */
interface Person {
  readonly name: string;
  readonly address: string;
}

let demo: ReadonlyMap<string, Person> | undefined;
function demoPeople(): ReadonlyMap<string, Person> {
  if (demo) return demo;
  try {
    const { people } = JSON.parse(readFileSync(join(process.cwd(), 'db/reference/demo-people.json'), 'utf8')) as {
      people: { nik?: string; name: string; address?: string }[];
    };
    demo = new Map(people.flatMap(({ nik, name, address }) => (nik ? [[nik, { name, address: address ?? 'Timika' }] as const] : [])));
  } catch {
    demo = new Map();
  }
  return demo;
}

const pick = <T>(list: readonly T[], nik: string, salt: string): T =>
  list[createHash('sha256').update(`${salt}${nik}`).digest().readUInt32BE(0) % list.length]!;
const FIRST = ['Yosefa', 'Elias', 'Marthina', 'Agus', 'Nur', 'Benediktus', 'Sarce', 'Hendrik', 'Rahel', 'Oktovianus'];
const LAST = ['Natkime', 'Magal', 'Kelanangame', 'Rumadas', 'Wijaya', 'Beanal', 'Tsenawatme', 'Lestari', 'Uamang', "D'Arc"];
const STREET = ['Depan Puskesmas', 'Jalur 3 SP2', 'Mil 32', 'Jl. Budi Utomo', 'Jl. Hasanuddin', 'Kompleks Gorong-gorong'];

const personOf = (nik: string): Person =>
  demoPeople().get(nik) ?? { name: `${pick(FIRST, nik, 'f')} ${pick(LAST, nik, 'l')}`, address: `${pick(STREET, nik, 's')}, Timika` };

/** Serials from 9900 on are unknown to the registers; odd ones belong to nurses. */
const serial = (nik: string): number => Number(nik.slice(12));
const another = (nik: string): string => `${nik.slice(0, 12)}${String(((serial(nik) + 2) % 9899) + 1).padStart(4, '0')}`;

type Row = Record<string, unknown>;
function rowOf(adapter: string, nik: string): Row | undefined {
  if (serial(nik) >= 9900) return undefined;
  const person = personOf(nik);
  if (adapter === 'dukcapil.identity@2') return { nik, nama_lengkap: person.name, alamat: person.address, status: 'aktif' };
  if (serial(nik) % 2 === 0) return undefined;
  if (adapter === 'nakes.str@1')
    return {
      nik,
      nomor_str: `NR${createHash('sha256').update(nik).digest().readUInt32BE(0).toString().padStart(14, '0')}`,
      profesi: 'perawat',
      status: 'aktif',
    };
  const skp = 20 + (serial(nik) % 30);
  return { nik, skp, cukup: skp >= 25 || serial(nik) < 100 };
}

const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
/** Reports accepted so far, by idempotency key: sent again, they get their first receipt. */
const accepted = new Set<string>();

/** What the simulated SP4N-LAPOR! has for us: the rows of `SATU_DATA/sp4n-simulasi.json`, none where there is no such file. */
function fed(): Row[] {
  try {
    return JSON.parse(readFileSync(join(process.env['SATU_DATA'] ?? 'data', 'sp4n-simulasi.json'), 'utf8')) as Row[];
  } catch {
    return [];
  }
}

export async function simulate(
  { adapter, fault, key, body, timeoutMs, now }: Question,
  fail: (reason: Unavailable, sent?: boolean) => Error,
): Promise<unknown> {
  if (fault === 'down') throw fail('down');
  if (fault === 'quota') throw fail('quota');
  if (fault === 'expired_certificate') throw fail('certificate');
  if (fault === 'slow') await wait(Math.min(1500, timeoutMs / 2));
  if (fault === 'changed_shape') return { requestId: key, data: { nama: 'berubah' } };
  const envelope = (rows: Row[]) => ({
    request_id: fault === 'out_of_order' ? `${key}:earlier` : key,
    as_of: new Date(now.getTime() - (fault === 'stale' ? 90 : 0) * 86_400_000).toISOString(),
    rows: fault === 'duplicate' ? rows.flatMap((row) => [row, row]) : rows,
  });
  if (adapter.startsWith('mppdn.')) {
    const isNew = !accepted.has(key);
    accepted.add(key);
    if (fault === 'timeout_after_acceptance' && isNew) throw fail('timeout', true);
    return envelope([{ receipt: `MPPDN-${createHash('sha256').update(key).digest('hex').slice(0, 12).toUpperCase()}` }]);
  }
  if (adapter.startsWith('sp4n.')) {
    if (body['op'] === 'ambil')
      return envelope(
        fed().map((row) => (fault === 'partial' ? Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'isi')) : row)),
      );
    const isNew = !accepted.has(key);
    accepted.add(key);
    if (fault === 'timeout_after_acceptance' && isNew) throw fail('timeout', true);
    return envelope([{ receipt: `SP4N-${createHash('sha256').update(key).digest('hex').slice(0, 12).toUpperCase()}` }]);
  }
  if (fault === 'timeout_after_acceptance') throw fail('timeout', true);
  const nik = body['nik'] ?? '';
  const row = rowOf(adapter, fault === 'wrong_person' ? another(nik) : nik);
  if (!row) return envelope([]);
  if (fault === 'wrong_person') return envelope([{ ...row, nik: another(nik) }]);
  // What a half answer lacks is what isn't the key: an address, a number.
  if (fault === 'partial')
    return envelope([
      Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'alamat' && name !== 'nomor_str' && name !== 'cukup')),
    ]);
  return envelope([row]);
}
