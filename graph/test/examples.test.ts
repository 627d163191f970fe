import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { main } from './examples/write-and-ask.ts';

const ROOM = new URL('../../', import.meta.url);
const text = (path: string): string => readFileSync(new URL(path, ROOM), 'utf8');

test('the example of the README writes a run and traces its output', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'spantrail-'));

  const answer = await main(join(folder, 'lineage.db'));

  expect(answer).toMatchObject({
    producer: { state: 'ok', run: 'train-1' },
    runs: [{ component: 'train' }],
  });
  rmSync(folder, { recursive: true });
});

test('the README shows the example as it is, but for the import of the package by its name', () => {
  const example = text('test/examples/write-and-ask.ts').replace(
    '../../src/index.ts',
    '@spantrail/graph',
  );

  expect(text('README.md')).toContain(`\`\`\`ts\n${example}\`\`\``);
});
