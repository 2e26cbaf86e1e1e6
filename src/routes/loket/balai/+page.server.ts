import { uuidv7 } from '#core/id.ts';
import { namesOf } from '#modules/identity/server/identity.ts';
import {
  addPrinter,
  closeForgotten,
  getManager,
  getPrinters,
  makeDevice,
  removePrinter,
  reprint,
  SITE,
} from '#modules/queue/server/queue.ts';
import { rules } from '#modules/queue/rules.ts';
import { Failure } from '#core/failure.ts';
import { vault } from '#core/server/vault.ts';
import { agencyNames, giveKioskKey, newKioskKey, ringBoards, text } from '#web/server/hall.ts';
import { action, page } from '#web/server/serve.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const load = page(async (tx, { url }: PageServerLoadEvent) => {
  const manager = await getManager(tx);
  const people = await namesOf(
    tx,
    manager.lokets.flatMap(({ officer }) => officer ?? []),
  );
  return {
    manager: {
      ...manager,
      lokets: manager.lokets.map((loket) => ({ ...loket, officer: loket.officer ? people.get(loket.officer) : undefined })),
    },
    printers: await getPrinters(tx, SITE),
    names: await agencyNames(tx),
    target: rules.target.minutes,
    isKioskMade: url.searchParams.has('kios'),
    isPrinting: url.searchParams.has('cetak'),
    command: uuidv7(),
  };
});

export const actions = {
  tutup: action(
    (tx, sent, _event: RequestEvent) => closeForgotten(tx, text(sent, 'loket')),
    (_result, { locals }) => {
      ringBoards(locals.database);
      return '/loket/balai';
    },
  ),
  kios: action(
    async (tx, sent, { cookies, url }: RequestEvent) => {
      const name = text(sent, 'nama').slice(0, 60);
      if (!name) throw new Failure('invalid', 'input.invalid', { nama: 'input.required' });
      const key = newKioskKey();
      const printer = (await getPrinters(tx, SITE)).find(({ id }) => id === text(sent, 'pencetak'));
      await makeDevice(tx, SITE, name, vault().findable(key, 'device'), printer?.id ?? null);
      giveKioskKey(cookies, url, key);
    },
    () => '/loket/balai?kios',
  ),
  pencetak: action(
    (tx, sent, _event: RequestEvent) => addPrinter(tx, SITE, text(sent, 'nama_pencetak'), text(sent, 'alamat')),
    () => '/loket/balai#pencetak',
  ),
  lepas: action(
    (tx, sent, _event: RequestEvent) => removePrinter(tx, SITE, text(sent, 'pencetak')),
    () => '/loket/balai#pencetak',
  ),
  salin: action(
    (tx, sent, _event: RequestEvent) => reprint(tx, SITE, text(sent, 'nomor')),
    () => '/loket/balai?cetak#pencetak',
  ),
};
