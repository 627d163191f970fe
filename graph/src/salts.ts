import { asList, asRecord, asText } from './row-values.ts';

/** The salts that a `Meta` node holds; none while nothing was forgotten. */
export function saltsOf(meta: unknown): readonly string[] {
  if (meta === undefined) return [];
  return asList(asRecord(meta).salts ?? []).map(asText);
}
