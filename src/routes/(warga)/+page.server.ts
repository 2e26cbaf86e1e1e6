import { listBundles, listEnglish, listMostWanted } from '#modules/catalogue/server/catalogue.ts';
import { listOnlineServices } from '#web/server/online-services.ts';
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
