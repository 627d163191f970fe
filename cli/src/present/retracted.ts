import type { RetractedAnswer, TaintView } from '@spantrail/graph';
import { type Block, inked, line, type Piece } from '../text/document.ts';
import { count } from '../text/figures.ts';
import { clockTime } from '../text/when.ts';
import { type Look, type Names, namesIn } from './look.ts';
import { noteLines } from './note-lines.ts';
import { runHead, wroteLine } from './run-lines.ts';

type Run = RetractedAnswer['runs'][number];

/** Retracted labels, then every run that they reached, those that read after the retraction first. */
export function presentRetracted(answer: RetractedAnswer, look: Look): readonly Block[] {
  const { labels, runs, asOf } = answer;
  if (labels.length === 0) {
    return [line(`No label is retracted as of ${clockTime(asOf)}.`), ...noteLines(answer)];
  }
  const named = runs.map((run) => ({ ...run, beside: run.taints.flatMap(({ chain }) => chain) }));
  const names = namesIn(named, look);
  const after = runs.filter(readAfter);
  const before = runs.filter((run) => !readAfter(run));
  return [
    ...labels.map((label) => line(...labelLine(label))),
    ...section('read after the retraction', after, asOf, names),
    ...section('reached before the retraction', before, asOf, names),
    ...noteLines(answer),
  ];
}

function labelLine(label: RetractedAnswer['labels'][number]): readonly Piece[] {
  const by = label.by === null ? '' : ` by ${label.by}`;
  const reason = label.reason === null ? '' : `, because: ${label.reason}`;
  const reach = `${count(label.pointers, 'pointer')} labelled, ${count(label.runs, 'run')} reached`;
  return [
    inked('bold', label.name),
    `  retracted ${clockTime(label.since)}${by}${reason}`,
    inked('dim', `  ${reach}`),
  ];
}

function section(
  title: string,
  runs: readonly Run[],
  asOf: string,
  names: Names,
): readonly Block[] {
  if (runs.length === 0) return [];
  return [
    line(),
    line(inked('dim', title)),
    ...runs.flatMap((run) => [
      line('  ', ...runHead(run, asOf, names)),
      ...run.taints.map((taint) => line('    ', taintPiece(taint, names))),
      ...wroteLine(run, null).map((pieces) => line('    ', ...pieces)),
    ]),
  ];
}

function taintPiece(taint: Run['taints'][number], names: Names): Piece {
  const chain = taint.chain.map(names.run).join(' → ');
  const origin = taint.pointer === null ? '' : ` → ${taint.pointer}`;
  if (taint.reached === 'source') return inked('yellow', `! carries ${taint.label}`);
  const when = taint.readAt === null ? '' : ` at ${clockTime(taint.readAt)}`;
  const text = `! read ${taint.label}${when}, by way of ${chain}${origin}`;
  return inked(taint.reached === 'after' ? 'red' : 'yellow', text);
}

function readAfter({ taints }: Run): boolean {
  return taints.some(({ reached }) => reached === 'after');
}

/** What a card of a run says of the retracted labels that reach it. */
export function taintLine(taint: TaintView, names: Names): readonly Piece[] {
  const reason = taint.reason === null ? '' : `, because: ${taint.reason}`;
  const chain = taint.chain.map(names.run).join(' → ');
  const origin = taint.pointer === null ? '' : ` → ${taint.pointer}`;
  return [
    inked('red', `✗ ${taint.label}`),
    ` retracted ${clockTime(taint.retractedAt)}${reason}; by way of ${chain}${origin}`,
  ];
}
