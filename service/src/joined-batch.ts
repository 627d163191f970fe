/** Batches of several requests as one, whose rejected spans find their way back. Pure. */
import type { LineageBatch, WriteReport } from '@spantrail/graph';

export type Refused = WriteReport['rejected'][number];

export interface JoinedBatch {
  readonly batch: LineageBatch;
  /** For each of the batches, in their order, what of it was refused, by its own origins. */
  readonly split: (rejected: readonly Refused[]) => readonly (readonly Refused[])[];
}

/** Origins are renumbered: each batch gets a stretch of its own, whose last number stands for none. */
export function joinBatches(batches: readonly LineageBatch[]): JoinedBatch {
  const [only] = batches;
  if (batches.length === 1 && only !== undefined) {
    return { batch: only, split: (rejected) => [rejected] };
  }
  const ends: number[] = [];
  const contributions: LineageBatch['contributions'][number][] = [];
  const orphans: NonNullable<LineageBatch['orphans']>[number][] = [];
  const annotations: LineageBatch['annotations'][number][] = [];
  let start = 0;
  for (const batch of batches) {
    const none = start + greatestOrigin(batch) + 1;
    for (const each of batch.contributions) {
      contributions.push({ ...each, origin: start + each.origin });
    }
    for (const each of batch.orphans ?? []) {
      orphans.push({ ...each, origin: start + each.origin });
    }
    for (const each of batch.annotations) {
      annotations.push({ ...each, origin: each.origin === null ? none : start + each.origin });
    }
    start = none + 1;
    ends.push(start);
  }
  return {
    batch: { contributions, orphans, annotations },
    split: (rejected) => split(rejected, ends),
  };
}

function split(rejected: readonly Refused[], ends: readonly number[]): readonly Refused[][] {
  const shares: Refused[][] = ends.map(() => []);
  for (const { origin, reason } of rejected) {
    if (origin === null) throw new Error('The store refused what the joined batch does not hold.');
    const index = ends.findIndex((end) => origin < end);
    const local = origin - (ends[index - 1] ?? 0);
    const isNone = origin === (ends[index] ?? 0) - 1;
    shares[index]?.push({ origin: isNone ? null : local, reason });
  }
  return shares;
}

function greatestOrigin({ contributions, orphans = [], annotations }: LineageBatch): number {
  let greatest = -1;
  for (const { origin } of contributions) greatest = Math.max(greatest, origin);
  for (const { origin } of orphans) greatest = Math.max(greatest, origin);
  for (const { origin } of annotations) greatest = Math.max(greatest, origin ?? -1);
  return greatest;
}
