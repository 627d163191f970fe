import { expect, test } from '@jest/globals';
import { clockTime, timeBetween } from '../../src/text/when.ts';

const start = '2020-05-01T00:00:00.000000Z';

test.each([
  ['2020-05-01T00:00:00.000007Z', '7 µs'],
  ['2020-05-01T00:00:00.250000Z', '250 ms'],
  ['2020-05-01T00:00:59.900000Z', '59.9 s'],
  ['2020-05-01T00:04:10.000000Z', '4 min 10 s'],
  ['2020-05-01T02:00:00.000000Z', '2 h'],
  ['2020-05-04T05:00:00.000000Z', '3 d 5 h'],
  ['2020-04-30T23:59:59.000000Z', '-1.0 s'],
  ['99999999999999999µs', ''],
])('from midnight to %s it is %j', (end, text) => {
  expect(timeBetween(start, end)).toBe(text);
});

test('a time out of the reach of a calendar is shown as it came', () => {
  expect(clockTime('99999999999999999µs')).toBe('99999999999999999µs');
});
