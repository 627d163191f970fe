import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeNeo4j, neo4jForTests } from '@spantrail/neo4j-for-tests';
import fc from 'fast-check';
import type {
  ComponentsAnswer,
  HistoryAnswer,
  InspectAnswer,
  RunsAnswer,
} from '../src/answers/answers.ts';
import type { LineageStore } from '../src/lineage-store.ts';
import { MemoryLineageStore } from '../src/memory/memory-lineage-store.ts';
import { openLineage } from '../src/open-lineage.ts';
import { ask } from './ask.ts';
import { BruteForce, type BruteRun } from './brute-force.ts';
import { closeEmptier, emptyNeo4j } from './empty-neo4j.ts';
import { openEmbedded } from './open-embedded.ts';
import { asOf, batchOf, type History, history } from './random-facts.ts';

const seed = Number(process.env.SPANTRAIL_SEED ?? Date.now() % 2 ** 31);
const server = await neo4jForTests();
const environments = [undefined, 'production', 'staging'];

/** Runs that had started, newest first. */
function startedBy(brute: BruteForce, at: bigint, environment: string | undefined): BruteRun[] {
  return [...brute.runs.values()]
    .filter((run) => run.visible && run.start <= at)
    .filter((run) => environment === undefined || run.environment === environment)
    .sort((a, b) => {
      if (a.start !== b.start) return a.start < b.start ? 1 : -1;
      return a.id < b.id ? 1 : -1;
    });
}

function stateAt(run: BruteRun, at: bigint): string {
  return run.end !== null && run.end <= at ? run.state : 'running';
}

/** Names of what had been read or written, once each. */
function ioAt(run: BruteRun, direction: 'inputs' | 'outputs', at: bigint): string[] {
  const names = [...run[direction]]
    .filter(([, io]) => io.at !== null && io.at <= at)
    .map(([key]) =>
      key.includes('/') && !key.includes(':') ? key.slice(key.indexOf('/') + 1) : key,
    );
  return [...new Set(names)].sort();
}

async function check(store: LineageStore, given: History, at: bigint): Promise<void> {
  for (const request of given.requests) await store.write(batchOf(request));
  const brute = new BruteForce(given.arrivals);
  const components = [...new Set([...brute.runs.values()].map((run) => run.component))];
  for (const environment of environments) {
    const where = { 'as-of': at, ...(environment === undefined ? {} : { environment }) };
    const started = startedBy(brute, at, environment);

    const recent = await ask<RunsAnswer>(store, 'recent', { ...where, limit: 3 });
    expect(recent.runs.map(({ id, state }) => [id, state])).toEqual(
      started.slice(0, 3).map((run) => [run.id, stateAt(run, at)]),
    );
    expect(recent.truncated).toBe(started.length > 3);

    for (const component of components.filter((name) => name !== '')) {
      const { runs } = await ask<HistoryAnswer>(store, 'history', { component, ...where });
      const expected = started.filter((run) => run.component === component);
      expect(runs.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
      expect(runs.map(({ metrics }) => metrics.map(({ value }) => value).sort())).toEqual(
        expected.map((run) => metricsAt(run, at)),
      );
    }

    const { components: listed } = await ask<ComponentsAnswer>(store, 'components', where);
    const names = [...new Set(started.map((run) => run.component))].sort();
    expect(listed.map(({ name, lastRun }) => [name, lastRun?.id])).toEqual(
      names.map((name) => [name, started.find((run) => run.component === name)?.id]),
    );
  }
  for (const run of brute.runs.values()) if (run.visible) await checkRun(store, brute, run, at);
}

function metricsAt(run: BruteRun, at: bigint): number[] {
  return run.metrics
    .filter((metric) => metric.at <= at)
    .map(({ value }) => value)
    .sort();
}

async function checkRun(
  store: LineageStore,
  brute: BruteForce,
  run: BruteRun,
  at: bigint,
): Promise<void> {
  const answer = await ask<InspectAnswer>(store, 'inspect', { run: run.id, 'as-of': at });
  const edges = brute.edges.filter((edge) => edge.from === run.id && edge.at <= at);

  expect(answer.run).toMatchObject({
    id: run.id,
    component: run.component,
    environment: run.environment,
    state: stateAt(run, at),
    inputs: ioAt(run, 'inputs', at),
    outputs: ioAt(run, 'outputs', at),
  });
  expect(answer.run.code?.digest ?? null).toBe(run.codeDigest);
  expect(answer.run.metrics.map(({ value }) => value).sort()).toEqual(metricsAt(run, at));
  expect(answer.run.dependencies.map(({ to }) => to).sort()).toEqual(
    edges.map(({ to }) => to).sort(),
  );
  expect(answer.run.reads.map(({ digest }) => digest ?? '').sort()).toEqual(
    [...run.inputs.values()]
      .filter((io) => io.at !== null && io.at <= at)
      .map(({ digest }) => digest ?? '')
      .sort(),
  );
}

test(`recent, history, components and inspect equal the plain model in the reference store (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(history(10), asOf, async (given, at) => {
      await check(new MemoryLineageStore(), given, at);
    }),
    { numRuns: 500, seed },
  );
}, 300_000);

test(`recent, history, components and inspect equal it in the embedded store (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(history(10), asOf, async (given, at) => {
      const store = await openEmbedded();

      await check(store, given, at);

      await store.close();
    }),
    { numRuns: process.env.CI === 'true' ? 500 : 50, seed },
  );
}, 600_000);

describeNeo4j('recent, history, components and inspect on Neo4j', server, (uri) => {
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
      { numRuns: process.env.CI === 'true' ? 12 : 5, seed },
    );
  }, 600_000);
});
