/**
 * Ranks what the traces of suspect outputs have in common: the one way of `review` (suspect: flagged)
 * and `slice` (suspect: in the slice).
 */
import type { RankedCode, RankedComponent, RankedRun, Score } from '../../answers/answers.ts';
import { compareText } from '../../facts/keys.ts';
import type { LineageStore, RunTraits } from '../../lineage-store.ts';
import { runsOf } from '../lineage-of.ts';
import { newestFirst, runView } from '../run-view.ts';
import { countReached } from './reached.ts';
import { compareScores, sampleOf, scoreOf } from './score.ts';
import { gatherUpstream, type Upstream } from './upstream.ts';

export interface Comparison {
  /** The run that made each suspect output. */
  readonly suspects: readonly string[];
  /** The run that made each output that they are compared with. */
  readonly baseline: readonly string[];
  /** What is known of these and other runs already, by key. */
  readonly traits: ReadonlyMap<string, RunTraits>;
}

export interface RankOptions {
  readonly asOf: bigint;
  readonly depthMax: number;
  /** Of runs, components and code versions each. */
  readonly limit: number;
  /** Key of the component whose runs and code versions alone are shown; null: all. */
  readonly focus: string | null;
}

export interface Causes {
  readonly runs: readonly RankedRun[];
  readonly components: readonly RankedComponent[];
  readonly codeVersions: readonly RankedCode[];
  readonly truncated: boolean;
  readonly notes: readonly string[];
}

export async function rankCauses(
  store: LineageStore,
  { suspects, baseline, traits: known }: Comparison,
  options: RankOptions,
): Promise<Causes> {
  const { asOf, depthMax, limit, focus } = options;
  const roots = [...suspects, ...baseline];
  const upstream = await gatherUpstream(store, roots, asOf, depthMax);
  const others = await store.traits(upstream.runs.filter((run) => !known.has(run)));
  const traits = new Map([...known, ...others.map((row) => [row.key, row] as const)]);
  const members = membersOf(upstream, traits, focus);
  const scored = scoreMembers(upstream, { suspects, baseline }, depthMax, members);
  const [runs, components, codes] = scored.rankings;
  const topRuns = await runViews(store, top(runs, limit, newestFirst), asOf);
  const bounds = scored.cut || upstream.cut;
  return {
    runs: topRuns,
    components: top(components, limit, compareNames).map(({ member, score }) => ({
      component: member.componentName,
      namespace: member.namespace,
      ...score,
    })),
    codeVersions: top(codes, limit, compareCodes).map(({ member, score }) => ({
      version: member.version,
      kind: member.kind,
      components: [...member.components].sort(compareText),
      ...score,
    })),
    truncated: bounds || [runs, components, codes].some(({ length }) => length > limit),
    notes: [
      ...omitted(runs.length - limit, 'run'),
      ...omitted(components.length - limit, 'component'),
      ...omitted(codes.length - limit, 'code version'),
      ...(scored.cut
        ? [`Traces longer than ${depthMax} steps were cut there: raise --depth for more.`]
        : []),
      ...(upstream.cut
        ? [
            `The traces together are too large: the nearest ${upstream.runs.length} runs were counted.`,
          ]
        : []),
    ],
  };
}

/** What is ranked, and which of it each run of the walk belongs to. */
interface Members {
  readonly runs: Grouping<RunTraits>;
  readonly components: Grouping<RunTraits>;
  readonly codes: Grouping<CodeMember>;
}

interface Grouping<T> {
  readonly members: readonly T[];
  readonly groupOf: Int32Array;
}

interface CodeMember {
  readonly version: string;
  readonly kind: 'version' | 'digest';
  readonly components: Set<string>;
}

function membersOf(
  { runs }: Upstream,
  traits: ReadonlyMap<string, RunTraits>,
  focus: string | null,
): Members {
  const known = runs.map((run) => traits.get(run) ?? null);
  const focused = known.map((run) => (focus === null || run?.component === focus ? run : null));
  const codes = grouped(focused, codeKey, (run): CodeMember => {
    const kind = run.codeVersion === null ? 'digest' : 'version';
    const version = run.codeVersion ?? run.codeDigest ?? '';
    return { version, kind, components: new Set() };
  });
  focused.forEach((run, number) => {
    const code = codes.members[codes.groupOf[number] ?? -1];
    if (run !== null) code?.components.add(run.componentName);
  });
  return {
    runs: grouped(
      focused,
      (run) => run.key,
      (run) => run,
    ),
    components: grouped(
      known,
      (run) => run.component,
      (run) => run,
    ),
    codes,
  };
}

/** The version that its spans name, else the digest of the code that ran; null: neither is known. */
function codeKey({ codeVersion, codeDigest }: RunTraits): string | null {
  if (codeVersion !== null) return JSON.stringify(['version', codeVersion]);
  return codeDigest === null ? null : JSON.stringify(['digest', codeDigest]);
}

function grouped<T>(
  runs: readonly (RunTraits | null)[],
  keyOf: (run: RunTraits) => string | null,
  memberOf: (run: RunTraits) => T,
): Grouping<T> {
  const members: T[] = [];
  const numbers = new Map<string, number>();
  const groupOf = new Int32Array(runs.length).fill(-1);
  runs.forEach((run, number) => {
    const key = run === null ? null : keyOf(run);
    if (run === null || key === null) return;
    const group = numbers.get(key) ?? members.length;
    if (group === members.length) {
      numbers.set(key, group);
      members.push(memberOf(run));
    }
    groupOf[number] = group;
  });
  return { members, groupOf };
}

interface Ranked<T> {
  readonly member: T;
  readonly score: Score;
}

function scoreMembers(
  upstream: Upstream,
  { suspects, baseline }: Omit<Comparison, 'traits'>,
  depthMax: number,
  { runs, components, codes }: Members,
) {
  const groupings = [runs.groupOf, components.groupOf, codes.groupOf];
  const reachedFrom = (outputs: readonly string[]) =>
    countReached(
      upstream,
      outputs.map((run) => upstream.numberOf.get(run) ?? 0),
      depthMax,
      groupings,
    );
  const seen = reachedFrom(suspects);
  const usual = reachedFrom(baseline);
  const samples = [sampleOf(suspects), sampleOf(baseline)] as const;
  const rankingOf = <T>({ members }: Grouping<T>, index: number): Ranked<T>[] =>
    members.flatMap((member, group) => {
      const count = seen.counts[index]?.[group] ?? 0;
      if (count === 0) return [];
      return [{ member, score: scoreOf(count, usual.counts[index]?.[group] ?? 0, ...samples) }];
    });
  return {
    rankings: [rankingOf(runs, 0), rankingOf(components, 1), rankingOf(codes, 2)] as const,
    cut: seen.cut || usual.cut,
  };
}

function top<T>(
  ranking: readonly Ranked<T>[],
  limit: number,
  compare: (a: T, b: T) => number,
): readonly Ranked<T>[] {
  return [...ranking]
    .sort((a, b) => compareScores(a.score, b.score) || compare(a.member, b.member))
    .slice(0, limit);
}

async function runViews(
  store: LineageStore,
  ranking: readonly Ranked<RunTraits>[],
  asOf: bigint,
): Promise<readonly RankedRun[]> {
  const rows = await runsOf(
    store,
    ranking.map(({ member }) => member.key),
    asOf,
  );
  return ranking.flatMap(({ member, score }) => {
    const row = rows.get(member.key);
    return row === undefined ? [] : [{ ...runView(row, 0), ...score }];
  });
}

function compareNames(a: RunTraits, b: RunTraits): number {
  return compareText(a.componentName, b.componentName) || compareText(a.namespace, b.namespace);
}

function compareCodes(a: CodeMember, b: CodeMember): number {
  return compareText(a.version, b.version) || compareText(a.kind, b.kind);
}

function omitted(count: number, what: string): readonly string[] {
  if (count <= 0) return [];
  return [`${count} more ${what}${count === 1 ? '' : 's'}: raise --limit.`];
}
