import { uuidv7 } from '#core/id.ts';
import { appointDeputy, endDeputy, listDeputies } from '#modules/identity/server/deputies.ts';
import { getOffice, today } from '#modules/identity/server/offices.ts';
import { action, page } from '#web/server/serve.ts';
import { text } from '#web/server/sign-in.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const csr = false;

export const load = page(async (tx, { params, url, locals }: PageServerLoadEvent) => {
  const { agency, members, duties } = await getOffice(tx, params.code);
  const day = today(tx);
  const isNow = (row: { from: string; to: string | null }) => row.to === null || row.to >= day;
  return {
    agency: { code: agency.code, name: agency.official_name },
    members: [...new Map(members.filter(isNow).map((row) => [row.personId, row.name])).entries()].map(([key, label]) => ({ key, label })),
    duties: duties.filter(isNow).map((row) => ({ key: `${row.personId}/${row.role}`, label: `${row.role}: ${row.name}` })),
    deputies: await listDeputies(tx, params.code),
    today: day,
    isSaved: url.searchParams.has('tersimpan'),
    lang: locals.lang,
    command: uuidv7(),
  };
});

const here = (_: unknown, { params }: RequestEvent) => `/kelola/instansi/${params.code}/pelaksana?tersimpan`;

export const actions = {
  angkat: action((tx, form, { params }: RequestEvent) => {
    const [forPerson = '', role = ''] = text(form, 'forPerson').split('/');
    return appointDeputy(tx, {
      agency: params.code,
      forPerson,
      role,
      personId: text(form, 'personId'),
      reason: text(form, 'reason'),
      decree: text(form, 'decree'),
      from: text(form, 'from'),
      to: text(form, 'to'),
    });
  }, here),
  akhiri: action((tx, form) => endDeputy(tx, { id: text(form, 'id'), lastDay: text(form, 'lastDay') }), here),
};
