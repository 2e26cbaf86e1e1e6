import type { Tx } from '#core/server/database.ts';
import type { ResultDefinition } from '#modules/catalogue/definition.ts';
import { displayAnswers } from '#modules/catalogue/form.ts';
import { formContext } from '#modules/catalogue/server/catalogue.ts';
import { getAgency, getProfile, namesOf } from '#modules/identity/server/identity.ts';
import { fold } from '../engine.ts';
import { open } from './advance.ts';
import { openAnswer } from './sealing.ts';
import * as store from './store.ts';

/** What a granted case gives to whoever issues its document. */
export interface CaseIssuance {
  readonly caseId: string;
  readonly caseCode: string;
  readonly service: string;
  readonly definitionHash: string;
  readonly result: ResultDefinition;
  readonly answers: Readonly<Record<string, string>>;
  readonly holder: { readonly id: string; readonly name: string };
  readonly agency: { readonly code: string; readonly official_name: string };
  readonly signer: {
    readonly personId: string;
    readonly name: string;
    readonly office: string;
    readonly role: string;
    /** Signs as deputy (Plh) of the one who holds the role. */
    readonly isDeputy: boolean;
  };
  readonly decidedAt: Date;
  readonly participants: readonly string[];
}

/** For the job that issues: undefined unless the case was granted by a person and its definition has a result for that. */
export async function getIssuance(tx: Tx, caseId: string): Promise<CaseIssuance | undefined> {
  const row = await store.findCase(tx, caseId);
  if (!row || row.end_kind !== 'granted' || !row.ended_at) return undefined;
  const { def, log } = await open(tx, row);
  const result = def.results.find((candidate) => candidate.end === 'granted');
  const signing = result && def.process.find((task) => task.id === result.signature.signer);
  const decided = signing && log.findLast((event) => event.type === 'task_decided' && event.task === signing.id);
  // Deemed by law (UU 30/2014 ps. 53): nobody has signed yet, so no licence prints itself.
  if (!result || !signing || !decided?.actor) return undefined;
  const task = fold(def, log).tasks[signing.id]!;
  const agency = await getAgency(tx, task.agency ?? row.authority);
  const answers = Object.fromEntries(
    (await store.answersOf(tx, row.id)).map((answer) => [answer.field, openAnswer(row.id, answer.field, answer.value_sealed)]),
  );
  const holder = await getProfile(tx, row.applicant_id);
  return {
    caseId,
    caseCode: row.code,
    service: row.service_id,
    definitionHash: row.definition_hash,
    result,
    answers: displayAnswers(def, answers, await formContext(tx, def)),
    holder: { id: holder.id, name: typeof answers['nama'] === 'string' ? answers['nama'] : holder.name },
    agency: { code: agency.code, official_name: agency.official_name },
    signer: {
      personId: decided.actor,
      name: (await namesOf(tx, [decided.actor])).get(decided.actor) ?? '–',
      office: agency.official_name,
      role: signing.role,
      isDeputy: decided.onBehalfOf !== null,
    },
    decidedAt: decided.at,
    participants: row.agencies,
  };
}
