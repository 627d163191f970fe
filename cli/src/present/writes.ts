import type { FlagAnswer, NoteAnswer, UnflagAllAnswer } from '@spantrail/graph';
import { type Block, inked, line } from '../text/document.ts';
import { count } from '../text/figures.ts';
import { clockTime } from '../text/when.ts';

/** What became of a flag. */
export function presentFlag(answer: FlagAnswer): readonly Block[] {
  const reason = answer.reason === null ? '' : `, because: ${answer.reason}`;
  const verb = answer.flagged ? 'flagged' : 'no longer flagged';
  return [
    line(inked('bold', answer.pointer), ` is ${verb} as of ${clockTime(answer.at)}${reason}`),
    ...(answer.known
      ? []
      : [
          line(
            inked('yellow', 'note: '),
            'no run has read or written it yet; the flag waits for the first that does.',
          ),
        ]),
  ];
}

/** `unflag` answers like `flag`, `unflag --all` with the list of what it cleared. */
export function presentUnflag(answer: FlagAnswer | UnflagAllAnswer): readonly Block[] {
  if (!('unflagged' in answer)) return presentFlag(answer);
  if (answer.unflagged.length === 0) return [line('Nothing was flagged.')];
  return [
    line(`${count(answer.unflagged.length, 'pointer')} no longer flagged:`),
    ...answer.unflagged.map((pointer) => line('  ', pointer)),
  ];
}

export function presentNote(answer: NoteAnswer): readonly Block[] {
  return [line(`Noted on run ${answer.run} at ${clockTime(answer.at)}: ${answer.note}`)];
}
