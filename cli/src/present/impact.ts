import type { ImpactAnswer } from '@spantrail/graph';
import { type Block, inked, line } from '../text/document.ts';
import { count, someOf, whole } from '../text/figures.ts';
import { clockTime } from '../text/when.ts';
import { lineageTree } from './lineage-tree.ts';
import { type Look, type Names, namesIn } from './look.ts';
import { noteLines } from './note-lines.ts';

const componentsShownMax = 6;

/** Everything made from a pointer or a run: the answer in a sentence, then the tree. */
export function presentImpact(answer: ImpactAnswer, look: Look): readonly Block[] {
  const names = namesIn(answer.runs, look);
  const subject = answer.pointer ?? `run ${names.run(answer.run ?? '')}`;
  const head = [
    line(inked('bold', subject), inked('dim', `  as of ${clockTime(answer.asOf)}`)),
    line(sentence(answer, names)),
  ];
  if (answer.runs.length === 0) return [...head, ...noteLines(answer)];
  const tree = lineageTree({
    roots: rootsOf(answer),
    runs: answer.runs,
    edges: answer.edges,
    direction: 'down',
    leafText: () => '',
    asked: answer.pointer ?? null,
    asOf: answer.asOf,
    names,
  });
  return [...head, line(), ...tree, ...noteLines(answer)];
}

function sentence(answer: ImpactAnswer, names: Names): string {
  const later = answer.runs.filter(({ id }) => id !== answer.run);
  if (later.length === 0) return 'No known run was made from it.';
  const tally = new Map<string, number>();
  const outputs = new Set<string>();
  for (const run of later) {
    const name = names.component(run);
    tally.set(name, (tally.get(name) ?? 0) + 1);
    for (const output of run.outputs) outputs.add(output);
  }
  const most = [...tally].sort((a, b) => b[1] - a[1]).map(([name, n]) => `${name} ${whole(n)}`);
  const cut = answer.truncated ? ' at least' : '';
  const made = outputs.size === 0 ? '' : `, which wrote ${count(outputs.size, 'pointer')}`;
  return `reached${cut} ${count(later.length, 'run')} (${someOf(most, componentsShownMax)})${made}`;
}

function rootsOf(answer: ImpactAnswer): readonly string[] {
  if (answer.run !== undefined) {
    if (answer.runs.some(({ id }) => id === answer.run)) return [answer.run];
    const next = answer.edges.filter(({ to }) => to === answer.run).map(({ from }) => from);
    if (next.length > 0) return [...new Set(next)];
  }
  const nearest = answer.runs.reduce((least, { depth }) => Math.min(least, depth), Infinity);
  return answer.runs.filter(({ depth }) => depth === nearest).map(({ id }) => id);
}
