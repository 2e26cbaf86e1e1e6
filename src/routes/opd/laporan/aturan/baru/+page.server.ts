import { uuidv7 } from '#core/id.ts';
import { draftRule, draftRuleEnd, ruleForm } from '#modules/complaints/server/complaints.ts';
import { ruleAgencies, rulePlaces } from '#web/server/centre.ts';
import { regionOptions } from '#web/server/report.ts';
import { action, page } from '#web/server/serve.ts';
import { text } from '#web/server/sign-in.ts';
import type { PageServerLoadEvent } from './$types';

export const load = page(async (tx, { url }: PageServerLoadEvent) => ({
  ...(await ruleForm(tx, url.searchParams.get('kategori') ?? '', url.searchParams.get('ganti'))),
  ...(await rulePlaces(tx)),
  choices: await ruleAgencies(tx),
  places: await regionOptions(tx),
  command: uuidv7(),
}));

const fields = (form: FormData) => ({
  ...Object.fromEntries(
    ['category', 'region', 'attribute', 'lead', 'from_day', 'to_day', 'basis', 'ends'].map((name) => [name, text(form, name)]),
  ),
  supporting: form.getAll('supporting').filter((value) => typeof value === 'string' && value !== ''),
});
const to = (id: string): string => `/opd/laporan/aturan/${id}`;
export const actions = {
  simpan: action((tx, form) => draftRule(tx, fields(form)), to),
  akhiri: action((tx, form) => draftRuleEnd(tx, fields(form)), to),
};
