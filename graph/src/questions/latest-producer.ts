import { chooseProducer } from '../facts/choose-producer.ts';
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
  const found = await latestProducers(store, [pointer], asOf, environment);
  return found.get(pointer) ?? null;
}

/** The same for many pointers at once, by pointer; those without a writer are left out. */
export async function latestProducers(
  store: LineageStore,
  pointers: readonly string[],
  asOf: bigint,
  environment?: string,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  let open: readonly string[] = [...new Set(pointers)];
  for (const limit of LOOK_BACK) {
    if (open.length === 0) break;
    const all = await store.producers(
      open.map((pointer) => ({ pointer, until: asOf })),
      limit,
    );
    const windows = byPointer(all);
    const wanted = byPointer(await ofEnvironment(store, all, environment));
    const kinship = await kinshipAmong(
      store,
      [...wanted.values()].flat().map(({ run }) => run),
    );
    const undecided: string[] = [];
    for (const pointer of open) {
      const producers = wanted.get(pointer) ?? [];
      const window = windows.get(pointer) ?? [];
      const reader = { run: '', at: asOf, digest: null };
      const choice = chooseProducer(reader, producers, new Set(), kinship, 0n);
      const row = producers.find(({ run }) => run === choice?.run);
      // Writers as early as the earliest fetched may be missing, and one of them may win a tie.
      const settled = window.some(({ at }) => row !== undefined && at < row.at) && !row?.encloses;
      if (!settled && window.length >= limit) undecided.push(pointer);
      else if (row !== undefined) found.set(pointer, row.run);
    }
    open = undecided;
  }
  return found;
}

function byPointer(rows: readonly ProducerRow[]): ReadonlyMap<string, readonly ProducerRow[]> {
  const windows = new Map<string, ProducerRow[]>();
  for (const row of rows) {
    const known = windows.get(row.pointer);
    if (known === undefined) windows.set(row.pointer, [row]);
    else known.push(row);
  }
  return windows;
}

async function ofEnvironment(
  store: LineageStore,
  producers: readonly ProducerRow[],
  environment: string | undefined,
): Promise<readonly ProducerRow[]> {
  if (environment === undefined) return producers;
  const runs = await store.traits(producers.map(({ run }) => run));
  const there = new Set(runs.flatMap((run) => (run.environment === environment ? [run.key] : [])));
  return producers.filter(({ run }) => there.has(run));
}
