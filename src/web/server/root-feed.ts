import type { RequestEvent } from '@sveltejs/kit';
import { xmlText } from '#modules/complaints/open311.ts';
import { limit } from '#modules/identity/server/identity.ts';
import { listDays } from '#modules/proof/server/proof.ts';
import { brand } from '#ui/brand.ts';
import { proof } from '#ui/words/proof.ts';

/** So many days stand in the feed: whoever reads it once a week misses none. */
const DAYS = 31;

/**
 * The daily roots as Atom (RFC 4287): whoever reads it keeps a copy of every root, and a root changed later no longer fits
 * theirs. An entry never changes: its text is day, root and number of events alone.
 */
export async function rootFeed({ url, locals, getClientAddress }: RequestEvent): Promise<Response> {
  const days = await locals.database.withActor({ kind: 'anonymous' }, async (tx) => {
    await limit(tx, `proof:${getClientAddress()}`, 60, 60);
    return listDays(tx, DAYS);
  });
  const here = `${url.origin}/bukti`;
  const entries = days.map(
    ({ day, root, leaves, closed_at: at }) =>
      `<entry><id>${xmlText(`${here}/${day}`)}</id><title>${day}</title><link href="${xmlText(`${here}/${day}`)}"/><updated>${at.toISOString()}</updated><content type="text">${xmlText(`${day} ${root} ${leaves}`)}</content></entry>`,
  );
  const updated = (days[0]?.closed_at ?? new Date(0)).toISOString();
  return new Response(
    `<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="id"><id>${xmlText(`${here}/umpan.xml`)}</id><title>${xmlText(`${proof.days.id} · ${brand.name}`)}</title><subtitle>${xmlText(proof.feed_content.id)}</subtitle><updated>${updated}</updated><link rel="self" href="${xmlText(`${here}/umpan.xml`)}"/><link rel="alternate" type="text/html" href="${xmlText(here)}"/><author><name>${xmlText(brand.government.id)}</name></author>\n${entries.join('\n')}\n</feed>\n`,
    { headers: { 'content-type': 'application/atom+xml; charset=utf-8', 'cache-control': 'public, max-age=600' } },
  );
}
