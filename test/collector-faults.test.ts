/**
 * Promises 2 and 3 end to end: spans on their way through a real Collector with a queue on disk, while the service, the
 * Collector or the store is killed, arrive all, and those that arrive twice count once.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { collectorForTests, describeCollector } from '@spantrail/collector-for-tests';
import { CollectorStream, type Fault } from './support/collector-stream.ts';
import { seededRandom } from './support/random-pipeline.ts';
import { type ServeProcess, startServe } from './support/spantrail-process.ts';
import { difference, dumpOf, referenceOf } from './support/traffic.ts';

const runs = Number(process.env.SPANTRAIL_CHAOS_RUNS ?? 3_000);
const serveKills = Number(process.env.SPANTRAIL_SERVE_KILLS ?? 5);
const collectorKills = Number(process.env.SPANTRAIL_COLLECTOR_KILLS ?? 2);
const seed = Number(process.env.SPANTRAIL_KILL_SEED ?? Math.floor(Math.random() * 2 ** 31));
const random = seededRandom(seed);

let folder: string | undefined;
let service: ServeProcess | undefined;
let stream: CollectorStream | undefined;

afterEach(async () => {
  // In this order: a Collector that ends in order waits for its service.
  await stream?.close();
  await service?.kill();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
}, 60_000);

describeCollector('spans through a Collector', await collectorForTests(), () => {
  test(
    `arrive all, and count once, while the service is killed ${serveKills} times and the Collector ${collectorKills} times`,
    async () => {
      const started = performance.now();
      say(`${runs} runs, seed ${seed} (SPANTRAIL_KILL_SEED).`);
      folder = await mkdtemp(join(tmpdir(), 'spantrail-chaos-'));
      const store = `file:${join(folder, 'lineage.db')}`;
      service = await startServe(store);
      stream = await CollectorStream.start({ random, service: () => service as ServeProcess });
      const { collector, traffic, proxy } = stream;
      const faults = shuffled([
        ...repeated(serveKills, {
          name: 'serve',
          strike: async () => {
            await service?.kill();
            service = await startServe(store);
          },
        }),
        ...repeated(collectorKills, {
          name: 'Collector',
          strike: async () => {
            await collector.kill();
            await collector.restart();
          },
        }),
      ]);

      await stream.run(runs, faults, 'step');
      await collector.halt();
      const exitCode = await service.stop();

      const graph = await dumpOf(store);
      const reference = await referenceOf(traffic.acknowledged);
      const { counts, statuses } = proxy;
      say(
        `${traffic.counts.runs} runs; killed: ${faults.map(({ name }) => name).join(', ')}. The service was sent ${counts.spans} spans in ` +
          `${counts.requests} requests: ${counts.spansAgain} duplicates, ${counts.spansAgainAfterCommit} of them after their commit; ` +
          `${counts.broken} requests broken off, ${counts.lost} answers lost; statuses ${JSON.stringify([...statuses])}; ` +
          `${graph.nodes.length} nodes, ${graph.edges.length} edges; ${Math.round((performance.now() - started) / 1_000)} s.`,
      );
      expect(exitCode).toBe(0);
      expect(counts.spansAgainAfterCommit).toBeGreaterThan(0);
      expect([...statuses.keys()].filter((status) => ![200, 503].includes(status))).toEqual([]);
      expect(difference(graph.nodes, reference.nodes)).toEqual([]);
      expect(difference(graph.edges, reference.edges)).toEqual([]);
    },
    120_000 + runs * 20 + (serveKills + collectorKills) * 10_000,
  );
});

function repeated(times: number, fault: Fault): readonly Fault[] {
  return Array.from({ length: times }, () => fault);
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
