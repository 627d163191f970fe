import type { FlagRow } from '../lineage-store.ts';
import { compareFlags } from './pointer-state.ts';

export interface FlagFact {
  readonly id: string;
  readonly pointer: string;
  readonly name: string;
  readonly namespace: string;
  readonly value: string;
  readonly reason: string | null;
  readonly by: string | null;
  readonly at: bigint;
}

/** Of the flags of each pointer the one that counts: the greatest (at, id). */
export function newestFlags(facts: readonly FlagFact[]): readonly FlagRow[] {
  const newest = new Map<string, FlagFact>();
  for (const fact of facts) {
    const known = newest.get(fact.pointer);
    if (known === undefined || compareFlags(fact, known) > 0) newest.set(fact.pointer, fact);
  }
  return [...newest.values()].map(({ id: _id, value, ...row }) => ({
    ...row,
    value: value === 'true',
  }));
}
