import type { DependencyRow } from '../lineage-store.ts';
import { chooseProducer, type ProducerFact } from './choose-producer.ts';
import { kinshipOf, NESTING_MAX } from './kinship.ts';
import { ownSpans, type RunFacts, readAt, writtenAt } from './run-facts.ts';

/** What follows from the facts of all runs. */
export interface DerivedLineage {
  readonly parents: ReadonlyMap<string, ReadonlySet<string>>;
  readonly ancestors: ReadonlyMap<string, ReadonlySet<string>>;
  readonly writers: ReadonlyMap<string, readonly ProducerFact[]>;
  readonly dependencies: readonly DependencyRow[];
}

/** Reads that are decided for good, by run and pointer: retention may have taken their producers. */
export type SettledReads = ReadonlyMap<string, ReadonlyMap<string, DependencyRow>>;

/** Nesting and dependencies, derived from scratch: what the stores keep up to date write by write. */
export function deriveLineage(
  runs: ReadonlyMap<string, RunFacts>,
  clockSkew: bigint,
  settled: SettledReads = new Map(),
): DerivedLineage {
  const owners = new Map<string, Set<string>>();
  const writers = new Map<string, ProducerFact[]>();
  for (const run of runs.values()) {
    for (const span of ownSpans(run))
      owners.set(span, (owners.get(span) ?? new Set()).add(run.key));
    for (const [pointer, io] of run.outputs) {
      const writer = { run: run.key, at: writtenAt(run, io), digest: io.digest };
      writers.set(pointer, [...(writers.get(pointer) ?? []), writer]);
    }
  }
  const ownersOf = (spans: ReadonlySet<string>): string[] =>
    [...spans].flatMap((span) => [...(owners.get(span) ?? [])]);
  const parents = new Map<string, Set<string>>();
  for (const run of runs.values()) {
    const set = new Set(ownersOf(run.parents).filter((owner) => owner !== run.key));
    if (set.size > 0) parents.set(run.key, set);
  }
  const ancestors = new Map([...runs.keys()].map((run) => [run, ancestorsOf(run, parents)]));
  const kinship = kinshipOf(ancestors);
  const dependencies: DependencyRow[] = [];
  for (const run of runs.values()) {
    const linked = new Set(ownersOf(run.links));
    for (const [pointer, io] of run.inputs) {
      const decided = settled.get(run.key)?.get(pointer);
      if (decided !== undefined) dependencies.push(decided);
      const at = readAt(run, io);
      if (at === null || decided !== undefined) continue;
      const reader = { run: run.key, at, digest: io.digest };
      const choice = chooseProducer(reader, writers.get(pointer) ?? [], linked, kinship, clockSkew);
      if (choice !== null) dependencies.push({ from: run.key, to: choice.run, pointer, at });
    }
  }
  return { parents, ancestors, writers, dependencies };
}

function ancestorsOf(
  run: string,
  parents: ReadonlyMap<string, ReadonlySet<string>>,
): ReadonlySet<string> {
  const found = new Set<string>();
  let level: ReadonlySet<string> = new Set([run]);
  for (let depth = 0; depth < NESTING_MAX && level.size > 0; depth += 1) {
    const next = new Set<string>();
    for (const key of level) {
      for (const parent of parents.get(key) ?? []) if (!found.has(parent)) next.add(parent);
    }
    for (const key of next) found.add(key);
    level = next;
  }
  return found;
}
