import type { ServiceClock } from './clock.ts';

/**
 * Looks for work now and then, and does it step by step until a step finds none; looks never overlap. The
 * function that comes back ends it, after the step under way.
 *
 * @param step false: there was nothing to do. One that fails ends the look: the store is away then, which every
 * request and /readyz tell, and the next look finds it again.
 */
export function inBackground(
  clock: Pick<ServiceClock, 'every'>,
  lookMs: number,
  step: () => Promise<boolean>,
): () => Promise<void> {
  let ended = false;
  let working: Promise<void> | null = null;
  const work = async (): Promise<void> => {
    try {
      while (!ended && (await step()));
    } catch {
      // The next look tries again.
    }
    working = null;
  };
  const stop = clock.every(lookMs, () => {
    working ??= work();
  });
  return async () => {
    ended = true;
    stop();
    await working;
  };
}
