/** Runs sought by time in the embedded store: right over any times, and at the price of the answer. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { madeHistory } from '@spantrail/made-history';
import fc from 'fast-check';
import type { CypherEngine, CypherSession } from '../src/engines/cypher-engine.ts';
import { openEmbeddedEngine } from '../src/engines/embedded-engine.ts';
import type { RunContribution } from '../src/facts/lineage-batch.ts';
import type { LineageStore } from '../src/lineage-store.ts';
import { MemoryLineageStore } from '../src/memory/memory-lineage-store.ts';
import { openLineage } from '../src/open-lineage.ts';
import { parseParameters } from '../src/question.ts';
import { history } from '../src/questions/runs-lists.ts';
import { stale } from '../src/questions/stale.ts';
import { trace } from '../src/questions/trace.ts';
import { batch, run } from './facts.ts';
import { openEmbedded } from './open-embedded.ts';

const seed = Number(process.env.SPANTRAIL_SEED ?? Date.now() % 2 ** 31);
const folder = mkdtempSync(join(tmpdir(), 'spantrail-runs-by-time-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const BLOCK = 2n ** 32n;
/** Borders of blocks and of the levels above them, gaps of years, before 1970, and moments beside one another. */
const time = fc
  .record({
    around: fc.constantFrom(
      0n,
      BLOCK,
      -BLOCK,
      400_000n * BLOCK,
      400_001n * BLOCK,
      2n ** 42n,
      -(2n ** 42n),
      2n ** 52n,
      3n * 2n ** 52n,
    ),
    beside: fc.integer({ min: -3, max: 3 }),
  })
  .map(({ around, beside }) => around + BigInt(beside));

/** What a span says: of few runs, so that most of them are told of several times, by other times and components. */
const told: fc.Arbitrary<RunContribution> = fc
  .record({
    id: fc.constantFrom('r0', 'r1', 'r2', 'r3', 'r4', 'r5', 'r6'),
    span: fc.constantFrom('a', 'b', 'c'),
    component: fc.constantFrom('job', 'other'),
    namespace: fc.constantFrom('', 'shop'),
    environment: fc.constantFrom(undefined, 'live'),
    writes: fc.subarray(['p', 'q']),
    failed: fc.constantFrom(undefined, undefined, undefined, 'broken'),
    start: time,
    end: fc.option(time, { freq: 5 }),
  })
  .map(({ id, span, start, end, environment, failed, ...rest }) => ({
    ...run({
      ...rest,
      id,
      span: `${id}:${span}`,
      end: end === null ? null : 0,
      ...(environment === undefined ? {} : { environment }),
      ...(failed === undefined ? {} : { failed }),
    }),
    start,
    end,
  }));

const components = ['', 'shop'].flatMap((namespace) =>
  ['job', 'other'].map((name) => JSON.stringify([namespace, name])),
);

/** Everything that is asked by time, rows of equal times in the order of their keys. */
async function answersOf(store: LineageStore, from: bigint, asOf: bigint) {
  const everything = 100;
  const lists = await Promise.all([
    ...components.flatMap((component) => [
      store.componentRuns({ component, asOf, limit: everything }),
      store.componentRuns({ component, asOf, since: from, limit: everything }),
      store.componentRuns({ component, asOf, environment: 'live', limit: everything }),
    ]),
    store.recentRuns({ asOf, limit: everything }),
    store.recentRuns({ asOf, namespace: 'shop', limit: everything }),
    store.recentRuns({ asOf, environment: 'live', limit: everything }),
  ]);
  const fresher = await store.fresherRuns(
    components.flatMap((component) =>
      [null, JSON.stringify(['', 'p'])].map((pointer) => ({
        component,
        pointer,
        after: from,
        until: asOf,
      })),
    ),
  );
  return { lists: lists.map((keys) => [...keys].sort()), fresher };
}

describe('runs by time in the embedded store', () => {
  test(`are those of the reference store, whatever their times (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(told, { maxLength: 14 }), time, time, async (spans, from, asOf) => {
        const embedded = await openEmbedded();
        const reference = new MemoryLineageStore();
        for (const span of spans) {
          await embedded.write(batch(span));
          await reference.write(batch(span));
        }

        const found = await answersOf(embedded, from, asOf);

        expect(found).toEqual(await answersOf(reference, from, asOf));
        await embedded.close();
      }),
      { numRuns: process.env.CI === 'true' ? 300 : 60, seed },
    );
  }, 600_000);

  test('come latest first, as many as asked, over gaps of years and before 1970', async () => {
    const store = await openEmbedded();
    const years = (count: number): number => count * 365 * 86_400;
    const starts = [0, 1, -years(60), -years(3), -years(3) + 5_000, years(40)];
    await store.write(batch(...starts.map((start) => run({ id: `${start}`, start }))));

    const component = JSON.stringify(['', 'job']);
    const latest = await store.componentRuns({ component, asOf: 2n ** 62n, limit: 5 });
    const last = await store.recentRuns({ asOf: 2n ** 62n, limit: 1 });

    const byStart = [...starts].sort((a, b) => b - a).map(String);
    expect(latest).toEqual(byStart.slice(0, 5));
    expect(last).toEqual(byStart.slice(0, 1));
    await store.close();
  });

  test('are found in a file of the first schema, which is brought up to date once', async () => {
    const place = `file:${join(folder, 'old.db')}`;
    const runs = Array.from({ length: 5 }, (_, index) => run({ id: `r${index}`, start: index }));
    const made = await openLineage({ store: place });
    await made.write(batch(...runs));
    await made.close();
    await forgetBlocks(join(folder, 'old.db'));

    await expect(openLineage({ store: place, readOnly: true })).rejects.toMatchObject({
      code: 'GRAPH_SCHEMA',
      message: expect.stringContaining('Open it once for writing'),
    });
    const store = await openLineage({ store: place });

    expect(await store.recentRuns({ asOf: 2n ** 62n, limit: 3 })).toEqual(['r4', 'r3', 'r2']);
    await store.close();
  });

  test('are asked for by as many statements and rows in a long history as in a short one', async () => {
    const works = [];
    for (const runs of [2_500, 10_000]) {
      const made = madeHistory({ runs, plain: true });
      const counted = { statements: 0, rows: 0 };
      const store = await openEmbedded((engine) => counting(engine, counted));
      for (const each of made.batches()) await store.write(each);
      const [pointer = ''] = made.latestPredictions(1);
      const work = [];
      for (const [question, values] of [
        [trace, [['pointer', pointer]]],
        [stale, [['subject', pointer]]],
        [history, [['component', 'infer']]],
      ] as const) {
        Object.assign(counted, { statements: 0, rows: 0 });
        await question.ask(store, parseParameters(question, values), made.now);
        work.push({ ...counted });
      }
      works.push(work);
      await store.close();
    }

    const [short = [], long = []] = works;
    for (const [index, { statements, rows }] of long.entries()) {
      // The history rewrites eight pointers, which come to be asked for one by one.
      expect(statements).toBeLessThanOrEqual((short[index]?.statements ?? 0) + 12);
      expect(rows).toBeLessThanOrEqual((short[index]?.rows ?? 0) * 1.2);
    }
  }, 120_000);
});

function counting(
  engine: CypherEngine,
  counted: { statements: number; rows: number },
): CypherEngine {
  const over = (session: CypherSession): CypherSession => ({
    run: async (query, parameters) => {
      const rows = await session.run(query, parameters);
      counted.statements += 1;
      counted.rows += rows.length;
      return rows;
    },
  });
  return { ...engine, read: (work) => engine.read((session) => work(over(session))) };
}

/** As a store of the first version is: no blocks, and only its own files applied. */
async function forgetBlocks(path: string): Promise<void> {
  const engine = openEmbeddedEngine({ path, readOnly: false });
  const texts = [
    'MATCH (b:TimeBlock) DETACH DELETE b',
    'MATCH (r:ComponentRun) SET r.startBlock = null, r.endBlock = null, r.anyStartBlock = null',
    "MATCH (m:Meta {key: 'store'}) SET m.version = 1, m.applied = [1]",
  ];
  for (const text of texts) {
    await engine.write((session) => session.run({ name: 'test', text: () => text }));
  }
  await engine.close();
}
