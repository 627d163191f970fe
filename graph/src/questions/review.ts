/**
 * What flagged outputs have in common: the runs (and components) in their traces, ranked by how often
 * they occur there, against how often they occur in the traces of outputs that nobody flagged.
 */
import type { ReviewAnswer } from '../answers.ts';
import { compareText } from '../keys.ts';
import type { DependencyRow, FlagRow, LineageStore, RunRow } from '../lineage-store.ts';
import type { ParameterValues, Question } from '../question.ts';
import { compareBigInts } from '../stamp.ts';
import { formatTime } from '../time.ts';
import { latestProducer } from './latest-producer.ts';
import { runsOf } from './lineage-of.ts';
import { walkUpstream } from './lineage-walk.ts';
import * as parameters from './parameters.ts';
import { newestFirst, runView } from './run-view.ts';

const LIMIT = 20;
/** Outputs that the flagged ones are compared with. */
const BASELINE_MAX = 1_000;
const UPSTREAM_MAX = 100_000;

/** The runs and components that the flagged outputs share, most suspect first. */
export const review: Question = {
  name: 'review',
  summary: 'the runs and components that the flagged outputs share, most suspect first',
  parameters: [parameters.limit(LIMIT), parameters.asOf, parameters.namespace],
  ask: askReview,
};

async function askReview(
  store: LineageStore,
  values: ParameterValues,
  now: bigint,
): Promise<ReviewAnswer> {
  const asOf = parameters.timeOf(values, 'as-of', now);
  const namespace = parameters.optionalText(values, 'namespace');
  const limit = parameters.numberOf(values, 'limit', LIMIT);
  const flags = (await store.flags(asOf)).filter(
    (flag) => flag.value && (namespace === undefined || flag.namespace === namespace),
  );
  const flaggedRoots = await rootsOf(store, flags, asOf);
  const producers = await runsOf(store, flaggedRoots, asOf);
  const baseline = await baselineRoots(store, [...producers.values()], flags, asOf);
  const walk = await walkUpstream(store, [...new Set([...flaggedRoots, ...baseline])], {
    asOf,
    depthMax: Number.MAX_SAFE_INTEGER,
    runsMax: UPSTREAM_MAX,
    rootDepth: 1,
  });
  const runs = await runsOf(store, walk.depths.keys(), asOf);
  const traces = tracesOf(walk.edges);
  const componentOf = (run: string): string => runs.get(run)?.component ?? '';
  const byRun = rank(flaggedRoots, baseline, (root) => traces(root));
  const byComponent = rank(
    flaggedRoots,
    baseline,
    (root) => new Set([...traces(root)].map(componentOf)),
  );
  const ranked = [...byRun]
    .flatMap(([key, score]) => {
      const row = runs.get(key);
      return row === undefined ? [] : [{ row, score }];
    })
    .sort((a, b) => compareScores(a.score, b.score) || newestFirst(a.row, b.row));
  const notes = notesOf(flags.length, flaggedRoots.length);
  if (ranked.length > limit) notes.push(`${ranked.length - limit} more runs: raise --limit.`);
  return {
    asOf: formatTime(asOf),
    flagged: [...flags]
      .sort((a, b) => compareBigInts(b.at, a.at) || compareText(a.name, b.name))
      .map(({ name, reason, at }) => ({ pointer: name, reason, at: formatTime(at) })),
    baseline: baseline.length,
    runs: ranked.slice(0, limit).map(({ row, score }) => ({ ...runView(row, 0), ...score })),
    components: [...byComponent]
      .map(([key, score]) => ({ ...componentNames(key, runs), ...score }))
      .sort((a, b) => compareScores(a, b) || compareText(a.component, b.component)),
    truncated: walk.truncated || ranked.length > limit,
    notes,
  };
}

/** The producing run of each flagged pointer, one entry a pointer. */
async function rootsOf(
  store: LineageStore,
  flags: readonly FlagRow[],
  asOf: bigint,
): Promise<readonly string[]> {
  const roots: string[] = [];
  for (const { pointer } of flags) {
    const run = await latestProducer(store, pointer, asOf);
    if (run !== null) roots.push(run);
  }
  return roots;
}

/** The producing runs of the latest unflagged outputs of the same components, one entry an output. */
async function baselineRoots(
  store: LineageStore,
  producers: readonly RunRow[],
  flags: readonly FlagRow[],
  asOf: bigint,
): Promise<readonly string[]> {
  const flagged = new Set(flags.map((flag) => flag.pointer));
  const outputs = new Map<string, { run: string; at: bigint }>();
  for (const component of new Set(producers.map((run) => run.component))) {
    const keys = await store.componentRuns({ component, asOf, limit: BASELINE_MAX });
    for (const run of (await runsOf(store, keys, asOf)).values()) {
      for (const { pointer, at } of run.outputs) {
        const known = outputs.get(pointer);
        if (flagged.has(pointer) || at === null) continue;
        if (known === undefined || known.at < at) outputs.set(pointer, { run: run.key, at });
      }
    }
  }
  return [...outputs]
    .sort(([a, x], [b, y]) => compareBigInts(y.at, x.at) || compareText(a, b))
    .slice(0, BASELINE_MAX)
    .map(([, { run }]) => run);
}

/** The runs in the trace of a run, itself included; each root is walked once. */
function tracesOf(edges: readonly DependencyRow[]): (root: string) => ReadonlySet<string> {
  const upstream = new Map<string, Set<string>>();
  for (const { from, to } of edges) upstream.set(from, (upstream.get(from) ?? new Set()).add(to));
  const known = new Map<string, ReadonlySet<string>>();
  return (root) => {
    const done = known.get(root);
    if (done !== undefined) return done;
    const found = new Set([root]);
    // A set yields what is added while it is walked, which makes it the queue as well.
    for (const run of found) for (const next of upstream.get(run) ?? []) found.add(next);
    known.set(root, found);
    return found;
  };
}

interface Score {
  readonly count: number;
  readonly coverage: number;
  readonly lift: number | null;
}

function rank(
  flagged: readonly string[],
  baseline: readonly string[],
  membersOf: (root: string) => ReadonlySet<string>,
): ReadonlyMap<string, Score> {
  const counts = tally(flagged, membersOf);
  const normal = tally(baseline, membersOf);
  return new Map(
    [...counts].map(([member, count]) => {
      const coverage = count / flagged.length;
      // A member that no baseline output shares counts as half an output, else its lift is infinite.
      const share = Math.max(normal.get(member) ?? 0, 0.5) / baseline.length;
      return [member, { count, coverage, lift: baseline.length === 0 ? null : coverage / share }];
    }),
  );
}

function tally(
  roots: readonly string[],
  membersOf: (root: string) => ReadonlySet<string>,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const root of roots) {
    for (const member of membersOf(root)) counts.set(member, (counts.get(member) ?? 0) + 1);
  }
  return counts;
}

function compareScores(a: Score, b: Score): number {
  return b.count - a.count || (b.lift ?? 0) - (a.lift ?? 0);
}

function componentNames(
  key: string,
  runs: ReadonlyMap<string, RunRow>,
): { component: string; namespace: string } {
  for (const run of runs.values()) {
    if (run.component === key) return { component: run.componentName, namespace: run.namespace };
  }
  return { component: key, namespace: '' };
}

function notesOf(flags: number, traced: number): string[] {
  if (flags === 0) return ['Nothing is flagged: flag wrong outputs with "spantrail flag POINTER".'];
  const untraced = flags - traced;
  return untraced === 0 ? [] : [`${untraced} flagged pointers were written by no known run.`];
}
