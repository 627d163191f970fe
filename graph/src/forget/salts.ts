import type { CypherRow } from '../engines/cypher-engine.ts';
import { asList, asText } from '../engines/row-values.ts';

/** The salts that a `Meta` node holds; none while nothing was forgotten. */
export function saltsOf(meta: CypherRow | undefined): readonly string[] {
  return asList(meta?.salts ?? []).map(asText);
}
