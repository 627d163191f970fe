import { beforeAll, expect, test } from '@jest/globals';
import { accuracyOf } from '../src/evaluate.ts';
import { predictRows } from '../src/inference.ts';
import { splitRows } from '../src/split.ts';
import { trainModel } from '../src/train.ts';
import { realRows } from './rides.ts';

const january = splitRows(realRows('2020-01'));
const handlersBefore = process.listenerCount('uncaughtException');
let model: Buffer;

beforeAll(async () => {
  model = await trainModel(january.train);
});

test('predicts rides that were kept back far better than a guess', async () => {
  expect(await accuracyOf(model, january.test)).toBeGreaterThan(0.8);
});

test('is worse in April, and much worse in May', async () => {
  const [kept, april, may] = await Promise.all([
    accuracyOf(model, january.test),
    accuracyOf(model, realRows('2020-04')),
    accuracyOf(model, realRows('2020-05')),
  ]);

  expect(april).toBeLessThan(kept - 0.01);
  expect(may).toBeLessThan(april - 0.04);
});

test('a model trained on April is much better in May', async () => {
  const fresher = await trainModel(splitRows(realRows('2020-04')).train);
  const may = realRows('2020-05');

  expect(await accuracyOf(fresher, may)).toBeGreaterThan((await accuracyOf(model, may)) + 0.05);
});

test('the same rows give the same predictions when trained anew', async () => {
  const again = await trainModel(january.train);

  expect(await predictRows(again, january.test)).toEqual(await predictRows(model, january.test));
});

test('prints nothing and leaves no handler on the process', async () => {
  const printed: unknown[] = [];
  const { log } = console;
  console.log = (...values) => printed.push(values);

  await trainModel(january.train.slice(0, 500));

  console.log = log;
  expect(printed).toEqual([]);
  expect(process.listenerCount('uncaughtException')).toBe(handlersBefore);
});
