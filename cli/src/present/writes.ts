import type {
  FlagAnswer,
  LabelPointerAnswer,
  NoteAnswer,
  RetractAnswer,
  UnflagAllAnswer,
} from '@spantrail/graph';
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
      : noted('no run has read or written it yet; the flag waits for the first that does.')),
  ];
}

/** What became of a label on a pointer. */
export function presentLabel(answer: LabelPointerAnswer): readonly Block[] {
  const reason = answer.reason === null ? '' : `, because: ${answer.reason}`;
  const verb = answer.labelled ? 'has the label' : 'no longer has the label';
  const what = [inked('bold', answer.pointer), ` ${verb} `, inked('bold', answer.label)];
  return [
    line(...what, ` as of ${clockTime(answer.at)}${reason}`),
    ...(answer.retracted ? noted('the label is retracted.') : []),
    ...(answer.known
      ? []
      : noted('no run has read or written it yet; the label waits for the first that does.')),
  ];
}

/** What became of a retraction. */
export function presentRetract(answer: RetractAnswer): readonly Block[] {
  const reason = answer.reason === null ? '' : `, because: ${answer.reason}`;
  const verb = answer.retracted ? 'is retracted' : 'is not retracted any more';
  return [
    line(inked('bold', answer.label), ` ${verb}, since ${clockTime(answer.at)}${reason}`),
    ...(answer.known
      ? []
      : noted('nothing carries it yet; the retraction waits for the first that does.')),
  ];
}

function noted(text: string): readonly Block[] {
  return [line(inked('yellow', 'note: '), text)];
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
