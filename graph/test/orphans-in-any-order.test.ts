import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { describeNeo4j, neo4jForTests } from '@spantrail/neo4j-for-tests';
import fc from 'fast-check';
import type { GraphDump, LineageStore } from '../src/lineage-store.ts';
import { MemoryLineageStore } from '../src/memory/memory-lineage-store.ts';
import { openLineage } from '../src/open-lineage.ts';
import { closeEmptier, emptyNeo4j } from './empty-neo4j.ts';
import { at, batch, pointer, run } from './facts.ts';
import { openEmbedded } from './open-embedded.ts';
import { type AnyArrival, batchOf, orphanHistory } from './random-facts.ts';
import { lineage } from './without-waiting.ts';
import { writeAll } from './write-all.ts';

const seed = Number(process.env.SPANTRAIL_SEED ?? Date.now() % 2 ** 31);
const inCi = process.env.CI === 'true';
const server = await neo4jForTests();

async function memoryOf(requests: readonly (readonly AnyArrival[])[]): Promise<GraphDump> {
  const store = new MemoryLineageStore();
  for (const request of requests) await store.write(batchOf(request));
  return store.dump();
}

describe('child spans in other requests than their run', () => {
  test(`give the graph of one request that holds all (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(orphanHistory, async ({ requests, whole }) => {
        expect(lineage(await memoryOf(requests))).toEqual(lineage(await memoryOf([whole])));
      }),
      { numRuns: inCi ? 1_000 : 300, seed },
    );
  }, 300_000);

  test(`end in the same graph on the embedded store, waiting ones included (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(
        orphanHistory,
        fc.constantFrom(1, 1, 3),
        async ({ arrivals, requests }, writers) => {
          const store = await openEmbedded();

          await writeAll(store, requests, writers);

          expect(await store.dump()).toEqual(await memoryOf([arrivals]));
          await store.close();
        },
      ),
      { numRuns: inCi ? 500 : 150, seed },
    );
  }, 600_000);
});

const orphan = {
  origin: 0,
  span: 't1:child',
  parent: 't1:parent',
  start: at(0),
  end: at(1),
  inputs: [],
  outputs: [{ pointer: pointer('made'), digest: null, rows: null, bytes: null, at: at(1) }],
  triggers: [],
  slices: [],
  labels: [],
};

/** Waits, is counted, is given up, and then the run comes too late. */
async function giveUp(store: LineageStore): Promise<void> {
  const report = await store.write({ ...batch(), orphans: [orphan] });

  expect(report).toMatchObject({ runs: 0, rejected: [], waiting: 1 });
  expect(await store.upkeep.countWaiting()).toBe(1);
  expect(await store.findPointers(['made'])).toEqual([]);
  expect(await store.upkeep.expireWaiting(0n)).toEqual([]);
  const expired = await store.upkeep.expireWaiting(BigInt(Date.now() + 60_000) * 1_000n);
  expect(expired).toEqual([{ span: 't1:child', parent: 't1:parent' }]);
  expect(await store.upkeep.countWaiting()).toBe(0);
  expect(await store.dump()).toEqual({ nodes: [], edges: [] });
}

describe('a child span whose run never comes', () => {
  test.each([
    ['the reference store', async () => new MemoryLineageStore()],
    ['the embedded store', () => openEmbedded()],
  ])('is given up by %s', async (_name, open) => {
    const store = await open();

    await giveUp(store);

    await store.close();
  });

  test('costs no more than itself when a hundred of them wait for one another', async () => {
    const store = await openEmbedded();
    const length = 100;
    for (let index = length; index > 0; index -= 1) {
      const chain = { ...orphan, span: `t1:${index}`, parent: `t1:${index - 1}` };
      await store.write({ ...batch(), orphans: [chain] });
    }

    await store.write(batch(run({ id: 'the run', span: 't1:0' })));

    expect(await store.upkeep.countWaiting()).toBe(0);
    await store.close();
  });
});

describeNeo4j('child spans in other requests than their run, on Neo4j', server, (uri) => {
  let store: LineageStore;

  beforeAll(async () => {
    store = await openLineage({ store: uri });
  });
  afterAll(async () => {
    await store.close();
    await closeEmptier();
  });

  test('are given up when their run never comes', async () => {
    await emptyNeo4j(uri);

    await giveUp(store);
  });

  test(`end in the same graph, by one writer or three at once (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(
        orphanHistory,
        fc.constantFrom(1, 3),
        async ({ arrivals, requests }, writers) => {
          await emptyNeo4j(uri);

          await writeAll(store, requests, writers);

          expect(await store.dump()).toEqual(await memoryOf([arrivals]));
        },
      ),
      { numRuns: inCi ? 60 : 20, seed },
    );
  }, 600_000);
});
