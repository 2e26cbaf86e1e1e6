import { fail, redirect } from '@sveltejs/kit';
import { Failure } from '#core/failure.ts';
import { readVerifyCode } from '#modules/documents/document.ts';
import { verifyFile } from '#modules/documents/server/documents.ts';
import { limit } from '#modules/identity/server/identity.ts';
import { httpStatus } from '#web/server/serve.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const csr = false;

const MAX_BYTES = 5 * 1024 * 1024;
/** A form's own bytes around the file. */
const ENVELOPE = 4096;

export const load = ({ url, locals }: PageServerLoadEvent) => {
  const typed = url.searchParams.get('kode')?.slice(0, 100);
  const code = typed ? readVerifyCode(typed) : undefined;
  if (code) redirect(303, `/v/${code}`);
  return { lang: locals.lang, typed: typed ?? '', malformed: Boolean(typed) };
};

export const actions = {
  default: async (event: RequestEvent) => {
    try {
      const length = Number(event.request.headers.get('content-length') ?? NaN);
      if (!(length <= MAX_BYTES + ENVELOPE)) throw new Failure('invalid', 'input.invalid', { berkas: 'documents.file_too_big' });
      const file = (await event.request.formData()).get('berkas');
      if (!(file instanceof File) || file.size === 0) throw new Failure('invalid', 'input.invalid', { berkas: 'documents.file_needed' });
      if (file.size > MAX_BYTES) throw new Failure('invalid', 'input.invalid', { berkas: 'documents.file_too_big' });
      const bytes = new Uint8Array(await file.arrayBuffer());
      const document = await event.locals.database.withActor(event.locals.actor, async (tx) => {
        await limit(tx, `verify:${event.getClientAddress()}`, 60, 60);
        return verifyFile(tx, bytes);
      });
      return { checked: true as const, document: document ?? null };
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      return fail(httpStatus[thrown.code], {
        checked: false as const,
        reason: thrown.reason,
        detail: thrown.detail,
        fields: thrown.fields,
      });
    }
  },
};
