import type { SlaAnswer } from '@spantrail/graph';
import { type Block, type Ink, inked, line, type Piece, table } from '../text/document.ts';
import { figure, percent, whole } from '../text/figures.ts';
import { clockTime } from '../text/when.ts';
import { type Look, namesIn } from './look.ts';
import { noteLines } from './note-lines.ts';
import { runCells, runColumns } from './run-table.ts';

const states: Readonly<Record<SlaAnswer['state'], { readonly ink: Ink; readonly text: string }>> = {
  ok: { ink: 'green', text: 'ok' },
  atRisk: { ink: 'yellow', text: 'AT RISK' },
  breached: { ink: 'red', text: 'BREACHED' },
  unknown: { ink: 'cyan', text: 'not known' },
};

/** A metric against its objective: the verdict in a sentence, the figures, the runs outside. */
export function presentSla(answer: SlaAnswer, look: Look): readonly Block[] {
  const names = namesIn(answer.runs, look);
  const { ink, text } = states[answer.state];
  const rows = answer.runs.map((run) => [...runCells(run, answer.asOf, names), figure(run.value)]);
  return [
    line(
      inked('bold', `${answer.component} ${answer.metric}`),
      ' ',
      inked(ink, text),
      inked('dim', `  as of ${clockTime(answer.asOf)}`),
    ),
    line(answer.reason),
    line(),
    table([{ title: '' }, { title: '' }], facts(answer)),
    ...(rows.length === 0
      ? []
      : [
          line(),
          line(inked('dim', 'outside the bound')),
          table([...runColumns, { title: 'VALUE', align: 'right' }], rows),
        ]),
    ...noteLines(answer),
  ];
}

function facts(answer: SlaAnswer): readonly (readonly Piece[])[] {
  const { objective, value, least, greatest, n, windowRuns, outside, outsideShare, trend } = answer;
  const unit = answer.unit === null ? '' : ` ${answer.unit}`;
  const range =
    least === null || greatest === null ? '' : `${figure(least)} to ${figure(greatest)}`;
  const known: readonly (readonly [name: string, value: string])[] = [
    [
      'objective',
      `${objective.kind === 'atLeast' ? 'at least' : 'at most'} ${figure(objective.bound)}${unit}`,
    ],
    ['mean', value === null ? '' : `${figure(value)}${unit}`],
    ['range', range],
    [
      'runs',
      `${whole(n)} of ${whole(windowRuns)} measured it; ${whole(answer.minRuns)} are needed`,
    ],
    ['outside', outsideShare === null ? '' : `${whole(outside)} (${percent(outsideShare)})`],
    [
      'trend',
      trend.earlier === null || trend.later === null
        ? ''
        : `${trend.direction}: ${figure(trend.earlier)}, then ${figure(trend.later)}`,
    ],
    ['window', `${clockTime(answer.window.from)} to ${clockTime(answer.window.to)}`],
  ];
  return known.flatMap(([name, text]) => (text === '' ? [] : [[inked('dim', name), text]]));
}
