import { expect, test } from 'vitest';
import { testDatabase } from '#test/database.ts';
import { Failure } from '#core/failure.ts';
import { certainty, inOrder, isFilled } from '../service.ts';
import {
  countServices,
  getBundle,
  getService,
  listBundles,
  listComponents,
  listEnglish,
  listMostWanted,
  listServices,
  listTopics,
  listWholeServices,
  searchServices,
} from './services.ts';

const database = await testDatabase();
const anybody = { kind: 'anonymous' } as const;

/** What people type, with the service they mean. */
const known: readonly [string, string][] = [
  ['akte lahir', 'akta-kelahiran'],
  ['akta kelairan', 'akta-kelahiran'],
  ['lahir bayi', 'akta-kelahiran'],
  ['birth certificate', 'akta-kelahiran'],
  ['birth certifcate', 'akta-kelahiran'],
  ['pasport', 'paspor-biasa'],
  ['bikin paspor', 'paspor-biasa'],
  ['perpanjang pasport', 'paspor-biasa'],
  ['e-paspor', 'paspor-elektronik'],
  ['passport renewal', 'paspor-biasa'],
  ['ktp ilang', 'ktp-el-penggantian'],
  ['ktp hilang', 'ktp-el-penggantian'],
  ['cara buat ktp yang rusak', 'ktp-el-penggantian'],
  ['ktp baru umur 17', 'ktp-el-pertama'],
  ['e-ktp', 'ktp-el-pertama'],
  ['KTP', 'ktp-el-penggantian'],
  ['KK', 'kk-baru'],
  ['pecah kk', 'kk-baru'],
  ['tambah anak di kk', 'kk-hilang-rusak-perubahan'],
  ['kartu keluarga hilang', 'kk-hilang-rusak-perubahan'],
  ['sim c', 'sim'],
  ['perpanjang SIM', 'sim'],
  ["driver's licence", 'sim'],
  ['surat nikah', 'nikah-kua'],
  ['nikah gereja', 'akta-perkawinan'],
  ['izin praktek perawat', 'sip-nakes'],
  ['izin perawat', 'sip-nakes'],
  ['ijin bidan', 'sip-nakes'],
  ['nurse licence', 'sip-nakes'],
  ['nurse license', 'sip-nakes'],
  ['SIP dokter', 'sip-dokter'],
  ['kartu kuning', 'kartu-ak1'],
  ['AK-1', 'kartu-ak1'],
  ['yellow card', 'kartu-ak1'],
  ['cari kerja', 'kartu-ak1'],
  ['SKCK', 'skck'],
  ['surat kelakuan baik', 'skck'],
  ['police clearence', 'skck'],
  ['NIB', 'nib'],
  ['izin usaha', 'nib'],
  ['buka usaha warung', 'nib'],
  ['business license', 'nib'],
  ['imb', 'pbg'],
  ['izin mendirikan bangunan', 'pbg'],
  ['building permit', 'pbg'],
  ['surat miskin', 'paten-distrik'],
  ['surat keterangan tidak mampu', 'paten-distrik'],
  ['sktm', 'paten-distrik'],
  ['domisili', 'paten-distrik'],
  ['proof of residence', 'paten-distrik'],
  ['bansos', 'dtsen-bansos'],
  ['bantuan sosial', 'dtsen-bansos'],
  ['bpjs', 'bpjs-kesehatan-peserta'],
  ['klaim jht', 'bpjs-ketenagakerjaan-peserta'],
  ['izin penelitian skripsi', 'surat-keterangan-penelitian'],
  ['surat penelitan', 'surat-keterangan-penelitian'],
  ['research permit', 'surat-keterangan-penelitian'],
  ['pajak motor', 'pajak-kendaraan'],
  ['samsat', 'pajak-kendaraan'],
  ['pbb', 'pajak-daerah'],
  ['bayar pajak bumi bangunan', 'pajak-daerah'],
  ['npwp', 'npwp-spt'],
  ['akte kematian', 'akta-kematian'],
  ['orang meninggal', 'akta-kematian'],
  ['pindah alamat keluar mimika', 'surat-pindah'],
  ['surat pinda', 'surat-pindah'],
  ['ktp digital', 'ikd-aktivasi'],
  ['ktp anak', 'kia'],
  ['papan reklame', 'izin-reklame'],
  ['baliho', 'izin-reklame'],
  ['bebas narkoba', 'skhpn'],
  ['listrik padam', 'listrik-pln'],
  ['pasang listrik baru', 'listrik-pln'],
  ['balik nama sertifikat tanah', 'peralihan-hak-tanah'],
  ['sertifikat tanah', 'cek-sertipikat'],
  ['dompet hilang', 'surat-keterangan-hilang'],
  ['haji', 'haji-umrah'],
  ['pirt', 'spp-irt'],
  ['izin apotik', 'izin-fasilitas-kesehatan'],
  ['uji kir', 'izin-trayek-kir'],
  ['marriage certificate', 'akta-perkawinan'],
  ['divorce', 'akta-perceraian'],
  ['lost id card', 'ktp-el-penggantian'],
  ['rumah sakit', 'rsud-pendaftaran-online'],
  ['kitas', 'izin-tinggal'],
  ['bi checking', 'slik-ojk'],
  ['ganti nama', 'pengakuan-pengesahan-anak-perubahan-nama'],
  ['orang asli papua', 'pendataan-oap'],
];
/** Written after the search, to see how it does with words it was not made for. */
const fresh: readonly [string, string][] = [
  ['surat cerai', 'akta-perceraian'],
  ['kartu identitas anak', 'kia'],
  ['bayar stnk', 'pajak-kendaraan'],
  ['kena tilang', 'konsultasi-hukum-tilang'],
  ['kartu keluarga setelah nikah', 'kk-baru'],
  ['izin buka klinik', 'izin-fasilitas-kesehatan'],
  ['warisan tanah', 'peralihan-hak-tanah'],
  ['mati lampu', 'listrik-pln'],
  ['air pdam tidak jalan', 'air-minum'],
  ['pensiun pns', 'klaim-taspen'],
  ['daftar umroh', 'haji-umrah'],
  ['izin tinggal orang asing', 'izin-tinggal'],
  ['visa', 'izin-tinggal'],
  ['daftar bpjs bayi', 'bpjs-kesehatan-peserta'],
  ['job seeker', 'kartu-ak1'],
  ['death certificate', 'akta-kematian'],
  ['moving to another city', 'surat-pindah'],
  ['land certificate', 'cek-sertipikat'],
  ['water connection', 'air-minum'],
  ['pharmacy', 'izin-fasilitas-kesehatan'],
  ['kehilangan atm', 'surat-keterangan-hilang'],
  ['rekam ktp', 'ktp-el-pertama'],
  ['spt tahunan', 'npwp-spt'],
  ['amdal', 'dokumen-lingkungan'],
  ['surat ijin mengemudi', 'sim'],
  ['surat izin praktik bidan', 'sip-nakes'],
  ['akta perkawinan katolik', 'akta-perkawinan'],
  ['akte kelahiran anak hilang', 'akta-kelahiran'],
  ['lapor pajak', 'npwp-spt'],
  ['buka apotek', 'izin-fasilitas-kesehatan'],
  ['kartu pencaker', 'kartu-ak1'],
  ['katu kuning', 'kartu-ak1'],
  ['skkc', 'skck'],
  ['pasprt', 'paspor-biasa'],
  ['sku usaha', 'paten-distrik'],
  ['dokter gigi', 'sip-dokter'],
  ['izin sekolah paud', 'izin-operasional-pendidikan'],
  ['tenaga kerja asing', 'rptka'],
  ['minta data ppid', 'informasi-publik'],
  ['kirim ikan', 'karantina-hewan-ikan-tumbuhan'],
];

test.each(known)('"%s" finds %s among the first three', async (typed, id) => {
  const found = await database.withActor(anybody, (tx) => searchServices(tx, typed, 3));
  expect(found.map((service) => service.id)).toContain(id);
});

test('queries the search was not made for: at least nine in ten find their service among the first three', async () => {
  const missed: string[] = [];
  for (const [typed, id] of fresh) {
    const found = await database.withActor(anybody, (tx) => searchServices(tx, typed, 3));
    if (!found.some((service) => service.id === id)) missed.push(typed);
  }
  console.info(`recall@3 of fresh queries: ${fresh.length - missed.length} of ${fresh.length}; missed: ${missed.join(', ') || 'none'}`);
  expect(missed.length).toBeLessThanOrEqual(fresh.length / 10);
});

test.each(['xyzzy', 'pizza', 'asdfgh qwer', '', '??'])('"%s" finds nothing', async (typed) => {
  expect(await database.withActor(anybody, (tx) => searchServices(tx, typed))).toEqual([]);
});

test('a search may hold anything', async () => {
  for (const typed of ["'; drop table catalogue.service; --", '%_%', '\\', '🙂', 'x'.repeat(5000)]) {
    await database.withActor(anybody, (tx) => searchServices(tx, typed));
  }
  expect(await database.withActor(anybody, (tx) => listServices(tx))).toHaveLength(62);
});

test('the whole catalogue is there, with names in both languages', async () => {
  await database.withActor(anybody, async (tx) => {
    const services = await listWholeServices(tx);
    expect(services).toHaveLength(62);
    expect(services.filter((service) => service.name_en === '')).toEqual([]);
    expect(await listMostWanted(tx)).toHaveLength(10);
    const topics = await listTopics(tx);
    expect(services.filter((service) => !topics.some((topic) => topic.id === service.topic))).toEqual([]);
    const counts = await countServices(tx);
    expect([...counts.values()].reduce((sum, count) => sum + count, 0)).toBe(62);
    expect(await listServices(tx, { agency: 'disdukcapil' })).toHaveLength(counts.get('disdukcapil')!);
  });
});

test('every text a citizen reads has an English one', async () => {
  await database.withActor(anybody, async (tx) => {
    const bundles = await listBundles(tx);
    const steps = (await Promise.all(bundles.map((bundle) => getBundle(tx, bundle.id)))).flatMap((bundle) => bundle.steps);
    const texts = [
      ...(await listWholeServices(tx)).flatMap((service) => [
        ...service.requirements,
        service.time_text,
        service.fee_text,
        service.product,
        ...service.fee_options.map((option) => option.label),
      ]),
      ...bundles.flatMap((bundle) => [bundle.name, bundle.trigger, bundle.local_name]),
      ...steps.map((step) => step.note),
    ].filter((text) => text !== null);
    const english = await listEnglish(tx, texts);
    expect(texts.filter((text) => !english.has(text))).toEqual([]);
  });
});

test('a service knows its record system and how sure each field is', async () => {
  await database.withActor(anybody, async (tx) => {
    const passport = await getService(tx, 'paspor-biasa');
    expect(passport.system?.id).toBe('imigrasi');
    expect(passport.fee_options).toEqual([
      { label: '5 tahun', rupiah: 350_000 },
      { label: '10 tahun', rupiah: 650_000 },
    ]);
    expect(certainty(passport, 'biaya')).toBe('S');
    expect(certainty(passport, 'persyaratan')).toBe('M');
    const card = await getService(tx, 'kartu-ak1');
    expect(card.system).toBeUndefined();
    expect(card.fee_rupiah).toBe(0);
    const components = await listComponents(tx);
    expect(components.map((component) => component.no)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
    expect(components.filter((component) => isFilled(card, component.id, undefined)).map((component) => component.no)).toEqual([
      1, 2, 3, 4, 5, 6, 7,
    ]);
  });
});

test('what is not there is not found', async () => {
  await expect(database.withActor(anybody, (tx) => getService(tx, 'nope'))).rejects.toThrow(
    new Failure('not_found', 'catalogue.service_unknown'),
  );
  await expect(database.withActor(anybody, (tx) => getBundle(tx, 'nope'))).rejects.toThrow(Failure);
});

test('life events come in an order that can be followed', async () => {
  await database.withActor(anybody, async (tx) => {
    for (const { id } of await listBundles(tx)) {
      const done = new Set<string>();
      for (const step of (await getBundle(tx, id)).steps) {
        for (const before of step.after) expect(done).toContain(before);
        done.add(step.service.id);
      }
    }
    expect((await listBundles(tx, 'kia')).map((bundle) => bundle.id)).toEqual(['lahir', 'pindah-datang']);
  });
  expect(() =>
    inOrder([
      { service: { id: 'a' }, after: ['b'] },
      { service: { id: 'b' }, after: ['a'] },
    ]),
  ).toThrow();
});

test('nobody but the owner changes the catalogue', async () => {
  for (const actor of [anybody, { kind: 'steward', id: '019a0000-0000-7000-8000-000000000001' } as const]) {
    await expect(database.withActor(actor, (tx) => tx.updateTable('catalogue.service').set({ fee_rupiah: 1 }).execute())).rejects.toThrow(
      /permission denied/,
    );
  }
});
