import type { LineageStore } from '@spantrail/graph';
import { jsonAnswer, RETRY_LATER, type Route } from './answer.ts';
import { type ServiceClock, within } from './clock.ts';
import type { Intake } from './intake.ts';

const READY_TIMEOUT_MS = 5_000;

/** The process answers; says nothing about the store, so that nobody restarts us for its sake. */
export const healthRoute: Route = async () => jsonAnswer(200, { status: 'ok' });

/** The store answers a seek, and the service is neither overloaded nor about to stop. */
export function readyRoute({
  store,
  clock,
  intake,
  isClosing,
}: {
  readonly store: Pick<LineageStore, 'recentRuns'>;
  readonly clock: ServiceClock;
  readonly intake: Pick<Intake, 'overloaded'>;
  readonly isClosing: () => boolean;
}): Route {
  // Whoever reaches the address may ask, without a token: together they cost the store one seek at a time.
  let asking: Promise<unknown> | null = null;
  const storeAnswers = (): Promise<unknown> => {
    asking ??= within(
      READY_TIMEOUT_MS,
      store.recentRuns({ asOf: clock.now(), limit: 1 }),
      () => new Error('The store is slow.'),
    ).finally(() => {
      asking = null;
    });
    return asking;
  };
  return async () => {
    if (isClosing()) return jsonAnswer(503, { status: 'closing' }, RETRY_LATER);
    if (intake.overloaded) return jsonAnswer(503, { status: 'overloaded' }, RETRY_LATER);
    try {
      await storeAnswers();
      return jsonAnswer(200, { status: 'ok' });
    } catch {
      return jsonAnswer(503, { status: 'the store does not answer' }, RETRY_LATER);
    }
  };
}
