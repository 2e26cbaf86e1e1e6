import { openApiDocument } from '#api/api.ts';
import { operationsOf } from '#api/operations.ts';

export const csr = false;

/** The document as people read it; no script, nothing from elsewhere. */
export const load = ({ locals }: { locals: App.Locals }) => ({ operations: operationsOf(openApiDocument()), lang: locals.lang });
