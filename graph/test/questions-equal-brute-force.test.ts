import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { describeNeo4j, neo4jForTests } from '@spantrail/neo4j-for-tests';
import fc from 'fast-check';
import type {
  ImpactAnswer,
  LabelAnswer,
  LabelsAnswer,
  RetractedAnswer,
  RunView,
  StaleAnswer,
  TraceAnswer,
} from '../src/answers/answers.ts';
import type { MapAnswer } from '../src/answers/map-answer.ts';
import { CypherLineageStore } from '../src/cypher/cypher-lineage-store.ts';
import { neo4jConnection } from '../src/engines/neo4j-connection.ts';
import { openNeo4jEngine } from '../src/engines/neo4j-engine.ts';
import { formatTime } from '../src/facts/time.ts';
import type { LineageStore } from '../src/lineage-store.ts';
import { MemoryLineageStore } from '../src/memory/memory-lineage-store.ts';
import { openLineage } from '../src/open-lineage.ts';
import { ask } from './ask.ts';
import { BruteForce, keyOfPointer } from './brute-force.ts';
import { BruteLabels } from './brute-labels.ts';
import { closeEmptier, emptyNeo4j } from './empty-neo4j.ts';
import { openEmbedded, TINY_REPAIRS } from './open-embedded.ts';
import { asOf, batchOf, crowdedHistory, type History, history } from './random-facts.ts';

const seed = Number(process.env.SPANTRAIL_SEED ?? Date.now() % 2 ** 31);
const server = await neo4jForTests();
const MAX_AGE = 3n;
const maxAgeDays = Number(MAX_AGE) / 86_400_000_000;

async function check(
  store: LineageStore,
  { arrivals, requests }: History,
  at: bigint,
): Promise<void> {
  for (const request of requests) await store.write(batchOf(request));
  const brute = new BruteForce(arrivals);
  const said = new BruteLabels(arrivals, brute, at);
  await checkLabels(store, said, at);
  await checkMap(store, brute, at);
  const pointers = new Map(
    arrivals.flatMap((item) =>
      item.kind === 'span'
        ? [...item.fact.inputs, ...item.fact.outputs].map(
            ({ pointer }) => [keyOfPointer(pointer), pointer] as const,
          )
        : [],
    ),
  );
  for (const [key, { namespace, name }] of pointers) {
    const where = { namespace: key === name ? '' : namespace };
    const trace = await ask<TraceAnswer>(store, 'trace', {
      pointer: name,
      ...where,
      'as-of': at,
      'max-age-days': maxAgeDays,
    });
    const root = brute.producerFor(key, at, null, null);
    const up = brute.walk(root === null ? [] : [root], at, 'up', 1);
    expect(depthsOf(trace.runs)).toEqual(visible(brute, up));
    expect(edgesOf(trace)).toEqual(bruteEdges(brute, [...up.keys()], at));
    expect(trace.retracted.map(({ label }) => label)).toEqual(
      LABELS.filter((label) => reachesPointer(said, label, key, root)),
    );
    for (const run of trace.runs) expectStale(brute, run, at, 'atRun');

    const impact = await ask<ImpactAnswer>(store, 'impact', {
      subject: name,
      ...where,
      'as-of': at,
    });
    const down = brute.walk(brute.readersOf(key, at), at, 'down', 1);
    expect(depthsOf(impact.runs)).toEqual(visible(brute, down));
  }
  for (const run of brute.runs.values()) {
    if (!run.visible) continue;
    const impact = await ask<ImpactAnswer>(store, 'impact', { subject: run.id, 'as-of': at });
    const down = brute.walk([run.id], at, 'down', 0);
    down.delete(run.id);
    expect(depthsOf(impact.runs)).toEqual(visible(brute, down));

    const stale = await ask<StaleAnswer>(store, 'stale', {
      subject: run.id,
      'as-of': at,
      'max-age-days': maxAgeDays,
    });
    const [found] = stale.runs;
    if (found === undefined) expect(allReasons(brute, run.id, at, 'now')).toEqual([]);
    else expectStale(brute, found, at, 'now');
  }
}

/** By every run, so that the last ones are all. */
async function checkMap(store: LineageStore, brute: BruteForce, at: bigint): Promise<void> {
  const { nodes, edges } = await ask<MapAnswer>(store, 'map', {
    'as-of': at,
    runs: 1_000,
    'max-age-days': maxAgeDays,
  });
  const there = [...brute.runs.values()].filter((run) => run.visible && run.start <= at);
  const expected = new Map<string, { runs: number; failed: number; stale: number }>();
  for (const run of there) {
    const known = expected.get(run.component) ?? { runs: 0, failed: 0, stale: 0 };
    const failed = run.state === 'failed' && run.end !== null && run.end <= at;
    const stale = brute.reasonsOf(run.id, at, MAX_AGE, 'atRun').length > 0;
    expected.set(run.component, {
      runs: known.runs + 1,
      failed: known.failed + (failed ? 1 : 0),
      stale: known.stale + (stale ? 1 : 0),
    });
  }
  expect(
    nodes.map(({ component, runs, failed, stale }) => [component, { runs, failed, stale }]),
  ).toEqual([...expected].sort(([a], [b]) => (a < b ? -1 : 1)));

  const names = new Map(nodes.map(({ id, component }) => [id, component]));
  const read = new Map<string, number>();
  for (const edge of brute.edges) {
    const from = brute.runs.get(edge.from);
    const to = brute.runs.get(edge.to);
    if (from === undefined || to === undefined || edge.at > at) continue;
    if (!there.includes(from) || !to.visible || !expected.has(to.component)) continue;
    const key = `${from.component} ${to.component}`;
    read.set(key, (read.get(key) ?? 0) + 1);
  }
  const told = edges.map(({ from, to, count }) => [`${names.get(from)} ${names.get(to)}`, count]);
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(read));
}

const LABELS = ['gdpr', 'vip'];

async function checkLabels(store: LineageStore, said: BruteLabels, at: bigint): Promise<void> {
  const all = await ask<LabelsAnswer>(store, 'labels', { 'as-of': at });
  const { runs: tainted } = await ask<RetractedAnswer>(store, 'retracted', { 'as-of': at });
  for (const label of LABELS) {
    const since = said.retractedSince(label);
    const row = all.labels.find(({ name }) => name === label);
    expect(row?.retractedAt ?? null).toBe(since === null ? null : formatTime(since));
    expect(row?.pointers ?? 0).toBe(said.direct(label).size);
    const taints = tainted.flatMap(({ id, taints }) =>
      taints.filter((taint) => taint.label === label).map(({ reached }) => [id, reached]),
    );
    expect(Object.fromEntries(taints)).toEqual(said.taints(label));
    if (row === undefined) {
      expect(said.carriers(label)).toEqual([]);
      continue;
    }
    const answer = await ask<LabelAnswer>(store, 'labels', { label, 'as-of': at });
    const carriers = answer.carriers.map(({ pointer, namespace, depth }) => {
      return `${pointer.includes(':') ? pointer : `${namespace}/${pointer}`} ${depth}`;
    });
    expect(carriers.sort()).toEqual(said.carriers(label));
  }
}

/** A retracted label taints what a reader of the pointer would get: its own label, or its writer's. */
function reachesPointer(
  said: BruteLabels,
  label: string,
  pointer: string,
  root: string | null,
): boolean {
  if (said.retractedSince(label) === null) return false;
  return said.direct(label).has(pointer) || (root !== null && said.reached(label).has(root));
}

function expectStale(brute: BruteForce, run: RunView, at: bigint, clock: 'atRun' | 'now'): void {
  expect(run.staleOmitted).toBe(0);
  const reasons = run.stale.map(
    ({ kind, dependency, transitive }) =>
      `${transitive === true ? 'inherited ' : ''}${kind} ${dependency}`,
  );
  expect(reasons.sort()).toEqual(allReasons(brute, run.id, at, clock));
}

function allReasons(brute: BruteForce, id: string, at: bigint, clock: 'atRun' | 'now'): string[] {
  const upstream = brute.walk([id], at, 'up', 0);
  return [...upstream.keys()]
    .filter((run) => brute.runs.get(run)?.visible)
    .flatMap((run) =>
      brute
        .reasonsOf(run, at, MAX_AGE, clock)
        .map((reason) => `${run === id ? '' : 'inherited '}${reason}`),
    )
    .sort();
}

function visible(brute: BruteForce, depths: Map<string, number>): Record<string, number> {
  return Object.fromEntries([...depths].filter(([id]) => brute.runs.get(id)?.visible));
}

function depthsOf(runs: readonly RunView[]): Record<string, number> {
  return Object.fromEntries(runs.map((run) => [run.id, run.depth]));
}

function edgesOf({ edges }: TraceAnswer): string[] {
  return edges.map(({ from, to }) => `${from} ${to}`).sort();
}

function bruteEdges(brute: BruteForce, within: readonly string[], at: bigint): string[] {
  const set = new Set(within);
  return brute.edges
    .filter((edge) => edge.at <= at && set.has(edge.from) && set.has(edge.to))
    .map(({ from, to }) => `${from} ${to}`)
    .sort();
}

describe('trace, impact and stale as of random times equal the plain model', () => {
  test(`in the reference store (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(history(10), asOf, async (given, at) => {
        await check(new MemoryLineageStore(), given, at);
      }),
      { numRuns: 500, seed },
    );
  }, 300_000);

  test(`in the embedded store (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(history(10), asOf, async (given, at) => {
        const store = await openEmbedded();

        await check(store, given, at);

        await store.close();
      }),
      { numRuns: process.env.CI === 'true' ? 500 : 200, seed },
    );
  }, 600_000);
});

describe('while repairs are pending', () => {
  test(`the embedded store answers as the plain model does (seed ${seed})`, async () => {
    let pending = 0;
    await fc.assert(
      fc.asyncProperty(fc.oneof(history(10), crowdedHistory), asOf, async (given, at) => {
        const store = await openEmbedded(undefined, TINY_REPAIRS);

        await check(store, given, at);

        if (await store.repair()) pending += 1;
        await store.close();
      }),
      { numRuns: process.env.CI === 'true' ? 200 : 40, seed },
    );
    expect(pending).toBeGreaterThan(5);
  }, 600_000);
});

describeNeo4j('trace, impact and stale on Neo4j', server, (uri) => {
  let store: LineageStore;

  beforeAll(async () => {
    store = await openLineage({ store: uri });
  });
  afterAll(async () => {
    await store.close();
    await closeEmptier();
  });

  test(`equal the plain model while repairs are pending (seed ${seed})`, async () => {
    const engine = await openNeo4jEngine(neo4jConnection(uri, {}, {}));
    const tiny = new CypherLineageStore(engine, 0n, TINY_REPAIRS);
    await fc.assert(
      fc.asyncProperty(fc.oneof(history(8), crowdedHistory), asOf, async (given, at) => {
        await emptyNeo4j(uri);
        await check(tiny, given, at);
      }),
      { numRuns: process.env.CI === 'true' ? 12 : 5, seed },
    );
    await tiny.close();
  }, 600_000);

  test(`equal the plain model as of random times (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(history(8), asOf, async (given, at) => {
        await emptyNeo4j(uri);
        await check(store, given, at);
      }),
      { numRuns: process.env.CI === 'true' ? 40 : 20, seed },
    );
  }, 600_000);
});
