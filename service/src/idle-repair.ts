/**
 * A producer that arrives late before very many readers leaves work behind, which writers carry on with.
 * When none writes any more, or the one that left it died, the service does it.
 */
import type { LineageStore } from '@spantrail/graph';
import type { ServiceClock } from './clock.ts';
import { inBackground } from './in-background.ts';

const LOOK_MS = 2_000;

/** The function that comes back ends it. */
export function repairWhenIdle(
  store: Pick<LineageStore, 'repair'>,
  clock: Pick<ServiceClock, 'every'>,
): () => Promise<void> {
  return inBackground(clock, LOOK_MS, () => store.repair());
}
