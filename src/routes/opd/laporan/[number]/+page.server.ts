import { Failure } from '#core/failure.ts';
import { uuidv7 } from '#core/id.ts';
import type { Tx } from '#core/server/database.ts';
import * as complaints from '#modules/complaints/server/complaints.ts';
import { listAgencies } from '#modules/identity/server/identity.ts';
import { regionNames, regionOptions } from '#web/server/report.ts';
import { action, form as received, page } from '#web/server/serve.ts';
import { text } from '#web/server/sign-in.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const load = page(async (tx, { params }: PageServerLoadEvent) => {
  const view = await complaints.getDeskReport(tx, params.number);
  const agencies = (await listAgencies(tx)).filter((agency) => !agency.is_group && agency.valid_to === null);
  const isRouting = view.steps.includes('routed') || view.steps.includes('moved');
  const ready = isRouting ? await complaints.readyAgencies(tx) : new Set<string>();
  return {
    view,
    command: uuidv7(),
    agencies: Object.fromEntries(agencies.map(({ code, official_name }) => [code, official_name])),
    choices: agencies.map(({ code, official_name }) => ({ key: code, label: official_name, isReady: ready.has(code) })),
    regions: view.steps.includes('verified') ? await regionOptions(tx) : [],
    region: (await regionNames(tx)).get(view.region ?? '') ?? null,
    categories: await complaints.listCategories(tx),
    archiveReasons: complaints.archiveReasons,
    // only ever suggestions, to whoever has to decide
    suggestion: view.steps.includes('verified')
      ? await complaints.suggestCategory(view.fullText, [view.landmark, view.address].filter(Boolean).join(' '))
      : null,
    like: view.steps.includes('merged') ? await complaints.findLike(tx, view.id) : [],
  };
});

const here = (_: unknown, event: RequestEvent): string => `/opd/laporan/${event.params.number}`;
const idOf = async (tx: Tx, event: RequestEvent): Promise<string> => (await complaints.getDeskReport(tx, event.params.number)).id;
const step = (work: (tx: Tx, id: string, form: FormData) => Promise<unknown>) =>
  action(async (tx, form, event: RequestEvent) => void (await work(tx, await idOf(tx, event), form)), here);
const all = (form: FormData, name: string): string[] =>
  form.getAll(name).filter((value): value is string => typeof value === 'string' && value !== '');
const routing = (form: FormData) => ({ lead: text(form, 'lead'), supporting: all(form, 'supporting'), note: text(form, 'note') });
const object = (form: FormData): Record<string, string> =>
  Object.fromEntries([...form].filter((entry): entry is [string, string] => typeof entry[1] === 'string'));

export const actions = {
  // reads and keeps nothing: what was typed comes back with what to look at again
  periksa: received(async ({ form }, event: RequestEvent) => {
    const step = complaints.replySteps.find((one) => one === text(form, '_step'));
    if (!step) throw new Failure('invalid', 'input.invalid');
    const sent = { step, text: text(form, 'text'), nextDate: text(form, 'next_date') };
    if (!sent.text.trim()) throw new Failure('invalid', 'input.invalid', { text: 'input.required' });
    const { database, actor } = event.locals;
    const preview = await database.withActor(actor, (tx) => complaints.previewReply(tx, event.params.number, sent));
    return { preview, values: object(form) };
  }),
  verifikasi: step((tx, id, form) => complaints.verifyReport(tx, id, object(form))),
  disposisi: step((tx, id, form) => complaints.routeReport(tx, id, routing(form))),
  alihkan: step((tx, id, form) => complaints.moveReport(tx, id, routing(form))),
  belumsiap: step((tx, id, form) => complaints.noteNotReady(tx, id, text(form, 'lead'))),
  tanya: step((tx, id, form) => complaints.askReporter(tx, id, text(form, 'question'))),
  bukanwewenang: step((tx, id, form) => complaints.sendElsewhere(tx, id, { body: text(form, 'body'), text: text(form, 'text') })),
  arsipkan: step((tx, id, form) => complaints.archiveReport(tx, id, text(form, 'reason'))),
  gabung: step((tx, id, form) => complaints.mergeReport(tx, id, text(form, 'into').trim())),
  pisah: step((tx, id) => complaints.unmergeReport(tx, id)),
  umum: step((tx, id, form) => complaints.setPublic(tx, id, text(form, 'public') === 'ya', text(form, 'text') || undefined)),
  bukakata: step((tx, id, form) => complaints.shareWords(tx, id, text(form, 'text'))),
  terima: step((tx, id) => complaints.acceptReport(tx, id)),
  // what an agency declined is off its desk
  tolak: action(
    async (tx, form, event: RequestEvent) =>
      void (await complaints.declineReport(tx, await idOf(tx, event), { text: text(form, 'text'), proposed: text(form, 'proposed') })),
    () => '/opd/laporan',
  ),
  kabar: step((tx, id, form) => complaints.followUp(tx, id, { text: text(form, 'text'), next_date: text(form, 'next_date') })),
  bagian: step((tx, id, form) => complaints.finishPart(tx, id, text(form, 'agency'), text(form, 'text'))),
  anggaran: step((tx, id, form) => complaints.planBudget(tx, id, object(form))),
  benarkan: step((tx, id) => complaints.confirmBudget(tx, id)),
  statusanggaran: step((tx, id, form) =>
    complaints.setBudgetStatus(tx, id, { status: text(form, 'status'), document: text(form, 'document') }),
  ),
  tersedia: step((tx, id) => complaints.budgetAvailable(tx, id)),
  teruskan: step((tx, id, form) => complaints.forwardReport(tx, id, { body: text(form, 'body'), text: text(form, 'text') })),
  balasan: step((tx, id, form) => complaints.noteExternalReply(tx, id, text(form, 'text'))),
  perpanjang: step((tx, id, form) => complaints.extendDeadline(tx, id, { until: text(form, 'until'), text: text(form, 'text') })),
  benar: step((tx, id, form) => complaints.acceptProof(tx, id, { on_site: form.has('on_site'), text: text(form, 'text') })),
  kembalikan: step((tx, id, form) => complaints.returnProof(tx, id, text(form, 'text'))),
  cabut: step((tx, id, form) => complaints.liftRefusal(tx, id, text(form, 'text'))),
  tetap: step((tx, id, form) => complaints.keepRefusal(tx, id, text(form, 'text'))),
  palsu: step((tx, id, form) => complaints.proveFake(tx, id, text(form, 'text'))),
  ulang: step((tx, id) => complaints.rework(tx, id)),
  pertahankan: step((tx, id, form) => complaints.uphold(tx, id, text(form, 'text'))),
  laksanakan: step((tx, id, form) => complaints.finishInstruction(tx, id, text(form, 'instruction'), text(form, 'text'))),
  catatan: step((tx, id, form) => complaints.addNote(tx, id, text(form, 'text'))),
  jawab: action(
    async (tx, form, event: RequestEvent, files) => {
      const id = await idOf(tx, event);
      if (files.length > 5) throw new Failure('invalid', 'input.invalid', { foto: 'complaints.too_many_photos' });
      await complaints.submitProof(
        tx,
        id,
        { text: text(form, 'text'), field_work: !form.has('no_field'), reason: text(form, 'reason'), override: text(form, 'override') },
        files,
      );
    },
    here,
    { files: 5, fields: 20, taking: complaints.photographing },
  ),
};
