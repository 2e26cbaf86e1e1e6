import { Failure } from '#core/failure.ts';
import { uuidv7 } from '#core/id.ts';
import { dayOf, startOfDay } from '#core/working-time.ts';
import { lifecycle, rules } from '#modules/queue/rules.ts';
import {
  callNext,
  callNumber,
  checkIn,
  closeLoket,
  findToday,
  getCounter,
  issueAtCounter,
  loketStep,
  openLoket,
  reclass,
  takeBack,
  transfer,
  type LoketStep,
} from '#modules/queue/server/queue.ts';
import { agencyNames, ringBoards, text, wishOf } from '#web/server/hall.ts';
import { action, page } from '#web/server/serve.ts';
import type { Tx } from '#core/server/database.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const load = page(async (tx, { url }: PageServerLoadEvent) => ({
  counter: await getCounter(tx),
  names: await agencyNames(tx),
  states: Object.fromEntries(Object.entries(lifecycle.states).map(([state, { label }]) => [state, label])),
  classes: rules.classes.map(({ id, label, weight }) => ({ id, label, weight })),
  isEmpty: url.searchParams.has('kosong'),
  taken: /^AN-[0-9A-Z-]{4,20}$/.exec(url.searchParams.get('ambil') ?? '')?.[0],
  takenNumber: /^[A-Z]{1,2}-\d{3,4}$/.exec(url.searchParams.get('nomor') ?? '')?.[0],
  isHere: url.searchParams.has('tiba'),
  at: tx.now.toISOString(),
  command: uuidv7(),
}));

const HERE = '/loket/antrean';
/** A step of the loket; boards of this process hear of it at once. */
const step = <T>(work: (tx: Tx, sent: FormData) => Promise<T>, done: (result: T) => string = () => HERE) =>
  action(
    (tx, sent, _event: RequestEvent) => work(tx, sent),
    (result, { locals }) => {
      ringBoards(locals.database);
      return done(result);
    },
  );

const steps: readonly LoketStep[] = ['recall', 'arrive', 'absent', 'hold', 'done'];
const backs = ['resume', 'requeue', 'reinstate', 'left'] as const;

export const actions = {
  buka: step((tx, sent) => openLoket(tx, text(sent, 'loket'))),
  panggil: step(
    (tx) => callNext(tx),
    (called) => (called ? HERE : `${HERE}?kosong`),
  ),
  nomor: step((tx, sent) => callNumber(tx, text(sent, 'nomor'), text(sent, 'alasan'))),
  langkah: step((tx, sent) => {
    const what = steps.find((one) => one === text(sent, 'langkah'));
    if (!what) throw new Failure('invalid', 'queue.not_now');
    return loketStep(tx, what);
  }),
  teruskan: step((tx, sent) => transfer(tx, text(sent, 'layanan'), text(sent, 'alasan'))),
  golongan: step((tx, sent) => reclass(tx, text(sent, 'golongan'))),
  lanjut: step((tx, sent) => {
    const what = backs.find((one) => one === text(sent, 'langkah'));
    const [leg, visit] = [text(sent, 'keperluan'), text(sent, 'kunjungan')];
    if (!what || !UUID.test(leg) || !UUID.test(visit)) throw new Failure('invalid', 'queue.not_now');
    return takeBack(tx, leg, visit, what);
  }),
  ambil: action(
    (tx, sent, { locals }: RequestEvent) => {
      if (!text(sent, 'layanan')) throw new Failure('invalid', 'input.invalid', { untuk: 'queue.choose_service' });
      return issueAtCounter(tx, wishOf(sent, locals.lang));
    },
    ({ code, number }, { locals }) => {
      ringBoards(locals.database);
      return `${HERE}?ambil=${code}&nomor=${number}`;
    },
  ),
  istirahat: step((tx, sent) => {
    const at = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text(sent, 'kembali'));
    const back = at ? new Date(startOfDay(dayOf(tx.now)).getTime() + (Number(at[1]) * 60 + Number(at[2])) * 60_000) : null;
    return closeLoket(tx, 'break', back);
  }),
  tutup: step((tx) => closeLoket(tx, 'closed')),
  tiba: step(
    async (tx, sent) => checkIn(tx, await findToday(tx, text(sent, 'nomor_tiba')).catch((thrown: unknown) => renamed(thrown))),
    () => `${HERE}?tiba`,
  ),
};

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** The same refusal beside the other field. */
function renamed(thrown: unknown): never {
  if (thrown instanceof Failure && thrown.fields['nomor'])
    throw new Failure('invalid', thrown.reason, { nomor_tiba: thrown.fields['nomor'] });
  throw thrown;
}
