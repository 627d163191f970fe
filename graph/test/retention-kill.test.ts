import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { describeNeo4j, neo4jForTests } from '@spantrail/neo4j-for-tests';
import type { LineageBatch } from '../src/facts/lineage-batch.ts';
import type { GraphDump } from '../src/lineage-store.ts';
import { MemoryLineageStore } from '../src/memory/memory-lineage-store.ts';
import { openLineage } from '../src/open-lineage.ts';
import { closeEmptier, emptyNeo4j } from './empty-neo4j.ts';
import { batch, run } from './facts.ts';
import { KilledChild } from './killed-child.ts';
import { DAY, FIRST_DAY } from './slow-history.ts';

const seed = Number(process.env.SPANTRAIL_SEED ?? Date.now() % 2 ** 31);
const kills = process.env.CI === 'true' ? 10 : 5;
const server = await neo4jForTests();
const horizon = FIRST_DAY + 5n * DAY;
const wanted = {
  horizon,
  runsADayMin: 10,
  runsMax: Number.MAX_SAFE_INTEGER,
  runsAtOnce: 1_000,
  dryRun: false,
};

/** Two steps a request over three days: a feature that the prediction reads, and a model of the day. */
function busyDays(requests: number): LineageBatch {
  const runs = [0, 1, 2].flatMap((day) => {
    const noon = day * 86_400;
    const model = run({ id: `train-${day}`, component: 'train', start: noon, writes: ['model'] });
    const steps = Array.from({ length: requests }, (_, index) => {
      const start = noon + 10 + index;
      const features = `features/${day}-${index}`;
      return [
        run({ id: `f-${day}-${index}`, component: 'features', start, writes: [features] }),
        run({
          id: `p-${day}-${index}`,
          component: 'predict',
          start: start + 2,
          reads: ['model', features],
          metrics: { score: index / 7 },
        }),
      ];
    });
    return [model, ...steps.flat()];
  });
  return batch(...runs);
}

async function expected(facts: LineageBatch): Promise<GraphDump> {
  const reference = new MemoryLineageStore();
  await reference.write(facts);
  await reference.retain(wanted);
  return reference.dump();
}

async function dumpOf(store: string): Promise<GraphDump> {
  const lineage = await openLineage({ store });
  const dump = await lineage.dump();
  await lineage.close();
  return dump;
}

/** Kills retention at random moments, then lets it end. True when a kill left it half done. */
async function killOften(store: string): Promise<boolean> {
  const child = new KilledChild('retain-child', seed);
  const args = [store, `${horizon}`, '4'];
  let halfDone = false;
  for (let kill = 0; kill < kills; kill += 1) {
    await child.kill(...args);
    const { nodes } = await dumpOf(store);
    const folded = nodes.some((node) => node.startsWith('["DailyRuns"'));
    halfDone ||= folded && nodes.some((node) => node.includes('"p-0-1"'));
  }
  expect(await child.finish(...args)).toBe(0);
  return halfDone;
}

describe('retention that is killed in the middle and done again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'spantrail-retention-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test(`ends in the same graph in the embedded store (seed ${seed})`, async () => {
    const store = `file:${join(folder, 'killed.db')}`;
    const facts = busyDays(200);
    const lineage = await openLineage({ store });
    await lineage.write(facts);
    await lineage.close();

    const halfDone = await killOften(store);

    expect(halfDone).toBe(true);
    expect(await dumpOf(store)).toEqual(await expected(facts));
  }, 300_000);
});

describeNeo4j('retention on Neo4j that is killed in the middle and done again', server, (uri) => {
  beforeAll(() => emptyNeo4j(uri));
  afterAll(closeEmptier);

  test(`ends in the same graph (seed ${seed})`, async () => {
    const facts = busyDays(60);
    const lineage = await openLineage({ store: uri });
    await lineage.write(facts);
    await lineage.close();

    const halfDone = await killOften(uri);

    expect(halfDone).toBe(true);
    expect(await dumpOf(uri)).toEqual(await expected(facts));
  }, 300_000);
});
