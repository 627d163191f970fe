import type { SliceAnswer } from '@spantrail/graph';
import { type Block, inked, line } from '../text/document.ts';
import { count } from '../text/figures.ts';
import { clockTime } from '../text/when.ts';
import type { Look } from './look.ts';
import { noteLines } from './note-lines.ts';
import { rankingTables, rankingWords } from './ranking.ts';

/** What a slice's outputs share that others lack, the likeliest cause first. */
export function presentSlice(answer: SliceAnswer, look: Look): readonly Block[] {
  const asOf = inked('dim', `  as of ${clockTime(answer.asOf)}`);
  const asked = `slice ${sliceWords(answer)}: ${count(answer.outputs, 'output')}`;
  if (answer.outputs === 0) return [line(asked, asOf), ...noteLines(answer)];
  return [
    line(`${asked}; ${rankingWords(answer, 'other')}`, asOf),
    ...rankingTables(answer, 'OUTPUTS', look),
    ...noteLines(answer),
  ];
}

/** `country=de and accuracy < 0.8`. */
function sliceWords({ slice }: SliceAnswer): string {
  const { pointers } = slice;
  return [
    ...(pointers === null ? [] : [`of ${count(pointers, 'pointer')}`]),
    ...slice.slices.map(({ key, value }) => `${key}=${value}`),
    ...slice.where,
  ].join(' and ');
}
