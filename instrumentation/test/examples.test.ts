import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { SCOPE_VERSION } from '../src/tracer.ts';
import { main } from './examples/train.ts';
import { startRecording } from './recording.ts';

const ROOM = new URL('../../', import.meta.url);

function text(path: string): string {
  return readFileSync(new URL(path, ROOM), 'utf8');
}

test('the example of the README shows a training run with what it read, wrote and checked', async () => {
  const recording = startRecording();
  const folder = mkdtempSync(join(tmpdir(), 'spantrail-'));
  const [rides, model] = [join(folder, 'rides.csv'), join(folder, 'model.bin')];
  writeFileSync(rides, 'fare,tip\n');

  await main(rides, model);

  const [span] = recording.spansNow();
  recording.stop();
  rmSync(folder, { recursive: true });
  expect(span?.attributes).toMatchObject({
    'ml.component.name': 'train',
    'ml.input.names': [`file:${rides}`],
    'ml.output.names': [`file:${model}`],
    'ml.output.types': ['model'],
    'ml.output.digests': [`sha256:${createHash('sha256').update('weights').digest('hex')}`],
    'ml.metric.values': [0.82],
    'ml.trigger.statuses': ['pass'],
  });
});

test('the README shows the example as it is, but for the import of the package by its name', () => {
  const example = text('test/examples/train.ts').replace(
    '../../src/index.ts',
    '@spantrail/instrumentation',
  );

  expect(text('README.md')).toContain(example);
});

test('the README names every export', () => {
  const names = text('src/index.ts').match(/\b[A-Za-z]+\b(?=,| \}|\n)/g) ?? [];
  const exported = names.filter((name) => name !== 'type');

  expect(exported.filter((name) => !text('README.md').includes(`\`${name}`))).toEqual([]);
});

test('the version of our scope is that of the package', () => {
  const { version } = JSON.parse(text('package.json')) as { version: string };

  expect(SCOPE_VERSION).toBe(version);
});
