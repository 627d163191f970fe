/**
 * What statements cost, as plans and db hits and never as time. The plans are committed in `test/plans` to be
 * read; `UPDATE_PLANS=1` with this file renews them. They are not compared line by line: small differences in the
 * statistics turn equal ways round. What must never happen in a plan, and growth, are asserted.
 */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { madeHistory } from '@spantrail/made-history';
import { describeNeo4j, neo4jForTests } from '@spantrail/neo4j-for-tests';
import neo4j, { type Driver, type Plan } from 'neo4j-driver';
import { CypherLineageStore } from '../src/cypher/cypher-lineage-store.ts';
import { prepareStore } from '../src/cypher/schema.ts';
import { neo4jConnection } from '../src/engines/neo4j-connection.ts';
import { openNeo4jEngine } from '../src/engines/neo4j-engine.ts';
import { query } from '../src/engines/query-files.ts';
import type { LineageStore } from '../src/lineage-store.ts';
import { published } from '../src/published/index.ts';
import { inText } from '../src/published/published-question.ts';
import { ask } from './ask.ts';
import { batch, run } from './facts.ts';
import { hitsOf, operatorOf, operatorsOf, planText } from './plan-of.ts';
import { profilingEngine } from './profiling-engine.ts';

const QUERIES = new URL('../../queries/', import.meta.url);
const PLANS = new URL('../../test/plans/', import.meta.url);
const RUNS_A_DAY = 2_432;
const SMALL = 4 * RUNS_A_DAY;
/** 100k runs, at the same time of the day as the small history. */
const LARGE =
  Number(process.env.SPANTRAIL_PLANS_DAYS ?? (process.env.CI === 'true' ? 41 : 12)) * RUNS_A_DAY;
const GROWTH_MAX = 1.3;
/**
 * The traces that a review compares reach further back than the small history: they are whole after twelve days
 * and do not grow from there (1,274 hits at 29k runs and at 100k, 903 at 10k).
 */
const WHOLE_LATER = /review: run-traits$/;
const GROWTH_MAX_OF_THOSE = 1.5;
/** Below this a difference is no growth: a page of an index more, a cache that was cold. */
const HITS_SLACK = 60;

const READS_ALL = 'reads the whole store, for tests, backups and moves';
const FEW_COMPONENTS = 'there are as many components as kinds of jobs';

/** Operators that no statement may have, but for a reason. */
const NEVER = /^(AllNodesScan|.*AllScan|NodeByLabelScan|.*TypeScan|CartesianProduct|Eager)$/;
const ALLOWED: readonly (readonly [name: RegExp, operator: RegExp, why: string])[] = [
  [/^(dump-|export\/|count-)/, /./, READS_ALL],
  [/^write\/delete-nodes$/, /./, 'empties the store'],
  [/^(find-components|recent-runs-of-namespace)$/, /^NodeByLabelScan :Component$/, FEW_COMPONENTS],
  [
    /^published\/(components|tags|stale|recent|history.*|map.*|sla)$/,
    /^NodeByLabelScan :Component$/,
    FEW_COMPONENTS,
  ],
  [/^(write|retain|forget)\//, /^Eager$/, 'holds the rows of one statement, at most 2,000'],
  [/^forget\/receipts$/, /^NodeByLabelScan :Receipt$/, 'there is one a forget'],
  [/^retain\/last-of-component$/, /^CartesianProduct$/, 'of one row each'],
];

const names = readdirSync(QUERIES, { recursive: true })
  .map(String)
  .filter((file) => file.endsWith('.cypher') && !file.endsWith('.embedded.cypher'))
  .map((file) => file.replaceAll('\\', '/').replace(/(\.neo4j)?\.cypher$/, ''));
const statements = [...new Set(names)].sort();
const server = await neo4jForTests();

describeNeo4j('plans on Neo4j', server, (uri) => {
  let driver: Driver;
  let store: LineageStore;
  let profiled: LineageStore;
  let takeHits: () => ReadonlyMap<string, number>;
  let written = 0;

  beforeAll(async () => {
    driver = neo4j.driver(uri, undefined, { useBigInt: true });
    const engine = await openNeo4jEngine(neo4jConnection(uri, { writeMsMax: 120_000 }, {}));
    await prepareStore(engine, { clockSkew: 0n });
    const profiling = profilingEngine(engine, driver);
    takeHits = profiling.takeHits;
    store = new CypherLineageStore(engine, 0n);
    profiled = new CypherLineageStore(profiling.engine, 0n);
    await writeUntil(SMALL);
    await store.write({ contributions: [], annotations: madeHistory({ runs: SMALL }).flags(20) });
    // A planner that sees no label finds a scan of all labels cheap.
    const labelled = Array.from({ length: 300 }, (_, index) =>
      run({ id: `labelled-${index}`, component: 'labeller', writes: [`labelled/${index}`] }),
    );
    const labels = labelled.map((each, index) => ({ ...each, labels: [`label-${index}`] }));
    await store.write(batch(...labels));
    await driver.executeQuery('CALL db.prepareForReplanning(300)');
  }, 600_000);

  afterAll(async () => {
    await store.close();
    await driver.close();
  });

  // On a busy machine the first batches, before the server is warm, take long.
  async function writeUntil(runs: number): Promise<void> {
    const history = madeHistory({ runs: LARGE, batchSize: 500 });
    for (const part of history.batches(written, runs)) await store.write(part);
    written = runs;
  }

  async function explain(text: string): Promise<Plan> {
    const { summary } = await driver.executeQuery(`EXPLAIN ${text}`);
    if (summary.plan === false) throw new Error('Neo4j gave no plan.');
    return summary.plan;
  }

  test('are committed of statements that exist', async () => {
    for (const name of process.env.UPDATE_PLANS === '1' ? statements : []) {
      const file = new URL(`${name}.txt`, PLANS);
      mkdirSync(dirname(fileURLToPath(file)), { recursive: true });
      writeFileSync(file, `${planText(await explain(query(name).text('neo4j')))}\n`);
    }

    const plans = readdirSync(PLANS, { recursive: true }).map(String);

    const committed = plans
      .filter((file) => file.endsWith('.txt'))
      .map((file) => file.slice(0, -4));
    expect(committed.filter((name) => !statements.includes(name))).toEqual([]);
  }, 300_000);

  test('of no statement read more than is asked for', async () => {
    const faults: string[] = [];

    for (const name of statements) {
      for (const operator of operatorsOf(await explain(query(name).text('neo4j')))) {
        const is = operatorOf(operator);
        const [shown = ''] = planText(operator).split('\n', 1);
        const excused = ALLOWED.some(([named, allowed]) => named.test(name) && allowed.test(shown));
        if (NEVER.test(is) && !excused && !isOneByOne(operator)) faults.push(`${name}: ${is}`);
      }
    }

    expect(faults).toEqual([]);
  }, 300_000);

  test(`cost as many db hits at ${LARGE} runs as at ${SMALL}`, async () => {
    const small = await hitsAt(SMALL);
    await writeUntil(LARGE);
    const large = await hitsAt(LARGE);

    const grown = [...large].flatMap(([what, hits]) => {
      const before = small.get(what) ?? 0;
      const growthMax = WHOLE_LATER.test(what) ? GROWTH_MAX_OF_THOSE : GROWTH_MAX;
      return hits > before * growthMax + HITS_SLACK ? [`${what}: ${before} → ${hits}`] : [];
    });

    expect(small.size).toBeGreaterThan(60);
    expect(grown).toEqual([]);
  }, 900_000);

  /** Db hits of each question's statements, of each published text, and of the statements of a write. */
  async function hitsAt(runs: number): Promise<ReadonlyMap<string, number>> {
    const history = madeHistory({ runs });
    const { now, namespace } = history;
    const [pointer = ''] = history.latestPredictions(1);
    const { run: latest } = history.runAt(runs - 1);
    const common = { 'as-of': now, limit: 50 };
    const asked: readonly (readonly [string, Record<string, string | bigint | number>])[] = [
      ['trace', { pointer, ...common }],
      ['impact', { subject: latest, ...common }],
      ['impact', { subject: history.runAt(runs - 3).inputs[0]?.pointer.name ?? '', ...common }],
      ['inspect', { run: latest, 'as-of': now }],
      ['history', { component: 'infer', ...common }],
      ['history', { component: 'train', 'as-of': now, limit: 2 }],
      ['recent', common],
      ['recent', { ...common, namespace }],
      ['components', common],
      ['tags', { 'as-of': now }],
      ['review', { ...common, limit: 20 }],
      ['stale', { 'as-of': now }],
      ['stale', { subject: pointer, 'as-of': now }],
      ['map', { runs: 10, 'as-of': now }],
      ['compare', { run: latest, other: history.runAt(runs - 2).run, 'as-of': now }],
      [
        'sla',
        { component: 'train', metric: 'accuracy', 'at-least': 0.5, 'window-days': 5, 'as-of': now },
      ],
      ['labels', { 'as-of': now }],
    ];
    const found = new Map<string, number>();
    for (const [index, [name, values]] of asked.entries()) {
      await ask(profiled, name, values, now);
      for (const [statement, hits] of takeHits()) found.set(`${index} ${name}: ${statement}`, hits);
      for (const { text, question, parameters } of published) {
        if (question.name !== name) continue;
        const bound = parameters.map((parameter) => {
          const value = values[parameter.name] ?? null;
          return [
            inText(parameter.name),
            Number.isInteger(value) ? BigInt(value as number) : value,
          ];
        });
        const { summary } = await driver.executeQuery(
          `PROFILE ${text.text('neo4j')}`,
          Object.fromEntries(bound),
        );
        if (summary.profile !== false) found.set(`${index} ${text.name}`, hitsOf(summary.profile));
      }
    }
    for (const part of madeHistory({ runs: LARGE + 200 }).batches(runs, runs + 100)) {
      await profiled.write(part);
    }
    for (const [statement, hits] of takeHits()) found.set(`write: ${statement}`, hits);
    return found;
  }
});

/** The product of two nodes that are sought by their keys is one pair. */
function isOneByOne(operator: Plan): boolean {
  return (
    operatorOf(operator) === 'CartesianProduct' &&
    operator.children.every((child) =>
      operatorsOf(child).every((below) =>
        /^(NodeUniqueIndexSeek|CartesianProduct|Filter|Argument|CacheProp)/.test(operatorOf(below)),
      ),
    )
  );
}
