import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  add,
  exactly,
  formatExact,
  parseExact,
  rounded,
  square,
} from '../src/retention/exact-sum.ts';

const float = fc.double({ noNaN: true, noDefaultInfinity: true });

test('a float comes back as it was', () => {
  fc.assert(
    fc.property(float, (value) => {
      expect(rounded(parseExact(formatExact(exactly(value))))).toBe(value + 0);
    }),
  );
});

test('a sum is the same in any order and grouping', () => {
  fc.assert(
    fc.property(fc.array(float, { minLength: 1 }), fc.integer(), (values, cut) => {
      const sum = (list: readonly number[]) =>
        list.map(exactly).reduce((a, b) => add(a, b), exactly(0));
      const middle = Math.abs(cut) % values.length;

      const parts = add(sum(values.slice(middle).reverse()), sum(values.slice(0, middle)));

      expect(parts).toEqual(sum(values));
    }),
  );
});

test('two floats add up to what the machine makes of them', () => {
  fc.assert(
    fc.property(float, float, (a, b) => {
      const sum = a + b;
      const product = a * a;
      if (Number.isFinite(sum)) expect(rounded(add(exactly(a), exactly(b)))).toBe(sum + 0);
      if (Number.isFinite(product) && product > 1e-300) {
        expect(rounded(square(exactly(a)))).toBe(product);
      }
    }),
  );
});

test('a sum beyond all floats has no float', () => {
  expect(rounded(square(exactly(1e300)))).toBe(null);
});
