import { Failure } from '#core/failure.ts';
import {
  basicServices,
  formula,
  incentiveGap,
  indicators,
  legalBasis,
  missing,
  packs,
  published,
} from '#modules/innovations/index-pack.ts';
import { askIndex } from '#modules/innovations/server/innovations.ts';
import type { PageServerLoadEvent } from './$types';

export const csr = false;

const FIELDS = ['year', 'n', 'average', 'sectors', 'spd'] as const;

/** The question stands in the address, so that an answer can be shown to somebody else. */
export const load = ({ url }: PageServerLoadEvent) => {
  const isAsked = url.searchParams.has('n');
  const values = Object.fromEntries(FIELDS.map((name) => [name, url.searchParams.get(name) ?? '']));
  const ask = () => {
    try {
      return { found: askIndex(values), refused: null };
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      return { found: null, refused: { reason: thrown.reason, detail: thrown.detail, fields: thrown.fields } };
    }
  };
  const { found, refused } = isAsked ? ask() : { found: null, refused: null };
  return {
    values,
    found,
    refused,
    packs,
    missing,
    published,
    legalBasis,
    indicators,
    gap: incentiveGap(),
    most: { sid: formula.max.sid, spd: formula.max.spd, sectors: basicServices.length, total: formula.total_points },
  };
};
