import type { Tx } from '#core/server/database.ts';
import type { Jobs } from '#core/server/jobs.ts';
import { countFigures } from './survey.ts';

const count = async (tx: Tx): Promise<void> => void (await countFigures(tx));
export const jobs = { 'survey.count': count } satisfies Jobs<'survey'>;
