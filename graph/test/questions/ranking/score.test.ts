import { describe, expect, test } from '@jest/globals';
import {
  compareScores,
  leastExcess,
  sampleOf,
  scoreOf,
} from '../../../src/questions/ranking/score.ts';

const independent = (size: number) => ({ size, effectiveSize: size });

describe('the least excess of one share over another', () => {
  test('is the lower limit of the published example: 56 of 70 against 48 of 80', () => {
    // Newcombe 1998, table II, contrast (a), method 10: 0.0524 to 0.3339 at 95 % on both sides.
    const lower = leastExcess(56 / 70, 70, 48 / 80, 80, 1.959964);
    const upper = -leastExcess(48 / 80, 80, 56 / 70, 70, 1.959964);

    expect(lower).toBeCloseTo(0.0524, 4);
    expect(upper).toBeCloseTo(0.3339, 4);
  });

  test.each([
    // By hand from Wilson's bounds with z = 1.644854: 3/3 is at least 3/(3 + z²) = 0.52580.
    ['3 of 3 against 5 % of 1,000', 1, 3, 0.05, 1_000, 0.475637],
    ['80 of 100 against 5 % of 1,000', 0.8, 100, 0.05, 1_000, 0.675621],
    ['1 of 1 against none of 1,000', 1, 1, 0, 1_000, 0.269861],
    ['all against all', 1, 100, 1, 1_000, -0.026343],
  ])('of %s', (_name, share, n, other, m, expected) => {
    expect(leastExcess(share, n, other, m)).toBeCloseTo(expected, 6);
  });
});

describe('a score', () => {
  test('of 3 of 3 does not outrank 80 of 100 at the same base rate, though its lift is greater', () => {
    const few = scoreOf(3, 50, independent(3), independent(1_000));
    const many = scoreOf(80, 50, independent(100), independent(1_000));

    expect(few.lift).toBeCloseTo(20, 10);
    expect(many.lift).toBeCloseTo(16, 10);
    expect(compareScores(many, few)).toBeLessThan(0);
  });

  test('of what is behind everything says nothing, however often it occurs', () => {
    const shared = scoreOf(100, 1_000, independent(100), independent(1_000));
    const special = scoreOf(10, 0, independent(100), independent(1_000));

    expect(shared).toEqual({
      count: 100,
      coverage: 1,
      baselineCount: 1_000,
      lift: 1,
      confidence: 0,
    });
    expect(compareScores(special, shared)).toBeLessThan(0);
  });

  test('puts what explains all before what explains a few, though the few occur nowhere else', () => {
    const all = scoreOf(100, 300, independent(100), independent(1_000));
    const few = scoreOf(3, 0, independent(100), independent(1_000));

    expect(few.lift).toBeGreaterThan(all.lift ?? 0);
    expect(compareScores(all, few)).toBeLessThan(0);
  });

  test('has neither lift nor confidence without a baseline, and then the count decides', () => {
    const one = scoreOf(1, 0, independent(2), independent(0));
    const two = scoreOf(2, 0, independent(2), independent(0));

    expect(one).toEqual({
      count: 1,
      coverage: 0.5,
      baselineCount: 0,
      lift: null,
      confidence: null,
    });
    expect(compareScores(two, one)).toBeLessThan(0);
  });

  test('counts what no baseline output shares as half an output, so that the lift is finite', () => {
    expect(scoreOf(2, 0, independent(2), independent(4)).lift).toBe(8);
  });
});

describe('a sample', () => {
  test('is worth as many observations as it has outputs when each is of another run', () => {
    expect(sampleOf(['a', 'b', 'c'])).toEqual({ size: 3, effectiveSize: 3 });
  });

  test('is worth one observation when one run made all, and between where it is mixed', () => {
    expect(sampleOf(Array.from({ length: 100 }, () => 'batch')).effectiveSize).toBe(1);
    // (3 + 1)² / (9 + 1)
    expect(sampleOf(['a', 'a', 'a', 'b']).effectiveSize).toBe(1.6);
    expect(sampleOf([])).toEqual({ size: 0, effectiveSize: 0 });
  });

  test('of one run is less sure than one of many runs with the same count', () => {
    const batch = scoreOf(100, 0, sampleOf(Array(100).fill('batch')), independent(1_000));
    const many = scoreOf(100, 0, independent(100), independent(1_000));

    expect(batch.confidence).toBeCloseTo(0.269861, 6);
    expect(many.confidence).toBeCloseTo(0.973518, 3);
  });
});
