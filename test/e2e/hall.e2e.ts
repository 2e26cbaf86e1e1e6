import { connect, createServer, type Socket } from 'node:net';
import type { Page } from '@playwright/test';
import { clips } from '#modules/queue/spoken.ts';
import { expect, look, test } from './base.ts';

/** A line that can be cut: a relay to the server which drops every connection and takes none until it is mended. */
async function cuttableLine(to: URL) {
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    if (isCut) return void near.destroy();
    const far = connect(Number(to.port), to.hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    cut: () => {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    mend: () => void (isCut = false),
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** Press Enter on what has the focus: a counter works by keyboard alone. */
const enter = async (page: Page): Promise<void> => {
  await Promise.all([page.waitForLoadState('load'), page.keyboard.press('Enter')]);
  await page.waitForLoadState('load');
};
const bodyOf = (page: Page): Promise<string> => page.locator('main').innerText();
const calledAt = async (page: Page): Promise<string> => {
  await expect(page.locator('.number')).toBeVisible();
  return page.locator('.number').innerText();
};
/** Focus, not a click: the next step must hold it. */
const next = async (page: Page): Promise<string> => {
  await page.goto('/loket/antrean');
  await expect(page.getByRole('button', { name: /Panggil berikutnya/ })).toBeFocused();
  await enter(page);
  return calledAt(page);
};
const serve = async (page: Page): Promise<void> => {
  await expect(page.getByRole('button', { name: 'Datang, mulai melayani' })).toBeFocused();
  await enter(page);
  await expect(page.getByRole('button', { name: 'Selesai' })).toBeFocused();
};
const finish = async (page: Page): Promise<void> => {
  await serve(page);
  await enter(page);
  await expect(page.getByRole('button', { name: /Panggil berikutnya/ })).toBeVisible();
};

test('a morning in the hall: twelve visitors, four counters, three agencies', async ({ enter: open, baseURL }) => {
  test.setTimeout(1_800_000);
  /** Pages that come again by themselves would do so under the eyes of the checker. */
  const signIn = async (...who: Parameters<typeof open>): Promise<Page> => {
    const page = await open(...who);
    await page.context().route('**/segar.js', (route) => route.abort());
    return page;
  };
  const manager = await signIn('balai');
  let kiosk!: Page;
  /** The same kiosk in a browser without scripts. */
  let plain!: Page;

  await test.step('the manager makes this browser a kiosk; another browser is none', async () => {
    await manager.goto('/loket/balai');
    await manager.getByRole('button', { name: 'Jadikan perangkat ini kios' }).click();
    await expect(manager.locator('#nama-error')).toBeVisible();
    await manager.getByLabel('Nama kios').fill('Kios pintu masuk');
    await manager.getByRole('button', { name: 'Jadikan perangkat ini kios' }).click();
    await expect(manager.getByRole('status')).toContainText('sekarang kios');
    await look(manager, 'balai-kosong');
    const key = (await manager.context().cookies()).find(({ name }) => name === 'kios');
    expect(key).toBeDefined();
    const stranger = await signIn(null);
    await stranger.goto('/kios/dpmptsp');
    await stranger.getByRole('button', { name: /Informasi dan konsultasi/ }).click();
    await expect(stranger.getByRole('alert')).toContainText('bukan kios');
    await look(stranger, 'kios-bukan');
    kiosk = await signIn(null);
    await kiosk.context().addCookies([key!]);
    plain = await signIn(null, { javaScriptEnabled: false });
    await plain.context().addCookies([key!]);
    await kiosk.goto('/kios');
    await look(kiosk, 'kios-tutup');
  });

  const counters = new Map<string, Page>();
  await test.step('four officers open their counters; nobody opens another agency’s', async () => {
    for (const key of ['loket', 'loket2', 'loket-dukcapil', 'loket-naker']) {
      const page = await signIn(key);
      await page.goto('/loket/antrean');
      if (key === 'loket') await look(page, 'loket-antrean-pilih');
      await page
        .getByRole('button', { name: /^Buka loket/ })
        .first()
        .click();
      await expect(page.getByRole('button', { name: /Panggil berikutnya/ })).toBeVisible();
      counters.set(key, page);
    }
    const other = await signIn('penguji1');
    await other.goto('/loket/antrean');
    await expect(other.getByRole('main')).toContainText('tidak punya loket');
  });

  const take = async (agency: string, service: RegExp, group?: RegExp): Promise<{ number: string; code: string }> => {
    await plain.goto('/kios');
    await plain.locator(`a[href="/kios/${agency}"]`).click();
    if (group) await plain.getByLabel(group).check();
    await plain.getByRole('button', { name: service }).click();
    await expect(plain).toHaveURL(/\/kios\/nomor\//);
    // the picture tells the hall that the number was shown
    return { number: await plain.locator('.number').innerText(), code: new URL(plain.url()).pathname.split('/').at(-1)! };
  };

  const board = await signIn(null, { viewport: { width: 1280, height: 800 } });
  const wire = await cuttableLine(new URL(baseURL!));
  const recordings: string[] = [];
  board.on('request', (request) => {
    const name = /\/suara\/([\w-]+)\.mp3$/.exec(new URL(request.url()).pathname)?.[1];
    if (name) recordings.push(name);
  });
  await board.goto(`${wire.url}/papan`);

  const line: { number: string; code: string }[] = [];
  await test.step('numbers are taken in two touches, without a script', async () => {
    await kiosk.goto('/kios');
    await look(kiosk, 'kios');
    await kiosk.goto('/kios/dpmptsp');
    await look(kiosk, 'kios-keperluan');
    for (let i = 0; i < 5; i++) line.push(await take('dpmptsp', /Nomor Induk Berusaha/));
    expect(line.map(({ number }) => number)).toEqual(['A-001', 'A-002', 'A-003', 'A-004', 'A-005']);
    await kiosk.goto(`/kios/nomor/${line.at(-1)!.code}`);
    await look(kiosk, 'kios-nomor');
    for (let i = 0; i < 3; i++) line.push(await take('disdukcapil', /Kartu Keluarga baru/));
    for (let i = 0; i < 2; i++) line.push(await take('disnakertrans', /Kartu AK-1/));
    expect(line.at(-1)!.number).toBe('D-002');
  });

  const phone = await signIn(null, { viewport: { width: 360, height: 740 } });
  let phoneCode = '';
  await test.step('the eleventh takes a number at home; it isn’t called before arriving', async () => {
    await phone.goto('/antre');
    await look(phone, 'antre');
    await phone.goto('/antre/ambil/disdukcapil');
    await look(phone, 'antre-ambil');
    await phone.getByRole('button', { name: /Surat keterangan pindah/ }).click();
    await expect(phone.getByRole('main')).toContainText('B-004');
    await look(phone, 'antre-nomor-jauh');
    phoneCode = new URL(phone.url()).pathname.split('/').at(-1)!;
    await kiosk.goto('/kios/datang');
    await kiosk.getByLabel('Kode di bawah nomor Anda').fill('AN-0000');
    await kiosk.getByRole('button', { name: 'Saya sudah tiba' }).click();
    await expect(kiosk.locator('#kode-error')).toBeVisible();
    await look(kiosk, 'kios-datang-salah');
    await kiosk.getByLabel('Kode di bawah nomor Anda').fill(phoneCode.toLowerCase());
    await kiosk.getByRole('button', { name: 'Saya sudah tiba' }).click();
    await expect(kiosk.getByRole('status')).toContainText('dicatat');
    await phone.goto(`/antre/${phoneCode}`);
    await expect(phone.getByRole('main')).toContainText('3 orang di depan Anda');
    await look(phone, 'antre-nomor');
  });

  const first = counters.get('loket')!;
  const second = counters.get('loket2')!;
  const dukcapil = counters.get('loket-dukcapil')!;
  const naker = counters.get('loket-naker')!;

  await test.step('the first two are called and shown on the board at once; the voice calls them in order, and says where it can’t', async () => {
    await board.getByRole('button', { name: 'Nyalakan suara' }).click();
    await board.route('**/suara/dua.mp3', (route) => route.abort());
    expect(await next(first)).toBe('A-001');
    await expect(board.locator('.now')).toContainText('A-001');
    await look(first, 'loket-antrean-dipanggil');
    expect(await next(second)).toBe('A-002');
    await expect(board.locator('.now')).toContainText('A-002');
    const [one, two] = await Promise.all(
      ['A-001', 'A-002'].map(async (number) => /\d+$/.exec(await board.locator('.last li', { hasText: number }).innerText())![0]),
    );
    await expect(board.getByText('Suara panggilan tidak tersedia')).toBeVisible();
    // a recording is fetched once
    const said = [...new Set([...clips('A', 1, Number(one), 'word'), ...clips('A', 2, Number(two), 'word')])];
    expect(recordings.slice(0, said.length)).toEqual(said);
    await look(board, 'papan');
    await board.unroute('**/suara/dua.mp3');
    await finish(first);
    await serve(second);
    await look(second, 'loket-antrean-melayani');
  });

  let priority = { number: '', code: '' };
  await test.step('the twelfth is of the priority class, overtakes by weight, and whoever waits is told why', async () => {
    priority = await take('dpmptsp', /Nomor Induk Berusaha/, /Prioritas/);
    expect(priority.number).toBe('A-006');
    // four times the weight needs a third of the others' wait
    await expect
      .poll(
        async () => {
          await first.goto('/loket/antrean');
          return first.locator('tbody th').first().innerText();
        },
        { timeout: 240_000, intervals: [3000] },
      )
      .toBe('A-006');
    expect(await next(first)).toBe('A-006');
    const asking = await signIn(null);
    await asking.goto('/antre/mengapa');
    await asking.getByLabel('Nomor antrean Anda').fill('xx');
    await asking.getByRole('button', { name: 'Lihat alasannya' }).click();
    await expect(asking.locator('#nomor-error')).toBeVisible();
    await asking.getByLabel('Nomor antrean Anda').fill('a 3');
    await asking.getByRole('button', { name: 'Lihat alasannya' }).click();
    await expect(asking.getByRole('main')).toContainText(/A-006 menunggu [\d,]+ menit × 4 = [\d,]+; A-003 menunggu [\d,]+ menit × 1/);
    await look(asking, 'antre-mengapa');
    await finish(first);
  });

  await test.step('one is passed on to another agency and keeps the number', async () => {
    expect(await next(dukcapil)).toBe('B-001');
    await serve(dukcapil);
    await dukcapil.getByText('Teruskan ke loket lain').first().click();
    await dukcapil.getByRole('button', { name: 'Teruskan ke loket lain' }).click();
    await expect(dukcapil.locator('#layanan-error')).toBeVisible();
    await dukcapil.getByLabel('Keperluan berikutnya').selectOption('kartu-ak1');
    await dukcapil.getByLabel('Alasan', { exact: true }).fill('Perlu kartu AK-1 lebih dulu');
    await dukcapil.getByRole('button', { name: 'Teruskan ke loket lain' }).click();
    await expect(dukcapil.getByRole('button', { name: /Panggil berikutnya/ })).toBeVisible();
    await phone.goto(`/antre/${line[5]!.code}`);
    expect(await bodyOf(phone)).toContain('Diteruskan ke loket lain');
    await look(phone, 'antre-diteruskan');
  });

  await test.step('one goes home, one puts the place off, one does not come', async () => {
    await phone.goto(`/antre/${line[4]!.code}`);
    await phone.getByRole('button', { name: 'Batalkan nomor' }).click();
    await expect(phone.getByRole('main')).toContainText('Pulang sebelum dilayani');
    await phone.goto(`/antre/${line[3]!.code}`);
    await phone.getByRole('button', { name: 'Datang nanti' }).click();
    await expect(phone.getByRole('main')).toContainText('Ditunda oleh pengunjung');
    await look(phone, 'antre-ditunda');
    expect(await next(first)).toBe('A-003');
    await first.getByRole('button', { name: 'Panggil lagi' }).press('Enter');
    await first.getByRole('button', { name: 'Tidak datang' }).press('Enter');
    await expect(first.getByRole('main')).toContainText('boleh dipanggil');
    await first.getByRole('button', { name: /Panggil berikutnya/ }).press('Enter');
    await expect(first.getByRole('status')).toHaveCount(0);
    await phone.goto(`/antre/${line[3]!.code}`);
    await phone.getByRole('button', { name: 'Saya sudah kembali' }).click();
    expect(await next(first)).toBe('A-004');
  });

  await test.step('the board unplugged says how old its picture is, then shows all it missed', async () => {
    wire.cut();
    await finish(first);
    // passed on, it keeps most of its wait (ten minutes' credit): before those who came after it
    expect(await next(naker)).toBe('B-001');
    await finish(naker);
    expect(await next(naker)).toBe('D-001');
    await finish(naker);
    await expect(board.locator('.stale')).toBeVisible({ timeout: 60_000 });
    await look(board, 'papan-lama');
    wire.mend();
    await expect(board.locator('.stale')).toBeHidden({ timeout: 60_000 });
    await expect(board.locator('.last')).toContainText('B-001');
    await expect(board.locator('.last')).toContainText('D-001');
    await look(board, 'papan-kembali');
    await board.close();
    wire.close();
  });

  await test.step('the morning in figures: what was done is counted once, by one rule', async () => {
    await second.goto('/loket/antrean');
    await enter(second);
    expect(await next(naker)).toBe('D-002');
    await finish(naker);
    expect(await next(dukcapil)).toBe('B-002');
    await dukcapil.goto('/loket/antrean');
    await finish(dukcapil);
    await manager.goto('/loket/balai');
    await look(manager, 'balai');
    const all = manager.getByRole('row', { name: /^Semua/ });
    // D-001, D-002, B-001 at its second agency, B-002
    await expect(all.getByRole('cell').nth(0)).toHaveText('12');
    await expect(all.getByRole('cell').nth(1)).toHaveText('8');
    await first.goto('/loket/antrean');
    await first.getByRole('button', { name: 'Tutup loket' }).click();
    await expect(first.getByRole('heading', { name: 'Pilih loket Anda' })).toBeVisible();
  });
});
