import { expect, test } from '@jest/globals';
import { formatCsv } from '../src/csv.ts';
import { featuresOf } from '../src/features.ts';
import { parseLabelledRows, splitRows, withAnswers } from '../src/split.ts';
import { realRows, ride } from './rides.ts';

test('joins features and answers by the number of the ride, whatever the order', () => {
  const rides = [ride({ ride: 7, tip: 5 }), ride({ ride: 8, tip: 0 })];
  const rows = [featuresOf(ride({ ride: 8 })), featuresOf(ride({ ride: 7 }))];

  expect(withAnswers(rows, rides).map(({ ride, bigTip }) => [ride, bigTip])).toEqual([
    [8, false],
    [7, true],
  ]);
});

test('leaves out rows whose answer is not known', () => {
  expect(withAnswers([featuresOf(ride({ ride: 9 }))], [])).toEqual([]);
});

test('every row is either for training or for testing, a fifth for testing', () => {
  const rows = realRows('2020-01');

  const { train, test } = splitRows(rows);

  expect([...train, ...test].sort((a, b) => a.ride - b.ride)).toEqual(rows);
  expect(test.length / rows.length).toBeCloseTo(0.2, 2);
});

test('answers come back from a file as they were written', () => {
  const rows = realRows('2020-01').slice(0, 100);

  expect(parseLabelledRows(formatCsv(rows))).toEqual(rows);
});
