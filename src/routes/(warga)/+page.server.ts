import { listBundles, listEnglish, listMostWanted, listOnlineServices } from '#modules/catalogue/server/catalogue.ts';
import { page } from '#web/server/serve.ts';

export const csr = false;

export const load = page(async (tx) => {
  const bundles = await listBundles(tx);
  return {
    wanted: await listMostWanted(tx),
    online: await listOnlineServices(tx),
    bundles,
    english: await listEnglish(
      tx,
      bundles.map((bundle) => bundle.name),
    ),
  };
});
