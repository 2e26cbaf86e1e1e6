import { listBundles, listEnglish } from '#modules/catalogue/server/catalogue.ts';
import { page } from '#web/server/serve.ts';

export const csr = false;

export const load = page(async (tx) => {
  const bundles = await listBundles(tx);
  return {
    bundles,
    english: await listEnglish(
      tx,
      bundles.flatMap((bundle) => [bundle.name, bundle.trigger]),
    ),
  };
});
