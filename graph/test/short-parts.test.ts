import { expect, test } from '@jest/globals';
import { shortParts } from '../src/write/write-bisecting.ts';
import { batch, run } from './facts.ts';

test('a long request is split between spans, and none is lost or doubled', () => {
  const given = batch(...Array.from({ length: 50 }, (_, index) => run({ id: `run${index}` })));

  const parts = shortParts(given, 7);

  expect(parts.length).toBeGreaterThan(7);
  expect(parts.flatMap(({ contributions }) => contributions)).toEqual(given.contributions);
});

test('what one span says stays together, however long it is', () => {
  const [only] = batch(run({ id: 'run' })).contributions;
  if (only === undefined) throw new Error('The batch is empty.');

  const parts = shortParts({ contributions: [only, only, only], annotations: [] }, 1);

  expect(parts).toHaveLength(1);
});

test('a request that is short enough is one part, and an empty one is none', () => {
  expect(shortParts(batch(run({ id: 'run' })))).toHaveLength(1);
  expect(shortParts({ contributions: [], annotations: [] })).toEqual([]);
});
