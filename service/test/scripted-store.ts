import type { LineageBatch, LineageStore, WriteReport } from '@spantrail/graph';

export type Step = (batch: LineageBatch) => Promise<WriteReport> | WriteReport;

/** A store that takes every batch, unless a step is scripted for it. It answers no questions. */
export class ScriptedStore {
  readonly written: LineageBatch[] = [];
  readonly #steps: Step[];
  /** What the seek of `/readyz` does. */
  recentRuns: () => Promise<readonly string[]> = async () => [];

  constructor(...steps: readonly Step[]) {
    this.#steps = [...steps];
  }

  async write(batch: LineageBatch): Promise<WriteReport> {
    const step = this.#steps.shift() ?? taken;
    const report = await step(batch);
    this.written.push(batch);
    return report;
  }

  async repair(): Promise<boolean> {
    return false;
  }

  async pendingRepairs(): Promise<number> {
    return 0;
  }

  readonly upkeep: Pick<LineageStore['upkeep'], 'countWaiting' | 'expireWaiting'> = {
    countWaiting: async () => 0,
    expireWaiting: async () => [],
  };

  /** The doors take a whole store; the routes under test use these methods of it. */
  asStore(): LineageStore {
    return this as unknown as LineageStore;
  }
}

/** A store whose first commit waits for `release`. */
export function heldStore(): { readonly store: ScriptedStore; readonly release: () => void } {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const store = new ScriptedStore(async (batch) => {
    await held;
    return taken(batch);
  });
  return { store, release: () => release() };
}

export function taken(batch: LineageBatch): WriteReport {
  return {
    runs: batch.contributions.length,
    annotations: batch.annotations.length,
    rejected: [],
  };
}
