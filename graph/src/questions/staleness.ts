/**
 * Why a run is stale, asked and never stored: so it is right at every moment. The three rules of the
 * prototype paper (old, fresher, a failed trigger), with the exact times that `design` fixes.
 */
import type { StaleReason } from '../answers/answers.ts';
import { distinctPairs } from '../facts/distinct-pairs.ts';
import { compareText } from '../facts/keys.ts';
import { compareBigInts } from '../facts/stamp.ts';
import type {
  DependencyRow,
  FresherQuery,
  FresherRow,
  LineageStore,
  RunPair,
  RunRow,
} from '../lineage-store.ts';
import { formatDuration } from './format-duration.ts';
import { kinshipAmong } from './kinship-among.ts';
import type { Staleness } from './run-view.ts';
import { allWithContents } from './with-contents.ts';

/** Inherited reasons that a run shows; the rest is counted. */
const INHERITED_MAX = 20;

export interface StalenessOptions {
  readonly asOf: bigint;
  /** µs; strictly more is old. */
  readonly maxAge: bigint;
  /** Whether a fresher run must have written the same pointer. */
  readonly fresherBy: 'component' | 'pointer';
  /** The runs whose inherited reasons are wanted; left out: all. */
  readonly inheritedBy?: readonly string[];
  /** `atRun`: seen from each run's start. `now`: seen from `asOf`. */
  readonly clock: 'atRun' | 'now';
}

/** That a run depends on another; by which pointer must be told only for `fresherBy: 'pointer'`. */
type Tie = RunPair & Partial<Pick<DependencyRow, 'pointer'>>;

export interface Lineage {
  /** As of the asked time, by key. */
  readonly runs: ReadonlyMap<string, RunRow>;
  /** Dependencies among them. */
  readonly edges: readonly Tie[];
}

/** Staleness of every run of a lineage, direct reasons first, inherited ones nearest first. */
export async function stalenessOf(
  store: LineageStore,
  lineage: Lineage,
  options: StalenessOptions,
): Promise<ReadonlyMap<string, Staleness>> {
  const direct = await directReasons(store, lineage, options);
  const upstream = adjacency(lineage.edges);
  const staleness = new Map<string, Staleness>();
  const inheriting = new Set(options.inheritedBy ?? lineage.runs.keys());
  for (const run of lineage.runs.keys()) {
    const inherited = inheriting.has(run)
      ? inheritedReasons(run, lineage.runs, upstream, direct)
      : [];
    staleness.set(run, {
      stale: [...(direct.get(run) ?? []), ...inherited.slice(0, INHERITED_MAX)],
      staleOmitted: Math.max(0, inherited.length - INHERITED_MAX),
    });
  }
  return staleness;
}

async function directReasons(
  store: LineageStore,
  { runs, edges }: Lineage,
  options: StalenessOptions,
): Promise<ReadonlyMap<string, readonly StaleReason[]>> {
  const reasons = new Map<string, StaleReason[]>();
  const add = (run: string, reason: StaleReason): void => {
    const known = reasons.get(run);
    if (known === undefined) reasons.set(run, [reason]);
    else known.push(reason);
  };
  const pairs = tiedPairs(edges).flatMap(({ from, to, pointers }) => {
    const run = runs.get(from);
    const dependency = runs.get(to);
    // A summary is no run: when it started says nothing of when each of its runs did.
    if (run === undefined || dependency === undefined || run.summary !== undefined) return [];
    return [{ run, dependency, pointers }];
  });
  for (const { run, dependency } of pairs) {
    const seenFrom = options.clock === 'atRun' ? run.start : options.asOf;
    const old = oldReason(run, dependency, seenFrom, options);
    if (old !== null) add(run.key, old);
    for (const reason of triggerReasons(dependency, seenFrom, options)) add(run.key, reason);
  }
  for (const [run, reason] of await fresherReasons(store, pairs, options)) add(run, reason);
  if (options.clock === 'now') {
    for (const [run, reason] of await newerVersions(store, runs, options)) add(run, reason);
  }
  for (const list of reasons.values()) list.sort(compareReasons);
  return reasons;
}

interface Pair {
  readonly run: RunRow;
  readonly dependency: RunRow;
  /** What ties them. */
  readonly pointers: readonly string[];
}

function oldReason(
  run: RunRow,
  dependency: RunRow,
  seenFrom: bigint,
  { maxAge, clock }: StalenessOptions,
): StaleReason | null {
  if (dependency.end === null || seenFrom - dependency.end <= maxAge) return null;
  const age = formatDuration(seenFrom - dependency.end);
  const when = clock === 'atRun' ? `before this ${run.componentName} run started` : 'ago';
  return {
    kind: 'old',
    clock,
    dependency: dependency.id,
    message: `${dependency.componentName} made its input ${age} ${when}; the limit is ${formatDuration(maxAge)}.`,
  };
}

function triggerReasons(
  dependency: RunRow,
  seenFrom: bigint,
  { clock }: StalenessOptions,
): readonly StaleReason[] {
  return dependency.failedTriggers
    .filter((trigger) => trigger.status === 'fail' && trigger.at <= seenFrom)
    .map((trigger) => ({
      kind: 'trigger',
      clock,
      dependency: dependency.id,
      message: `Trigger ${trigger.name} of ${dependency.componentName} failed${trigger.message === null ? '' : `: ${trigger.message}`}.`,
    }));
}

async function fresherReasons(
  store: LineageStore,
  pairs: readonly Pair[],
  { asOf, clock, fresherBy }: StalenessOptions,
): Promise<readonly [string, StaleReason][]> {
  const queries = new Map<string, FresherQuery>();
  const wanted = pairs.flatMap((pair) => {
    // A child span may have read before the run's own start, which then lies beyond the asked time.
    const until = clock === 'atRun' && pair.run.start < asOf ? pair.run.start : asOf;
    const after = pair.dependency.end;
    if (after === null || after >= until) return [];
    const pointers = fresherBy === 'pointer' ? pair.pointers : [null];
    const keys = pointers.map((pointer) => {
      const query = { component: pair.dependency.component, pointer, after, until };
      const key = fresherKey(query);
      queries.set(key, query);
      return key;
    });
    return [{ pair, keys, after }];
  });
  const found = new Map<string, FresherRow>();
  for (const row of await store.fresherRuns([...queries.values()])) found.set(fresherKey(row), row);
  const horizon = found.size === 0 ? null : await store.horizon();
  return wanted.flatMap(({ pair, keys, after }): [string, StaleReason][] => {
    const [fresher] = keys
      .flatMap((key) => found.get(key) ?? [])
      .map((row) => ({ ...row, count: row.count - (isAmong(pair.run, row) ? 1 : 0) }))
      .filter(({ count }) => count > 0)

      .sort(
        (a, b) =>
          b.count - a.count ||
          compareBigInts(b.last, a.last) ||
          compareText(a.pointer ?? '', b.pointer ?? ''),
      );
    if (fresher === undefined) return [];
    const isLeast = horizon !== null && after < horizon;
    const message = fresherMessage(pair, fresher, { after, atRun: clock === 'atRun', isLeast });
    const { id } = pair.dependency;
    return [[pair.run.key, { kind: 'fresher', clock, dependency: id, message }]];
  });
}

/** A run that grows from an earlier run of its own component is not stale because of itself. */
function isAmong(run: RunRow, { component, pointer, after, until }: FresherQuery): boolean {
  return (
    run.component === component &&
    run.state === 'ok' &&
    run.end !== null &&
    run.end > after &&
    run.end <= until &&
    (pointer === null || run.outputs.some((output) => output.pointer === pointer))
  );
}

function fresherMessage(
  { run, dependency }: Pair,
  { count, last, pointer }: FresherRow,
  // `isLeast`: some of them may be folded, the newest never is.
  { after, atRun, isLeast }: { after: bigint; atRun: boolean; isLeast: boolean },
): string {
  const least = isLeast ? 'at least ' : '';
  const runs = `${least}${count} fresher ok run${count === 1 ? '' : 's'}`;
  const input = run.inputs.find((io) => io.pointer === pointer);
  const wrote = input === undefined ? '' : ` of ${input.name}`;
  const when = atRun ? ` that ended before this ${run.componentName} run started` : '';
  const newer = formatDuration(last - after);
  return `${dependency.componentName} has ${runs}${wrote}${when}; the newest is ${newer} newer.`;
}

function fresherKey({ component, pointer, after, until }: FresherQuery): string {
  return JSON.stringify([component, pointer, `${after}`, `${until}`]);
}

/** What a run read has been written anew since, with content that is not known to be the same. */
async function newerVersions(
  store: LineageStore,
  runs: ReadonlyMap<string, RunRow>,
  { asOf, clock }: StalenessOptions,
): Promise<readonly [string, StaleReason][]> {
  const pointers = new Set(
    [...runs.values()].flatMap((run) => run.inputs.map(({ pointer }) => pointer)),
  );
  const rows = await store.producers(
    [...pointers].map((pointer) => ({ pointer, until: asOf })),
    4,
  );
  const latest = new Map<string, { run: string; at: bigint; digest: string | null }>();
  for (const row of rows) {
    const known = latest.get(row.pointer);
    const order =
      known === undefined ? 1 : compareBigInts(row.at, known.at) || compareText(row.run, known.run);
    if (order > 0) latest.set(row.pointer, row);
  }
  const rewritten = [...runs.values()].flatMap((run) =>
    run.inputs.flatMap(({ pointer, name, at }) => {
      const newest = latest.get(pointer);
      const isLater = newest !== undefined && at !== null && newest.at > at;
      return isLater && newest.run !== run.key ? [{ run, pointer, name, at, newest }] : [];
    }),
  );
  const readers = new Map(rewritten.map(({ run }) => [run.key, run]));
  const writers = [...new Set(rewritten.map(({ newest }) => newest.run))];
  const contents = await allWithContents(store, readers);
  const kinship = await kinshipAmong(store, [...readers.keys(), ...writers]);
  const names = new Map((await store.runs(writers)).map((row) => [row.key, row]));
  return rewritten.flatMap(({ run, pointer, name, at, newest }): [string, StaleReason][] => {
    const read = contents.get(run.key)?.inputs.find((input) => input.pointer === pointer);
    if (newest.digest !== null && newest.digest === read?.digest) return [];
    if (kinship.isAncestor(newest.run, run.key) || kinship.isAncestor(run.key, newest.run)) {
      return [];
    }
    const writer = names.get(newest.run);
    const dependency = writer?.id ?? newest.run;
    const by = writer?.componentName ?? 'a run';
    const later = formatDuration(newest.at - at);
    const message = `${name} was written anew by ${by} ${later} after this ${run.componentName} run read it.`;
    return [[run.key, { kind: 'fresher', clock, dependency, message }]];
  });
}

function inheritedReasons(
  run: string,
  runs: ReadonlyMap<string, RunRow>,
  upstream: ReadonlyMap<string, readonly string[]>,
  direct: ReadonlyMap<string, readonly StaleReason[]>,
): readonly StaleReason[] {
  const cameFrom = new Map<string, string | null>([[run, null]]);
  const inherited: StaleReason[] = [];
  let level = [run];
  while (level.length > 0) {
    const next = new Set<string>();
    for (const key of level) {
      for (const dependency of upstream.get(key) ?? []) {
        if (cameFrom.has(dependency)) continue;
        cameFrom.set(dependency, key);
        next.add(dependency);
      }
    }
    level = [...next].sort(compareText);
    for (const key of level) {
      for (const reason of direct.get(key) ?? []) {
        inherited.push({ ...reason, transitive: true, chain: chainTo(key, cameFrom, runs) });
      }
    }
  }
  return inherited;
}

function chainTo(
  run: string,
  cameFrom: ReadonlyMap<string, string | null>,
  runs: ReadonlyMap<string, RunRow>,
): readonly string[] {
  const chain: string[] = [];
  for (let key: string | null = run; key !== null; key = cameFrom.get(key) ?? null) {
    chain.unshift(runs.get(key)?.id ?? key);
  }
  return chain;
}

function adjacency(edges: readonly Tie[]): ReadonlyMap<string, readonly string[]> {
  const upstream = new Map<string, string[]>();
  for (const { from, to } of distinctPairs(edges)) {
    const known = upstream.get(from);
    if (known === undefined) upstream.set(from, [to]);
    else known.push(to);
  }
  return upstream;
}

/** One pair for each two runs, with the pointers that tie them. */
function tiedPairs(edges: readonly Tie[]): readonly {
  readonly from: string;
  readonly to: string;
  readonly pointers: readonly string[];
}[] {
  const pairs = new Map<string, { from: string; to: string; pointers: string[] }>();
  for (const { from, to, pointer } of edges) {
    const key = JSON.stringify([from, to]);
    const pair = pairs.get(key) ?? { from, to, pointers: [] };
    pairs.set(key, pair);
    if (pointer !== undefined) pair.pointers.push(pointer);
  }
  return [...pairs.values()];
}

const KINDS = ['old', 'fresher', 'trigger', 'drift'];

function compareReasons(a: StaleReason, b: StaleReason): number {
  return (
    KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
    compareText(a.dependency, b.dependency) ||
    compareText(a.message, b.message)
  );
}
