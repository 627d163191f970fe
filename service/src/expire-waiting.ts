/**
 * A child span whose run is in another request waits in the store. Most runs come within seconds, the longest
 * jobs within hours; what is left after a day belongs to a span that is no run, and is said and given up.
 */
import { printable } from '@spantrail/collector-exporter';
import type { LineageStore } from '@spantrail/graph';
import type { ServiceClock } from './clock.ts';
import { inBackground } from './in-background.ts';
import type { Log } from './log.ts';

const LOOK_MS = 60_000;
const WAIT_MICROS_MAX = 86_400_000_000n;
const EXAMPLES = 3;
/** Two keys, and what stands between. */
const EXAMPLE_LENGTH_MAX = 120;

export interface ExpiringOptions {
  readonly store: Pick<LineageStore, 'upkeep'>;
  readonly clock: ServiceClock;
  readonly log: Log;
  /** Called with how many spans were given up. */
  readonly onGivenUp: (spans: number) => void;
}

/** Looks once a minute; the function that comes back ends it. */
export function expireWaiting({
  store,
  clock,
  log,
  onGivenUp,
}: ExpiringOptions): () => Promise<void> {
  return inBackground(clock, LOOK_MS, async () => {
    const spans = await store.upkeep.expireWaiting(clock.now() - WAIT_MICROS_MAX);
    if (spans.length === 0) return false;
    onGivenUp(spans.length);
    const examples = spans
      .slice(0, EXAMPLES)
      .map(({ span, parent }) => printable(`${span} below ${parent}`, EXAMPLE_LENGTH_MAX));
    log(
      'warn',
      `${spans.length} child spans with inputs, outputs or trigger results were given up: in a day no run came for them. Set ml.run.id on them, or ml.component.name on the span above them. The first: ${examples.join(', ')}.`,
    );
    return true;
  });
}
