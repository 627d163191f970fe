import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { describeNeo4j, neo4jForTests } from '@spantrail/neo4j-for-tests';
import fc from 'fast-check';
import type { LineageStore } from '../src/lineage-store.ts';
import { MemoryLineageStore } from '../src/memory/memory-lineage-store.ts';
import { openLineage } from '../src/open-lineage.ts';
import type { RetainPlan } from '../src/retention/retention-rules.ts';
import { closeEmptier, emptyNeo4j } from './empty-neo4j.ts';
import { openEmbedded } from './open-embedded.ts';
import { batchOf, crowdedHistory, type History, history } from './random-facts.ts';
import { DAY, FIRST_DAY, stretch } from './slow-history.ts';

const seed = Number(process.env.SPANTRAIL_SEED ?? Date.now() % 2 ** 31);
const server = await neo4jForTests();

const day = fc.integer({ min: 0, max: 7 }).map((days) => FIRST_DAY + BigInt(days) * DAY);
const plan: fc.Arbitrary<RetainPlan> = fc.record({
  horizon: day,
  runsADayMin: fc.constantFrom(1, 1, 2, 3),
  runsMax: fc.constant(Number.MAX_SAFE_INTEGER),
  runsAtOnce: fc.constantFrom(1, 2, 5, 1_000),
  dryRun: fc.constant(false),
});
/** On a server each small transaction has its price. */
const small = history(8).map(stretch);
const given = fc
  .oneof({ weight: 3, arbitrary: history(16) }, { weight: 2, arbitrary: crowdedHistory })
  .map(stretch);

async function write(store: LineageStore, { requests }: History): Promise<void> {
  for (const request of requests) await store.write(batchOf(request));
}

/** Retention on the store under test, and what the plain model says of it. */
async function check(store: LineageStore, told: History, wanted: RetainPlan): Promise<void> {
  const reference = new MemoryLineageStore();
  await write(reference, told);
  await write(store, told);
  const before = await store.dump();

  const foreseen = await store.retain({ ...wanted, dryRun: true });
  expect(await store.dump()).toEqual(before);
  const report = await store.retain(wanted);

  expect(report).toEqual(foreseen);
  expect(report).toEqual(await reference.retain(wanted));
  expect(await store.dump()).toEqual(await reference.dump());
}

/** In pieces of one run and with an earlier horizon first, the end is the same as at one go. */
async function checkPieces(
  store: LineageStore,
  told: History,
  wanted: RetainPlan,
  earlier: bigint,
): Promise<void> {
  const reference = new MemoryLineageStore();
  await write(reference, told);
  await reference.retain(wanted);
  await write(store, told);

  const before = earlier < wanted.horizon ? earlier : wanted.horizon;
  await store.retain({ ...wanted, horizon: before });
  const piece = { ...wanted, runsAtOnce: 1, runsMax: 1 };
  for (let more = true; more; ) more = (await store.retain(piece)).more;
  await store.retain({ ...wanted, horizon: before });

  expect(await store.dump()).toEqual(await reference.dump());
}

/** Facts that come after retention, old and young, end alike on every store. */
async function checkLater(
  store: LineageStore,
  told: History,
  later: History,
  wanted: RetainPlan,
): Promise<void> {
  const reference = new MemoryLineageStore();
  for (const one of [reference, store]) {
    await write(one, told);
    await one.retain(wanted);
  }
  for (const request of later.requests) {
    const expected = await reference.write(batchOf(request));
    const report = await store.write(batchOf(request));
    expect(report.rejected).toEqual(expected.rejected);
  }
  expect(await store.dump()).toEqual(await reference.dump());
  expect(await store.retain(wanted)).toEqual(await reference.retain(wanted));
  expect(await store.dump()).toEqual(await reference.dump());
}

describe('retention in the embedded store', () => {
  const cases = process.env.CI === 'true' ? 100 : 60;

  test(`folds what the plain model folds, and foresees it (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(given, plan, async (told, wanted) => {
        const store = await openEmbedded();
        await check(store, told, wanted);
        await store.close();
      }),
      { numRuns: cases, seed },
    );
  }, 600_000);

  test(`ends alike in one go, in pieces and in steps (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(given, plan, day, async (told, wanted, earlier) => {
        const store = await openEmbedded();
        await checkPieces(store, told, wanted, earlier);
        await store.close();
      }),
      { numRuns: cases, seed },
    );
  }, 600_000);

  test(`takes and refuses later facts as the plain model does (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(given, given, plan, async (told, later, wanted) => {
        const store = await openEmbedded();
        await checkLater(store, told, later, wanted);
        await store.close();
      }),
      { numRuns: cases, seed },
    );
  }, 600_000);
});

describeNeo4j('retention on Neo4j', server, (uri) => {
  const cases = process.env.CI === 'true' ? 8 : 4;
  let store: LineageStore;

  beforeAll(async () => {
    store = await openLineage({ store: uri });
  });
  afterAll(async () => {
    await store.close();
    await closeEmptier();
  });

  test(`folds what the plain model folds, and foresees it (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(small, plan, async (told, wanted) => {
        await emptyNeo4j(uri);
        await check(store, told, wanted);
      }),
      { numRuns: cases, seed },
    );
  }, 600_000);

  test(`ends alike in one go, in pieces and in steps (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(small, plan, day, async (told, wanted, earlier) => {
        await emptyNeo4j(uri);
        await checkPieces(store, told, wanted, earlier);
      }),
      { numRuns: cases, seed },
    );
  }, 600_000);
});
