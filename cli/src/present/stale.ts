import type { StaleAnswer } from '@spantrail/graph';
import { type Block, inked, line } from '../text/document.ts';
import { count, whole } from '../text/figures.ts';
import { clockTime } from '../text/when.ts';
import { type Look, type Names, namesIn } from './look.ts';
import { noteLines } from './note-lines.ts';
import { runHead, troubleLines } from './run-lines.ts';

/** What is stale, run by run, each with its reasons. */
export function presentStale(answer: StaleAnswer, look: Look): readonly Block[] {
  const names = namesIn(answer.runs, look);
  const head = line(sentence(answer, names), inked('dim', `  as of ${clockTime(answer.asOf)}`));
  const runs = answer.runs.flatMap((run) => [
    line(),
    line(...runHead(run, answer.asOf, names)),
    ...troubleLines(run, names).map((pieces) => line('  ', ...pieces)),
  ]);
  return [head, ...runs, ...noteLines(answer)];
}

function sentence({ subject, runs, checked }: StaleAnswer, names: Names): string {
  const asked =
    subject === null
      ? `the latest ${checked === 1 ? 'run' : 'runs'} of ${count(checked, 'component')}`
      : `${subject.kind} ${subject.kind === 'run' ? names.run(subject.name) : subject.name}`;
  if (runs.length === 0) return `Nothing is stale: ${asked}, ${count(checked, 'run')} checked.`;
  const verb = runs.length === 1 ? 'is' : 'are';
  return `${whole(runs.length)} of ${count(checked, 'run')} ${verb} stale (asked: ${asked}).`;
}
