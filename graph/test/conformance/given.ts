import type { RunContribution } from '../../src/facts/lineage-batch.ts';
import type { LineageStore } from '../../src/lineage-store.ts';

/** The store under test, empty at the start of each test. */
export interface Given {
  readonly store: LineageStore;
  /** Writes each run by a request of its own; fails when one is refused. */
  write(...runs: readonly RunContribution[]): Promise<void>;
}
