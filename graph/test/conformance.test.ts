import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { describeNeo4j, neo4jForTests } from '@spantrail/neo4j-for-tests';
import type { LineageStore } from '../src/lineage-store.ts';
import { MemoryLineageStore } from '../src/memory/memory-lineage-store.ts';
import { openLineage } from '../src/open-lineage.ts';
import { describeLineageStore } from './conformance.ts';
import { closeEmptier, emptyNeo4j } from './empty-neo4j.ts';

const server = await neo4jForTests();
const folder = mkdtempSync(join(tmpdir(), 'spantrail-conformance-'));
let files = 0;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describeLineageStore(
  'the reference store',
  async () => new MemoryLineageStore(),
  (store) => store.close(),
);

describeLineageStore(
  'the embedded store in a file',
  () => {
    files += 1;
    return openLineage({ store: `file:${join(folder, `${files}.db`)}` });
  },
  (store) => store.close(),
);

describeNeo4j('with a server', server, (uri) => {
  let open: LineageStore | undefined;
  afterAll(async () => {
    await open?.close();
    await closeEmptier();
  });

  describeLineageStore(
    'Neo4j',
    async () => {
      open ??= await openLineage({ store: uri });
      await emptyNeo4j(uri);
      return open;
    },
    async () => undefined,
  );
});
