// The form for reports without a signal: keeps every keystroke on this device, makes photographs small, sends when there is a line, and
// shows the receipts. antrean.js keeps and sends; the words come with the page.
(async () => {
  const root = document.querySelector('#luring');
  const { kind, lang } = root.dataset;
  const words = JSON.parse(root.dataset.words);
  const t = (key, detail = {}) => words[key].replace(/\{(\w+)\}/g, (whole, name) => detail[name] ?? whole);
  const form = root.querySelector('#lembar');
  const at = (id) => root.querySelector(`#${CSS.escape(id)}`);
  const h = (tag, more = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), more);
    element.append(...children.filter((child) => child !== undefined && child !== ''));
    return element;
  };
  const queue = self.antrean;

  // ── Who, and whether anything can be kept here ──────────────────────────────────────────────────────────────────────
  const signal = at('sinyal');
  let owner = '';
  try {
    if (kind === 'kampung') {
      if (root.dataset.owner) await queue.remember('petugas', root.dataset.owner);
      // without a signal the page is nobody's: the officer who opened it last on this device
      owner = root.dataset.owner || (await queue.recall('petugas')) || '';
    } else await queue.list(kind);
  } catch {
    root.hidden = false;
    form.hidden = true;
    signal.textContent = t('cannot');
    signal.className = 'notice warn';
    return;
  }
  root.hidden = false;
  if (kind === 'kampung' && !owner) {
    form.hidden = true;
    signal.hidden = true;
    return;
  }
  const worker = navigator.serviceWorker;
  worker?.register(`/sw.js?bahasa=${lang}`, { updateViaCache: 'none' }).catch(() => {});

  // ── Photographs ─────────────────────────────────────────────────────────────────────────────────────────────────────
  const MOST = 5;
  const MOST_BYTES = 300_000;
  let photos = [];

  /** The segment with time and place of a JPEG, turned upright: the picture is drawn upright, too. */
  async function exifOf(file) {
    const bytes = new Uint8Array(await file.slice(0, 200_000).arrayBuffer());
    const view = new DataView(bytes.buffer);
    if (bytes.length < 4 || view.getUint16(0) !== 0xffd8) return undefined;
    for (let from = 2; from + 10 < bytes.length && bytes[from] === 0xff && bytes[from + 1] !== 0xda;) {
      const size = 2 + view.getUint16(from + 2);
      if (bytes[from + 1] === 0xe1 && view.getUint32(from + 4) === 0x45786966) {
        const segment = bytes.slice(from, from + size);
        const tiff = new DataView(segment.buffer, 10);
        const isLittle = tiff.getUint16(0) === 0x4949;
        const ifd = tiff.getUint32(4, isLittle);
        for (let entry = 0; entry < tiff.getUint16(ifd, isLittle); entry++) {
          const tag = ifd + 2 + entry * 12;
          if (tiff.getUint16(tag, isLittle) === 0x0112) tiff.setUint16(tag + 8, 1, isLittle);
        }
        return segment;
      }
      from += size;
    }
    return undefined;
  }
  /** At most 300 kB, with its time and place; the server reads both, and removes both. @throws where it is no picture */
  async function shrink(file) {
    const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
    if (file.type === 'image/jpeg' && file.size <= MOST_BYTES) return file;
    const exif = await exifOf(file).catch(() => undefined);
    let small;
    for (const [side, quality] of [
      [1600, 0.8],
      [1600, 0.65],
      [1280, 0.6],
      [1024, 0.55],
      [800, 0.5],
      [640, 0.4],
    ]) {
      const scale = Math.min(1, side / Math.max(picture.width, picture.height));
      const canvas = h('canvas', { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
      canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
      small = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));
      if (small.size + (exif?.length ?? 0) <= MOST_BYTES) break;
    }
    picture.close();
    return exif ? new Blob([new Uint8Array([0xff, 0xd8]), exif, small.slice(2)], { type: 'image/jpeg' }) : small;
  }
  const photoError = at('foto-error');
  function showPhotos() {
    const list = at('foto-terpilih');
    for (const image of list.querySelectorAll('img')) URL.revokeObjectURL(image.src);
    list.replaceChildren(
      ...photos.map((photo, n) => {
        const alt = t('photo_alt', { n: n + 1 });
        const remove = h(
          'button',
          { type: 'button', className: 'btn secondary' },
          t('remove_photo'),
          h('span', { className: 'vh' }, ` ${alt}`),
        );
        remove.onclick = () => {
          photos.splice(n, 1);
          showPhotos();
          keep(true);
          at('foto').focus();
        };
        return h('li', {}, h('img', { src: URL.createObjectURL(photo), alt }), remove);
      }),
    );
  }
  at('foto').onchange = async ({ target }) => {
    photoError.hidden = true;
    for (const file of [...target.files]) {
      let wrong = photos.length >= MOST ? words.too_many_photos : undefined;
      if (!wrong)
        await shrink(file).then(
          (photo) => photos.push(photo),
          () => (wrong = t('photo_broken', { name: file.name })),
        );
      if (wrong) {
        photoError.textContent = wrong;
        photoError.hidden = false;
      }
    }
    target.value = '';
    showPhotos();
    await keep(true);
  };

  // ── The sheet in hand ───────────────────────────────────────────────────────────────────────────────────────────────
  let key = queue.newKey();
  const kept = at('tersimpan');
  const valuesOf = () => Object.fromEntries([...new FormData(form)].filter(([, value]) => typeof value === 'string' && value !== ''));
  const isEmpty = () => photos.length === 0 && Object.keys(valuesOf()).length === 0;
  let saving = Promise.resolve();
  /** One save after the other; the last one always has the last word. */
  function keep(withPhotos = false, state = 'draf') {
    if (isEmpty()) return saving;
    const sheet = { key, kind, owner, lang, state, values: valuesOf(), photos: withPhotos ? [...photos] : undefined };
    saving = saving
      .then(() => queue.save(sheet))
      .then(
        () => (kept.textContent = `✓ ${t('kept_now')}`),
        () => (kept.textContent = t('cannot')),
      );
    return saving;
  }
  let timer;
  form.addEventListener('input', ({ target }) => {
    if (target.name === 'kategori') showQuestions();
    if (target.type === 'file') return;
    clearTimeout(timer);
    timer = setTimeout(keep, 300);
  });
  const keepNow = () => {
    clearTimeout(timer);
    keep();
  };
  addEventListener('pagehide', keepNow);
  document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && keepNow());

  function showQuestions() {
    const chosen = form.elements.kategori.value;
    for (const part of form.querySelectorAll('[data-category]')) part.hidden = part.disabled = part.dataset.category !== chosen;
  }
  function fill(sheet) {
    form.reset();
    for (const name of ['lat', 'long', 'akurasi']) form.elements[name].value = '';
    at('titik').textContent = '';
    clearErrors();
    key = sheet?.key ?? queue.newKey();
    photos = sheet?.photos ?? [];
    const values = sheet?.values ?? {};
    form.elements.kategori.value = values.kategori ?? '';
    showQuestions();
    for (const [name, value] of Object.entries(values))
      for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (field.closest('[disabled]')) continue;
        if (field.type === 'radio' || field.type === 'checkbox') field.checked = field.value === value;
        else field.value = value;
      }
    if (values.lat) at('titik').textContent = t('here_ok', { n: values.akurasi ?? '?' });
    kept.textContent = sheet ? `✓ ${t('kept_now')}` : '';
    showPhotos();
    if (sheet?.refusal) showErrors(sheet.refusal.fields, sheet.refusal.title);
  }

  if ('geolocation' in navigator && isSecureContext) {
    at('di-sini').hidden = false;
    at('di-sini').onclick = () =>
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          form.elements.lat.value = coords.latitude.toFixed(5);
          form.elements.long.value = coords.longitude.toFixed(5);
          form.elements.akurasi.value = Math.round(coords.accuracy);
          at('titik').textContent = t('here_ok', { n: Math.round(coords.accuracy) });
          keep();
        },
        () => (at('titik').textContent = t('here_no')),
        { enableHighAccuracy: true, timeout: 60_000, maximumAge: 60_000 },
      );
  }

  // ── What is wrong ───────────────────────────────────────────────────────────────────────────────────────────────────
  const summary = at('ditolak');
  /** The first control of a field that is shown. */
  const controlOf = (name) =>
    name === 'foto' ? at('foto') : [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)].find((field) => !field.closest('[disabled]'));
  function clearErrors() {
    summary.hidden = true;
    for (const error of form.querySelectorAll('.error[data-made]')) error.remove();
    for (const part of form.querySelectorAll('.field.bad')) part.classList.remove('bad');
    for (const field of form.querySelectorAll('[aria-invalid]')) field.removeAttribute('aria-invalid');
  }
  function showErrors(fields, title = words.fix) {
    clearErrors();
    const items = [];
    for (const [name, sentence] of Object.entries(fields)) {
      const control = controlOf(name);
      if (!control) {
        items.push(h('li', {}, sentence));
        continue;
      }
      const part = control.closest('.field');
      part?.classList.add('bad');
      control.setAttribute('aria-invalid', 'true');
      const id = `${control.id}-salah`;
      control.setAttribute('aria-describedby', [control.getAttribute('aria-describedby'), id].filter(Boolean).join(' '));
      const error = h('p', { className: 'error', id }, sentence);
      error.dataset.made = '';
      (part?.querySelector('label, legend') ?? control).after(error);
      items.push(h('li', {}, h('a', { href: `#${control.id}` }, sentence)));
    }
    summary.replaceChildren(h('h2', {}, title), h('ul', {}, ...items));
    summary.hidden = false;
    summary.focus();
  }
  /** What can be seen without us: the rest is said when it is sent. */
  function check() {
    const { kategori, isi, wilayah, patokan, lat } = form.elements;
    const fields = {};
    if (!kategori.value) fields.kategori = words.category_missing;
    if (!isi.value.trim()) fields.isi = words.text_missing;
    for (const field of form.querySelectorAll('[data-category]:not([disabled]) [required]'))
      if (!new FormData(form).get(field.name)?.trim()) fields[field.name] = words.answer_missing;
    if (!wilayah.value && !patokan.value.trim() && !lat.value) fields.wilayah = words.place_missing;
    return fields;
  }

  form.onsubmit = async (event) => {
    event.preventDefault();
    clearTimeout(timer);
    clearErrors();
    const wrong = check();
    if (Object.keys(wrong).length) {
      await keep(true);
      return showErrors(wrong);
    }
    await keep(true, 'antre');
    fill();
    await show();
    if (kind === 'warga') at('di-hp').scrollIntoView();
    else controlOf('nama').focus();
    // woken by the browser when the line is back, also where this page is closed by then
    worker?.ready.then((registration) => registration.sync?.register('kirim')).catch(() => {});
    // an officer sends all of them together; a citizen's goes at once
    if (kind === 'warga') send();
  };

  // ── What lies here ──────────────────────────────────────────────────────────────────────────────────────────────────
  const busy = new Set();
  const nameOf = (field, value) => [...form.elements[field].options].find((option) => option.value === value)?.textContent ?? '';
  const textButton = (label, about, more = {}) =>
    h('button', { type: 'button', className: 'btn secondary', ...more }, label, h('span', { className: 'vh' }, ` ${about}`));

  function stateOf(sheet) {
    if (busy.has(sheet.key)) return t('mengirim');
    if (sheet.state !== 'antre') return t(sheet.state);
    if (sheet.later?.state === 'masuk') return t('masuk');
    if (sheet.later?.state === 'sibuk') return t('nanti', { reason: sheet.later.reason || words.busy });
    return t(sheet.tried ? 'menunggu' : 'antre');
  }
  function slip(sheet) {
    const { receipt, values } = sheet;
    const pair = (label, value, more = {}) => [h('dt', {}, label), h('dd', more, value)];
    const place = [nameOf('wilayah', values.wilayah), values.patokan].filter(Boolean).join(' · ');
    return [
      h('p', {}, h('span', { className: 'tag green' }, t('terkirim'))),
      h(
        'dl',
        { className: 'facts narrow' },
        ...pair(words.number, receipt.number, { className: 'big' }),
        ...pair(words.four_words, receipt.words, { className: 'big' }),
        ...pair(words.received, receipt.received),
        ...(place ? pair(words.place, place) : []),
        ...pair(t('as_written'), values.isi, { className: 'pre' }),
      ),
      h('p', {}, receipt.promise),
      h('img', {
        className: 'qr',
        alt: t('qr_alt', { number: receipt.number }),
        src: `data:image/svg+xml,${encodeURIComponent(receipt.qr)}`,
      }),
      h('p', { className: 'hint' }, words.objection),
    ];
  }
  function openForm(receipt) {
    const give = h('form', { method: 'post', action: `/lapor/${receipt.number}?/buka` });
    give.append(h('input', { type: 'hidden', name: 'kata', value: receipt.words }), h('button', { className: 'btn' }, t('open')));
    return give;
  }
  function card(sheet) {
    const { state, values, receipt, photos: pictures } = sheet;
    const about = [values.nama && kind === 'kampung' ? values.nama : '', nameOf('kategori', values.kategori) || t('title')]
      .filter(Boolean)
      .join(', ');
    const actions = [];
    if (state === 'terkirim') {
      if (kind === 'warga') actions.push(openForm(receipt));
      actions.push(textButton(t('print'), about, { onclick: () => print([sheet.key]) }));
    } else {
      if (!sheet.tried) {
        const label = t(state === 'ditolak' ? 'edit' : 'go_on');
        actions.push(textButton(label, about, { onclick: () => mend(sheet.key) }));
      }
      if (state === 'antre' && !busy.has(sheet.key)) actions.push(textButton(t('send_now'), about, { onclick: () => send() }));
    }
    actions.push(
      textButton(t('remove'), about, {
        onclick: async () => {
          if (!confirm(t('remove_sure'))) return;
          await queue.remove(sheet.key);
          if (sheet.key === key) fill();
          await show();
          at('di-hp').scrollIntoView();
        },
      }),
    );
    const item = h('li', { className: state === 'terkirim' ? 'receipt stack slip' : 'card stack' });
    item.dataset.key = sheet.key;
    item.dataset.state = state;
    item.append(h('h3', {}, about));
    if (receipt) item.append(...slip(sheet));
    else {
      const colour = state === 'ditolak' ? 'tag red' : 'tag amber';
      item.append(h('p', {}, h('span', { className: colour }, stateOf(sheet))), h('p', { className: 'pre' }, values.isi ?? ''));
      if (pictures.length)
        item.append(h('p', { className: 'hint' }, `${form.querySelector('label[for=foto]').textContent.trim()}: ${pictures.length}`));
      if (sheet.refusal && state === 'ditolak')
        item.append(
          h(
            'div',
            { className: 'error' },
            h('p', {}, sheet.refusal.title),
            h('ul', {}, ...Object.values(sheet.refusal.fields).map((sentence) => h('li', {}, sentence))),
          ),
        );
    }
    item.append(h('div', { className: 'row noprint' }, ...actions));
    return item;
  }
  let turn = 0;
  async function show() {
    const mine = ++turn;
    const { sheets, others } = await queue.list(kind, owner);
    if (mine !== turn) return; // a later look has the newer answer
    const listed = sheets.filter((sheet) => sheet.key !== key || sheet.state !== 'draf');
    at('daftar').replaceChildren(...listed.map(card));
    const count = (...states) => listed.filter((sheet) => states.includes(sheet.state)).length;
    const numbers = { sent: count('terkirim'), refused: count('ditolak'), waiting: count('antre', 'draf') };
    at('ringkas').textContent = [listed.length ? t('summary', numbers) : t('none'), others ? t('others', { n: others }) : ''].join(' ');
    at('hapus-lead').hidden = sheets.length + others === 0;
    if (kind === 'kampung') {
      const ready = count('antre');
      at('kirim-semua').textContent = t('send_all', { n: ready });
      at('kirim-semua').hidden = ready === 0;
      at('cetak-semua').textContent = t('print_all', { n: numbers.sent });
      at('cetak-semua').hidden = numbers.sent === 0;
    }
  }
  async function mend(which) {
    await keep(true);
    const sheet = await queue.reopen(which);
    if (sheet) {
      fill(sheet);
      if (!sheet.refusal) form.scrollIntoView();
    }
    await show();
  }
  function print(keys) {
    for (const item of at('daftar').children) item.classList.toggle('noprint', !keys.includes(item.dataset.key));
    window.print();
  }
  const sending = () => (navigator.onLine === false ? Promise.resolve() : queue.send(kind, owner));
  async function send() {
    await sending().catch(() => {});
    busy.clear();
    await show();
  }
  queue.listen(({ key: which, state }) => {
    if (state === 'mengirim') busy.add(which);
    else busy.delete(which);
    if (which !== key) show();
  });

  if (kind === 'kampung') {
    at('kirim-semua').onclick = send;
    at('cetak-semua').onclick = () => print([...root.querySelectorAll('[data-state=terkirim]')].map((item) => item.dataset.key));
  }
  at('hapus-semua').onclick = async () => {
    if (!confirm(t('remove_sure'))) return;
    await queue.wipe();
    fill();
    // whose device it is stays known while the officer is signed in
    if (kind === 'kampung') await queue.remember('petugas', owner);
    await show();
    at('ringkas').textContent = t('wiped');
  };

  const showSignal = () => {
    signal.textContent = t(navigator.onLine === false ? 'offline' : 'online');
    signal.className = navigator.onLine === false ? 'notice warn' : 'notice';
  };
  addEventListener('offline', showSignal);
  addEventListener('online', () => {
    showSignal();
    if (kind === 'warga') send();
  });

  showSignal();
  const { sheets } = await queue.list(kind, owner);
  const open = sheets.find((sheet) => sheet.state === 'draf');
  if (open) fill({ ...open, photos: await queue.photosOf(open) });
  else fill();
  await show();
  root.dataset.ready = '';
  if (kind === 'warga') await send();
})();
