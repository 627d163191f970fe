import type { TraceAnswer } from '@spantrail/graph';
import { type Block, inked, line, type Piece } from '../text/document.ts';
import { count, someOf } from '../text/figures.ts';
import { clockTime } from '../text/when.ts';
import { lineageTree } from './lineage-tree.ts';
import { type Look, type Names, namesIn } from './look.ts';
import { noteLines } from './note-lines.ts';
import { mayBeCut, rawSources } from './raw-sources.ts';

const sourcesShownMax = 5;

/** What a pointer was made from: the answer in a sentence, then the tree. */
export function presentTrace(answer: TraceAnswer, look: Look): readonly Block[] {
  const names = namesIn(answer.runs, look);
  const flag: readonly Piece[] = answer.flagged ? ['  ', inked('red', 'FLAGGED')] : [];
  const head = [
    line(inked('bold', answer.pointer), ...flag, inked('dim', `  as of ${clockTime(answer.asOf)}`)),
    line(sentence(answer, names)),
  ];
  if (answer.runs.length === 0) return [...head, ...noteLines(answer)];
  const tree = lineageTree({
    roots: rootsOf(answer),
    runs: answer.runs,
    edges: answer.edges,
    direction: 'up',
    leafText: (run) => (mayBeCut(answer, run) ? '' : '(source: no known run wrote it)'),
    asked: answer.pointer,
    asOf: answer.asOf,
    names,
  });
  return [...head, line(), ...tree, ...noteLines(answer)];
}

function sentence(answer: TraceAnswer, names: Names): string {
  const { state, run: id } = answer.producer;
  const run = answer.runs.find((candidate) => candidate.id === id);
  const maker =
    id === null
      ? 'a run'
      : `${run === undefined ? '' : `${names.component(run)} `}run ${names.run(id)}`;
  switch (state) {
    case 'none':
      return answer.runs.length === 0
        ? 'No known run wrote it; it has only been read.'
        : `No known run wrote it under this name; ${count(answer.runs.length, 'run')} behind it.`;
    case 'running':
      return `being written by ${maker}, which has not finished${behind(answer)}`;
    case 'failed':
      return `written by ${maker}, which FAILED${behind(answer)}`;
    case 'ok':
      return `made by ${maker}${behind(answer)}`;
  }
}

function behind(answer: TraceAnswer): string {
  const others = answer.runs.filter((run) => run.id !== answer.producer.run).length;
  const sources = [...rawSources(answer).keys()];
  const from = others === 0 ? '' : ` from ${count(others, 'run')} before it`;
  if (sources.length === 0) return from;
  return `${from}; raw sources${answer.truncated ? ' so far' : ''}: ${someOf(sources, sourcesShownMax)}`;
}

function rootsOf(answer: TraceAnswer): readonly string[] {
  const { run } = answer.producer;
  if (run !== null && answer.runs.some(({ id }) => id === run)) return [run];
  const nearest = answer.runs.reduce((least, { depth }) => Math.min(least, depth), Infinity);
  return answer.runs.filter(({ depth }) => depth === nearest).map(({ id }) => id);
}
