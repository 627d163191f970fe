import type { HistoryAnswer } from '@spantrail/graph';
import { type Block, inked, line, table } from '../text/document.ts';
import { count, figure, someOf } from '../text/figures.ts';
import { clockTime } from '../text/when.ts';
import { foldedDays } from './folded-days.ts';
import { type Look, namesIn } from './look.ts';
import { noteLines } from './note-lines.ts';
import { runCells, runColumns, troubleCell } from './run-table.ts';

/** Columns for metrics; a component with more of them is asked about one run at a time. */
const metricsShownMax = 8;

/** A component's runs, newest first, a column for each metric. */
export function presentHistory(answer: HistoryAnswer, look: Look): readonly Block[] {
  const names = namesIn(answer.runs, look);
  const head = line(
    inked('bold', answer.component),
    answer.namespace === '' ? '' : ` in ${answer.namespace}`,
    `: ${count(answer.runs.length, 'run')}, newest first`,
    inked('dim', `  as of ${clockTime(answer.asOf)}`),
  );
  const metrics = [
    ...new Set(
      [...answer.runs, ...answer.days].flatMap((row) => row.metrics.map(({ name }) => name)),
    ),
  ];
  const shown = metrics.slice(0, metricsShownMax);
  const days = foldedDays(answer, shown);
  if (answer.runs.length === 0) return [head, ...days, ...noteLines(answer)];
  const rows = answer.runs.map((run) => {
    const values = new Map(run.metrics.map(({ name, value }) => [name, figure(value)]));
    // The component is in the headline, so its column is left out.
    const cells = runCells(run, answer.asOf, names).slice(1);
    return [...cells, ...shown.map((name) => values.get(name) ?? '-'), troubleCell(run)];
  });
  const columns = [
    ...runColumns.slice(1),
    ...shown.map((title) => ({ title, align: 'right' }) as const),
    { title: 'TROUBLE' },
  ];
  const hidden = metrics.slice(metricsShownMax);
  const more =
    hidden.length === 0
      ? []
      : [line(inked('dim', `not shown: ${someOf(hidden, 10)} (--json has all metrics)`))];
  return [head, table(columns, rows), ...days, ...more, ...noteLines(answer)];
}
