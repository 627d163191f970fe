import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { shortRunIds } from '../src/present/short-run-ids.ts';

const hex = (length: number) =>
  fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: length, maxLength: length })
    .map((digits) => digits.join(''));

test('a short id is the beginning of one id of the answer only', () => {
  // Few OTel traces with many spans: their ids share long beginnings.
  const ids = hex(32).chain((traceId) =>
    fc.array(
      hex(16).map((spanId) => `${traceId}:${spanId}`),
      { minLength: 1, maxLength: 20 },
    ),
  );
  fc.assert(
    fc.property(ids, ids, (some, others) => {
      const all = new Set([...some, ...others]);

      const short = shortRunIds(all);

      for (const [id, text] of short) {
        expect([...all].filter((other) => other.startsWith(text))).toEqual([id]);
      }
    }),
  );
});

test('an id that a person chose stays whole', () => {
  expect(shortRunIds(['train-2020-05-01-after-the-outage']).size).toBe(0);
});
