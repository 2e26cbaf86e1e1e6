import { Failure } from '#core/failure.ts';
import { uuidv7 } from '#core/id.ts';
import {
  claimTask,
  decideTask,
  findLate,
  getCaseWithShares,
  reassignTask,
  releaseTask,
  resumeCase,
  returnTask,
} from '#modules/cases/server/cases.ts';
import { canRevoke, findDocumentsOfCase, revokeDocument } from '#modules/documents/server/documents.ts';
import { action, page } from '#web/server/serve.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const load = page(async (tx, { params, locals }: PageServerLoadEvent) => {
  const { view, shares } = await getCaseWithShares(tx, params.code);
  return {
    view,
    shares,
    documents: (await findDocumentsOfCase(tx, view.id)).map((document) => ({ ...document, canRevoke: canRevoke(tx.actor, document) })),
    lang: locals.lang,
    command: uuidv7(),
  };
});

const text = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
};
const marksOf = (form: FormData): { path: string; message: string }[] =>
  [...form.keys()]
    .filter((name) => name.startsWith('catatan.'))
    .map((name) => ({ path: name.slice('catatan.'.length), message: text(form, name) }))
    .filter((mark) => mark.message !== '');
/** Several forms of the page ask for a reason; each has a field of its own to be told at. */
async function reasonAt(field: string, work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (thrown) {
    if (!(thrown instanceof Failure) || !thrown.fields['alasan']) throw thrown;
    throw new Failure(thrown.code, thrown.reason, { [field]: thrown.fields['alasan'] }, { ...thrown.detail });
  }
}
const here = (_: unknown, event: RequestEvent): string => `/opd/berkas/${event.params.code}`;

export const actions = {
  ambil: action((tx, form, event: RequestEvent) => claimTask(tx, event.params.code, text(form, 'tugas')), here),
  lepas: action((tx, form, event: RequestEvent) => releaseTask(tx, event.params.code, text(form, 'tugas')), here),
  alihkan: action(
    (tx, form, event: RequestEvent) =>
      reassignTask(tx, event.params.code, text(form, 'tugas'), { to: text(form, 'petugas'), reason: text(form, 'alasan') }),
    here,
  ),
  putuskan: action(
    (tx, form, event: RequestEvent) =>
      decideTask(tx, event.params.code, text(form, 'tugas'), {
        outcome: text(form, 'hasil'),
        reason: text(form, 'alasan'),
        basis: text(form, 'dasar'),
        requirements: form.getAll('persyaratan').filter((value): value is string => typeof value === 'string'),
        conditions: text(form, 'syarat')
          .split('\n')
          .map((line) => line.trim())
          .filter(Boolean),
      }),
    here,
  ),
  kembalikan: action(
    (tx, form, event: RequestEvent) =>
      returnTask(tx, event.params.code, text(form, 'tugas'), { outcome: text(form, 'hasil'), marks: marksOf(form) }),
    here,
  ),
  temuan: action(
    (tx, form, event: RequestEvent) =>
      reasonAt(
        'temuan-alasan',
        findLate(tx, event.params.code, text(form, 'tugas'), { reason: text(form, 'temuan-alasan'), marks: marksOf(form) }),
      ),
    here,
  ),
  lanjutkan: action(
    (tx, form, event: RequestEvent) =>
      reasonAt(
        'lanjut-alasan',
        resumeCase(tx, event.params.code, { reason: text(form, 'lanjut-alasan'), changeWay: text(form, 'jalan') === 'ikut' }),
      ),
    here,
  ),
  cabut: action((tx, form) => {
    const reason = text(form, 'alasan');
    if (!reason) throw new Failure('invalid', 'input.invalid', { alasan: 'cases.reason_needed' });
    return revokeDocument(tx, text(form, 'dokumen'), { reason, basis: text(form, 'dasar') });
  }, here),
};
