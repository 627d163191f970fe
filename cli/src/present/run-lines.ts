import type { RunView, StaleReason, TriggerView } from '@spantrail/graph';
import { type Ink, inked, type Piece } from '../text/document.ts';
import { count, figure, someOf, whole } from '../text/figures.ts';
import { clockTime, timeBetween } from '../text/when.ts';
import type { Names } from './look.ts';

const outputsShownMax = 5;
/** Inherited reasons under one run: what they tell stands at the runs that they came from, too. */
const inheritedShownMax = 3;

/** `train  4bf92f35:00f067aa  ok  2020-05-01 12:00:03Z  1.2 s`. */
export function runHead(run: RunView, asOf: string, names: Names): readonly Piece[] {
  const { summary } = run;
  if (summary !== undefined) {
    const failed = summary.failed === 0 ? '' : `, ${whole(summary.failed)} failed`;
    const runs = `${count(summary.runs, 'run')} of ${summary.day}${failed}`;
    return [inked('bold', names.component(run)), '  ', runs, inked('dim', '  (summary)')];
  }
  return [
    inked('bold', names.component(run)),
    '  ',
    inked('dim', names.run(run.id)),
    '  ',
    statePiece(run.state),
    '  ',
    clockTime(run.start),
    '  ',
    took(run, asOf),
  ];
}

export function statePiece(state: RunView['state']): Piece {
  const inks: Readonly<Record<RunView['state'], Ink>> = {
    ok: 'green',
    failed: 'red',
    running: 'cyan',
  };
  return inked(inks[state], state);
}

/** How long a run took; of a running one, how long it has been running. */
export function took(run: RunView, asOf: string): string {
  if (run.end !== null) return timeBetween(run.start, run.end);
  const soFar = timeBetween(run.start, asOf);
  return soFar === '' ? '' : `${soFar} so far`;
}

/** What an engineer must see of a run beyond its head: error, failed triggers, staleness. */
export function troubleLines(run: RunView, names: Names): readonly (readonly Piece[])[] {
  return [
    ...(run.error === null ? [] : [[inked('red', `✗ error: ${run.error}`)]]),
    ...run.failedTriggers.map((trigger) => [inked('red', `✗ ${triggerText(trigger)}`)]),
    ...staleLines(run, names),
  ];
}

/**
 * Reasons of its own in full, then the nearest inherited ones, each word once: two ways up to one failed
 * check are one piece of news. The rest is counted.
 */
function staleLines(run: RunView, names: Names): readonly (readonly Piece[])[] {
  const own = run.stale.filter(({ transitive }) => transitive !== true);
  const said = new Map(
    [...own, ...run.stale].map((reason) => [reason.message, reason] as const).reverse(),
  );
  const inherited = run.stale.filter(
    (reason) => reason.transitive === true && said.get(reason.message) === reason,
  );
  const shown = [...own, ...inherited.slice(0, inheritedShownMax)];
  const folded = run.stale.length - shown.length;
  const reasons = shown.map((reason) => [inked('yellow', `! ${staleText(reason, names)}`)]);
  if (folded === 0) return [...reasons, ...omittedLine(run)];
  const all = count(folded + run.staleOmitted, 'more inherited reason');
  const where = run.staleOmitted === 0 ? 'all' : whole(run.stale.length);
  return [...reasons, [inked('dim', `… and ${all} (--json shows ${where})`)]];
}

/** Counts the reasons that the answer itself leaves out. */
export function omittedLine(run: RunView): readonly (readonly Piece[])[] {
  if (run.staleOmitted === 0) return [];
  return [[inked('dim', `  and ${count(run.staleOmitted, 'more reason')} from further up`)]];
}

/** What a run wrote, in one line, the asked pointer first; empty when it wrote nothing. */
export function wroteLine(run: RunView, asked: string | null): readonly (readonly Piece[])[] {
  if (run.outputs.length === 0) return [];
  const first = run.outputs.filter((pointer) => pointer === asked);
  const rest = run.outputs.filter((pointer) => pointer !== asked);
  return [[inked('dim', 'wrote '), someOf([...first, ...rest], outputsShownMax)]];
}

export function triggerText(trigger: TriggerView): string {
  const verdicts = {
    pass: 'passed',
    warn: 'warned',
    fail: 'failed',
    error: 'broke',
    skipped: 'was skipped',
  } as const;
  const when = trigger.phase === 'before_run' ? 'before run' : 'after run';
  const figures = [
    ...(trigger.value === null ? [] : [`value ${figure(trigger.value)}`]),
    ...(trigger.threshold === null ? [] : [`threshold ${figure(trigger.threshold)}`]),
  ].join(', ');
  const message = trigger.message === null ? '' : `: ${trigger.message}`;
  const verdict = `trigger ${trigger.name} (${when}) ${verdicts[trigger.status]}`;
  return `${verdict}${message}${figures === '' ? '' : ` (${figures})`}`;
}

export function staleText(reason: StaleReason, names: Names): string {
  const clock = reason.clock === 'atRun' ? 'stale when it ran' : 'stale now';
  const chain = reason.chain ?? [];
  const via =
    reason.transitive === true
      ? ` (inherited${chain.length > 0 ? ` by way of ${chain.map(names.run).join(' → ')}` : ''})`
      : '';
  return `${clock}: ${reason.message}${via}`;
}
