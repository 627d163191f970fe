/** Forgetting and the promise of any order: a forget may come before, between and after the facts. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { describeNeo4j, neo4jForTests } from '@spantrail/neo4j-for-tests';
import fc from 'fast-check';
import { pointerKey } from '../src/facts/keys.ts';
import { forgetNames } from '../src/forget/forget-names.ts';
import type { Fate } from '../src/forget/redact-facts.ts';
import type { Forgettable } from '../src/forgetting.ts';
import type { LineageStore } from '../src/lineage-store.ts';
import { MemoryLineageStore } from '../src/memory/memory-lineage-store.ts';
import { openLineage } from '../src/open-lineage.ts';
import { exportLines } from '../src/transfer/export-lines.ts';
import { importLines } from '../src/transfer/import-lines.ts';
import { closeEmptier, emptyNeo4j } from './empty-neo4j.ts';
import { at, batch, pointer, run } from './facts.ts';
import { openEmbedded, repairAll, TINY_REPAIRS } from './open-embedded.ts';
import {
  type AnyArrival,
  batchOf,
  crowdedHistory,
  type History,
  history,
  orphanHistory,
} from './random-facts.ts';
import { lineage } from './without-waiting.ts';

const seed = Number(process.env.SPANTRAIL_SEED ?? Date.now() % 2 ** 31);
const server = await neo4jForTests();
const SALT = '00'.repeat(32);
/** A small machine shrinks for minutes: with SPANTRAIL_SEED the first failure is told at once. */
const ends = process.env.SPANTRAIL_SEED === undefined ? {} : { endOnFailure: true };
let forgets = 0;

async function forget(
  store: LineageStore,
  names: readonly Forgettable[],
  fate: Fate,
): Promise<void> {
  forgets += 1;
  await store.forgetting.addSalts([SALT]);
  await forgetNames(store.forgetting, {
    id: `forget-${forgets}`,
    at: at(0),
    by: null,
    reason: null,
    subject: 'pointer',
    fate,
    scope: 'only',
    names,
  });
}

/** Everything that the arrivals name. */
function namesIn(arrivals: readonly AnyArrival[]): readonly Forgettable[] {
  const names = new Map<string, Forgettable>();
  const add = (kind: Forgettable['kind'], key: string) =>
    names.set(`${kind} ${key}`, { kind, key });
  for (const { kind, fact } of arrivals) {
    if (kind === 'annotation') {
      if (fact.about.kind === 'pointer') add('pointer', pointerKey(fact.about.pointer));
      continue;
    }
    for (const { pointer } of [...fact.inputs, ...fact.outputs])
      add('pointer', pointerKey(pointer));
    if (kind === 'orphan') continue;
    add('run', fact.run);
    for (const key of fact.parents) add('run', key);
  }
  return [...names.values()];
}

interface Given {
  readonly history: History<AnyArrival>;
  readonly names: readonly Forgettable[];
  readonly fate: Fate;
  /** The forget comes before the request of this number. */
  readonly moment: number;
}

const given = (histories: fc.Arbitrary<History | History<AnyArrival>>): fc.Arbitrary<Given> =>
  histories.chain((one) =>
    fc.record({
      history: fc.constant(one),
      names: fc
        .shuffledSubarray<Forgettable>([{ kind: 'run', key: 'nobody' }, ...namesIn(one.arrivals)], {
          minLength: 1,
        })
        .map((names) => names.slice(0, 3)),
      fate: fc.constantFrom<Fate>('tombstone', 'erase'),
      moment: fc.integer({ min: 0, max: one.requests.length }),
    }),
  );

async function forgottenAtTheEnd({ history, names, fate }: Given) {
  const reference = new MemoryLineageStore();
  await reference.write(batchOf(history.arrivals));
  await forget(reference, names, fate);
  return reference.dump();
}

async function play(store: LineageStore, { history, names, fate, moment }: Given): Promise<void> {
  for (const request of history.requests.slice(0, moment)) await store.write(batchOf(request));
  await forget(store, names, fate);
  for (const request of history.requests.slice(moment)) await store.write(batchOf(request));
}

describe('a forget at any moment ends as one at the end', () => {
  const cases = process.env.CI === 'true' ? 150 : 100;

  test(`in the reference store (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(given(history(12)), async (one) => {
        const store = new MemoryLineageStore();

        await play(store, one);

        expect(await store.dump()).toEqual(await forgottenAtTheEnd(one));
      }),
      { numRuns: cases * 3, seed, ...ends },
    );
  }, 600_000);

  test(`in the embedded store (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(given(history(12)), async (one) => {
        const store = await openEmbedded();

        await play(store, one);

        expect(await store.dump()).toEqual(await forgottenAtTheEnd(one));
        await store.close();
      }),
      { numRuns: cases, seed, ...ends },
    );
  }, 600_000);

  test(`while child spans wait for their runs (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(given(orphanHistory), async (any) => {
        // A run that is erased before its spans came is not known by them: their children wait in vain.
        const names = any.names.filter(({ kind }) => kind === 'pointer' || any.fate !== 'erase');
        const one = { ...any, names };
        const memory = new MemoryLineageStore();
        const store = await openEmbedded();

        await play(memory, one);
        await play(store, one);

        expect(lineage(await memory.dump())).toEqual(lineage(await forgottenAtTheEnd(one)));
        expect(await store.dump()).toEqual(await memory.dump());
        await store.close();
      }),
      { numRuns: cases, seed, ...ends },
    );
  }, 600_000);

  test(`while late producers wait for repairs (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(given(history(12)), given(crowdedHistory)), async (one) => {
        const store = await openEmbedded(undefined, TINY_REPAIRS);

        await play(store, one);
        await repairAll(store);

        expect(await store.dump()).toEqual(await forgottenAtTheEnd(one));
        await store.close();
      }),
      { numRuns: cases / 2, seed, ...ends },
    );
  }, 600_000);

  test(`where many runs crowd around one pointer (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(given(crowdedHistory), async (one) => {
        const store = await openEmbedded();

        await play(store, one);

        expect(await store.dump()).toEqual(await forgottenAtTheEnd(one));
        await store.close();
      }),
      { numRuns: cases / 5, seed, ...ends },
    );
  }, 600_000);
});

test('a repair that waits for a forgotten pointer goes with its name', async () => {
  const store = await openEmbedded(undefined, TINY_REPAIRS);
  const readers = Array.from({ length: 6 }, (_, index) =>
    run({ id: `reader-${index}`, reads: ['late'], start: 10 + index, end: 20 + index }),
  );
  await store.write(batch(...readers));
  await store.write(batch(run({ id: 'writer', writes: ['late'], start: 1, end: 2 })));
  const repairs = async () => (await store.dump()).nodes.filter((node) => node.includes('Repair'));
  expect(await repairs()).toHaveLength(1);

  await forget(store, [{ kind: 'pointer', key: pointerKey(pointer('late')) }], 'tombstone');

  expect(await repairs()).toEqual([]);
  const { nodes, edges } = await store.dump();
  expect([...nodes, ...edges].filter((line) => line.includes('late'))).toEqual([]);
  expect(edges.filter((edge) => edge.includes('DEPENDS_ON'))).toHaveLength(6);
  await store.close();
});

test(`a forget that is imported is kept by a store that knows the name (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(given(history(8)), async (one) => {
      const whole = new MemoryLineageStore();
      const knows = await openEmbedded();
      await whole.write(batchOf(one.history.arrivals));
      await knows.write(batchOf(one.history.arrivals));
      await forget(whole, one.names, one.fate);

      await importLines(knows, exportLines(whole, at(0)));

      expect(await knows.dump()).toEqual(await whole.dump());
      await knows.close();
    }),
    { numRuns: process.env.CI === 'true' ? 60 : 40, seed, ...ends },
  );
}, 600_000);

describeNeo4j('Neo4j', server, (uri) => {
  let store: LineageStore;
  beforeAll(async () => {
    store = await openLineage({ store: uri });
  });
  afterAll(async () => {
    await store.close();
    await closeEmptier();
  });

  test(`forgets at any moment as at the end (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(given(history(10)), async (one) => {
        await emptyNeo4j(uri);

        await play(store, one);

        expect(await store.dump()).toEqual(await forgottenAtTheEnd(one));
      }),
      { numRuns: process.env.CI === 'true' ? 12 : 6, seed, ...ends },
    );
  }, 600_000);
});
