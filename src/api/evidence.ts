import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { Failure } from '#core/failure.ts';
import { discardFile, receiveForm } from '#core/server/files.ts';
import { once } from '#core/server/once.ts';
import { addEvidence } from '#modules/cases/server/cases.ts';
import type { ApiEnv } from './env.ts';
import { problem } from './problem.ts';
import * as shape from './schemas.ts';

const PATH = '/cases/{code}/tasks/{task}/evidence';
const Params = z.object({ code: z.string().min(1).max(100), task: z.string().min(1).max(100) });
const Fields = z.strictObject({ requirement: z.string().min(1).max(100) });
const asProblem = (description: string) => ({ description, content: { 'application/problem+json': { schema: shape.Problem } } });

/**
 * The one route that takes a file. It is read as a stream to the disk before any transaction, and removed again where the
 * request is refused, or was sent before under the same key.
 */
export function mountEvidence(
  api: OpenAPIHono<ApiEnv>,
  key: { readonly pattern: RegExp; readonly headers: z.ZodObject },
  security: Record<string, string[]>[],
  admit: (c: Context<ApiEnv>) => Response | undefined,
): void {
  api.openAPIRegistry.registerPath(
    createRoute({
      method: 'post',
      path: `/api/v1${PATH}`,
      summary: 'Put a paper of the agency itself into the case, for one of its tasks',
      security,
      request: {
        params: Params,
        headers: key.headers,
        body: {
          required: true,
          content: {
            'multipart/form-data': {
              schema: Fields.extend({ file: z.string().openapi({ format: 'binary', description: 'PDF or picture, 10 MB at most.' }) }),
            },
          },
        },
      },
      responses: {
        201: { description: 'Added', content: { 'application/json': { schema: shape.EvidenceAdded } } },
        401: asProblem('Not signed in'),
        403: asProblem('Not allowed'),
        404: asProblem('Unknown, or not yours to see'),
        409: asProblem('Not now, or changed meanwhile'),
        413: asProblem('Too large'),
        415: asProblem('Another media type'),
        422: asProblem('Wrong input'),
        429: asProblem('Too many requests'),
        500: asProblem('Our fault'),
        503: asProblem('Busy'),
      },
    }),
  );
  api.post(PATH.replaceAll(/\{(\w+)\}/g, ':$1'), async (c) => {
    c.env.note?.(`/api/v1${PATH}`);
    const refused = admit(c);
    if (refused) return refused;
    const idempotencyKey = c.req.header('idempotency-key') ?? '';
    if (!key.pattern.test(idempotencyKey)) return problem(c, 422, 'api.key_needed', { 'idempotency-key': 'api.wrong' });
    if (!(c.req.header('content-type') ?? '').startsWith('multipart/form-data'))
      return problem(c, 415, 'api.media_type', {}, { type: 'multipart/form-data' });
    const params = Params.parse({ code: c.req.param('code'), task: c.req.param('task') });
    const { form, files } = await receiveForm(c.req.raw, { files: 1, fields: 5 });
    const file = files[0];
    let isKept = false;
    try {
      const fields = Fields.safeParse(Object.fromEntries(form));
      if (!fields.success) throw new Failure('invalid', 'input.invalid', { requirement: 'api.wrong' });
      if (!file || file.field !== 'file') throw new Failure('invalid', 'input.invalid', { file: 'api.file_needed' });
      const { requirement } = fields.data;
      const added = await c.env.database.withActor(c.get('actor'), (tx) =>
        once(tx, `api:${idempotencyKey}`, { path: c.req.path, requirement, sha256: file.sha256 }, async () => {
          isKept = true;
          const { id } = await addEvidence(tx, params.code, params.task, { requirement, upload: file });
          return { id, sha256: file.sha256 };
        }),
      );
      return c.json(shape.EvidenceAdded.parse(added), 201, { 'cache-control': 'private, no-store' });
    } catch (thrown) {
      isKept = false;
      throw thrown;
    } finally {
      if (!isKept) await Promise.all(files.map(({ fileId }) => discardFile(fileId)));
    }
  });
}
