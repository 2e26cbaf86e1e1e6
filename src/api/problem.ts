import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { Failure, type FailureCode } from '#core/failure.ts';
import { reasonText, type Lang } from '#ui/words.ts';
import type { ApiEnv } from './env.ts';

const statusOf: Record<FailureCode, number> = { invalid: 422, forbidden: 403, not_found: 404, not_now: 409, conflict: 409 };

/** RFC 9457. `reason` is the stable key; `title` is its sentence in the caller's language. */
export function problem(
  c: Context<ApiEnv>,
  status: number,
  reason: string,
  fields: Readonly<Record<string, string>> = {},
  detail: Readonly<Record<string, string>> = {},
  headers: Record<string, string> = {},
): Response {
  const lang: Lang = /^en\b/i.test(c.req.header('accept-language') ?? '') ? 'en' : 'id';
  const body = {
    type: `/kesalahan/${reason}`,
    title: reasonText(lang, reason, detail),
    status,
    reason,
    ...(Object.keys(fields).length ? { fields } : {}),
    ...(c.env.requestId ? { request_id: c.env.requestId } : {}),
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
  });
}

/** What a thrown thing looks like outside; bugs say nothing but the request's id. */
export function problemOf(c: Context<ApiEnv>, thrown: unknown): Response {
  if (thrown instanceof Failure) {
    if (thrown.reason === 'identity.too_many') return problem(c, 429, 'api.too_many', {}, {}, { 'retry-after': '60' });
    if (thrown.reason === 'api.changed') return problem(c, 412, thrown.reason);
    return problem(c, statusOf[thrown.code], thrown.reason, thrown.fields, thrown.detail);
  }
  if (thrown instanceof HTTPException && thrown.status === 400) return problem(c, 400, 'api.not_json');
  c.env.report?.(thrown);
  return problem(c, 500, 'api.broken');
}
