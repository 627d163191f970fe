import type { ReviewAnswer } from '@spantrail/graph';
import { type Block, type Column, inked, line, table } from '../text/document.ts';
import { count, figure, percent, whole } from '../text/figures.ts';
import { clockTime } from '../text/when.ts';
import { type Look, namesIn } from './look.ts';
import { noteLines } from './note-lines.ts';
import { statePiece } from './run-lines.ts';
import { failureCell } from './run-table.ts';

const ranking: readonly Column[] = [
  { title: 'FLAGGED', align: 'right' },
  { title: 'COVERAGE', align: 'right' },
  { title: 'LIFT', align: 'right' },
];

interface Ranked {
  readonly count: number;
  readonly coverage: number;
  readonly lift: number | null;
}

/** The runs that the flagged outputs share, the likeliest cause first; then the components. */
export function presentReview(answer: ReviewAnswer, look: Look): readonly Block[] {
  if (answer.flagged.length === 0) {
    return [line(`Nothing is flagged as of ${clockTime(answer.asOf)}.`), ...noteLines(answer)];
  }
  const names = namesIn(answer.runs, look);
  // This question judges no staleness, so it has no TROUBLE: "-" would read as "fresh".
  const failed = answer.runs.some((run) => failureCell(run) !== '-');
  const runs = answer.runs.map((run, index) => [
    whole(index + 1),
    ...rankCells(run),
    inked('bold', names.component(run)),
    names.run(run.id),
    statePiece(run.state),
    clockTime(run.start),
    ...(failed ? [failureCell(run)] : []),
  ]);
  const components = answer.components.map((ranked) => [
    ...rankCells(ranked),
    inked('bold', names.component(ranked)),
  ]);
  const runColumns = [
    { title: '#', align: 'right' } as const,
    ...ranking,
    ...['COMPONENT', 'RUN', 'STATE', 'START'].map((title) => ({ title })),
    ...(failed ? [{ title: 'FAILED' }] : []),
  ];
  return [
    line(...headline(answer)),
    ...(runs.length === 0 ? [] : [line(), table(runColumns, runs)]),
    ...(components.length === 0
      ? []
      : [line(), table([...ranking, { title: 'COMPONENT' }], components)]),
    ...noteLines(answer),
  ];
}

function headline({ flagged, baseline, runs, truncated, asOf }: ReviewAnswer) {
  const shared =
    runs.length === 0
      ? 'no known run made them'
      : `${truncated ? 'at least ' : ''}${count(runs.length, 'run')} took part in them`;
  const against =
    baseline === 0
      ? 'no unflagged outputs to compare with, so no lift'
      : `lift against ${count(baseline, 'unflagged output')}`;
  return [
    `${count(flagged.length, 'flagged output')}; ${shared}; ${against}`,
    inked('dim', `  as of ${clockTime(asOf)}`),
  ];
}

function rankCells(ranked: Ranked): readonly string[] {
  const lift = ranked.lift === null ? '-' : figure(Number(ranked.lift.toPrecision(3)));
  return [whole(ranked.count), percent(ranked.coverage), lift];
}
