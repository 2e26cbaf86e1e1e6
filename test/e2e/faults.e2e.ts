import { randomInt } from 'node:crypto';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import { firstBroken, type StoredEvent } from '#core/server/events.ts';
import { emptyPdf } from '../../tools/smoke/people.ts';
import { signInAs } from '../../tools/smoke/sign-in.ts';
import { Visitor, type Page } from '../../tools/smoke/visitor.ts';
import { Program, type Part } from '../faults/program.ts';

/**
 * Web, worker and PostgreSQL are killed (SIGKILL) again and again while people file, decide and report. What was acknowledged is there
 * afterwards, nothing happened twice, and the log is whole.
 */
test.skip(process.platform !== 'linux', 'looks at processes by /proc');
test.describe.configure({ mode: 'serial' });

const PARTS: readonly Part[] = ['web', 'postgres', 'worker'];
/** Filed at the same time while one part is killed: so many requests for a card, so many reports. */
const AT_ONCE = 5;

const program = new Program();
test.beforeAll(async () => {
  test.setTimeout(300_000);
  await program.start();
});
// oxlint-disable-next-line no-empty-pattern
test.afterEach(({}, info) => {
  if (info.status !== info.expectedStatus) console.log(program.log.slice(-6000));
});
test.afterAll(() => program.remove());

let cut = 0;
/** How often a kill was felt: by people, and where the database went away by the program, which tries again so that people needn't. */
async function felt(part: Part): Promise<number> {
  if (part !== 'postgres') return cut;
  const metrics = await (await fetch(`${program.base}/metrics`)).text();
  return cut + Number(/^satupintu_database_retries_total (\d+)$/m.exec(metrics)![1]);
}
/** As a person does it: no answer, or an excuse of the server, and the very same form is sent again, or the page they were led to reloaded. */
async function persist(visitor: Visitor, send: () => Promise<Page>): Promise<Page> {
  const until = Date.now() + 120_000;
  for (;;) {
    try {
      const page = await (visitor.bound ? visitor.open(visitor.bound) : send());
      if (page.status < 500) return page;
      if (Date.now() > until) throw new Error(`${page.url.pathname}: ${page.status} ${page.text.slice(0, 300)}`);
    } catch (thrown) {
      if (Date.now() > until) throw thrown;
    }
    cut += 1;
    await pause(100);
  }
}

/** Kills the part as often as it comes up, until the work is done. Gives how often while work was still open. */
async function whileKilling(part: Part, work: () => Promise<unknown>): Promise<number> {
  let isDone = false;
  let kills = 0;
  let inTheMiddle = 0;
  const killing = (async () => {
    // At least once in the middle of it, and not so often that nothing can ever be done.
    while (!isDone && kills < 3) {
      await pause(kills === 0 ? randomInt(5, 60) : randomInt(20, 400)); // the first while everything is under way
      if (isDone && kills > 0) break;
      await program.kill(part);
      kills += 1;
      if (!isDone) inTheMiddle += 1;
      if (part !== 'worker') while (!(await program.isUp()) && !isDone) await pause(20);
    }
  })();
  await work().finally(() => (isDone = true));
  await killing;
  await expect.poll(() => program.isUp(), { timeout: 60_000 }).toBe(true);
  return inTheMiddle;
}

const everyone = <T, R>(list: readonly T[], work: (each: T, no: number) => Promise<R>): Promise<R[]> => Promise.all(list.map(work));
const numbered = Array.from({ length: AT_ONCE }, (_, no) => no);

const codes: string[] = [];
const numbers: string[] = [];
const receipts = new Map<string, { visitor: Visitor; path: string; words: string }>();
const photo = { name: 'foto.pdf', type: 'application/pdf', bytes: emptyPdf };

async function cardReady(citizen: Visitor): Promise<Page> {
  let page = await citizen.open('/layanan/kartu-ak1/ajukan?usia_kerja=ya');
  page = await citizen.submit(page, {}, 'main form[method="post"]');
  page = await citizen.submit(page, { usia_kerja: 'ya', hp: '081200000002' }, 'form[action*="simpan"]');
  page = await citizen.submit(page, { pendidikan: 'lain', jabatan: 'Tukang las' }, 'form[action*="simpan"]');
  page = await citizen.submit(page, { berkas: photo }, 'form:has(input[id="foto"])');
  return citizen.open(`/layanan/kartu-ak1/ajukan/periksa?draf=${page.url.searchParams.get('draf')}`);
}

async function reportReady(visitor: Visitor, no: number): Promise<Page> {
  let page = await visitor.submit(await visitor.open('/lapor'), {
    kategori: 'jalan-jembatan',
    isi: `Jalan berlubang di depan pasar, lubang nomor ${no}, motor sering jatuh.`,
  });
  page = await visitor.submit(page, { 'jawab.jenis': 'jalan', wilayah: '94.04.01', patokan: 'depan pasar' });
  expect(page.url.pathname, page.text.slice(0, 400)).toBe('/lapor/foto');
  page = await visitor.open('/lapor/anda');
  page = await visitor.submit(page, { telepon: `0812000030${String(no).padStart(2, '0')}` });
  expect(page.url.pathname, page.text.slice(0, 400)).toBe('/lapor/periksa');
  return page;
}

for (const [round, part] of PARTS.entries())
  test(`${part} killed while citizens file and report: one receipt each, and it holds`, async () => {
    test.setTimeout(300_000);
    const citizen = await signInAs(program.base, 'markus');
    const cards: Page[] = [];
    for (let no = 0; no < AT_ONCE; no++) cards.push(await cardReady(citizen));
    const reporters = await everyone(numbered, async (no) => {
      const visitor = new Visitor(program.base);
      return { visitor, page: await reportReady(visitor, round * AT_ONCE + no) };
    });
    const before = await felt(part);
    const kills = await whileKilling(part, () =>
      Promise.all([
        everyone(cards, async (page) => {
          const own = citizen.window();
          const receipt = await persist(own, () => own.submit(page, {}, 'form[action^="?draf"]'));
          expect(receipt.url.pathname, receipt.text.slice(0, 400)).toMatch(/tanda-terima/);
          codes.push(/SP-[0-9A-Z-]+/.exec(receipt.url.pathname)![0]);
        }),
        everyone(reporters, async ({ visitor, page }) => {
          const receipt = await persist(visitor, () => visitor.submit(page, {}, 'form[action="?/kirim"]'));
          expect(receipt.url.pathname, receipt.text.slice(0, 400)).toMatch(/tanda-terima/);
          const number = receipt.url.pathname.split('/')[2]!;
          numbers.push(number);
          receipts.set(number, { visitor, path: receipt.url.pathname, words: receipt.text });
        }),
      ]),
    );
    const after = await felt(part);
    console.log(`${part}: ${kills} kills, felt ${after - before} times`);
    expect(kills).toBeGreaterThan(0);
    if (part !== 'worker') expect(after, 'the kills came in the middle').toBeGreaterThan(before);
  });

test('each was filed once, under the number on its receipt', async () => {
  expect(new Set(codes).size).toBe(PARTS.length * AT_ONCE);
  expect(new Set(numbers).size).toBe(PARTS.length * AT_ONCE);
  const cases = await program.query<{ code: string }>('select code from cases.case_file');
  expect(cases.map(({ code }) => code).toSorted()).toEqual(codes.toSorted());
  const reports = await program.query<{ number: string }>(`select number from complaints.report where number = any ($1) order by number`, [
    numbers,
  ]);
  expect(reports.map(({ number }) => number)).toEqual(numbers.toSorted());
  for (const { visitor, path, words } of receipts.values()) expect((await persist(visitor, () => visitor.open(path))).text).toBe(words);
});

const decide = async (officer: Visitor, code: string, task: string, outcome: string): Promise<void> => {
  const page = await persist(officer, () => officer.open(`/opd/berkas/${code}?tugas=${task}`));
  const after = await persist(officer, () =>
    officer.submit(page, { hasil: outcome }, `form[action="?/putuskan"]:has(input[name="tugas"][value="${task}"])`),
  );
  expect(after.status, `${code} ${task}: ${after.text.slice(0, 400)}`).toBe(200);
};

test('each part killed while officers decide and liaison routes', async () => {
  test.setTimeout(400_000);
  const clerk = await signInAs(program.base, 'naker');
  const head = await signInAs(program.base, 'kabid-naker');
  const liaison = await signInAs(program.base, 'lo');
  for (const [round, part] of PARTS.entries()) {
    const before = cut;
    const kills = await whileKilling(part, () =>
      Promise.all([
        everyone(codes.slice(round * AT_ONCE, (round + 1) * AT_ONCE), async (code) => {
          await decide(clerk.window(), code, 'kelengkapan', 'lengkap');
          await decide(head.window(), code, 'putusan', 'terbit');
        }),
        everyone(numbers.slice(round * AT_ONCE, (round + 1) * AT_ONCE), async (number, no) => {
          const own = liaison.window();
          let page = await persist(own, () => own.open(`/opd/laporan/${number}`));
          const verify = page;
          page = await persist(own, () => own.submit(verify, { title: `Lubang nomor ${no}` }, 'form[action="?/verifikasi"]'));
          expect(page.status, page.text.slice(0, 600)).toBe(200);
          const route = page;
          page = await persist(own, () => own.submit(route, { lead: 'dpupr' }, 'form[action="?/disposisi"]'));
          expect(page.status, page.text.slice(0, 600)).toBe(200);
        }),
      ]),
    );
    console.log(`${part}: ${kills} kills, ${cut - before} sendings cut off`);
    expect(kills, part).toBeGreaterThan(0);
  }
});

test('every decision counts once, every letter has one number, nobody is told twice, the log is whole', async () => {
  test.setTimeout(300_000);
  const cards = PARTS.length * AT_ONCE;
  await expect
    .poll(async () => (await program.query(`select count(*)::int as n from documents.document where status = 'signed'`))[0]!['n'], {
      timeout: 120_000,
    })
    .toBe(cards);
  await expect.poll(async () => (await program.query(`select count(*)::int as n from core.outbox`))[0]!['n'], { timeout: 120_000 }).toBe(0);
  const letters = await program.query<{ seq: number; status: string; case_code: string }>(
    `select n.seq, n.status, d.case_code from documents.number n join documents.document d on d.id = n.document_id order by n.seq`,
  );
  expect(letters.map(({ seq }) => seq)).toEqual(Array.from({ length: cards }, (_, no) => no + 1));
  expect(letters.every(({ status }) => status === 'issued')).toBe(true);
  expect(new Set(letters.map(({ case_code }) => case_code))).toEqual(new Set(codes));

  // The happy way has every event of a kind and a task once.
  const twice = await program.query(
    `select subject_kind, subject_id, type, data->>'task' as task, count(*)::int from core.event
     where subject_kind in ('case', 'complaint') and subject_id in (select id from cases.case_file union select id from complaints.report where number = any ($1))
     group by 1, 2, 3, 4 having count(*) > 1`,
    [numbers],
  );
  expect(twice).toEqual([]);
  const told = await program.query(
    `select subject_id, person_id, template, count(*)::int from messages.message where subject_kind = 'case' group by 1, 2, 3 having count(*) > 1`,
  );
  expect(told).toEqual([]);
  expect(
    (await program.query(`select count(*)::int as n from messages.message where subject_kind = 'case'`))[0]!['n'],
  ).toBeGreaterThanOrEqual(cards);

  const logs = Map.groupBy(
    await program.query<{ seq: string; at: Date; recorded_at: Date; subject_id: string }>(
      'select * from core.event order by subject_id, no',
    ),
    (event) => event.subject_id,
  );
  expect(logs.size).toBeGreaterThan(2 * cards);
  for (const [subject, log] of logs) {
    const rows = log.map(({ seq: _, ...row }) => ({ ...row, at: row.at.toISOString(), recorded_at: row.recorded_at.toISOString() }));
    expect(firstBroken(rows as unknown as StoredEvent[]), subject).toBeUndefined();
  }
});

test('the power goes and comes back: the next start finds everything', async () => {
  test.setTimeout(300_000);
  await program.cutPower();
  await program.start();
  const citizen = await signInAs(program.base, 'markus');
  for (const code of codes) expect((await citizen.open(`/berkas/${code}`)).status).toBe(200);
  for (const { visitor, path } of [...receipts.values()].slice(0, 3)) expect((await visitor.open(path)).status).toBe(200);
});
