import { type Block, inked, line } from '../text/document.ts';

/** What a reader needs beside the rows, above all what a limit has cut. */
export function noteLines(answer: {
  readonly truncated: boolean;
  readonly notes: readonly string[];
}): readonly Block[] {
  const notes =
    answer.truncated && answer.notes.length === 0
      ? ['A limit has cut this answer; raise --limit or --depth for more.']
      : answer.notes;
  return notes.map((note) => line(inked('yellow', 'note: '), note));
}
