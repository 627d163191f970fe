/** The reference model's side of what rankings read: plain filters over the facts. */
import type { ComponentState } from '../facts/gathered-facts.ts';
import { type RunFacts, writtenAt } from '../facts/run-facts.ts';
import { compareBigInts } from '../facts/stamp.ts';
import type {
  CheckRow,
  OutputRow,
  RunTraits,
  SliceMemberRow,
  SliceRow,
  SliceRunsQuery,
} from '../lineage-store.ts';

type Runs = ReadonlyMap<string, RunFacts>;

export function slicesIn(runs: Runs, keys: readonly string[]): readonly SliceRow[] {
  const wanted = new Set(keys);
  const found = new Map<string, SliceRow>();
  for (const run of runs.values()) {
    for (const [key, slice] of run.slices) {
      if (!wanted.has(key)) continue;
      const count = (found.get(key)?.runs ?? 0) + 1;
      found.set(key, { key, name: slice.key, value: slice.value, runs: count });
    }
  }
  return [...found.values()];
}

export function slicesStarting(
  runs: Runs,
  start: string,
  limit: number,
): readonly Pick<SliceRow, 'name' | 'value'>[] {
  const found = new Map<string, { name: string; value: string }>();
  for (const run of runs.values()) {
    for (const [key, slice] of run.slices) {
      if (key.startsWith(start)) found.set(key, { name: slice.key, value: slice.value });
    }
  }
  return [...found.values()].slice(0, limit);
}

export function runsOfSlice(runs: Runs, { slice, asOf, limit }: SliceRunsQuery): readonly string[] {
  return [...runs.values()]
    .flatMap(({ key, start, slices }) =>
      slices.has(slice) && start !== null && start <= asOf ? [{ key, start }] : [],
    )
    .sort((a, b) => compareBigInts(b.start, a.start))
    .slice(0, limit)
    .map(({ key }) => key);
}

export function slicesOfRuns(runs: Runs, keys: readonly string[]): readonly SliceMemberRow[] {
  return factsOf(runs, keys).flatMap((run) =>
    [...run.slices.keys()].map((slice) => ({ run: run.key, slice })),
  );
}

export function traitsOf(
  runs: Runs,
  components: ReadonlyMap<string, ComponentState>,
  keys: Iterable<string>,
): readonly RunTraits[] {
  return factsOf(runs, keys).flatMap(({ key, head, start }) => {
    if (head === null || start === null) return [];
    const { component, environment, codeVersion, codeDigest } = head;
    const known = components.get(component);
    const componentName = known?.name ?? '';
    const namespace = known?.namespace ?? '';
    return [
      { key, component, componentName, namespace, environment, codeVersion, codeDigest, start },
    ];
  });
}

export function outputsOf(runs: Runs, keys: readonly string[], asOf: bigint): readonly OutputRow[] {
  return factsOf(runs, keys).flatMap((run) =>
    [...run.outputs].flatMap(([pointer, io]) => {
      const at = writtenAt(run, io);
      return at === null || at > asOf ? [] : [{ run: run.key, pointer, at }];
    }),
  );
}

export function checksOf(runs: Runs, keys: readonly string[]): readonly CheckRow[] {
  return factsOf(runs, keys).flatMap((run) =>
    [...run.triggers.values()].map(({ name, status, at }) => ({ run: run.key, name, status, at })),
  );
}

function factsOf(runs: Runs, keys: Iterable<string>): readonly RunFacts[] {
  return [...new Set(keys)].flatMap((key) => runs.get(key) ?? []);
}
