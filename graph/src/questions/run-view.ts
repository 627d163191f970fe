import type { RunView, StaleReason, TriggerView } from '../answers/answers.ts';
import { compareText } from '../facts/keys.ts';
import { compareBigInts } from '../facts/stamp.ts';
import { formatTime } from '../facts/time.ts';
import type { RunRow, TriggerRow } from '../lineage-store.ts';

/** A run as it was at a time: one that ends later is running, and has not failed or written yet. */
export function runAsOf(row: RunRow, asOf: bigint): RunRow {
  if (row.summary !== undefined) return row;
  const finished = row.end !== null && row.end <= asOf;
  return {
    ...row,
    state: finished ? row.state : 'running',
    end: finished ? row.end : null,
    error: finished ? row.error : null,
    inputs: row.inputs.filter((input) => input.at !== null && input.at <= asOf),
    outputs: row.outputs.filter((output) => output.at !== null && output.at <= asOf),
    failedTriggers: row.failedTriggers.filter((trigger) => trigger.at <= asOf),
  };
}

export interface Staleness {
  readonly stale: readonly StaleReason[];
  readonly staleOmitted: number;
}

const FRESH: Staleness = { stale: [], staleOmitted: 0 };

/** @param row already as of the asked time. */
export function runView(row: RunRow, depth: number, staleness: Staleness = FRESH): RunView {
  return {
    id: row.id,
    component: row.componentName,
    namespace: row.namespace,
    environment: row.environment,
    state: row.state,
    depth,
    start: formatTime(row.start),
    end: row.end === null ? null : formatTime(row.end),
    inputs: names(row.inputs),
    outputs: names(row.outputs),
    stale: staleness.stale,
    staleOmitted: staleness.staleOmitted,
    failedTriggers: row.failedTriggers.map(triggerView).sort(compareTriggers),
    error: row.error,
    ...(row.summary === undefined ? {} : { summary: row.summary }),
  };
}

export function triggerView(trigger: TriggerRow): TriggerView {
  const { phase, name, status, message, value, threshold } = trigger;
  return { phase, name, status, message, value, threshold };
}

export function compareTriggers(a: TriggerView, b: TriggerView): number {
  return compareText(b.phase, a.phase) || compareText(a.name, b.name);
}

/** Newest first; ties by id, the same on every store. */
export function newestFirst(
  a: Pick<RunRow, 'start' | 'key'>,
  b: Pick<RunRow, 'start' | 'key'>,
): number {
  return compareBigInts(b.start, a.start) || compareText(b.key, a.key);
}

function names(io: readonly { readonly name: string }[]): readonly string[] {
  return [...new Set(io.map((row) => row.name))].sort(compareText);
}
