import type { HistoryAnswer } from '@spantrail/graph';
import { type Block, line, table } from '../text/document.ts';
import { figure, whole } from '../text/figures.ts';

/** The days of a history that are only summaries, a column for the mean of each metric. */
export function foldedDays({ days }: HistoryAnswer, metrics: readonly string[]): readonly Block[] {
  if (days.length === 0) return [];
  const rows = days.map(({ day, runs, failed, metrics: measured }) => {
    const means = new Map(measured.map(({ name, mean }) => [name, mean]));
    const cells = metrics.map((name) => {
      const mean = means.get(name) ?? null;
      return mean === null ? '-' : figure(mean);
    });
    return [day, whole(runs), whole(failed), ...cells];
  });
  const columns = [
    { title: 'DAY' },
    { title: 'RUNS', align: 'right' },
    { title: 'FAILED', align: 'right' },
    ...metrics.map((name) => ({ title: `MEAN ${name}`, align: 'right' }) as const),
  ] as const;
  return [line(), table(columns, rows)];
}
