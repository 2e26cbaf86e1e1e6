// Reports kept on this device until they are sent; used by pages and by the service worker alike. A sheet is one report: its key is
// made with it and never changes, so that sending it twice is one report. What was typed, photographs and receipts are sealed by a
// key that can't be taken out of this browser; wiping destroys it first. Newer versions of the site only add to a sheet, never move it.
self.antrean = (() => {
  const NAME = 'satu-lapor';
  const URLS = { warga: '/lapor/luring/kirim', kampung: '/lapor/kampung/kirim' };
  // refused for good as it is: the person has to mend it
  const FINAL = [400, 403, 413, 422];
  const PATIENCE_MS = 180_000;

  const done = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  let opened;
  function open() {
    return (opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => {
        const names = request.result.objectStoreNames;
        if (!names.contains('lembar')) request.result.createObjectStore('lembar', { keyPath: 'key' });
        if (!names.contains('milik')) request.result.createObjectStore('milik');
      };
      request.onsuccess = () => resolve(request.result);
      // a newer version of the site was here: what it kept is read all the same
      request.onerror = () =>
        request.error.name === 'VersionError' ? done(indexedDB.open(NAME)).then(resolve, reject) : reject(request.error);
    }).then(
      (db) => {
        // another page wipes everything: let go of it
        db.onversionchange = db.onclose = () => {
          db.close();
          opened = undefined;
        };
        return db;
      },
      (fault) => {
        opened = undefined;
        throw fault;
      },
    ));
  }
  const store = async (name, mode) => (await open()).transaction(name, mode).objectStore(name);
  /** Change one sheet in one step; `change` gives undefined to leave it. Gives the changed sheet. */
  async function update(key, change) {
    const sheets = await store('lembar', 'readwrite');
    const before = await done(sheets.get(key));
    const after = change(before);
    if (after) await done(sheets.put(after));
    return after;
  }

  const subtle = self.crypto?.subtle;
  async function ownKey() {
    const made = await subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
    const own = await store('milik', 'readwrite');
    const kept = await done(own.get('kunci'));
    if (kept) return kept;
    await done(own.put(made, 'kunci'));
    return made;
  }
  async function seal(bytes) {
    if (!subtle) return { bytes };
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, bytes: await subtle.encrypt({ name: 'AES-GCM', iv }, await ownKey(), bytes) };
  }
  const unseal = async ({ iv, bytes }) => (iv ? subtle.decrypt({ name: 'AES-GCM', iv }, await ownKey(), bytes) : bytes);
  const sealed = (value) => seal(new TextEncoder().encode(JSON.stringify(value)));
  const unsealed = async (value) => (value ? JSON.parse(new TextDecoder().decode(await unseal(value))) : undefined);

  const channel = 'BroadcastChannel' in self ? new BroadcastChannel(NAME) : undefined;
  const tell = (key, state) => channel?.postMessage({ key, state });

  function newKey() {
    if (crypto.randomUUID) return crypto.randomUUID();
    const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20)].join('-');
  }

  const api = {
    newKey,
    listen: (heard) => channel?.addEventListener('message', ({ data }) => heard(data)),
    async remember(name, value) {
      await done((await store('milik', 'readwrite')).put(value, name));
    },
    async recall(name) {
      return done((await store('milik', 'readonly')).get(name));
    },

    /** Keep what was typed and photographed. False where the sheet has left the device meanwhile, or was sent: then it is closed. */
    async save({ key, kind, owner = '', lang, state, values, photos }) {
      const content = await sealed(values);
      const pictures = photos && (await Promise.all(photos.map(async (photo) => seal(await photo.arrayBuffer()))));
      const now = Date.now();
      const after = await update(key, (before) => {
        if (before && (before.tried || before.state === 'terkirim')) return undefined;
        return {
          ...(before ?? { key, kind, owner, made: now, photos: [] }),
          ...(pictures ? { photos: pictures } : {}),
          lang,
          state,
          content,
          changed: now,
          refusal: state === 'antre' ? undefined : before?.refusal,
          later: undefined,
        };
      });
      tell(key, state);
      return after !== undefined;
    },

    /** Sheets of a kind, the newest first, readable. */
    async list(kind, owner = '') {
      const all = await done((await store('lembar', 'readonly')).getAll());
      const mine = all.filter((sheet) => sheet.kind === kind && sheet.owner === owner).sort((a, b) => b.made - a.made);
      const sheets = [];
      for (const sheet of mine)
        sheets.push({ ...sheet, values: (await unsealed(sheet.content)) ?? {}, receipt: await unsealed(sheet.receipt) });
      return { sheets, others: all.filter((sheet) => sheet.kind === kind && sheet.owner !== owner).length };
    },
    /** A sheet taken back to be mended; undefined where it may have reached us already. */
    async reopen(key) {
      const sheet = await update(key, (before) =>
        before && !before.tried && before.state !== 'terkirim' ? { ...before, state: 'draf' } : undefined,
      );
      return sheet && { ...sheet, values: await unsealed(sheet.content), photos: await api.photosOf(sheet) };
    },
    photosOf: (sheet) => Promise.all(sheet.photos.map(async (photo) => new Blob([await unseal(photo)], { type: 'image/jpeg' }))),
    async remove(key) {
      await done((await store('lembar', 'readwrite')).delete(key));
      tell(key, 'hapus');
    },
    /** Everything of it leaves this device, the key first: what a broken disk may still hold can't be read. */
    async wipe() {
      await done((await store('milik', 'readwrite')).clear());
      await done((await store('lembar', 'readwrite')).clear());
      (await open()).close();
      opened = undefined;
      indexedDB.deleteDatabase(NAME);
      tell('', 'hapus');
    },

    /** Send what waits, one after the other; of two senders (page and service worker) one waits for the other. */
    async send(kind, owner) {
      const work = () => sendAll(kind, owner);
      return navigator.locks ? navigator.locks.request('kirim', work) : work();
    },
  };

  async function sendAll(kind, owner) {
    const all = await done((await store('lembar', 'readonly')).getAll());
    const waiting = all
      .filter((sheet) => sheet.state === 'antre' && (!kind || sheet.kind === kind) && (owner === undefined || sheet.owner === owner))
      .sort((a, b) => a.made - b.made);
    let left = 0;
    for (const sheet of waiting) if (!(await sendOne(sheet.key))) left++;
    return left;
  }

  /** True where it needs no further try: sent, refused, or gone. */
  async function sendOne(key) {
    let wasTried = false;
    // from here on it may be with us: it can no longer be changed until an answer says so
    const sheet = await update(key, (before) => {
      if (before?.state !== 'antre') return undefined;
      wasTried = before.tried === true;
      return { ...before, tried: true, later: undefined };
    });
    if (!sheet) return true;
    tell(key, 'mengirim');
    const settle = async (change) => {
      // removed meanwhile: it stays removed
      await update(key, (before) => before && { ...before, ...change });
      tell(key, change.state ?? 'antre');
    };
    const form = new FormData();
    const values = { ...(await unsealed(sheet.content)), bahasa: sheet.lang, dibuat: new Date(sheet.made).toISOString() };
    for (const [name, value] of Object.entries(values)) form.append(name, value);
    const photos = await api.photosOf(sheet);
    photos.forEach((photo, at) => form.append('foto', photo, `foto-${at + 1}.jpg`));
    let answer;
    let response;
    try {
      // an officer's sheets go under their own name alone: the server asks whose session it is
      const whose = sheet.kind === 'kampung' ? `&petugas=${encodeURIComponent(sheet.owner)}` : '';
      response = await fetch(`${URLS[sheet.kind]}?bahasa=${sheet.lang}${whose}`, {
        method: 'POST',
        body: form,
        headers: { 'idempotency-key': key, accept: 'application/json' },
        // a citizen's goes without their session: on a shared telephone somebody else may be signed in by then
        credentials: sheet.kind === 'kampung' ? 'same-origin' : 'omit',
        cache: 'no-store',
        ...(AbortSignal.timeout ? { signal: AbortSignal.timeout(PATIENCE_MS) } : {}),
      });
      answer = await response.json();
    } catch {
      // no line, a line that broke, or somebody else's page (a hotel's sign-in): nobody knows whether it came through
      await settle({ later: { state: response && response.status >= 500 ? 'sibuk' : 'sinyal' } });
      return false;
    }
    if (response.ok && answer.number && answer.words) {
      await settle({ state: 'terkirim', receipt: await sealed(answer), photos: [], tried: true, sent: Date.now() });
      return true;
    }
    const isOurs = (response.headers.get('content-type') ?? '').startsWith('application/problem+json');
    if (isOurs && FINAL.includes(response.status)) {
      await settle({ state: 'ditolak', tried: false, refusal: { title: answer.title, fields: answer.fields ?? {} } });
      return true;
    }
    const later = isOurs && response.status === 401 ? { state: 'masuk' } : { state: 'sibuk', reason: isOurs ? answer.title : '' };
    await settle({ later, tried: isOurs && response.status < 500 ? wasTried : true });
    return false;
  }

  return api;
})();
