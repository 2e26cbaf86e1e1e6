import type { Tx } from './database.ts';

/** Is everything in this database made up? The city simulator writes the row before anything else. */
export const hasSimulation = async (tx: Tx): Promise<boolean> =>
  (await tx.selectFrom('simulation.run').select('id').executeTakeFirst()) !== undefined;
