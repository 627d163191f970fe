import { describe, expect, test } from '@jest/globals';
import { digits, percentile, table, withinDeciles } from '../src/figures.ts';

describe('figures', () => {
  test('have percentiles that are values which were measured', () => {
    const values = [5, 1, 4, 2, 3];

    expect(percentile(values, 0.5)).toBe(3);
    expect(percentile(values, 0.95)).toBe(5);
    expect(percentile([], 0.5)).toBeNaN();
  });

  test('have medians of their first and their last tenth, of one value at least', () => {
    const values = Array.from({ length: 30 }, (_, index) => index);

    expect(withinDeciles(values)).toEqual({ first: 1, last: 28 });
    expect(withinDeciles([7])).toEqual({ first: 7, last: 7 });
  });

  test('are shown by three digits, in columns', () => {
    const rows = [
      ['trace', digits(1.2345)],
      ['stale', digits(1234.5)],
    ];

    expect(table(['ms', 'p50'], rows)).toBe(
      ['ms      p50', 'trace  1.23', 'stale  1235'].join('\n'),
    );
  });
});
