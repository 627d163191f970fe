import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { describeNeo4j, neo4jForTests } from '@spantrail/neo4j-for-tests';
import neo4j, { type Driver } from 'neo4j-driver';
import { indexStates, prepareStore, presentNames } from '../src/cypher/schema.ts';
import { schemaFiles, schemaVersion } from '../src/cypher/schema-files.ts';
import { openEmbeddedEngine } from '../src/engines/embedded-engine.ts';
import { neo4jConnection } from '../src/engines/neo4j-connection.ts';
import { openNeo4jEngine } from '../src/engines/neo4j-engine.ts';
import { openLineage } from '../src/open-lineage.ts';
import { batch, run } from './facts.ts';

const server = await neo4jForTests();
const folder = mkdtempSync(join(tmpdir(), 'spantrail-schema-'));
let files = 0;
const newFile = (): string => {
  files += 1;
  return join(folder, `${files}.db`);
};

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the schema files', () => {
  test('have the same numbers for both engines, each once, the highest being the version', () => {
    const numbers = (['neo4j', 'embedded'] as const).map((engine) =>
      schemaFiles(engine).map(({ number }) => number),
    );

    expect(numbers[0]).toEqual(numbers[1]);
    expect(new Set(numbers[0]).size).toBe(numbers[0]?.length);
    expect(numbers[0]?.at(-1)).toBe(schemaVersion());
  });

  test('name every constraint and index, each name once', () => {
    for (const engine of ['neo4j', 'embedded'] as const) {
      const names = schemaFiles(engine).flatMap(({ statements }) =>
        statements.map(({ name }) => name),
      );

      expect(new Set(names).size).toBe(names.length);
    }
  });
});

describe('the embedded store', () => {
  test('is opened after a first opening that was killed half-way', async () => {
    const path = newFile();
    const engine = openEmbeddedEngine({ path, readOnly: false });
    const statements = schemaFiles('embedded').flatMap((file) => file.statements);
    for (const { text } of statements.filter(({ kind }) => kind === 'constraint')) {
      await engine.alter(text);
    }
    await engine.close();

    const store = await openLineage({ store: `file:${path}` });
    await store.close();

    const again = openEmbeddedEngine({ path, readOnly: true });
    const present = await presentNames(again);
    expect(statements.filter(({ name }) => !present.has(name))).toEqual([]);
    await again.close();
  });

  test('keeps the clock skew that it was made with, and refuses another', async () => {
    const place = `file:${newFile()}`;
    await (await openLineage({ store: place, clockSkew: 5n })).close();

    await (await openLineage({ store: place })).close();

    const other = openLineage({ store: place, clockSkew: 6n });
    await expect(other).rejects.toMatchObject({
      code: 'GRAPH_SCHEMA',
      message: expect.stringContaining('5 µs, not 6 µs'),
    });
  });
});

describeNeo4j('on Neo4j', server, (uri) => {
  let driver: Driver;
  const ask = async (text: string): Promise<void> => {
    driver ??= neo4j.driver(uri);
    await driver.executeQuery(text);
  };
  afterAll(() => driver?.close());

  test('eight openings of an empty database at once all succeed, and find all indexes online', async () => {
    const stores = await Promise.all(Array.from({ length: 8 }, () => openLineage({ store: uri })));

    await Promise.all(stores.map((store) => store.write(batch(run({ id: 'first' })))));
    await Promise.all(stores.map((store) => store.close()));

    const engine = await openNeo4jEngine(neo4jConnection(uri, {}, {}));
    const present = await presentNames(engine);
    const states = await indexStates(engine);
    await engine.close();
    const wanted = schemaFiles('neo4j').flatMap((file) => file.statements);
    expect(wanted.filter(({ name }) => !present.has(name))).toEqual([]);
    expect(states.filter(({ state }) => state !== 'online')).toEqual([]);
  }, 120_000);

  test('a store of the first version, which kept no list, gets every later file', async () => {
    await ask("MERGE (m:Meta {key: 'store'}) SET m.version = 1 REMOVE m.applied");
    const engine = await openNeo4jEngine(neo4jConnection(uri, {}, {}));

    const meta = await prepareStore(engine, {});

    expect(meta.version).toBe(schemaVersion());
    expect(meta.applied).toEqual(schemaFiles('neo4j').map(({ number }) => number));
    await engine.close();
  });

  test('a file that was never applied is applied although the version is higher', async () => {
    await ask("MATCH (m:Meta {key: 'store'}) SET m.applied = []");
    await ask('DROP INDEX produced_at');

    await (await openLineage({ store: uri })).close();

    const { records } = await driver.executeQuery(
      "SHOW INDEXES YIELD name, state WHERE name = 'produced_at' RETURN state",
    );
    expect(records.map((record) => record.get('state'))).toEqual(['ONLINE']);
  });

  test('a newer schema is refused, for writing and for reading', async () => {
    await ask("MATCH (m:Meta {key: 'store'}) SET m.version = 999");

    for (const readOnly of [false, true]) {
      const newer = openLineage({ store: uri, readOnly });
      await expect(newer).rejects.toMatchObject({
        code: 'GRAPH_SCHEMA',
        message: expect.stringContaining('Use a newer Spantrail'),
      });
    }
    await ask("MATCH (m:Meta {key: 'store'}) DELETE m");
  });
});
