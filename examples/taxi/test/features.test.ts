import { expect, test } from '@jest/globals';
import { formatCsv } from '../src/csv.ts';
import { columnsOf, featuresOf, parseFeatures } from '../src/features.ts';
import { ride } from './rides.ts';

test('tells hour and weekday by the clock of the meter, in any time zone', () => {
  expect(featuresOf(ride({ pickup: '2020-05-31 23:59:59' }))).toMatchObject({
    hour: 23,
    weekday: 0,
  });
});

test('the tip and the fare change nothing, so the answer cannot leak', () => {
  expect(featuresOf(ride({ tip: 99, fare: 1 }))).toEqual(featuresOf(ride()));
});

test('features come back from a file as they were written', () => {
  const rows = [featuresOf(ride()), featuresOf(ride({ ride: 2, payment: 'no charge' }))];

  expect(parseFeatures(formatCsv(rows))).toEqual(rows);
});

test("the ride's number is not among what the model sees", () => {
  expect(Object.keys(columnsOf([]))).toEqual([
    'hour',
    'weekday',
    'distance',
    'passengers',
    'payment',
  ]);
});
