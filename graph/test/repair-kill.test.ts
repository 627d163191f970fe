import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { describeNeo4j, neo4jForTests } from '@spantrail/neo4j-for-tests';
import { MemoryLineageStore } from '../src/memory/memory-lineage-store.ts';
import { closeEmptier, emptyNeo4j } from './empty-neo4j.ts';
import { at, batch, run } from './facts.ts';
import { KilledChild } from './killed-child.ts';
import { openTinyRepairs } from './open-tiny-repairs.ts';

const seed = Number(process.env.SPANTRAIL_SEED ?? Date.now() % 2 ** 31);
const kills = process.env.CI === 'true' ? 5 : 3;
const server = await neo4jForTests();
const READERS = 600;
const NOW = at(1_000_000);
const readers = Array.from({ length: READERS }, (_, index) =>
  run({ id: `reader${index}`, start: 100 + index, reads: ['data'] }),
);
const early = run({ id: 'early', start: 0, writes: ['data'] });
const late = run({ id: 'late', start: 50, writes: ['data'] });

/** Kills a repair at random moments, then lets it end; how many kills left it half done. */
async function repairWithKills(place: string): Promise<number> {
  const writer = await openTinyRepairs(place);
  await writer.write(batch(early, ...readers));
  await writer.write(batch(late));
  await writer.close();
  const child = new KilledChild('repair-child', seed);
  let halfDone = 0;
  for (let kill = 0; kill < kills; kill += 1) {
    await child.kill(place);
    const store = await openTinyRepairs(place);
    // Right answers meanwhile: all readers depend on the late writer, whatever the graph still says.
    expect(await store.dependents(['early'], NOW, READERS)).toEqual([]);
    expect(await store.dependents(['late'], NOW, READERS + 1)).toHaveLength(READERS);
    const { nodes } = await store.dump();
    if (nodes.some((node) => node.startsWith('["Repair"') && node.includes('"pending":true'))) {
      halfDone += 1;
    }
    await store.close();
  }
  expect(await child.finish(place)).toBe(0);
  return halfDone;
}

async function expectRepaired(place: string): Promise<void> {
  const reference = new MemoryLineageStore();
  await reference.write(batch(early, late, ...readers));
  const store = await openTinyRepairs(place);

  expect((await store.dump()).edges).toEqual((await reference.dump()).edges);

  await store.close();
}

describe('a repair that is killed in the middle and carried on', () => {
  const folder = mkdtempSync(join(tmpdir(), 'spantrail-repair-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test(`ends in the same graph in the embedded store (seed ${seed})`, async () => {
    const place = `file:${join(folder, 'killed.db')}`;

    const halfDone = await repairWithKills(place);

    expect(halfDone).toBeGreaterThan(0);
    await expectRepaired(place);
  }, 300_000);
});

describeNeo4j('a repair on Neo4j that is killed in the middle and carried on', server, (uri) => {
  beforeAll(() => emptyNeo4j(uri));
  afterAll(closeEmptier);

  test(`ends in the same graph (seed ${seed})`, async () => {
    const halfDone = await repairWithKills(uri);

    expect(halfDone).toBeGreaterThan(0);
    await expectRepaired(uri);
  }, 300_000);
});
