import { uuidv7 } from '#core/id.ts';
import { runDefinitionTest } from '#modules/cases/definition-tests.ts';
import { getDesk, publish, saveDraft, submitDraft, withdraw } from '#modules/catalogue/server/catalogue.ts';
import { action, page } from '#web/server/serve.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const csr = false;

export const load = page(async (tx, { locals, params }: PageServerLoadEvent) => ({
  lang: locals.lang,
  command: uuidv7(),
  desk: await getDesk(tx, params.id, runDefinitionTest),
}));

const here = (_: unknown, { params }: RequestEvent): string => `/kelola/layanan/${params.id}`;

export const actions = {
  simpan: action(async (tx, form, { params }: RequestEvent) => saveDraft(tx, String(form.get('yaml') ?? ''), params.id), here),
  ajukan: action(async (tx, _, { params }: RequestEvent) => submitDraft(tx, params.id), here),
  terbitkan: action(async (tx, form, { params }: RequestEvent) => {
    const { hash } = await publish(tx, params.id, { override: String(form.get('override') ?? ''), runTest: runDefinitionTest });
    return hash;
  }, here),
  tarik: action(async (tx, form) => withdraw(tx, String(form.get('hash') ?? ''), String(form.get('reason') ?? '')), here),
};
