import type { TriggerOutcome } from '@spantrail/instrumentation';

const MISSING_PAYMENTS_MAX = 0.05;
const ACCURACY_MIN = 0.8;

/** After `clean`: were few enough payments missing for filling them in to be harmless? */
export const missingPayments = {
  name: 'few_payments_missing',
  check: ({ missingPaymentShare }: { missingPaymentShare: number }): TriggerOutcome => ({
    status: missingPaymentShare <= MISSING_PAYMENTS_MAX ? 'pass' : 'fail',
    value: missingPaymentShare,
    threshold: MISSING_PAYMENTS_MAX,
    message: `payment_type is missing in ${percent(missingPaymentShare)} of the rides`,
  }),
};

/** After `feedback`: does the month meet the objective of 80 % right predictions? */
export const accuracyObjective = {
  name: 'accuracy_objective',
  check: ({ accuracy }: { accuracy: number }): TriggerOutcome => ({
    status: accuracy >= ACCURACY_MIN ? 'pass' : 'fail',
    value: accuracy,
    threshold: ACCURACY_MIN,
    message: `${percent(accuracy)} of the predictions were right`,
  }),
};

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
