import { expect, test } from '@jest/globals';
import { accuracyOfOutcomes, outcomesOf } from '../src/feedback.ts';
import { hasPointer, predictionPointer } from '../src/inference.ts';
import { ride } from './rides.ts';

test('holds each prediction against the tip of the same ride', () => {
  const predictions = [
    { ride: 3, probability: 0.9, bigTip: true },
    { ride: 1, probability: 0.7, bigTip: true },
  ];
  const rides = [ride({ ride: 1, tip: 0 }), ride({ ride: 3, tip: 4 })];

  const outcomes = outcomesOf(predictions, rides);

  expect(outcomes.map(({ ride, reallyBigTip }) => [ride, reallyBigTip])).toEqual([
    [3, true],
    [1, false],
  ]);
  expect(accuracyOfOutcomes(outcomes)).toBe(0.5);
});

test('every fiftieth prediction has a name of its own', () => {
  const named = Array.from({ length: 200 }, (_, index) => ({ ride: index + 1 })).filter(hasPointer);

  expect(named.map(({ ride }) => predictionPointer('2020-05', ride))).toEqual([
    'prediction/2020-05/50',
    'prediction/2020-05/100',
    'prediction/2020-05/150',
    'prediction/2020-05/200',
  ]);
});
