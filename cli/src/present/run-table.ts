import type { RunView } from '@spantrail/graph';
import { type Column, inked, type Piece } from '../text/document.ts';
import { count } from '../text/figures.ts';
import { clockTime } from '../text/when.ts';
import type { Names } from './look.ts';
import { statePiece, took } from './run-lines.ts';

/** The columns that every list of runs has. */
export const runColumns: readonly Column[] = [
  { title: 'COMPONENT' },
  { title: 'RUN' },
  { title: 'STATE' },
  { title: 'START' },
  { title: 'TOOK', align: 'right' },
];

export function runCells(run: RunView, asOf: string, names: Names): readonly Piece[] {
  return [
    inked('bold', names.component(run)),
    names.run(run.id),
    statePiece(run.state),
    clockTime(run.start),
    took(run, asOf) || '-',
  ];
}

/** What is wrong with a run, in a word or two: `stale, 1 trigger`; `-` when nothing is. */
export function troubleCell(run: RunView): Piece {
  const stale = run.stale.length > 0 || run.staleOmitted > 0 ? ['stale'] : [];
  return inWords([...stale, ...failures(run)]);
}

/** The same without staleness, for answers that do not judge it. */
export function failureCell(run: RunView): Piece {
  return inWords(failures(run));
}

function failures(run: RunView): readonly string[] {
  return [
    ...(run.failedTriggers.length > 0
      ? [`${count(run.failedTriggers.length, 'failed trigger')}`]
      : []),
    ...(run.error === null ? [] : [run.error]),
  ];
}

function inWords(words: readonly string[]): Piece {
  return words.length === 0 ? '-' : inked('yellow', words.join(', '));
}
