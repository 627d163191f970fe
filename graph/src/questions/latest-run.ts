import type { LineageStore, RunRow } from '../lineage-store.ts';
import { runsOf } from './lineage-of.ts';

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
    limit: 1,
    ...(environment === undefined ? {} : { environment }),
  });
  const [run] = (await runsOf(store, keys, asOf)).values();
  return run ?? null;
}
