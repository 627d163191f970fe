import { expect, test } from '@jest/globals';
import { isBigTip } from '../src/label.ts';

test('a tip of exactly 20 % of the fare is big, a cent less is not', () => {
  expect(isBigTip({ fare: 10, tip: 2 })).toBe(true);
  expect(isBigTip({ fare: 10, tip: 1.99 })).toBe(false);
});

test('refunds and free rides have no big tip', () => {
  expect(isBigTip({ fare: -10, tip: 0 })).toBe(false);
  expect(isBigTip({ fare: 0, tip: 0 })).toBe(false);
  expect(isBigTip({ fare: 0, tip: 5 })).toBe(false);
});
