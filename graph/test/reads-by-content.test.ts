import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeNeo4j, neo4jForTests } from '@spantrail/neo4j-for-tests';
import type { CypherEngine } from '../src/engines/cypher-engine.ts';
import type { LineageBatch } from '../src/facts/lineage-batch.ts';
import type { LineageStore } from '../src/lineage-store.ts';
import { MemoryLineageStore } from '../src/memory/memory-lineage-store.ts';
import { openLineage } from '../src/open-lineage.ts';
import { closeEmptier, emptyNeo4j } from './empty-neo4j.ts';
import { at, batch, run } from './facts.ts';
import { openEmbedded } from './open-embedded.ts';

const server = await neo4jForTests();
const NOW = at(1_000_000);
const OLD = 'sha256:01d';

/** One writer of the old content, then many of others. */
const rewritten = batch(
  run({ id: 'writer', start: 0, writes: [{ name: 'model', digest: OLD }] }),
  ...Array.from({ length: 40 }, (_, index) =>
    run({
      id: `other${index}`,
      start: 10 + index,
      writes: [{ name: 'model', digest: `sha256:${index}` }],
    }),
  ),
);
const readers = batch(
  ...Array.from({ length: 200 }, (_, index) =>
    run({ id: `reader${index}`, start: 100 + index, reads: [{ name: 'model', digest: OLD }] }),
  ),
);

test('reads of one content in a batch ask for its writers once', async () => {
  let asked = 0;
  const counting = (engine: CypherEngine): CypherEngine => ({
    ...engine,
    write: (work) =>
      engine.write((session) =>
        work({
          run: (query, parameters) => {
            if (query.name === 'write/producers-of-content') asked += 1;
            return session.run(query, parameters);
          },
        }),
      ),
  });
  const store = await openEmbedded(counting);
  await store.write(rewritten);
  asked = 0;

  await store.write(readers);

  const dependencies = await store.dependencies(
    readers.contributions.map((reader) => reader.run),
    NOW,
  );
  expect(dependencies.map(({ to }) => to)).toEqual(Array(200).fill('writer'));
  expect(asked).toBe(1);
  await store.close();
});

/** Two contents in turns, each written more often than is looked at first, and read in between. */
function inTurns(): { readonly writes: LineageBatch; readonly reads: LineageBatch } {
  const digestOf = (index: number): string => `sha256:${index % 2}`;
  const turns = Array.from({ length: 60 }, (_, index) => index);
  return {
    writes: batch(
      ...turns.map((index) =>
        run({
          id: `w${index}`,
          start: index * 10,
          writes: [{ name: 'table', digest: digestOf(index) }],
        }),
      ),
    ),
    reads: batch(
      ...turns.map((index) =>
        run({
          id: `r${index}`,
          start: index * 10 + 5,
          reads: [{ name: 'table', digest: digestOf(index + 1) }],
        }),
      ),
    ),
  };
}

async function checkTurns(store: LineageStore): Promise<void> {
  const { writes, reads } = inTurns();
  const reference = new MemoryLineageStore();
  for (const one of [writes, reads]) {
    await store.write(one);
    await reference.write(one);
  }

  const dependencies = await store.dependencies(['r0', 'r1', 'r30', 'r59'], NOW);

  // What the reader before it saw is one turn old; at first nobody had written what was read.
  expect(dependencies.map(({ from, to }) => [from, to]).sort()).toEqual([
    ['r1', 'w0'],
    ['r30', 'w29'],
    ['r59', 'w58'],
  ]);
  expect(await store.dump()).toEqual(await reference.dump());
}

test('a read of a content that was written often depends on its own writer in the embedded store', async () => {
  const store = await openEmbedded();

  await checkTurns(store);

  await store.close();
});

describeNeo4j('on a real Neo4j', server, (uri) => {
  let store: LineageStore;

  beforeAll(async () => {
    await emptyNeo4j(uri);
    store = await openLineage({ store: uri });
  });
  afterAll(async () => {
    await store.close();
    await closeEmptier();
  });

  test('a read of a content that was written often depends on its own writer', async () => {
    await checkTurns(store);
  });
});
