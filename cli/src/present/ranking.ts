/** The tables that `review` and `slice` share: runs, components and code versions, likeliest cause first. */
import type { RankedCode, RankedComponent, RankedRun, Score } from '@spantrail/graph';
import { type Block, type Column, inked, line, table } from '../text/document.ts';
import { count, figure, percent, someOf, whole } from '../text/figures.ts';
import { clockTime } from '../text/when.ts';
import { type Look, namesIn } from './look.ts';
import { statePiece } from './run-lines.ts';
import { failureCell } from './run-table.ts';

interface Ranking {
  readonly baseline: number;
  readonly runs: readonly RankedRun[];
  readonly components: readonly RankedComponent[];
  readonly codeVersions: readonly RankedCode[];
  readonly truncated: boolean;
}

/** Components named beside a code version. */
const componentsShownMax = 3;

/** @param title of the column that counts the suspect outputs. */
export function rankingTables(answer: Ranking, title: string, look: Look): readonly Block[] {
  const names = namesIn(answer.runs, look);
  const scores: readonly Column[] = [title, 'COVERAGE', 'LIFT', 'CONFIDENCE'].map((column) => ({
    title: column,
    align: 'right',
  }));
  // These questions judge no staleness, so there is no TROUBLE: "-" would read as "fresh".
  const failed = answer.runs.some((run) => failureCell(run) !== '-');
  const runs = answer.runs.map((run, index) => [
    whole(index + 1),
    ...scoreCells(run),
    inked('bold', names.component(run)),
    names.run(run.id),
    statePiece(run.state),
    clockTime(run.start),
    ...(failed ? [failureCell(run)] : []),
  ]);
  const runColumns = [
    { title: '#', align: 'right' } as const,
    ...scores,
    ...['COMPONENT', 'RUN', 'STATE', 'START'].map((column) => ({ title: column })),
    ...(failed ? [{ title: 'FAILED' }] : []),
  ];
  const components = answer.components.map((ranked) => [
    ...scoreCells(ranked),
    inked('bold', names.component(ranked)),
  ]);
  const codes = answer.codeVersions.map((ranked) => [
    ...scoreCells(ranked),
    inked('bold', ranked.version),
    someOf(ranked.components, componentsShownMax),
  ]);
  return [
    ...titled(runColumns, runs),
    ...titled([...scores, { title: 'COMPONENT' }], components),
    ...titled([...scores, { title: 'CODE' }, { title: 'COMPONENTS' }], codes),
  ];
}

/** `3 runs took part in them; lift against 1,000 other outputs`. */
export function rankingWords({ baseline, runs, truncated }: Ranking, others: string): string {
  const shared =
    runs.length === 0
      ? 'no known run made them'
      : `${truncated ? 'at least ' : ''}${count(runs.length, 'run')} took part in them`;
  const against =
    baseline === 0
      ? `no ${others} outputs to compare with, so no lift`
      : `lift against ${count(baseline, `${others} output`)}`;
  return `${shared}; ${against}`;
}

function titled(columns: readonly Column[], rows: Parameters<typeof table>[1]): readonly Block[] {
  return rows.length === 0 ? [] : [line(), table(columns, rows)];
}

function scoreCells({ count: amount, coverage, lift, confidence }: Score): readonly string[] {
  return [
    whole(amount),
    percent(coverage),
    lift === null ? '-' : figure(Number(lift.toPrecision(3))),
    confidence === null ? '-' : percent(confidence),
  ];
}
