import type { LayoutServerLoad } from './$types';

/** Pages work as plain HTML; a page that needs scripts says so itself. */
export const csr = false;

export const load: LayoutServerLoad = ({ locals, url }) => {
  const other = new URLSearchParams(url.search);
  other.set('bahasa', locals.lang === 'id' ? 'en' : 'id');
  return {
    lang: locals.lang,
    signedIn: locals.signedIn ? { name: locals.signedIn.name, kind: locals.signedIn.kind } : undefined,
    simulated: locals.simulated,
    path: url.pathname,
    otherLanguage: `${url.pathname}?${other}`,
  };
};
