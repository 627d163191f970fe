import { chooseProducer } from '../choose-producer.ts';
import type { LineageStore, ProducerRow } from '../lineage-store.ts';
import { kinshipAmong } from './kinship-among.ts';

const LOOK_BACK = [8, 1_000, Number.MAX_SAFE_INTEGER];

/**
 * The run that made a pointer as it was at a time: what a stranger reading it then would depend on.
 *
 * @param environment only writers of this one count; left out: all.
 */
export async function latestProducer(
  store: LineageStore,
  pointer: string,
  asOf: bigint,
  environment?: string,
): Promise<string | null> {
  for (const limit of LOOK_BACK) {
    const all = await store.producers([{ pointer, until: asOf }], limit);
    const producers = await ofEnvironment(store, all, environment);
    const kinship = await kinshipAmong(
      store,
      producers.map(({ run }) => run),
    );
    const reader = { run: '', at: asOf, digest: null };
    const choice = chooseProducer(reader, producers, new Set(), kinship, 0n);
    if (all.length < limit) return choice?.run ?? null;
    const row = producers.find(({ run }) => run === choice?.run);
    // Writers as early as the earliest fetched may be missing, and one of them may win a tie.
    const settled = all.some(({ at }) => row !== undefined && at < row.at);
    if (row !== undefined && settled && !row.encloses) return row.run;
  }
  return null;
}

async function ofEnvironment(
  store: LineageStore,
  producers: readonly ProducerRow[],
  environment: string | undefined,
): Promise<readonly ProducerRow[]> {
  if (environment === undefined) return producers;
  const runs = await store.runs(producers.map(({ run }) => run));
  const there = new Set(runs.flatMap((run) => (run.environment === environment ? [run.key] : [])));
  return producers.filter(({ run }) => there.has(run));
}
