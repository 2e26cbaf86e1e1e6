import { Failure } from '#core/failure.ts';
import { uuidv7 } from '#core/id.ts';
import { parse } from '#core/parse.ts';
import { rules } from '#modules/queue/rules.ts';
import { book, BookingWish, getHall, getSeats, SITE } from '#modules/queue/server/queue.ts';
import { agencyNames, text } from '#web/server/hall.ts';
import { action, page } from '#web/server/serve.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const csr = false;

export const load = page(async (tx, { params, url }: PageServerLoadEvent) => {
  const agency = (await getHall(tx)).agencies.find((one) => one.agency === params.instansi);
  if (!agency) throw new Failure('not_found', 'queue.not_found');
  const days = await getSeats(tx, SITE, agency.agency);
  const asked = url.searchParams.get('hari');
  const day = days.find((one) => one.day === asked) ?? days.find(({ seats }) => seats.some(({ free }) => free > 0)) ?? days[0];
  return {
    agency,
    days: days.map((one) => ({ day: one.day, free: one.seats.reduce((sum, { free }) => sum + free, 0) })),
    day,
    names: await agencyNames(tx),
    classes: rules.classes.map(({ id, label, who }) => ({ id, label, who })),
    command: uuidv7(),
  };
});

const FIELDS: Readonly<Record<string, string>> = { service: 'layanan', at: 'jam', phone: 'telepon', class: 'golongan' };

export const actions = {
  default: action(
    async (tx, sent, { locals }: RequestEvent) => {
      try {
        const wish = parse(BookingWish, {
          site: SITE,
          service: text(sent, 'layanan'),
          at: text(sent, 'jam'),
          class: text(sent, 'golongan'),
          phone: text(sent, 'telepon'),
          lang: locals.lang,
        });
        return await book(tx, wish);
      } catch (thrown) {
        if (!(thrown instanceof Failure)) throw thrown;
        throw new Failure(
          thrown.code,
          thrown.reason,
          Object.fromEntries(Object.entries(thrown.fields).map(([field, reason]) => [FIELDS[field] ?? field, reason])),
        );
      }
    },
    ({ code }) => `/antre/${code}`,
  ),
};
