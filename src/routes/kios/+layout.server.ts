import { presentKiosk } from '#web/server/hall.ts';
import { page } from '#web/server/serve.ts';
import type { LayoutServerLoadEvent } from './$types';

export const load = page(async (tx, { cookies }: LayoutServerLoadEvent) => ({ isKiosk: (await presentKiosk(tx, cookies)) !== undefined }));
