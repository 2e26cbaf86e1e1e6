import process from 'node:process';
import type { RequestEvent } from '@sveltejs/kit';
import { listWhatsappTemplates, writeApproval } from '#modules/messages/server/messages.ts';
import { approvalStates } from '#modules/messages/whatsapp.ts';
import { action, page } from '#web/server/serve.ts';
import { text } from '#web/server/sign-in.ts';

export const csr = false;

export const load = page(async (tx, { url }: RequestEvent) => {
  const asked = url.searchParams.get('keadaan');
  const wanted = approvalStates.find((state) => state === asked);
  const all = await listWhatsappTemplates(tx);
  return {
    wanted: wanted ?? '',
    states: approvalStates,
    counts: Object.fromEntries(approvalStates.map((one) => [one, all.filter(({ state }) => state === one).length])),
    templates: wanted ? all.filter(({ state }) => state === wanted) : all,
    isSimulated: !process.env['SATU_WHATSAPP_URL'] && process.env['SATU_MODE'] !== 'production',
    command: crypto.randomUUID(),
  };
});

export const actions = {
  default: action(
    async (tx, sent) => {
      const [template, lang] = [text(sent, 'templat'), text(sent, 'bahasa')];
      await writeApproval(tx, { template, lang, state: text(sent, 'keadaan'), reason: text(sent, 'alasan') });
      return `${template}-${lang}`;
    },
    (id) => `/kelola/whatsapp#${id.replace(/\W/g, '-')}`,
  ),
};
