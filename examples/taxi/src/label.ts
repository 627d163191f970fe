import type { Ride } from './ride.ts';

/** What the model predicts: a tip of at least 20 % of the fare. Refunds and free rides have none. */
export function isBigTip({ fare, tip }: Pick<Ride, 'fare' | 'tip'>): boolean {
  return fare > 0 && tip >= 0.2 * fare;
}
