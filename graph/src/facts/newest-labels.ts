/** Of what was said of labels the statements that count: for one subject the greatest (at, id). */

import type { LabellingRow, RetractionRow } from '../label-store.ts';
import { compareFlags } from './pointer-state.ts';

export type LabellingFact = Omit<LabellingRow, 'value'> & Statement;

export interface RetractionFact extends Statement {
  readonly label: string;
  readonly name: string;
  readonly reason: string | null;
  readonly by: string | null;
}

interface Statement {
  readonly id: string;
  readonly value: string;
  readonly at: bigint;
}

export function newestLabellings(facts: readonly LabellingFact[]): readonly LabellingRow[] {
  const said = grouped(facts, ({ label, pointer }) => JSON.stringify([label, pointer]));
  return said.map(({ newest: { id: _id, value, ...row } }) => ({
    ...row,
    value: value === 'true',
  }));
}

export function newestRetractions(facts: readonly RetractionFact[]): readonly RetractionRow[] {
  return grouped(facts, ({ label }) => label).map(({ newest, since }) => {
    const { label, name, value, reason, by } = newest;
    return { label, name, value: value === 'true', since, reason, by };
  });
}

interface Said<T> {
  readonly newest: T;
  /** Of the unbroken row of statements up to the newest one that say the same. */
  readonly since: bigint;
}

function grouped<T extends Statement>(
  facts: readonly T[],
  keyOf: (fact: T) => string,
): readonly Said<T>[] {
  const groups = new Map<string, T[]>();
  for (const fact of facts) {
    const key = keyOf(fact);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [fact]);
    else known.push(fact);
  }
  return [...groups.values()].flatMap((group) => {
    const [newest, ...older] = group.sort((a, b) => compareFlags(b, a));
    if (newest === undefined) return [];
    const broken = older.findIndex(({ value }) => value !== newest.value);
    const same = broken === -1 ? older : older.slice(0, broken);
    return [{ newest, since: same.at(-1)?.at ?? newest.at }];
  });
}
