import type { InspectAnswer } from '@spantrail/graph';
import { type Block, inked, line, type Piece, table } from '../text/document.ts';
import { figure, whole } from '../text/figures.ts';
import { clockTime } from '../text/when.ts';
import { inspectIo } from './inspect-io.ts';
import { type Look, type Names, namesIn } from './look.ts';
import { taintLine } from './retracted.ts';
import { omittedLine, runHead, staleText, statePiece, took, triggerText } from './run-lines.ts';

type InspectedRun = InspectAnswer['run'];

const codeLinesShownMax = 8;

/** One run as a card: who and when, then what it read, wrote, measured and checked. */
export function presentInspect(answer: InspectAnswer, look: Look): readonly Block[] {
  const { run } = answer;
  const names = namesIn([{ ...run, beside: runsBeside(run) }], look);
  return [
    line(...runHead(run, answer.asOf, names)),
    line(),
    table([{ title: '' }, { title: '' }], facts(answer, names)),
    ...inspectIo(run, names),
    ...section('metrics', run.metrics.map(metricLine)),
    ...section('triggers', run.triggers.map(triggerLine)),
    ...section(
      'dependencies',
      run.dependencies.map((edge) => dependencyLine(edge, names)),
    ),
    ...section('stale', staleLines(run, names)),
    ...section(
      'retracted data',
      run.retracted.map((taint) => taintLine(taint, names)),
    ),
    ...section('notes and flags', run.annotations.map(annotationLine)),
    ...section('code', codeLines(run)),
  ];
}

function runsBeside(run: InspectedRun): readonly string[] {
  const producers = run.reads.flatMap(({ producer }) => producer ?? []);
  const tainted = run.retracted.flatMap(({ chain }) => chain);
  return [...run.partOf, ...producers, ...tainted, ...run.dependencies.map(({ to }) => to)];
}

/** The card's two columns; what is not known is left out. */
function facts({ run, asOf }: InspectAnswer, names: Names): readonly (readonly Piece[])[] {
  const place = run.code?.file === undefined || run.code.file === null ? null : run.code.file;
  const codeLine = run.code?.line ?? null;
  const known: readonly (readonly [name: string, value: string | null | Piece])[] = [
    ['run', run.id],
    ['component', run.component],
    ['namespace', run.namespace],
    ['state', statePiece(run.state)],
    ['error', run.error === null ? null : inked('red', run.error)],
    ['description', run.description],
    ['owner', run.owner],
    ['tags', run.tags.join(', ')],
    ['start', clockTime(run.start)],
    ['end', run.end === null ? null : clockTime(run.end)],
    ['took', took(run, asOf)],
    ['service', run.service],
    ['environment', run.environment],
    ['code version', run.codeVersion],
    ['code digest', run.code?.digest ?? null],
    ['code place', place === null ? null : `${place}${codeLine === null ? '' : `:${codeLine}`}`],
    ['otel trace', run.traceId],
    ['otel span', run.spanId],
    ['part of', run.partOf.map(names.run).join(', ')],
    ['slices', run.slices.map(({ key, value }) => `${key}=${value}`).join(', ')],
    ['labels', run.labels.join(', ')],
  ];
  return known.flatMap(([name, value]) =>
    value === null || value === '' ? [] : [[inked('dim', name), value]],
  );
}

function metricLine({ name, value, unit }: InspectedRun['metrics'][number]): readonly Piece[] {
  return [name, ' ', inked('bold', figure(value)), unit === null ? '' : ` ${unit}`];
}

function triggerLine(trigger: InspectedRun['triggers'][number]): readonly Piece[] {
  const text = triggerText(trigger);
  if (trigger.status === 'pass' || trigger.status === 'skipped') return [text];
  return [inked(trigger.status === 'warn' ? 'yellow' : 'red', text)];
}

function dependencyLine(
  { to, pointer }: InspectedRun['dependencies'][number],
  names: Names,
): readonly Piece[] {
  return ['run ', names.run(to), pointer === '' ? ' (linked)' : ` by way of ${pointer}`];
}

function staleLines(run: InspectedRun, names: Names): readonly (readonly Piece[])[] {
  const reasons = run.stale.map((reason) => [inked('yellow', staleText(reason, names))]);
  return [...reasons, ...omittedLine(run)];
}

function annotationLine(annotation: InspectedRun['annotations'][number]): readonly Piece[] {
  const by = annotation.by === null ? '' : ` by ${annotation.by}`;
  const what =
    annotation.kind === 'note'
      ? `note: ${annotation.value}`
      : `${annotation.value === 'true' ? 'flagged' : 'unflagged'}`;
  const reason = annotation.reason === null ? '' : ` (${annotation.reason})`;
  return [inked('dim', `${clockTime(annotation.at)}${by}  `), `${what}${reason}`];
}

/** The first lines of the code: enough to know it again, the whole is in the JSON. */
function codeLines(run: InspectedRun): readonly (readonly Piece[])[] {
  const text = run.code?.text ?? null;
  if (text === null) return [];
  const all = text.replaceAll('\t', '    ').replace(/\s+$/, '').split(/\r?\n/);
  const rest = all.length - codeLinesShownMax;
  return [
    ...all.slice(0, codeLinesShownMax).map((codeLine) => [codeLine]),
    ...(rest <= 0
      ? []
      : [[inked('dim', `… ${whole(rest)} more lines (--json=code has the whole text)`)]]),
  ];
}

function section(title: string, lines: readonly (readonly Piece[])[]): readonly Block[] {
  if (lines.length === 0) return [];
  return [line(), line(inked('dim', title)), ...lines.map((pieces) => line('  ', ...pieces))];
}
