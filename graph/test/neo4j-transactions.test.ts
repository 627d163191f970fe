import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeNeo4j, neo4jForTests } from '@spantrail/neo4j-for-tests';
import type { CypherEngine, Query } from '../src/engines/cypher-engine.ts';
import { neo4jConnection } from '../src/engines/neo4j-connection.ts';
import { openNeo4jEngine } from '../src/engines/neo4j-engine.ts';
import type { LineageStore } from '../src/lineage-store.ts';
import { MemoryLineageStore } from '../src/memory/memory-lineage-store.ts';
import { openLineage } from '../src/open-lineage.ts';
import { batch, run } from './facts.ts';

const server = await neo4jForTests();
const statement = (text: string): Query => ({ name: 'a test', text: () => text });

/** A Bolt COMMIT: a message of two bytes, and its end. */
const COMMIT = Buffer.from([0x00, 0x02, 0xb0, 0x12, 0x00, 0x00]);

/** Stands before the server, and cuts the line where a commit's answer should come, as often as asked. */
class Cutter {
  answersToLose = 0;
  commits = 0;
  readonly #server: Server;

  constructor(uri: string) {
    const target = new URL(uri);
    this.#server = createServer((client) => {
      const upstream = connect(Number(target.port), target.hostname);
      this.#join(client, upstream);
    });
  }

  #join(client: Socket, upstream: Socket): void {
    let losing = false;
    client.on('data', (data) => {
      if (data.includes(COMMIT)) {
        this.commits += 1;
        if (this.answersToLose > 0) {
          this.answersToLose -= 1;
          losing = true;
        }
      }
      upstream.write(data);
    });
    upstream.on('data', (data) => {
      // The server has committed by now.
      if (losing) client.destroy();
      else client.write(data);
    });
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `bolt://127.0.0.1:${(this.#server.address() as { port: number }).port}`;
  }

  stop(): void {
    this.#server.close();
  }
}

describeNeo4j('a transaction on Neo4j', server, (uri) => {
  let store: LineageStore;
  let engine: CypherEngine;
  beforeAll(async () => {
    store = await openLineage({ store: uri });
    engine = await openNeo4jEngine(neo4jConnection(uri, { writeMsMax: 3_000 }, {}));
  });
  afterAll(async () => {
    await store.close();
    await engine.close();
  });

  test('whose answer to the commit was lost is done again, and leaves the same graph', async () => {
    const cutter = new Cutter(uri);
    const through = await openLineage({ store: await cutter.start() });
    const facts = batch(run({ id: 'lost-1' }), run({ id: 'lost-2' }));
    const commitsBefore = cutter.commits;
    cutter.answersToLose = 2;

    const report = await through.write(facts);

    expect(report).toMatchObject({ runs: 2, rejected: [] });
    expect(cutter.answersToLose).toBe(0);
    // The two lost ones and the one that was answered; opening looks for repairs beside them.
    expect(cutter.commits - commitsBefore).toBeGreaterThanOrEqual(3);
    const reference = new MemoryLineageStore();
    await reference.write(facts);
    expect(await store.dump()).toEqual(await reference.dump());
    await through.close();
    cutter.stop();
  }, 60_000);

  test('waits for a lock within its bound, then gives up and leaves no lock behind', async () => {
    const lock = statement("MERGE (n:Component {key: 'hot'}) SET n.locked = true");
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const holder = await openNeo4jEngine(neo4jConnection(uri, {}, {}));
    let isHeld = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      isHeld = resolve;
    });
    const holding = holder.write(async (session) => {
      await session.run(lock);
      isHeld();
      await released;
    });
    await held;
    const started = performance.now();

    const waiting = engine.write((session) => session.run(lock));

    await expect(waiting).rejects.toMatchObject({
      code: 'GRAPH_UNAVAILABLE',
      message: expect.stringMatching(/SPANTRAIL_NEO4J_WRITE_MS_MAX|gave no answer in 3000 ms/),
    });
    expect(performance.now() - started).toBeLessThan(6_000);
    release();
    await holding;
    await engine.write((session) => session.run(lock));
    await holder.close();
  }, 60_000);

  test('that deadlocks with another is tried again, and neither caller hears of it', async () => {
    const take = (key: string): Query =>
      statement(`MERGE (n:Component {key: '${key}'}) SET n.locked = true`);
    let met = 0;
    let meet = (): void => undefined;
    const both = new Promise<void>((resolve) => {
      meet = resolve;
    });
    let tries = 0;
    const crossing = (first: string, second: string): Promise<void> =>
      engine.write(async (session) => {
        tries += 1;
        await session.run(take(first));
        met += 1;
        if (met >= 2) meet();
        await both;
        await session.run(take(second));
      });

    await Promise.all([crossing('a', 'b'), crossing('b', 'a')]);

    expect(tries).toBeGreaterThan(2);
  }, 60_000);

  test('of a question cannot write', async () => {
    const writing = engine.read((session) => session.run(statement('CREATE (:Component)')));

    await expect(writing).rejects.toThrow(/refused a statement/);
  });

  test('of a question through routing sees what the same store has just written', async () => {
    const routed = await openLineage({ store: uri.replace('bolt://', 'neo4j://') });

    for (let index = 0; index < 5; index += 1) {
      await routed.write(batch(run({ id: `routed-${index}` })));
      expect(await routed.runs([`routed-${index}`])).toHaveLength(1);
    }
    await routed.close();
  });
});
