import type { LineageStore } from '../src/lineage-store.ts';
import { type AnyArrival, batchOf } from './random-facts.ts';

/** Writes the requests in their order, by so many writers at once. */
export async function writeAll(
  store: LineageStore,
  requests: readonly (readonly AnyArrival[])[],
  writers: number,
): Promise<void> {
  const queue = [...requests];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      await store.write(batchOf(next));
    }
  };
  await Promise.all(Array.from({ length: writers }, work));
}
