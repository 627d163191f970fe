import type { Kinship } from '../facts/choose-producer.ts';
import { kinshipOf } from '../facts/kinship.ts';
import type { LineageStore } from '../lineage-store.ts';

/** Who encloses whom among these runs. */
export async function kinshipAmong(store: LineageStore, runs: readonly string[]): Promise<Kinship> {
  const ancestors = new Map<string, Set<string>>();
  for (const { run, ancestor } of await store.ancestors(runs)) {
    ancestors.set(run, (ancestors.get(run) ?? new Set()).add(ancestor));
  }
  return kinshipOf(ancestors);
}
