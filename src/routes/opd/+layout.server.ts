import { openDesk } from '#web/server/desk.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = (event) => openDesk(event, '/opd');
