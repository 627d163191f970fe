import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { describeNeo4j, neo4jForTests } from '@spantrail/neo4j-for-tests';
import type { QueryAnswer } from '../src/answers/answers.ts';
import { CypherLineageStore } from '../src/cypher/cypher-lineage-store.ts';
import { prepareStore } from '../src/cypher/schema.ts';
import type { CypherEngine } from '../src/engines/cypher-engine.ts';
import { openEmbeddedEngine } from '../src/engines/embedded-engine.ts';
import { neo4jConnection } from '../src/engines/neo4j-connection.ts';
import { openNeo4jEngine } from '../src/engines/neo4j-engine.ts';
import { CypherRefusedError, CypherTimeoutError, UsageError } from '../src/errors.ts';
import { refuseWrites } from '../src/free-cypher/refuse-writes.ts';
import type { LineageStore } from '../src/lineage-store.ts';
import { MemoryLineageStore } from '../src/memory/memory-lineage-store.ts';
import { openLineage } from '../src/open-lineage.ts';
import { ask } from './ask.ts';
import { batch, run } from './facts.ts';

const server = await neo4jForTests();

const facts = batch(run({ id: 'train-1', component: 'train', writes: ['m.pkl'] }));

/** Each of them writes, or reaches beyond the graph, on one engine or the other. */
const HARMFUL = [
  'CREATE (:X)',
  'create (:X)',
  'CrEaTe (:X) RETURN 1 AS one',
  '/* a */CREATE/* b */(:X)',
  '// a comment\nCREATE (:X)',
  'MATCH (n) // SET\nSET n.x = 1',
  'MATCH (n) SET n:X RETURN n',
  'MATCH (n)SET n += {x: 1}',
  'MATCH (n) REMOVE n.name RETURN n',
  'MATCH (n) DETACH DELETE n',
  'MATCH (n) DELETE n',
  'MERGE (n:X {key: 1}) RETURN n',
  'FOREACH (x IN [1] | CREATE (:X))',
  'MATCH (n) FOREACH (x IN [1] | SET n.x = x)',
  'MATCH (n) CALL (n) { SET n.x = 1 } RETURN n',
  'MATCH (n) CALL { WITH n SET n.x = 1 RETURN 1 AS one } RETURN n',
  'CALL { CREATE (:X) } IN TRANSACTIONS',
  'MATCH (n) CALL (n) { CREATE (:X) } IN TRANSACTIONS OF 1 ROWS RETURN 1 AS one',
  'RETURN 1 AS x UNION CREATE (:X) RETURN 1 AS x',
  'RETURN 1 AS a; CREATE (:X)',
  'RETURN COLLECT { CREATE (n:X) RETURN n } AS x',
  'PROFILE CREATE (:X)',
  'EXPLAIN CREATE (:X)',
  'CYPHER runtime=slotted CREATE (:X)',
  'C\\u0052EATE (:X)',
  "RETURN '\\u0027 CREATE (:X) //' AS x",
  '\\u0043REATE (:X)',
  'INSERT (:X)',
  'CREATE INDEX i FOR (n:X) ON (n.x)',
  'CREATE CONSTRAINT c FOR (n:X) REQUIRE n.x IS UNIQUE',
  'DROP INDEX component_run_key',
  'DROP CONSTRAINT component_key',
  'CREATE DATABASE x',
  "CREATE USER x SET PASSWORD 'abcdefgh'",
  "LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line",
  "load\ncsv from 'http://127.0.0.1:1/x' AS line RETURN line",
  "MATCH (n) CALL (n) { LOAD CSV FROM 'file:///x' AS line RETURN line } RETURN line",
  "RETURN COLLECT { LOAD CSV FROM 'file:///x' AS line RETURN line } AS x",
  'CALL db.labels()',
  'CALL db.labels() YIELD label RETURN label',
  'CALL dbms.components() YIELD name RETURN name',
  'CALL `dbms`.`components`()',
  "CALL apoc.load.json('http://127.0.0.1:1')",
  "RETURN apoc.cypher.runFirstColumnSingle('CREATE (:X)', {}) AS x",
  "RETURN `apoc`.`cypher` . `run`('CREATE (:X)') AS x",
  'CALL grafeo.pagerank()',
  'MATCH (n) RETURN EXISTS { CALL db.labels() YIELD label RETURN label } AS x',
  'SHOW INDEXES',
  'SHOW USERS',
  'SHOW TRANSACTIONS YIELD currentQuery RETURN currentQuery',
  "TERMINATE TRANSACTIONS 'neo4j-transaction-1'",
  'USE system MATCH (n) RETURN n',
  'USE neo4j MATCH (n) RETURN n',
  "ALTER CURRENT USER SET PASSWORD FROM 'a' TO 'b'",
  'STOP DATABASE neo4j',
  'RENAME USER a TO b',
  'COMMIT',
  'START TRANSACTION',
  '',
  '  // nothing',
  "RETURN 'never closed AS x",
];

/** Names that read like clauses, in places where they are names. */
const HARMLESS = [
  ["MATCH (c:Component) RETURN c.name + ' SET CREATE' AS `set`", [['train SET CREATE']]],
  ["RETURN 'a\\' SET //' AS text", [["a' SET //"]]],
  ['MATCH (c:Component) /* DELETE */ RETURN c.name AS name // CREATE', [['train']]],
  ['MATCH (c:Component {name: $name}) RETURN c.`set` IS NULL AS none', [[true]]],
  ['CALL () { MATCH (c:Component) RETURN c.name AS name } RETURN name', [['train']]],
] as const;

function itReads(openEngine: () => Promise<CypherEngine>): void {
  let store: LineageStore;

  beforeAll(async () => {
    const engine = await openEngine();
    await prepareStore(engine, { clockSkew: 0n });
    store = new CypherLineageStore(engine, 0n);
    await store.write(facts);
  });
  afterAll(async () => {
    await store.close();
  });

  const own = (cypher: string, values: Record<string, string | number | readonly string[]> = {}) =>
    ask<QueryAnswer>(store, 'query', { cypher, ...values });

  test('refuses whatever could write or reach out, by any spelling, and nothing changed', async () => {
    const before = await store.dump();

    for (const text of HARMFUL) {
      await expect([text, await own(text).catch((error: unknown) => error)]).toEqual([
        text,
        expect.any(CypherRefusedError),
      ]);
    }

    expect(await store.dump()).toEqual(before);
  });

  test('changes nothing even when its words are not looked at', async () => {
    const engine = await openEngine();
    await prepareStore(engine, { clockSkew: 0n });
    const bare = new CypherLineageStore(engine, 0n);
    await bare.write(facts);
    const before = await bare.dump();

    const allowed: string[] = [];
    for (const text of HARMFUL) {
      const statement = { text, parameters: new Map(), timeoutMs: 5_000, rowsMax: 1 };
      const refused = await engine.readFreely(statement).then(
        () => false,
        (error: unknown) => error instanceof CypherRefusedError,
      );
      if (!refused) allowed.push(text);
    }

    expect(await bare.dump()).toEqual(before);
    expect(allowed.filter((text) => !/^(USE neo4j|EXPLAIN)|\\u/.test(text))).toEqual([]);
    await bare.close();
  });

  test.each(HARMLESS)('answers %s', async (cypher, rows) => {
    const answer = await own(cypher, { param: ['name=train'] });

    expect(answer.rows).toEqual(rows);
  });

  test('gives values as JSON can hold them', async () => {
    const answer = await own(
      'MATCH p = (r:ComponentRun)-[e:PRODUCED]->(:IOPointer) RETURN r, e, p, 9007199254740993 AS big, 2.5 AS float, [1, null] AS list, {a: true} AS map',
    );

    const [node, edge, path, ...plain] = answer.rows[0] ?? [];
    expect(answer.columns).toEqual(['r', 'e', 'p', 'big', 'float', 'list', 'map']);
    expect(node).toMatchObject({ labels: ['ComponentRun'], properties: { id: 'train-1' } });
    expect(edge).toMatchObject({ type: 'PRODUCED', from: (node as { id: string }).id });
    expect(path).toMatchObject({ nodes: [node, { labels: ['IOPointer'] }], relationships: [edge] });
    expect(plain).toEqual(['9007199254740993', 2.5, [1, null], { a: true }]);
    expect(JSON.parse(JSON.stringify(answer))).toEqual(answer);
  });

  test('cuts rows at the limit and says so', async () => {
    const answer = await own('UNWIND range(1, 10) AS i RETURN i', { limit: 3 });

    expect(answer).toMatchObject({ rows: [[1], [2], [3]], truncated: true });
    expect(answer.notes).toHaveLength(1);
  });

  test('takes parameters as JSON, and as text what is none', async () => {
    const param = ['a=1', 'b="1"', 'c=x y', 'd=[1,2.5]', 'e=null', 'f=="=', 'g={"h":true}'];

    const answer = await own('RETURN $a, $b, $c, $d, $e, $f, $g', { param: param });

    expect(answer.rows).toEqual([[1, '1', 'x y', [1, 2.5], null, '="=', { h: true }]]);
  });

  test('does not make its asker wait longer than the limit', async () => {
    const slow = 'UNWIND range(1, $n) AS a UNWIND range(1, $n) AS b RETURN count(a * b) AS c';
    const started = Date.now();

    // The embedded store goes on in the background: not for long.
    const param = [`n=${store.cypher?.dialect === 'neo4j' ? 20_000 : 2_000}`];
    await expect(own(slow, { timeout: 1, param })).rejects.toBeInstanceOf(CypherTimeoutError);

    expect(Date.now() - started).toBeLessThan(20_000);
  }, 60_000);
}

describe('own Cypher on the embedded store', () =>
  itReads(async () => openEmbeddedEngine({ path: null, readOnly: false })));

describe('own Cypher on an embedded file that is open for reading only', () => {
  const path = `/tmp/spantrail-own-cypher-${process.pid}.db`;

  test('writes nothing either', async () => {
    const writable = await openLineage({ store: `file:${path}` });
    await writable.write(facts);
    await writable.close();
    const store = await openLineage({ store: `file:${path}`, readOnly: true });

    const answer = await ask<QueryAnswer>(store, 'query', {
      cypher: 'MATCH (c:Component) RETURN c.name AS name',
    });

    expect(answer.rows).toEqual([['train']]);
    await expect(ask(store, 'query', { cypher: 'CREATE (:X)' })).rejects.toBeInstanceOf(
      CypherRefusedError,
    );
    await store.close();
    rmSync(path, { force: true, recursive: true });
  });
});

describeNeo4j('own Cypher on Neo4j', server, (uri) =>
  itReads(() => openNeo4jEngine(neo4jConnection(uri, {}, {}))),
);

test('the memory store speaks no Cypher, and answers published questions', async () => {
  const store = new MemoryLineageStore();
  await store.write(facts);

  await expect(ask(store, 'query', { cypher: 'RETURN 1' })).rejects.toBeInstanceOf(UsageError);
  const answer = await ask<QueryAnswer>(store, 'query', {
    name: 'trace',
    param: ['pointer=m.pkl'],
  });
  expect(answer.rows.map((row) => row.slice(0, 2))).toEqual([['train-1', 'train']]);
});

test('the words alone refuse what a plan would not show', () => {
  for (const text of ["RETURN apoc.cypher.run('x') AS x", 'USE other RETURN 1 AS x']) {
    expect(() => refuseWrites(text)).toThrow(CypherRefusedError);
  }
});
