import type { Kinship } from './choose-producer.ts';

/** Nesting deeper than this is not followed; a hostile cycle ends here at the latest. */
export const NESTING_MAX = 32;

/** Kinship out of a table of ancestors by run. */
export function kinshipOf(ancestors: ReadonlyMap<string, ReadonlySet<string>>): Kinship {
  return {
    isAncestor: (ancestor, run) => ancestor !== run && ancestors.get(run)?.has(ancestor) === true,
  };
}
