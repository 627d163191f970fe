import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeNeo4j, neo4jForTests } from '@spantrail/neo4j-for-tests';
import fc from 'fast-check';
import type { ReviewAnswer, Score, SliceAnswer } from '../src/answers/answers.ts';
import { NotFoundError } from '../src/errors.ts';
import type { LineageStore } from '../src/lineage-store.ts';
import { MemoryLineageStore } from '../src/memory/memory-lineage-store.ts';
import { openLineage } from '../src/open-lineage.ts';
import { ask } from './ask.ts';
import { BruteForce, type BruteRun, keyOfPointer } from './brute-force.ts';
import {
  type BruteRanking,
  bruteReview,
  bruteSlice,
  bruteSliceOfPointers,
} from './brute-force-ranking.ts';
import { closeEmptier, emptyNeo4j } from './empty-neo4j.ts';
import { openEmbedded } from './open-embedded.ts';
import { asOf, batchOf, type History, history } from './random-facts.ts';

const seed = Number(process.env.SPANTRAIL_SEED ?? Date.now() % 2 ** 31);
const server = await neo4jForTests();

type Slice = Readonly<Record<string, readonly string[]>>;

/** A question and the runs that it means. */
const slices: readonly (readonly [Slice, (run: BruteRun, at: bigint) => boolean])[] = [
  [{ slice: ['country=de'] }, (run) => run.slices.has('country=de')],
  [
    { slice: ['country=de', 'country=fr'] },
    (run) => run.slices.has('country=de') && run.slices.has('country=fr'),
  ],
  [{ where: ['accuracy >= 1'] }, (run, at) => measured(run, at, (value) => value >= 1)],
  [{ where: ['trigger:nulls = fail'] }, failed],
  [
    { slice: ['country=fr'], where: ['accuracy < 1', 'trigger:nulls = fail'] },
    (run, at) =>
      run.slices.has('country=fr') && failed(run, at) && measured(run, at, (value) => value < 1),
  ],
];

function measured(run: BruteRun, at: bigint, meets: (value: number) => boolean): boolean {
  return run.metrics.some((metric) => metric.at <= at && meets(metric.value));
}

function failed(run: BruteRun, at: bigint): boolean {
  return run.failedAt !== null && run.failedAt <= at;
}

async function check(
  store: LineageStore,
  { arrivals, requests }: History,
  at: bigint,
): Promise<void> {
  for (const request of requests) await store.write(batchOf(request));
  const brute = new BruteForce(arrivals);
  const common = { 'as-of': at, limit: 100 };

  for (const depth of [1, 2, 100]) {
    const review = await ask<ReviewAnswer>(store, 'review', { ...common, depth });
    const expected = bruteReview(brute, arrivals, at, depth);
    // Where no run that made them is known by name, nothing is ranked that says how many they are.
    const suspects = review.runs.length === 0 ? 0 : expected.suspects;
    expect(rankingOf(review, null)).toEqual({ ...expected, suspects });
  }
  for (const [slice, inside] of slices) {
    const known = (slice.slice ?? []).every((text) =>
      [...brute.runs.values()].some((run) => run.slices.has(text)),
    );
    const answer = ask<SliceAnswer>(store, 'slice', { ...common, ...slice });
    if (!known) {
      await expect(answer).rejects.toThrow(NotFoundError);
      continue;
    }
    const expected = bruteSlice(brute, arrivals, (run) => inside(run, at), at);
    const { outputs, ...ranking } = await answer;
    expect({ slice, ...rankingOf(ranking, outputs) }).toEqual({ slice, ...expected });
  }
  const names = ['p', 'q', 's3://bucket/key'];
  const pointers = new Set(
    arrivals.flatMap((item) =>
      item.kind === 'span'
        ? [...item.fact.inputs, ...item.fact.outputs].map(({ pointer }) => keyOfPointer(pointer))
        : [],
    ),
  );
  const listed = ['ns/p', 'ns/q'].filter((key) => pointers.has(key));
  if (listed.length === 0) return;
  const { outputs, ...ranking } = await ask<SliceAnswer>(store, 'slice', {
    ...common,
    pointers: names.slice(0, 2),
    namespace: 'ns',
  });
  expect(rankingOf(ranking, outputs)).toEqual(
    bruteSliceOfPointers(brute, arrivals, new Set(listed), at),
  );
}

function rankingOf(
  { baseline, runs, components, codeVersions }: Omit<ReviewAnswer, 'flagged'>,
  outputs: number | null,
): BruteRanking {
  const suspects = outputs ?? suspectsOf(runs);
  for (const { count, coverage, confidence, lift } of [...runs, ...components, ...codeVersions]) {
    expect(coverage).toBeCloseTo(count / suspects, 10);
    expect(lift === null).toBe(baseline === 0);
    expect(confidence === null).toBe(baseline === 0);
    expect(confidence ?? 0).toBeLessThanOrEqual(coverage);
  }
  const pairs = <T extends Score>(rows: readonly T[], nameOf: (row: T) => string) =>
    Object.fromEntries(
      rows.map((row): [string, [number, number]] => [nameOf(row), [row.count, row.baselineCount]]),
    );
  return {
    suspects,
    baseline,
    runs: pairs(runs, ({ id }) => id),
    components: pairs(components, ({ component }) => component),
    codes: pairs(codeVersions, ({ kind, version }) => `${kind} ${version}`),
  };
}

/** Review does not say how many flagged outputs have a producer; a run's coverage does. */
function suspectsOf(runs: ReviewAnswer['runs']): number {
  const [run] = runs;
  return run === undefined ? 0 : Math.round(run.count / run.coverage);
}

test(`review and slice equal the plain model in the reference store (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(history(10), asOf, async (given, at) => {
      await check(new MemoryLineageStore(), given, at);
    }),
    { numRuns: 500, seed },
  );
}, 300_000);

test(`review and slice equal it in the embedded store (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(history(10), asOf, async (given, at) => {
      const store = await openEmbedded();

      await check(store, given, at);

      await store.close();
    }),
    { numRuns: process.env.CI === 'true' ? 500 : 40, seed },
  );
}, 600_000);

describeNeo4j('review and slice on Neo4j', server, (uri) => {
  let store: LineageStore;

  beforeAll(async () => {
    store = await openLineage({ store: uri });
  });
  afterAll(async () => {
    await store.close();
    await closeEmptier();
  });

  test(`equal the plain model as of random times (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(history(8), asOf, async (given, at) => {
        await emptyNeo4j(uri);
        await check(store, given, at);
      }),
      { numRuns: process.env.CI === 'true' ? 12 : 6, seed },
    );
  }, 600_000);
});
