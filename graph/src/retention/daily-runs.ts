/**
 * The summary that folded runs become: one a component, UTC day and set of producers. Counts and exact
 * sums, so that folding in any order and in any pieces gives the same.
 */

import { asBigInt, asNumber, asRecord, asRecords, asText, orNull } from '../engines/row-values.ts';
import { compareText, compositeKey, nameProperties, sha256 } from '../facts/keys.ts';
import type { TriggerPhase, TriggerStatus } from '../facts/lineage-batch.ts';
import type { Properties } from '../facts/properties.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import { compareNullable } from '../facts/stamp.ts';
import { dayOf } from '../facts/time.ts';
import {
  add,
  type ExactSum,
  exactly,
  formatExact,
  parseExact,
  rounded,
  square,
} from './exact-sum.ts';

export interface DailyState {
  readonly key: string;
  readonly component: string;
  readonly day: string;
  /** Digest of the set of producers. */
  readonly producers: string;
  readonly runs: bigint;
  readonly ok: bigint;
  readonly failed: bigint;
  /** The first start, the first and the last end, µs. */
  readonly start: bigint;
  readonly firstEnd: bigint;
  readonly end: bigint;
  /** By metric key. */
  readonly metrics: ReadonlyMap<string, MetricTally>;
  /** By tally key. */
  readonly triggers: ReadonlyMap<string, TriggerTally>;
}

export interface MetricTally {
  readonly component: string;
  readonly name: string;
  readonly unit: string | null;
  readonly count: bigint;
  readonly sum: ExactSum;
  readonly squares: ExactSum;
  readonly min: number;
  readonly max: number;
}

export interface TriggerTally {
  readonly phase: TriggerPhase;
  readonly name: string;
  readonly status: TriggerStatus;
  readonly runs: bigint;
}

const KEY_HEAD = '["DailyRuns",';

/** @param producers run keys of producers that stay, `classOf` the others. */
function dailyKey(component: string, day: string, producers: Iterable<string>): string {
  return compositeKey(['DailyRuns', component, day, digestOf(producers)]);
}

/** True for keys of summaries; a run may look like one by its own id, so this only saves questions. */
export function mayBeDaily(key: string): boolean {
  return key.startsWith(KEY_HEAD);
}

/** Stands for every run of a component on a day that has many. */
export function classOf(component: string, day: string): string {
  return JSON.stringify(['runs', component, day]);
}

/** The summary of one run alone. */
export function dailyOf(run: RunFacts, producers: Iterable<string>): DailyState {
  const { head, start } = run;
  if (head === null || start === null || head.end === null) {
    throw new TypeError(`The run ${run.key} is not over, so it cannot be folded.`);
  }
  const day = dayOf(start);
  const set = [...producers];
  const key = dailyKey(head.component, day, set);
  return {
    key,
    component: head.component,
    day,
    producers: digestOf(set),
    runs: 1n,
    ok: head.state === 'ok' ? 1n : 0n,
    failed: head.state === 'failed' ? 1n : 0n,
    start,
    firstEnd: head.end,
    end: head.end,
    metrics: new Map(
      [...run.metrics].map(([metric, { component, name, unit, value }]) => {
        const sum = exactly(value);
        const tally = { component, name, unit, sum, squares: square(sum), min: value, max: value };
        return [metric, { ...tally, count: 1n }];
      }),
    ),
    triggers: new Map(
      [...run.triggers.values()].map(({ phase, name, status }) => [
        compositeKey([key, phase, name, status]),
        { phase, name, status, runs: 1n },
      ]),
    ),
  };
}

/** Joins two summaries of different runs. */
export function mergeDaily(a: DailyState, b: DailyState): DailyState {
  return {
    ...a,
    runs: a.runs + b.runs,
    ok: a.ok + b.ok,
    failed: a.failed + b.failed,
    start: a.start < b.start ? a.start : b.start,
    firstEnd: a.firstEnd < b.firstEnd ? a.firstEnd : b.firstEnd,
    end: a.end > b.end ? a.end : b.end,
    metrics: joined(a.metrics, b.metrics, mergeMetrics),
    triggers: joined(a.triggers, b.triggers, (x, y) => ({ ...x, runs: x.runs + y.runs })),
  };
}

export function mergeMetrics(a: MetricTally, b: MetricTally): MetricTally {
  return {
    ...a,
    unit: compareNullable(a.unit, b.unit, compareText) >= 0 ? a.unit : b.unit,
    count: a.count + b.count,
    sum: add(a.sum, b.sum),
    squares: add(a.squares, b.squares),
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
  };
}

function joined<V>(
  a: ReadonlyMap<string, V>,
  b: ReadonlyMap<string, V>,
  merge: (a: V, b: V) => V,
): ReadonlyMap<string, V> {
  const both = new Map(a);
  for (const [key, value] of b) {
    const known = both.get(key);
    both.set(key, known === undefined ? value : merge(known, value));
  }
  return both;
}

export function dailyProperties(state: DailyState): Properties {
  const { key, component, day, producers, runs, ok, failed, start, firstEnd, end } = state;
  return { key, component, day, producers, runs, ok, failed, start, firstEnd, end };
}

/** Floats apart from the rest: that they are floats is for the statement to say. */
export function metricTallyProperties(
  metric: string,
  { unit, count, sum, squares, min, max }: MetricTally,
): { readonly properties: Properties; readonly floats: Properties } {
  return {
    properties: {
      metric,
      unit,
      count,
      sumExact: formatExact(sum),
      squaresExact: formatExact(squares),
    },
    floats: { sum: rounded(sum), squares: rounded(squares), min, max },
  };
}

export function triggerTallyProperties(key: string, tally: TriggerTally): Properties {
  const { phase, name, status, runs } = tally;
  return { key, phase, ...nameProperties(name), status, runs };
}

export function dailyFrom(row: Record<string, unknown>): DailyState {
  const node = asRecord(row.node);
  return {
    key: asText(node.key),
    component: asText(node.component),
    day: asText(node.day),
    producers: asText(node.producers),
    runs: asBigInt(node.runs),
    ok: asBigInt(node.ok),
    failed: asBigInt(node.failed),
    start: asBigInt(node.start),
    firstEnd: asBigInt(node.firstEnd),
    end: asBigInt(node.end),
    metrics: new Map(asRecords(row.metrics).map((metric) => metricFrom(metric))),
    triggers: new Map(
      asRecords(row.triggers).map((tally) => [
        asText(tally.key),
        {
          phase: asText(tally.phase) as TriggerPhase,
          name: asText(tally.fullName ?? tally.name),
          status: asText(tally.status) as TriggerStatus,
          runs: asBigInt(tally.runs),
        },
      ]),
    ),
  };
}

function metricFrom(row: Record<string, unknown>): [string, MetricTally] {
  const edge = asRecord(row.edge);
  return [
    asText(edge.metric),
    {
      component: asText(row.component),
      name: asText(row.name),
      unit: orNull(edge.unit, asText),
      count: asBigInt(edge.count),
      sum: parseExact(asText(edge.sumExact)),
      squares: parseExact(asText(edge.squaresExact)),
      min: asNumber(edge.min),
      max: asNumber(edge.max),
    },
  ];
}

function digestOf(producers: Iterable<string>): string {
  return sha256(JSON.stringify([...new Set(producers)].sort(compareText))).slice(0, 32);
}
