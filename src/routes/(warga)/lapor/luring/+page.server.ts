import { deviceForm } from '#web/server/report.ts';
import { page } from '#web/server/serve.ts';

export const csr = false;

export const load = page(deviceForm);
