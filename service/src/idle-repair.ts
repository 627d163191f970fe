/**
 * A producer that arrives late before very many readers leaves work behind, which writers carry on with.
 * When none writes any more, or the one that left it died, the service does it.
 */
import type { LineageStore } from '@spantrail/graph';
import type { ServiceClock } from './clock.ts';

const LOOK_MS = 2_000;

/** Looks for work now and then, and does all of it; the function that comes back ends it. */
export function repairWhenIdle(
  store: Pick<LineageStore, 'repair'>,
  clock: Pick<ServiceClock, 'every'>,
): () => Promise<void> {
  let ended = false;
  let working: Promise<void> | null = null;
  const work = async (): Promise<void> => {
    try {
      while (!ended && (await store.repair()));
    } catch {
      // The store is away, which every request and /readyz tell; the next look finds it again.
    }
    working = null;
  };
  const stop = clock.every(LOOK_MS, () => {
    working ??= work();
  });
  return async () => {
    ended = true;
    stop();
    await working;
  };
}
