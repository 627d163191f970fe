/**
 * Folds the old runs of one slice of time: one transaction that adds them to their summaries and removes
 * them, so that no kill and no repetition counts a run twice or loses one.
 */

import { loadRuns } from '../cypher/run-rows.ts';
import type { CypherSession } from '../engines/cypher-engine.ts';
import { query } from '../engines/query-files.ts';
import { asBigInt, asText, orNull } from '../engines/row-values.ts';
import { readByKeys, writeRows } from '../engines/statements.ts';
import { compareText } from '../facts/keys.ts';
import { type RunFacts, readAt, writtenAt } from '../facts/run-facts.ts';
import { DailyEdges } from './daily-edges.ts';
import {
  classOf,
  type DailyState,
  dailyFrom,
  dailyOf,
  dailyProperties,
  mergeDaily,
  metricTallyProperties,
  triggerTallyProperties,
} from './daily-runs.ts';
import { type FoldContext, useOf } from './fold-context.ts';
import { keptReasons } from './kept-runs.ts';
import { isLasting, type KeptReason, type PointerUse } from './retention-rules.ts';

const takeTurn = query('retain/take-turn');
const runsBetween = query('retain/runs-between');
const ioOfSlice = query('retain/io-of-slice');
const spansOfSlice = query('retain/spans-of-slice');
const lock = {
  components: query('retain/lock-components'),
  pointers: query('retain/lock-pointers'),
  runs: query('retain/lock-runs'),
  spans: query('retain/lock-spans'),
};
const dependenciesOf = query('retain/dependencies');
const dependentsOf = query('retain/dependents');
const loadDaily = query('retain/load-daily');
const save = {
  daily: query('retain/save-daily'),
  metrics: query('retain/save-daily-metrics'),
  triggers: query('retain/save-daily-triggers'),
};
const addEdges = {
  run: query('retain/add-dependencies-on-run'),
  daily: query('retain/add-dependencies-on-daily'),
  pointer: query('retain/add-reads'),
};
const createDependsOnDaily = query('retain/create-depends-on-daily');
const deleteTriggers = query('retain/delete-triggers');
const deleteRuns = query('retain/delete-runs');
const deleteUnused = {
  pointers: query('retain/delete-unused-pointers'),
  slices: query('retain/delete-unused-slices'),
};
const releaseSpans = query('write/release-spans');
const markPointers = query('retain/mark-pointers');

export interface Slice {
  readonly component: string;
  readonly day: string;
  readonly from: bigint;
  /** Not included. */
  readonly until: bigint;
}

export interface SliceReport {
  readonly folded: number;
  readonly kept: ReadonlyMap<KeptReason, number>;
  /** Keys of the summaries. */
  readonly summaries: ReadonlySet<string>;
}

export async function foldSlice(
  session: CypherSession,
  slice: Slice,
  context: FoldContext,
): Promise<SliceReport> {
  const writing = !context.plan.dryRun;
  if (writing) await session.run(takeTurn);
  const keys = (await session.run(runsBetween, { ...slice })).map((row) => asText(row.key));
  const touched = await touchedBy(session, keys);
  if (writing && context.kind === 'neo4j') await lockAll(session, slice, keys, touched);
  const runs = await loadRuns(session, keys);
  const reasons = await keptReasons(session, runs, context);
  const folding = new Map([...runs].filter(([key]) => !reasons.has(key)));
  const fold = await gatherFold(session, folding, context);
  if (writing && folding.size > 0) {
    await writeFold(session, fold);
    await removeRuns(session, folding, touched);
  }
  return {
    folded: folding.size,
    kept: tally(reasons.values()),
    summaries: new Set(fold.summaries.keys()),
  };
}

interface Touched {
  readonly pointers: readonly string[];
  readonly spans: readonly string[];
}

async function touchedBy(session: CypherSession, keys: readonly string[]): Promise<Touched> {
  const pointers = await readByKeys(session, ioOfSlice, keys);
  const spans = await readByKeys(session, spansOfSlice, keys);
  return {
    pointers: [...new Set(pointers.map((row) => asText(row.pointer)))].sort(compareText),
    spans: [...new Set(spans.map((row) => asText(row.span)))].sort(compareText),
  };
}

/** The same order as a write's, so that the two wait for one another and never in a ring. */
async function lockAll(
  session: CypherSession,
  { component }: Slice,
  keys: readonly string[],
  { pointers, spans }: Touched,
): Promise<void> {
  await readByKeys(session, lock.components, [component]);
  await readByKeys(session, lock.pointers, pointers);
  await readByKeys(session, lock.runs, [...keys].sort(compareText));
  await readByKeys(session, lock.spans, spans);
}

interface Fold {
  readonly summaries: ReadonlyMap<string, DailyState>;
  readonly edges: DailyEdges;
  /** Runs that stay and depended on folded ones. */
  readonly moved: readonly { from: string; to: string; pointer: string; at: bigint }[];
}

async function gatherFold(
  session: CypherSession,
  folding: ReadonlyMap<string, RunFacts>,
  context: FoldContext,
): Promise<Fold> {
  const dependencies = await readDependencies(session, folding, context);
  const uses = await context.usesOf(
    session,
    [...folding.values()].flatMap((run) => [...run.inputs.keys()]),
  );
  const dailyOfRun = new Map<string, string>();
  const summaries = new Map<string, DailyState>();
  for (const run of folding.values()) {
    const producers = (dependencies.get(run.key) ?? []).map(({ symbol }) => symbol);
    const daily = dailyOf(run, producers);
    const known = summaries.get(daily.key);
    summaries.set(daily.key, known === undefined ? daily : mergeDaily(known, daily));
    dailyOfRun.set(run.key, daily.key);
  }
  const edges = new DailyEdges();
  for (const run of folding.values()) {
    const from = dailyOfRun.get(run.key) ?? '';
    for (const { to, isDaily, pointer, at } of dependencies.get(run.key) ?? []) {
      const folded = isDaily ? to : dailyOfRun.get(to);
      const kind = folded === undefined ? 'run' : 'daily';
      const named = lasts(uses, pointer) ? pointer : '';
      edges.add({ from, to: folded ?? to, kind, pointer: named, at, reads: 1n });
    }
    for (const [pointer, io] of run.inputs) {
      const at = readAt(run, io);
      if (at === null || !lasts(uses, pointer)) continue;
      edges.add({ from, to: pointer, kind: 'pointer', pointer: '', at, reads: 1n });
    }
  }
  const moved: { from: string; to: string; pointer: string; at: bigint }[] = [];
  for (const row of await readByKeys(session, dependentsOf, folding.keys())) {
    const from = asText(row.from);
    const to = dailyOfRun.get(asText(row.to)) ?? '';
    const edge = { from, to, pointer: asText(row.pointer), at: asBigInt(row.at) };
    if (row.fromLabel === 'DailyRuns') {
      edges.add({ ...edge, kind: 'daily', reads: orNull(row.reads, asBigInt) ?? 1n });
    } else if (!folding.has(from)) {
      moved.push(edge);
    }
  }
  return { summaries, edges, moved };
}

function lasts(uses: ReadonlyMap<string, PointerUse>, pointer: string): boolean {
  const use = uses.get(pointer);
  return use !== undefined && isLasting(use);
}

interface Dependency {
  readonly to: string;
  readonly isDaily: boolean;
  readonly pointer: string;
  readonly at: bigint;
  /** What stands for the producer in the set of producers, folded or not. */
  readonly symbol: string;
}

async function readDependencies(
  session: CypherSession,
  folding: ReadonlyMap<string, RunFacts>,
  context: FoldContext,
): Promise<ReadonlyMap<string, readonly Dependency[]>> {
  const rows = (await readByKeys(session, dependenciesOf, folding.keys())).map((row) => ({
    run: asText(row.run),
    to: asText(row.to),
    isDaily: row.toLabel === 'DailyRuns',
    pointer: asText(row.pointer),
    at: asBigInt(row.at),
    component: orNull(row.component, asText) ?? '',
    day: orNull(row.day, asText) ?? '',
  }));
  await context.counts.read(
    session,
    rows.filter(({ component, day }) => component !== '' && day !== ''),
  );
  const found = new Map<string, Dependency[]>();
  for (const { run, component, day, ...edge } of rows) {
    const many = edge.isDaily || context.hasMany(component, day);
    const dependency = { ...edge, symbol: many ? classOf(component, day) : edge.to };
    const known = found.get(run);
    if (known === undefined) found.set(run, [dependency]);
    else known.push(dependency);
  }
  return found;
}

async function writeFold(session: CypherSession, { summaries, edges, moved }: Fold): Promise<void> {
  const known = new Map(
    (await readByKeys(session, loadDaily, [...summaries.keys()].sort(compareText)))
      .map(dailyFrom)
      .map((state) => [state.key, state]),
  );
  const merged = [...summaries.values()].map((state) => {
    const old = known.get(state.key);
    return old === undefined ? state : mergeDaily(old, state);
  });
  await writeRows(
    session,
    save.daily,
    merged.map((state) => ({ component: state.component, properties: dailyProperties(state) })),
  );
  await writeRows(
    session,
    save.metrics,
    merged.flatMap(({ key, metrics }) =>
      [...metrics].map(([metric, tally]) => ({
        daily: key,
        metric,
        ...metricTallyProperties(metric, tally),
      })),
    ),
  );
  await writeRows(
    session,
    save.triggers,
    merged.flatMap(({ key, triggers }) =>
      [...triggers].map(([tally, state]) => ({
        daily: key,
        properties: triggerTallyProperties(tally, state),
      })),
    ),
  );
  for (const kind of ['run', 'daily', 'pointer'] as const) {
    await writeRows(
      session,
      addEdges[kind],
      edges.of(kind).map(({ from, to, pointer, at, reads }) => ({ from, to, pointer, at, reads })),
    );
  }
  await writeRows(session, createDependsOnDaily, moved);
}

async function removeRuns(
  session: CypherSession,
  folding: ReadonlyMap<string, RunFacts>,
  { pointers, spans }: Touched,
): Promise<void> {
  await readByKeys(session, deleteTriggers, folding.keys());
  await readByKeys(session, deleteRuns, folding.keys());
  await readByKeys(session, deleteUnused.pointers, pointers);
  const slices = [...folding.values()].flatMap((run) => [...run.slices.keys()]);
  await readByKeys(session, deleteUnused.slices, slices);
  await readByKeys(session, releaseSpans, spans);
  await writeRows(
    session,
    markPointers,
    [...usesOfRuns(folding.values())].map(([pointer, { first, last }]) => ({
      pointer,
      first,
      last,
    })),
  );
}

/** When these runs first and last used each pointer. */
export function usesOfRuns(runs: Iterable<RunFacts>): ReadonlyMap<string, PointerUse> {
  const times = new Map<string, bigint[]>();
  const use = (pointer: string, at: bigint | null): void => {
    if (at !== null) times.set(pointer, [...(times.get(pointer) ?? []), at]);
  };
  for (const run of runs) {
    for (const [pointer, io] of run.inputs) use(pointer, readAt(run, io));
    for (const [pointer, io] of run.outputs) use(pointer, writtenAt(run, io));
  }
  return new Map(
    [...times].flatMap(([pointer, all]) => {
      const found = useOf(all);
      return found === null ? [] : [[pointer, found] as const];
    }),
  );
}

function tally(reasons: Iterable<KeptReason>): ReadonlyMap<KeptReason, number> {
  const counts = new Map<KeptReason, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return counts;
}
