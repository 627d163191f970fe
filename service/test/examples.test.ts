import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { main } from './examples/serve.ts';

const ROOM = new URL('../../', import.meta.url);
const text = (path: string): string => readFileSync(new URL(path, ROOM), 'utf8');

test('the example of the README takes a run in and traces its output', async () => {
  expect(await main()).toMatchObject({
    pointer: 's3://models/tips.bin',
    runs: [{ component: 'train', state: 'ok' }],
  });
});

test('the README shows the example as it is, but for the import of the package by its name', () => {
  const example = text('test/examples/serve.ts').replace(
    '../../src/index.ts',
    '@spantrail/service',
  );

  expect(text('README.md')).toContain(`\`\`\`ts\n${example}\`\`\``);
});
