import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from '@jest/globals';
import { describeNeo4j, neo4jForTests } from '@spantrail/neo4j-for-tests';
import fc from 'fast-check';
import { CypherLineageStore } from '../src/cypher/cypher-lineage-store.ts';
import { CypherUpkeep } from '../src/cypher/cypher-upkeep.ts';
import { prepareStore } from '../src/cypher/schema.ts';
import type { CypherEngine } from '../src/engines/cypher-engine.ts';
import { openEmbeddedEngine } from '../src/engines/embedded-engine.ts';
import { neo4jConnection } from '../src/engines/neo4j-connection.ts';
import { openNeo4jEngine } from '../src/engines/neo4j-engine.ts';
import type { GraphDump } from '../src/lineage-store.ts';
import { MemoryLineageStore } from '../src/memory/memory-lineage-store.ts';
import { openLineage } from '../src/open-lineage.ts';
import { parseParameters } from '../src/question.ts';
import { clear, schema } from '../src/questions/schema.ts';
import { closeEmptier, emptyNeo4j } from './empty-neo4j.ts';
import { batch, run } from './facts.ts';
import { type Arrival, batchOf, crowdedHistory } from './random-facts.ts';

const seed = Number(process.env.SPANTRAIL_SEED ?? Date.now() % 2 ** 31);
const server = await neo4jForTests();
const folder = mkdtempSync(join(tmpdir(), 'spantrail-upkeep-'));
let files = 0;
const newFile = (): string => {
  files += 1;
  return `file:${join(folder, `${files}.db`)}`;
};

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const skews = fc.bigInt({ min: 1n, max: 400n });

async function referenceOf(arrivals: readonly Arrival[], clockSkew: bigint): Promise<GraphDump> {
  const reference = new MemoryLineageStore({ clockSkew });
  await reference.write(batchOf(arrivals));
  return reference.dump();
}

/** An engine whose writes fail after some, as if the process had been killed there. */
function dyingAfter(engine: CypherEngine, writes: number): CypherEngine {
  let left = writes;
  return {
    ...engine,
    write: (work) => {
      left -= 1;
      if (left < 0) throw new Error('killed');
      return engine.write(work);
    },
  };
}

async function rederiveInPieces(
  engine: CypherEngine,
  clockSkew: bigint,
  chunk: bigint,
): Promise<number> {
  for (let kills = 0; ; kills += 1) {
    try {
      await new CypherUpkeep(dyingAfter(engine, 2), chunk).rederive(kills === 0 ? clockSkew : null);
      return kills;
    } catch (error) {
      if (!String(error).includes('killed')) throw error;
    }
  }
}

function ask(
  command: typeof schema,
  store: MemoryLineageStore | CypherLineageStore,
  ...words: string[]
) {
  const values = parseParameters(
    command,
    words.map((word) => [word, 'true'] as const),
  );
  return command.ask(store, values, 0n);
}

describe('the embedded store', () => {
  test(`derived anew in pieces equals one that always had that clock skew (seed ${seed})`, async () => {
    let killed = 0;
    await fc.assert(
      fc.asyncProperty(crowdedHistory, skews, async ({ arrivals }, clockSkew) => {
        const engine = openEmbeddedEngine({ path: null, readOnly: false });
        await prepareStore(engine, {});
        await new CypherLineageStore(engine, 0n).write(batchOf(arrivals));

        killed += await rederiveInPieces(engine, clockSkew, 2n);

        const store = new CypherLineageStore(engine, clockSkew);
        expect(await store.dump()).toEqual(await referenceOf(arrivals, clockSkew));
        expect(await store.upkeep.schema()).toMatchObject({ clockSkew, rederiving: null });
        await store.close();
      }),
      { numRuns: process.env.CI === 'true' ? 50 : 30, seed },
    );
    expect(killed).toBeGreaterThan(0);
  }, 300_000);

  test('shows its schema without changing it, and applies it when asked', async () => {
    const place = newFile();
    const store = await openLineage({ store: place, upkeep: true });

    const shown = await ask(schema, store as CypherLineageStore);
    const applied = await ask(schema, store as CypherLineageStore, 'apply');

    expect(shown).toMatchObject({ version: null, state: 'missing', applied: [] });
    expect(applied).toMatchObject({ state: 'ready', clockSkewMs: 0 });
    expect((applied as { applied: string[] }).applied).toContain('component_run_key');
    await store.close();
  });

  test('is emptied with --yes alone, and takes facts again', async () => {
    const store = (await openLineage({ store: newFile() })) as CypherLineageStore;
    await store.write(batch(run({ id: 'a' }), run({ id: 'b' })));
    const { nodes, edges } = await store.dump();

    const refused = ask(clear, store);
    await expect(refused).rejects.toMatchObject({
      code: 'USAGE',
      parameter: 'yes',
      message: expect.stringContaining(`${nodes.length} nodes and ${edges.length} edges`),
    });
    const cleared = await ask(clear, store, 'yes');

    expect(cleared).toEqual({ nodes: nodes.length, edges: edges.length });
    expect(await store.dump()).toEqual({ nodes: [], edges: [] });
    expect(await ask(schema, store)).toMatchObject({ state: 'ready' });
    await store.write(batch(run({ id: 'a' })));
    expect(await store.runs(['a'])).toHaveLength(1);
    await store.close();
  });

  test('refuses everything while it is derived anew, and an open store after it', async () => {
    const place = newFile();
    const store = await openLineage({ store: place });
    await store.write(batch(run({ id: 'a' })));
    const engine = (store as unknown as { upkeep: CypherUpkeep }).upkeep;
    await sleep(1_100);

    await engine.rederive(7n);

    for (const use of [() => store.runs(['a']), () => store.write(batch(run({ id: 'b' })))]) {
      await expect(use()).rejects.toMatchObject({
        code: 'GRAPH_SCHEMA',
        message: expect.stringContaining('7 µs, not 0 µs'),
      });
    }
    await store.close();
    const again = await openLineage({ store: place });
    expect(await again.runs(['a'])).toHaveLength(1);
    await again.close();
  });

  test('that was left half derived is refused until it is finished', async () => {
    const place = newFile();
    const store = await openLineage({ store: place });
    await store.write(batch(run({ id: 'a' }), run({ id: 'b' }), run({ id: 'c' })));
    await store.close();
    const engine = openEmbeddedEngine({ path: place.slice('file:'.length), readOnly: false });
    const killed = new CypherUpkeep(dyingAfter(engine, 2), 1n).rederive(9n);
    await expect(killed).rejects.toThrow('killed');
    await engine.close();

    for (const readOnly of [true, false]) {
      await expect(openLineage({ store: place, readOnly })).rejects.toMatchObject({
        code: 'GRAPH_SCHEMA',
        message: expect.stringContaining('"spantrail schema --rederive"'),
      });
    }
    const upkeep = (await openLineage({ store: place, upkeep: true })) as CypherLineageStore;
    expect(await ask(schema, upkeep)).toMatchObject({ state: 'rederiving', rederivingMs: 0.009 });
    const finished = await ask(schema, upkeep, 'rederive');
    expect(finished).toMatchObject({ state: 'ready', clockSkewMs: 0.009, rederivedRuns: 2 });
    await upkeep.close();
    await (await openLineage({ store: place, clockSkew: 9n })).close();
  });
});

describeNeo4j('Neo4j', server, (uri) => {
  afterAll(closeEmptier);

  test(`derived anew in pieces equals one that always had that clock skew (seed ${seed})`, async () => {
    const engine = await openNeo4jEngine(neo4jConnection(uri, {}, {}));
    await prepareStore(engine, {});
    await fc.assert(
      fc.asyncProperty(crowdedHistory, skews, async ({ arrivals }, clockSkew) => {
        await emptyNeo4j(uri);
        await new CypherUpkeep(engine).rederive(0n);
        await new CypherLineageStore(engine, 0n).write(batchOf(arrivals));

        await rederiveInPieces(engine, clockSkew, 10n);

        const store = new CypherLineageStore(engine, clockSkew);
        expect(await store.dump()).toEqual(await referenceOf(arrivals, clockSkew));
      }),
      { numRuns: process.env.CI === 'true' ? 5 : 2, seed },
    );
    await engine.close();
  }, 300_000);

  test('shows a dropped index as missing, mends it, and is emptied', async () => {
    const store = (await openLineage({ store: uri })) as CypherLineageStore;
    const engine = await openNeo4jEngine(neo4jConnection(uri, {}, {}));
    await engine.alter('DROP INDEX consumed_at');

    expect(await ask(schema, store)).toMatchObject({ state: 'missing' });
    const mended = await ask(schema, store, 'apply');
    expect(mended).toMatchObject({ state: 'ready', applied: ['consumed_at'] });

    const { nodes, edges } = await store.dump();
    expect(await ask(clear, store, 'yes')).toEqual({ nodes: nodes.length, edges: edges.length });
    expect(await store.dump()).toEqual({ nodes: [], edges: [] });
    await engine.close();
    await store.close();
  });
});
