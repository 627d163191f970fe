/** Which runs and pointers a slice is made of, by what was asked. */
import type { LineageStore, RunTraits, SliceMemberRow } from '../../lineage-store.ts';
import type { Place } from '../parameters.ts';
import { type Condition, compares } from './condition.ts';

export interface Membership {
  /** Keys of Slice nodes; a run must be in all of them. */
  readonly slices: readonly string[];
  /** A run must meet all of them. */
  readonly conditions: readonly Condition[];
}

/** Those of the runs that are in the slice as of a time. */
export async function membersAmong(
  store: LineageStore,
  runs: readonly RunTraits[],
  { slices, conditions }: Membership,
  asOf: bigint,
): Promise<readonly RunTraits[]> {
  let members = runs;
  if (slices.length > 0 && members.length > 0) {
    const known = slicesByRun(await store.slicesOf(keysOf(members)));
    members = members.filter(({ key }) => slices.every((slice) => known.get(key)?.has(slice)));
  }
  for (const condition of conditions) {
    if (members.length === 0) break;
    const met = await runsMeeting(store, keysOf(members), condition, asOf);
    members = members.filter(({ key }) => met.has(key));
  }
  return members;
}

async function runsMeeting(
  store: LineageStore,
  runs: readonly string[],
  condition: Condition,
  asOf: bigint,
): Promise<ReadonlySet<string>> {
  const { name } = condition;
  if (condition.kind === 'metric') {
    const { comparator, value: bound } = condition;
    const metrics = await store.metrics(runs);
    const met = metrics.filter(
      (row) => row.name === name && row.at <= asOf && compares(row.value, comparator, bound),
    );
    return new Set(met.map(({ run }) => run));
  }
  const { comparator, status } = condition;
  const checks = await store.checks(runs);
  const met = checks.filter(
    (row) =>
      row.name === name && row.at <= asOf && (row.status === status) === (comparator === '='),
  );
  return new Set(met.map(({ run }) => run));
}

export function inPlace({ namespace, environment }: RunTraits, place: Place): boolean {
  return (
    (place.namespace === undefined || namespace === place.namespace) &&
    (place.environment === undefined || environment === place.environment)
  );
}

function keysOf(runs: readonly RunTraits[]): readonly string[] {
  return runs.map(({ key }) => key);
}

function slicesByRun(rows: readonly SliceMemberRow[]): ReadonlyMap<string, ReadonlySet<string>> {
  const sets = new Map<string, Set<string>>();
  for (const { run, slice } of rows) sets.set(run, (sets.get(run) ?? new Set()).add(slice));
  return sets;
}
