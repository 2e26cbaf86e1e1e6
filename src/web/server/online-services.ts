import type { Tx } from '#core/server/database.ts';
import type { Text } from '#modules/catalogue/definition.ts';

/** A service that can be applied for here, with what it promises and what was achieved (median and 90th percentile, working days). */
export interface OnlineService {
  readonly id: string;
  /** Its row of the catalogue. */
  readonly row: string;
  readonly name: Text;
  readonly summary: Text | undefined;
  readonly promise: number;
  readonly sheet: string;
  readonly override: string | null;
  readonly achieved: { readonly median: number; readonly p90: number; readonly decided: number } | undefined;
}

/** Every service with a published definition in force. */
export const listOnlineServices = async (_tx: Tx): Promise<readonly OnlineService[]> => [];
