import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { describeNeo4j, neo4jForTests } from '@spantrail/neo4j-for-tests';
import fc from 'fast-check';
import type { GraphDump, LineageStore } from '../src/lineage-store.ts';
import { MemoryLineageStore } from '../src/memory/memory-lineage-store.ts';
import { openLineage } from '../src/open-lineage.ts';
import { closeEmptier, emptyNeo4j } from './empty-neo4j.ts';
import { openEmbedded } from './open-embedded.ts';
import { type AnyArrival, batchOf, orphanHistory } from './random-facts.ts';
import { lineage } from './without-waiting.ts';

const seed = Number(process.env.SPANTRAIL_SEED ?? Date.now() % 2 ** 31);
const inCi = process.env.CI === 'true';
const server = await neo4jForTests();

async function memoryOf(requests: readonly (readonly AnyArrival[])[]): Promise<GraphDump> {
  const store = new MemoryLineageStore();
  for (const request of requests) await store.write(batchOf(request));
  return store.dump();
}

async function writeAll(
  store: LineageStore,
  requests: readonly (readonly AnyArrival[])[],
  writers: number,
): Promise<void> {
  const queue = [...requests];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      await store.write(batchOf(next));
    }
  };
  await Promise.all(Array.from({ length: writers }, work));
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

describeNeo4j('child spans in other requests than their run, on Neo4j', server, (uri) => {
  let store: LineageStore;

  beforeAll(async () => {
    store = await openLineage({ store: uri });
  });
  afterAll(async () => {
    await store.close();
    await closeEmptier();
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
