import { compareText } from '../facts/keys.ts';
import type { MetricRow } from '../lineage-store.ts';

/** What was measured by a time, by name; a run whose spans named two components may have a name twice. */
export function metricsBy<Row extends MetricRow>(
  asOf: bigint,
  rows: readonly Row[],
): readonly Row[] {
  return rows
    .filter(({ at }) => at <= asOf)
    .sort((a, b) => compareText(a.name, b.name) || compareText(a.component, b.component));
}
