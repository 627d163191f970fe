import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { describeNeo4j, neo4jForTests } from '@spantrail/neo4j-for-tests';
import fc from 'fast-check';
import { CypherLineageStore } from '../src/cypher/cypher-lineage-store.ts';
import { neo4jConnection } from '../src/engines/neo4j-connection.ts';
import { openNeo4jEngine } from '../src/engines/neo4j-engine.ts';
import type { GraphDump, LineageStore } from '../src/lineage-store.ts';
import { MemoryLineageStore } from '../src/memory/memory-lineage-store.ts';
import { openLineage } from '../src/open-lineage.ts';
import { closeEmptier, emptyNeo4j } from './empty-neo4j.ts';
import { openEmbedded, repairAll, TINY_REPAIRS } from './open-embedded.ts';
import { type Arrival, batchOf, crowdedHistory, history, ordersOf } from './random-facts.ts';
import { writeAll } from './write-all.ts';

const seed = Number(process.env.SPANTRAIL_SEED ?? Date.now() % 2 ** 31);
const server = await neo4jForTests();

async function referenceOf(arrivals: readonly Arrival[]): Promise<GraphDump> {
  const reference = new MemoryLineageStore();
  await reference.write(batchOf(arrivals));
  return reference.dump();
}

describe('the embedded store', () => {
  const cases = process.env.CI === 'true' ? 1_000 : 300;

  test(`ends in the same graph for any order, repetition and split (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(history(12), fc.constantFrom(1, 1, 1, 1, 3), async (given, writers) => {
        const store = await openEmbedded();

        await writeAll(store, given.requests, writers);

        expect(await store.dump()).toEqual(await referenceOf(given.arrivals));
        await store.close();
      }),
      { numRuns: cases, seed },
    );
  }, 600_000);

  test(`ends in the same graph when many runs crowd around one pointer (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(crowdedHistory, async (given) => {
        const store = await openEmbedded();

        await writeAll(store, given.requests, 1);

        expect(await store.dump()).toEqual(await referenceOf(given.arrivals));
        await store.close();
      }),
      { numRuns: cases / 4, seed },
    );
  }, 600_000);

  test(`ends in the same graph when late producers are repaired afterwards (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(history(12), crowdedHistory), async (given) => {
        const store = await openEmbedded(undefined, TINY_REPAIRS);

        await writeAll(store, given.requests, 1);
        await repairAll(store);

        expect(await store.dump()).toEqual(await referenceOf(given.arrivals));
        await store.close();
      }),
      { numRuns: cases / 4, seed },
    );
  }, 600_000);

  test(`ends in the same graph for all orders of up to five spans (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(history(5), async ({ arrivals }) => {
        const expected = await referenceOf(arrivals);
        for (const order of ordersOf(arrivals)) {
          const store = await openEmbedded();

          await writeAll(
            store,
            order.map((item) => [item]),
            1,
          );

          expect(await store.dump()).toEqual(expected);
          await store.close();
        }
      }),
      { numRuns: Math.ceil(cases / 50), seed },
    );
  }, 600_000);
});

describeNeo4j('Neo4j', server, (uri) => {
  let store: LineageStore;

  beforeAll(async () => {
    store = await openLineage({ store: uri });
  });
  afterAll(async () => {
    await store.close();
    await closeEmptier();
  });

  test(`ends in the same graph for any order, repetition, split and number of writers (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(history(12), fc.constantFrom(1, 1, 1, 1, 3), async (given, writers) => {
        await emptyNeo4j(uri);

        await writeAll(store, given.requests, writers);

        expect(await store.dump()).toEqual(await referenceOf(given.arrivals));
      }),
      { numRuns: process.env.CI === 'true' ? 100 : 40, seed },
    );
  }, 600_000);

  test(`ends in the same graph for all orders of up to five spans (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(history(5), async ({ arrivals }) => {
        const expected = await referenceOf(arrivals);
        for (const order of ordersOf(arrivals)) {
          await emptyNeo4j(uri);

          await writeAll(
            store,
            order.map((item) => [item]),
            1,
          );

          expect(await store.dump()).toEqual(expected);
        }
      }),
      { numRuns: process.env.CI === 'true' ? 3 : 1, seed },
    );
  }, 600_000);

  test(`ends in the same graph when writers and repairers meet (seed ${seed})`, async () => {
    const engine = await openNeo4jEngine(neo4jConnection(uri, {}, {}));
    const tiny = new CypherLineageStore(engine, 0n, TINY_REPAIRS);
    await fc.assert(
      fc.asyncProperty(fc.oneof(history(12), crowdedHistory), async (given) => {
        await emptyNeo4j(uri);

        await Promise.all([writeAll(tiny, given.requests, 3), repairAll(tiny), repairAll(store)]);
        await Promise.all([repairAll(tiny), repairAll(store)]);

        expect(await tiny.dump()).toEqual(await referenceOf(given.arrivals));
      }),
      { numRuns: process.env.CI === 'true' ? 30 : 10, seed },
    );
    await tiny.close();
  }, 600_000);

  test(`ends in the same graph when many runs crowd around one pointer (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(crowdedHistory, async (given) => {
        await emptyNeo4j(uri);

        await writeAll(store, given.requests, 3);

        expect(await store.dump()).toEqual(await referenceOf(given.arrivals));
      }),
      { numRuns: process.env.CI === 'true' ? 25 : 10, seed },
    );
  }, 600_000);
});
