import process from 'node:process';
import type { Definition, ResultDefinition } from '../definition.ts';

/**
 * Is a result kept in a national system (MPP Digital for a SIP), so that it is neither asked for nor issued here? Always
 * where the definition says `track`. Where it says `report`, that is the rule outside the demonstration, until the regency
 * says by SATU_OWN_REGISTER=ya that it keeps its own register and reports to the national one.
 */
export const isKeptNationally = ({ systemOfRecord: record }: Pick<ResultDefinition, 'systemOfRecord'>): boolean =>
  record !== undefined &&
  (record.mode === 'track' ||
    (record.mode === 'report' && process.env['SATU_MODE'] === 'production' && process.env['SATU_OWN_REGISTER'] !== 'ya'));

/** Is nothing left of a service that could be asked for here? One without results (an inspection) always is. */
export const isElsewhere = ({ results }: Pick<Definition, 'results'>): boolean => results.length > 0 && results.every(isKeptNationally);
