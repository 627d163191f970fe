import { expect, test } from '@jest/globals';
import type { CypherEngine } from '../src/engines/cypher-engine.ts';
import { at, batch, run } from './facts.ts';
import { openEmbedded, repairAll } from './open-embedded.ts';

const READERS = 2_000;
const readers = Array.from({ length: READERS }, (_, index) =>
  run({ id: `reader${index}`, start: 100 + index, end: 101 + index, reads: ['data'] }),
);
const early = run({ id: 'early', start: 0, end: 1, writes: ['data'] });
const late = run({ id: 'late', start: 50, end: 60, writes: ['data'] });
const NOW = at(1_000_000);

test('a late producer before many readers is taken at once, answered for, and repaired in parts', async () => {
  let failing = false;
  const breaking = (engine: CypherEngine): CypherEngine => ({
    ...engine,
    write: (work) =>
      engine.write(async (session) => {
        const result = await work(session);
        // The process dies before the commit.
        if (failing) throw new Error('killed');
        return result;
      }),
  });
  const store = await openEmbedded(breaking, { max: 300, carryOn: false });
  await store.write(batch(early, ...readers));
  const dependents = async (of: string): Promise<number> =>
    (await store.dependents([of], NOW, READERS + 1)).length;
  expect(await dependents('early')).toBe(READERS);

  await store.write(batch(late));

  expect([await dependents('early'), await dependents('late')]).toEqual([0, READERS]);
  expect((await store.dependencies(['reader1999'], NOW)).map(({ to }) => to)).toEqual(['late']);

  expect(await store.pendingRepairs()).toBe(1);
  expect(await store.repair()).toBe(true);
  failing = true;
  await expect(store.repair()).rejects.toThrow('killed');
  failing = false;
  expect([await dependents('early'), await dependents('late')]).toEqual([0, READERS]);

  await repairAll(store);

  expect(await store.pendingRepairs()).toBe(0);
  const edges = (await store.dump()).edges.filter((edge) => edge.includes('DEPENDS_ON'));
  expect(edges).toHaveLength(READERS);
  expect(edges.every((edge) => edge.includes('"late"'))).toBe(true);
  expect([await dependents('early'), await dependents('late')]).toEqual([0, READERS]);
  await store.close();
}, 300_000);
