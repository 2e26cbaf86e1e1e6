import { error } from '@sveltejs/kit';
import { isUuid } from '#core/id.ts';
import { getDraft, putRegisterAnswers, type RegisterAnswer } from '#modules/cases/server/cases.ts';
import { askRegister } from '#modules/exchange/server/exchange.ts';
import { getProfile } from '#modules/identity/server/identity.ts';

/** The draft named in the address. */
export function draftId(url: URL): string {
  const id = url.searchParams.get('draf') ?? '';
  if (!isUuid(id)) error(404, { message: 'Draf ini tidak ada.' });
  return id;
}

/**
 * Ask every register a draft could use that has not answered yet, by the applicant's NIK. The network is used between
 * two transactions, never inside one; a register that is down is noted and the form goes on without it.
 */
export async function fetchRegisters(locals: App.Locals, id: string): Promise<void> {
  const { registers, nik } = await locals.database.withActor(locals.actor, async (tx) => {
    const draft = await getDraft(tx, id);
    const profile = await getProfile(tx, draft.applicantId);
    return { registers: draft.registers, nik: profile.nik };
  });
  const open = Object.entries(registers).filter(([, answer]) => answer === null || answer.status === 'unavailable');
  if (!nik || open.length === 0) return;
  const answers = await Promise.all(
    open.map(async ([adapter]): Promise<[string, RegisterAnswer]> => {
      const said = await askRegister(locals.database, adapter, { nik }, { key: `${id}:${adapter}`, actor: locals.actor });
      return [adapter, { status: said.status, values: said.status === 'found' ? said.values : {}, at: new Date().toISOString() }];
    }),
  );
  await locals.database.withActor(locals.actor, (tx) => putRegisterAnswers(tx, id, Object.fromEntries(answers)));
}
