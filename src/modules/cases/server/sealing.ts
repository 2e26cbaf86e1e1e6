import { randomSalt, saltedHash, vault } from '#core/server/vault.ts';
import type { Answer, Answers } from '#modules/catalogue/form.ts';

/** How values of a case lie in the database: each sealed for its own row, so that it opens nowhere else. */

export const sealAnswer = (caseId: string, field: string, value: Answer): { value_sealed: Buffer; salt: Buffer; hash: string } => {
  const text = JSON.stringify(value);
  const salt = randomSalt(16);
  return { value_sealed: vault().seal(text, `cases.answer:${caseId}:${field}`), salt, hash: saltedHash(salt, text) };
};

export const openAnswer = (caseId: string, field: string, sealed: Uint8Array): Answer =>
  JSON.parse(vault().unseal(sealed, `cases.answer:${caseId}:${field}`)) as Answer;

export const sealFacts = (caseId: string, facts: Answers): Buffer => vault().seal(JSON.stringify(facts), `cases.case_file:facts:${caseId}`);
export const openFacts = (caseId: string, sealed: Uint8Array): Answers =>
  JSON.parse(vault().unseal(sealed, `cases.case_file:facts:${caseId}`)) as Answers;

export const sealStatement = (id: string, text: string): Buffer => vault().seal(text, `cases.statement:${id}`);
export const openStatement = (id: string, sealed: Uint8Array): string => vault().unseal(sealed, `cases.statement:${id}`);

export const sealDraft = (id: string, content: unknown): Buffer => vault().seal(JSON.stringify(content), `cases.draft:${id}`);
export const openDraft = <T>(id: string, sealed: Uint8Array): T => JSON.parse(vault().unseal(sealed, `cases.draft:${id}`)) as T;

/** Both names of a case that somebody filed for another, as they were on that day. */
export interface ActingNames {
  readonly applicant: string;
  readonly representative: string;
}
export const sealActing = (caseId: string, names: ActingNames): Buffer =>
  vault().seal(JSON.stringify(names), `cases.case_file:acting:${caseId}`);
export const openActing = (caseId: string, sealed: Uint8Array): ActingNames =>
  JSON.parse(vault().unseal(sealed, `cases.case_file:acting:${caseId}`)) as ActingNames;
