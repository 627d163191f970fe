import type { LineageStore } from '@spantrail/graph';
import type { MadeHistory } from '@spantrail/made-history';

const FLAGS = 100;
const SAY_EVERY_MS = 10_000;

/** Writes the history and its flags by the store's own write; tells the rate on stderr now and then. */
export async function seed(store: LineageStore, history: MadeHistory): Promise<void> {
  const startedAt = performance.now();
  let saidAt = startedAt;
  let written = 0;
  for (const batch of history.batches()) {
    const { rejected } = await store.write(batch);
    if (rejected.length > 0) throw new Error(`A made run was refused: ${rejected[0]?.reason}`);
    written += batch.contributions.length;
    if (performance.now() - saidAt > SAY_EVERY_MS || written === history.runs) {
      saidAt = performance.now();
      const rate = Math.round((written / (saidAt - startedAt)) * 1_000);
      process.stderr.write(`seeded ${written} of ${history.runs} runs, ${rate} runs/s\n`);
    }
  }
  await writeFlags(store, history);
}

/** Flags the latest wrong predictions. */
export async function writeFlags(store: LineageStore, history: MadeHistory): Promise<void> {
  await store.write({ contributions: [], annotations: history.flags(FLAGS) });
}
