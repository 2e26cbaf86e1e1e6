import { deviceReport } from '#web/server/device-report.ts';

export const POST = deviceReport('offline');
