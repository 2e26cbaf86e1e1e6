import { fail, redirect } from '@sveltejs/kit';
import { Failure } from '#core/failure.ts';
import { hashing, receiveForm } from '#core/server/files.ts';
import { readVerifyCode } from '#modules/documents/document.ts';
import { verifyFile } from '#modules/documents/server/documents.ts';
import { limit } from '#modules/identity/server/identity.ts';
import { httpStatus } from '#web/server/serve.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

export const csr = false;

const MAX_BYTES = 5 * 1024 * 1024;

export const load = ({ url, locals }: PageServerLoadEvent) => {
  const typed = url.searchParams.get('kode')?.slice(0, 100);
  const code = typed ? readVerifyCode(typed) : undefined;
  if (code) redirect(303, `/v/${code}`);
  return { lang: locals.lang, typed: typed ?? '', malformed: Boolean(typed) };
};

export const actions = {
  default: async (event: RequestEvent) => {
    try {
      const [file] = (await receiveForm(event.request, { files: 1, fields: 10, fileBytes: MAX_BYTES }, hashing)).files;
      if (!file) throw new Failure('invalid', 'input.invalid', { berkas: 'documents.file_needed' });
      const document = await event.locals.database.withActor(event.locals.actor, async (tx) => {
        await limit(tx, `verify:${event.getClientAddress()}`, 60, 60);
        return verifyFile(tx, file.sha256);
      });
      return { checked: true as const, document: document ?? null };
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      const isTooLarge = thrown.reason === 'form.too_large' || thrown.fields['berkas'] === 'files.too_large';
      return fail(isTooLarge ? 413 : httpStatus[thrown.code], {
        checked: false as const,
        reason: isTooLarge ? 'input.invalid' : thrown.reason,
        detail: thrown.detail,
        fields: isTooLarge ? { berkas: 'documents.file_too_big' } : thrown.fields,
      });
    }
  },
};
