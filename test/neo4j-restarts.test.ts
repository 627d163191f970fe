/**
 * Promise 3 where the store is another process: Neo4j dies or is stopped in the middle of batches and
 * comes back after a pause, while a service goes on taking spans in and its senders send again what was
 * not acknowledged.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  describeNeo4j,
  type Neo4jServer,
  neo4jOfOwn,
  startNeo4j,
} from '@spantrail/neo4j-for-tests';
import { seededRandom } from './support/random-pipeline.ts';
import { type ServeProcess, startServe } from './support/spantrail-process.ts';
import { difference, dumpOf, referenceOf, Traffic, viewsOf } from './support/traffic.ts';

const restarts = Number(process.env.SPANTRAIL_NEO4J_RESTARTS ?? 2);
const pauseMs = Number(process.env.SPANTRAIL_NEO4J_PAUSE_MS ?? 1_000);
const seed = Number(process.env.SPANTRAIL_KILL_SEED ?? Math.floor(Math.random() * 2 ** 31));
const random = seededRandom(seed);

const SENDERS = 3;
const BURST_MS_MIN = 200;
const BURST_MS_MAX = 2_500;
/** Of endings; the others are in order. */
const KILLED = 0.7;
/** A sender that was refused waits this long, as a Collector does. */
const REFUSED_MS = 200;
/** A server that was killed reads its log when it comes back, and on a busy machine takes minutes to start. */
const BACK_MS_MAX = 300_000;

const traffic = new Traffic({ random, mayPutOff: true });
const { counts, acknowledged, waiting } = traffic;

describeNeo4j(`a Neo4j that goes away ${restarts} times during ingest`, await neo4jOfOwn(), () => {
  let neo4j: Neo4jServer;
  let service: ServeProcess;

  beforeAll(async () => {
    neo4j = await startNeo4j();
    service = await startServe(neo4j.uri);
  }, 180_000);
  afterAll(async () => {
    await service?.kill();
    await neo4j?.stop();
  }, 60_000);

  test(
    'costs nothing that was acknowledged, doubles nothing, and leaves the graph of an undisturbed one',
    async () => {
      const started = performance.now();
      say(`${restarts} restarts, pause ${pauseMs} ms, seed ${seed} (SPANTRAIL_KILL_SEED).`);
      let kills = 0;

      for (let round = 0; round < restarts; round += 1) {
        const before = acknowledged.length;
        const killed = random() < KILLED;
        if (killed) kills += 1;
        const { awayMs, afterMs } = await burst(service, `step-${round}`, () =>
          goAndComeBack(neo4j, killed),
        );
        const said = acknowledged.slice(before);
        const views = await viewsOf(service, [...said, ...waiting]);
        expect(traffic.missing(views, said)).toEqual([]);
        expect(traffic.torn(views, waiting)).toEqual([]);
        say(
          `${round + 1}: ${killed ? 'killed' : 'stopped'}, away ${awayMs} ms, taken again ${afterMs} ms later; ${said.length} acknowledged.`,
        );
      }
      while (waiting.length > 0) await traffic.sendNext(service, 'last');
      const exitCode = await service.stop();

      const graph = await dumpOf(neo4j.uri);
      const reference = await referenceOf(acknowledged);
      say(
        `${kills} kills and ${restarts - kills} stops in order; ${counts.acknowledged} requests (${counts.runs} runs) acknowledged, ` +
          `${counts.unacknowledged} not at first (${counts.putOff} answered 503, ${counts.committedUnsaid} had been committed all the same), ` +
          `${counts.duplicates} sent twice; ${graph.nodes.length} nodes, ${graph.edges.length} edges; ` +
          `${Math.round((performance.now() - started) / 1_000)} s.`,
      );
      expect(exitCode).toBe(0);
      expect(counts.unacknowledged).toBeGreaterThan(0);
      expect(difference(graph.nodes, reference.nodes)).toEqual([]);
      expect(difference(graph.edges, reference.edges)).toEqual([]);
    },
    120_000 + restarts * (pauseMs + BACK_MS_MAX),
  );
});

/** Sends without a pause, before, while and after the store is away, until it has taken something again. */
async function burst(
  service: ServeProcess,
  component: string,
  away: () => Promise<void>,
): Promise<{ readonly awayMs: number; readonly afterMs: number }> {
  let isBack = false;
  let taken = 0;
  let times = { wentAt: 0, backAt: 0, takenAt: 0 };
  const now = (): number => Math.round(performance.now());
  const back = (async () => {
    await sleep(BURST_MS_MIN + random() * (BURST_MS_MAX - BURST_MS_MIN));
    times = { ...times, wentAt: now() };
    await away();
    times = { ...times, backAt: now() };
    isBack = true;
  })();
  const sender = async (): Promise<void> => {
    while (!isBack || taken < SENDERS) {
      const accepted = await traffic.sendNext(service, component);
      if (!accepted) await sleep(REFUSED_MS);
      else if (isBack) {
        if (taken === 0) times = { ...times, takenAt: now() };
        taken += 1;
      }
    }
  };
  await Promise.all([back, ...Array.from({ length: SENDERS }, sender)]);
  return { awayMs: times.backAt - times.wentAt, afterMs: times.takenAt - times.backAt };
}

async function goAndComeBack(neo4j: Neo4jServer, killed: boolean): Promise<void> {
  await (killed ? neo4j.kill() : neo4j.halt());
  await sleep(pauseMs);
  await neo4j.restart();
}

function say(text: string): void {
  process.stdout.write(`neo4j-restarts: ${text}\n`);
}
