import type { LineageStore, RunRow } from '../lineage-store.ts';
import { runsOf } from './lineage-of.ts';
import { newestFirst } from './run-view.ts';

/** Runs that start in one µs are rare; this many are told apart by their id. */
const TIES_MAX = 8;

/** The run of a component that started last, as it was at a time; of one environment, when given. */
export async function latestRun(
  store: LineageStore,
  component: string,
  asOf: bigint,
  environment?: string,
): Promise<RunRow | null> {
  const keys = await store.componentRuns({
    component,
    asOf,
    limit: TIES_MAX,
    ...(environment === undefined ? {} : { environment }),
  });
  const runs = [...(await runsOf(store, keys, asOf)).values()].sort(newestFirst);
  return runs[0] ?? null;
}
