import { uuidv7 } from '#core/id.ts';
import { boxesText, readBoxes, sides, type BoxRows } from '#modules/complaints/mask-boxes.ts';
import * as complaints from '#modules/complaints/server/complaints.ts';
import { action, form, page } from '#web/server/serve.ts';
import { text } from '#web/server/sign-in.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const load = page(async (tx, { params }: PageServerLoadEvent) => {
  const view = await complaints.getPhotoMasking(tx, params.number, params.id);
  const { isPublic } = await complaints.getDeskReport(tx, params.number);
  return { view, isReportPublic: isPublic, command: uuidv7() };
});

const rowsIn = (sent: FormData): BoxRows =>
  Object.fromEntries(sides.map((side) => [side, sent.getAll(side).map(String)])) as unknown as BoxRows;
const boxesOf = (sent: FormData) => readBoxes(rowsIn(sent), sent.has('bersih'));
const here = (_: unknown, { params }: RequestEvent): string => `/opd/laporan/${params.number}/foto/${params.id}/samarkan`;

export const actions = {
  /** Without JavaScript: the rectangles as typed, drawn by the next page. Changes nothing. */
  lihat: form(async ({ form: sent }, _event: RequestEvent) => ({
    preview: boxesText(boxesOf(sent)),
    values: { bersih: text(sent, 'bersih') },
    lists: Object.fromEntries(Object.entries(rowsIn(sent))),
  })),
  simpan: action(async (tx, sent, { params }: RequestEvent) => complaints.maskPhoto(tx, params.number, params.id, boxesOf(sent)), here),
  tampilkan: action(async (tx, _sent, { params }: RequestEvent) => complaints.releaseMask(tx, params.number, params.id), here),
  kembalikan: action(
    async (tx, sent, { params }: RequestEvent) => complaints.returnMask(tx, params.number, params.id, text(sent, 'text')),
    here,
  ),
  tarik: action(async (tx, sent, { params }: RequestEvent) => complaints.hidePhoto(tx, params.number, params.id, text(sent, 'text')), here),
};
