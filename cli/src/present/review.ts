import type { ReviewAnswer } from '@spantrail/graph';
import { type Block, inked, line } from '../text/document.ts';
import { count } from '../text/figures.ts';
import { clockTime } from '../text/when.ts';
import type { Look } from './look.ts';
import { noteLines } from './note-lines.ts';
import { rankingTables, rankingWords } from './ranking.ts';

/** The runs, components and code versions that the flagged outputs share, the likeliest cause first. */
export function presentReview(answer: ReviewAnswer, look: Look): readonly Block[] {
  if (answer.flagged.length === 0) {
    return [line(`Nothing is flagged as of ${clockTime(answer.asOf)}.`), ...noteLines(answer)];
  }
  const flagged = count(answer.flagged.length, 'flagged output');
  return [
    line(
      `${flagged}; ${rankingWords(answer, 'unflagged')}`,
      inked('dim', `  as of ${clockTime(answer.asOf)}`),
    ),
    ...rankingTables(answer, 'FLAGGED', look),
    ...noteLines(answer),
  ];
}
