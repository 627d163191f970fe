import { compareText } from '../keys.ts';
import type { LineageStore, MetricRow } from '../lineage-store.ts';

/** What the runs had measured at a time, by name; a run whose span named two components may have a name twice. */
export async function metricsOf(
  store: LineageStore,
  runs: readonly string[],
  asOf: bigint,
): Promise<readonly MetricRow[]> {
  const rows = await store.metrics(runs);
  return rows
    .filter(({ at }) => at <= asOf)
    .sort((a, b) => compareText(a.name, b.name) || compareText(a.component, b.component));
}
