import { uuidv7 } from '#core/id.ts';
import { listBridge, repeatItem } from '#modules/complaints/server/complaints.ts';
import { action, page } from '#web/server/serve.ts';
import { text } from '#web/server/sign-in.ts';
import type { PageServerLoadEvent } from './$types';

export const load = page(async (tx, { url }: PageServerLoadEvent) => {
  const [direction, what] = [url.searchParams.get('arah') ?? '', url.searchParams.get('yang') ?? ''];
  return {
    direction,
    what,
    done: url.searchParams.has('ulang'),
    command: uuidv7(),
    ...(await listBridge(tx, { direction, what, after: url.searchParams.get('sesudah') ?? undefined })),
  };
});

export const actions = {
  ulangi: action(
    (tx, form) => repeatItem(tx, text(form, 'id')),
    () => '/opd/laporan/sp4n?yang=waiting&ulang',
  ),
};
