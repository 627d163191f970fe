/**
 * Ten writers whose batches name the same components, pointers and runs at the same time: nobody is told
 * of a deadlock, and the graph is that of one writer after the other.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { decodeTraceRequest, spansToBatch } from '@spantrail/collector-exporter';
import { openLineage } from '@spantrail/graph';
import { describeNeo4j, neo4jForTests } from '@spantrail/neo4j-for-tests';
import { type RunSpan, traceRequest } from './support/otlp-json.ts';
import { randomRun, seededRandom } from './support/random-pipeline.ts';
import { startServe } from './support/spantrail-process.ts';
import { difference, dumpOf, type Request, referenceOf } from './support/traffic.ts';

const seed = Number(process.env.SPANTRAIL_SEED ?? Date.now() % 2 ** 31);
const WRITERS = 10;
const RUNS = Number(process.env.SPANTRAIL_WRITERS_RUNS ?? 400);
const RUNS_A_REQUEST = 10;
const COMPONENTS = 3;

const server = await neo4jForTests();

/** Runs in any order, so that every request meets others at most of its pointers; one in five comes twice. */
function overlappingRequests(): readonly Request[] {
  const random = seededRandom(seed);
  const runs = Array.from({ length: RUNS }, (_, index) =>
    randomRun(index, `step-${index % COMPONENTS}`, random),
  );
  const sent = shuffled([...runs, ...runs.filter(() => random() < 0.2)], random);
  const requests: Request[] = [];
  for (let from = 0; from < sent.length; from += RUNS_A_REQUEST) {
    const part = sent.slice(from, from + RUNS_A_REQUEST);
    requests.push({ component: 'any', runs: part, body: traceRequest(part) });
  }
  return requests;
}

/** Every writer takes the next request when it is done with its last one. */
async function byTenWriters(
  requests: readonly Request[],
  send: (writer: number, request: Request) => Promise<void>,
): Promise<void> {
  const queue = [...requests];
  const write = async (writer: number): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      await send(writer, next);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
}

describeNeo4j('ten stores on one Neo4j', server, (uri) => {
  test(`end as one writer would, and none is told of the others (seed ${seed})`, async () => {
    const requests = overlappingRequests();
    const stores = await Promise.all(
      Array.from({ length: WRITERS }, () => openLineage({ store: uri })),
    );

    await byTenWriters(requests, async (writer, { body }) => {
      const { spans } = decodeTraceRequest(Buffer.from(body), 'json');
      const report = await stores[writer]?.write(spansToBatch(spans).batch);
      expect(report?.rejected).toEqual([]);
    });

    const [graph, reference] = [await dumpOf(uri), await referenceOf(requests)];
    expect(difference(graph.nodes, reference.nodes)).toEqual([]);
    expect(difference(graph.edges, reference.edges)).toEqual([]);
    await Promise.all(stores.map((store) => store.close()));
  }, 300_000);
});

test(`ten senders to one service on a file end as one writer would (seed ${seed})`, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'spantrail-writers-'));
  const place = `file:${join(folder, 'lineage.db')}`;
  const requests = overlappingRequests();
  const service = await startServe(place);

  await byTenWriters(requests, async (_, { body }) => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${service.url}/v1/traces`, { method: 'POST', headers, body });
    expect([response.status, await response.text()]).toEqual([200, '{}']);
  });
  expect(await service.stop()).toBe(0);

  const [graph, reference] = [await dumpOf(place), await referenceOf(requests)];
  expect(difference(graph.nodes, reference.nodes)).toEqual([]);
  expect(difference(graph.edges, reference.edges)).toEqual([]);
  await rm(folder, { recursive: true, force: true });
}, 300_000);

function shuffled(runs: readonly RunSpan[], random: () => number): readonly RunSpan[] {
  const order = [...runs];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const [a, b] = [order[last], order[other]];
    if (a !== undefined && b !== undefined) [order[last], order[other]] = [b, a];
  }
  return order;
}
