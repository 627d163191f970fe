/**
 * Promises 2 and 3 end to end: spans on their way through a real Collector with a queue on disk, while the service, the
 * Collector or the store is killed, arrive all, and those that arrive twice count once. `npm run chaos` has the long form.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';
import { collectorForTests, describeCollector } from '@spantrail/collector-for-tests';
import {
  describeNeo4j,
  type Neo4jServer,
  neo4jOfOwn,
  startNeo4j,
} from '@spantrail/neo4j-for-tests';
import { CollectorStream, type Fault } from './support/collector-stream.ts';
import { seededRandom } from './support/random-pipeline.ts';
import { type ServeProcess, startServe } from './support/spantrail-process.ts';
import { difference, dumpOf, referenceOf } from './support/traffic.ts';

const runs = Number(process.env.SPANTRAIL_CHAOS_RUNS ?? 3_000);
const serveKills = Number(process.env.SPANTRAIL_SERVE_KILLS ?? 5);
const collectorKills = Number(process.env.SPANTRAIL_COLLECTOR_KILLS ?? 2);
const neo4jRestarts = Number(process.env.SPANTRAIL_NEO4J_RESTARTS ?? 2);
const seed = Number(process.env.SPANTRAIL_KILL_SEED ?? Math.floor(Math.random() * 2 ** 31));
const random = seededRandom(seed);

/** Neo4j takes a fraction of what the embedded store takes in a second. */
const neo4jRuns = Math.ceil(runs / 4);

/** A busy machine takes minutes to bring a Neo4j back that was killed. */
const NEO4J_BACK_MS_MAX = 300_000;
const NEO4J_PAUSE_MS = 500;

const TEST_MS_MAX = 120_000 + runs * 20 + (serveKills + collectorKills) * 10_000;

let service: ServeProcess;
let stream: CollectorStream | undefined;
const tidying: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  // A Collector that ends in order waits for its service.
  await stream?.close();
  await service.kill();
  for (const tidy of tidying.splice(0)) await tidy();
}, 60_000);

const itsCollector = await collectorForTests();
const itsNeo4j = await neo4jOfOwn();

describeCollector('spans through a Collector', itsCollector, () => {
  test(
    `arrive all, and count once, while the service is killed ${serveKills} times and the Collector ${collectorKills} times`,
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'spantrail-chaos-'));
      tidying.push(() => rm(folder, { recursive: true, force: true }));
      const store = `file:${join(folder, 'lineage.db')}`;

      await streamThrough(store, runs, [
        ...repeated(serveKills, 'serve', async () => {
          await service.kill();
          service = await startServe(store);
        }),
        ...repeated(collectorKills, 'Collector', killCollector),
      ]);
    },
    TEST_MS_MAX,
  );

  describeNeo4j(`with a Neo4j that goes away ${neo4jRestarts} times`, itsNeo4j, () => {
    test(
      'arrive all, and count once, whoever is killed',
      async () => {
        const neo4j = await startNeo4j();
        tidying.push(() => neo4j.stop());

        await streamThrough(neo4j.uri, neo4jRuns, [
          ...repeated(neo4jRestarts, 'Neo4j', () => goAndComeBack(neo4j)),
          ...repeated(1, 'Collector', killCollector),
          ...repeated(1, 'serve', async () => {
            await service.kill();
            service = await startServe(neo4j.uri);
          }),
        ]);
      },
      TEST_MS_MAX + neo4jRestarts * NEO4J_BACK_MS_MAX,
    );
  });
});

async function streamThrough(store: string, runs: number, faults: readonly Fault[]): Promise<void> {
  const started = performance.now();
  const order = shuffled(faults);
  say(`${runs} runs, seed ${seed} (SPANTRAIL_KILL_SEED).`);
  service = await startServe(store);
  stream = await CollectorStream.start({ random, service: () => service });
  const { collector, traffic, proxy } = stream;

  await stream.run(runs, order, 'step');
  await collector.halt();
  const exitCode = await service.stop();

  const graph = await dumpOf(store);
  const reference = await referenceOf(traffic.acknowledged);
  const { counts, statuses } = proxy;
  say(
    `${traffic.counts.runs} runs; gone in this order: ${order.map(({ name }) => name).join(', ')}. The service was sent ${counts.spans} spans in ` +
      `${counts.requests} requests: ${counts.spansAgain} duplicates, ${counts.spansAgainAfterCommit} of them after their commit; ` +
      `${counts.broken} requests broken off, ${counts.lost} answers lost; statuses ${JSON.stringify([...statuses])}; ` +
      `${graph.nodes.length} nodes, ${graph.edges.length} edges; ${Math.round((performance.now() - started) / 1_000)} s.`,
  );
  expect(exitCode).toBe(0);
  expect(counts.spansAgainAfterCommit).toBeGreaterThan(0);
  expect([...statuses.keys()].filter((status) => ![200, 503].includes(status))).toEqual([]);
  expect(difference(graph.nodes, reference.nodes)).toEqual([]);
  expect(difference(graph.edges, reference.edges)).toEqual([]);
}

async function killCollector(): Promise<void> {
  await stream?.collector.kill();
  await stream?.collector.restart();
}

async function goAndComeBack(neo4j: Neo4jServer): Promise<void> {
  await neo4j.kill();
  await sleep(NEO4J_PAUSE_MS);
  await neo4j.restart();
}

function repeated(times: number, name: string, strike: () => Promise<void>): readonly Fault[] {
  return Array.from({ length: times }, () => ({
    name,
    strike: async () => {
      const started = performance.now();
      await strike();
      say(`${name} was away for ${Math.round(performance.now() - started)} ms.`);
    },
  }));
}

function shuffled(faults: readonly Fault[]): readonly Fault[] {
  return faults
    .map((fault) => ({ fault, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ fault }) => fault);
}

function say(text: string): void {
  process.stdout.write(`collector-faults: ${text}\n`);
}
