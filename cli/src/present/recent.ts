import type { RunsAnswer } from '@spantrail/graph';
import { type Block, line, table } from '../text/document.ts';
import { clockTime } from '../text/when.ts';
import { type Look, namesIn } from './look.ts';
import { noteLines } from './note-lines.ts';
import { runCells, runColumns, troubleCell } from './run-table.ts';

/** The last runs of all components, newest first. */
export function presentRecent(answer: RunsAnswer, look: Look): readonly Block[] {
  const names = namesIn(answer.runs, look);
  if (answer.runs.length === 0) {
    const when = clockTime(answer.asOf);
    return [line(`No run has started up to ${when}.`), ...noteLines(answer)];
  }
  const rows = answer.runs.map((run) => [...runCells(run, answer.asOf, names), troubleCell(run)]);
  return [table([...runColumns, { title: 'TROUBLE' }], rows), ...noteLines(answer)];
}
