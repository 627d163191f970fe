import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { LineageBatch, LineageStore } from '@spantrail/graph';
import { main } from './examples/export-spans.ts';

const ROOM = new URL('../../', import.meta.url);
const text = (path: string): string => readFileSync(new URL(path, ROOM), 'utf8');

test('the example of the README writes a run with what it read and wrote', async () => {
  const written: LineageBatch[] = [];
  const store = {
    write: async (batch: LineageBatch) => {
      written.push(batch);
      return { runs: 1, annotations: 0, rejected: [] };
    },
  };

  await main(store as unknown as LineageStore);

  expect(written[0]?.contributions[0]).toMatchObject({
    identity: { component: { name: 'train' }, state: 'ok' },
    inputs: [{ pointer: { name: 's3://rides/2020-04.parquet' } }],
    outputs: [{ pointer: { name: 's3://models/tips.bin' } }],
  });
});

test('the README shows the example as it is, but for the import of the package by its name', () => {
  const example = text('test/examples/export-spans.ts').replace(
    '../../src/index.ts',
    '@spantrail/collector-exporter',
  );

  expect(text('README.md')).toContain(`\`\`\`ts\n${example}\`\`\``);
});
