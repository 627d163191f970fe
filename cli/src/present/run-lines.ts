import type { RunView, StaleReason, TriggerView } from '@spantrail/graph';
import { type Ink, inked, type Piece } from '../text/document.ts';
import { count, figure, someOf } from '../text/figures.ts';
import { clockTime, timeBetween } from '../text/when.ts';
import type { Names } from './look.ts';

const outputsShownMax = 5;

/** `train  4bf92f35:00f067aa  ok  2020-05-01 12:00:03Z  1.2 s`. */
export function runHead(run: RunView, asOf: string, names: Names): readonly Piece[] {
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
    ...run.stale.map((reason) => [inked('yellow', `! ${staleText(reason, names)}`)]),
    ...(run.staleOmitted === 0
      ? []
      : [[inked('dim', `  and ${count(run.staleOmitted, 'more reason')} from further up`)]]),
  ];
}

/** What a run wrote, in one line; empty when it wrote nothing. */
export function wroteLine(run: RunView): readonly (readonly Piece[])[] {
  if (run.outputs.length === 0) return [];
  return [[inked('dim', 'wrote '), someOf(run.outputs, outputsShownMax)]];
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
