import type { RetainAnswer } from '@spantrail/graph';
import { type Block, inked, line, table } from '../text/document.ts';
import { count, whole } from '../text/figures.ts';
import { clockTime } from '../text/when.ts';
import { noteLines } from './note-lines.ts';

const reasons: Readonly<Record<keyof RetainAnswer['kept'], string>> = {
  fewADay: 'their component ran less often that day',
  unfinished: 'not over by then',
  marked: 'flagged, labelled or noted',
  needed: 'a newer run depends on them',
  latest: 'the last of their component, or of what they wrote',
  nested: 'they enclose, or wrote together with, a run that stays',
};

/** What retention did, or would do. */
export function presentRetain(answer: RetainAnswer): readonly Block[] {
  const { horizon, dryRun, folded, summaries, kept } = answer;
  const verb = dryRun ? 'Would fold' : 'Folded';
  const head = line(
    inked('bold', `${verb} ${count(folded, 'run')}`),
    ` that were over before ${clockTime(horizon)} into ${count(summaries, 'daily summary', 'daily summaries')}.`,
  );
  const rows = Object.entries(reasons).flatMap(([reason, text]) => {
    const runs = kept[reason as keyof RetainAnswer['kept']];
    return runs === 0 ? [] : [[whole(runs), text]];
  });
  if (rows.length === 0) return [head, ...noteLines(answer)];
  return [
    head,
    table([{ title: 'KEPT', align: 'right' }, { title: 'BECAUSE' }], rows),
    ...noteLines(answer),
  ];
}
