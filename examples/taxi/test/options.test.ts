import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { SpantrailCli } from '../src/spantrail-cli.ts';

const DEMO = fileURLToPath(new URL('../../../../scripts/demo.mjs', import.meta.url));

test.each([
  [['--wat'], /^Unknown option '--wat'\. Options: .*\n$/],
  [['--store', 'lineage.db'], /^--store takes file:PATH, not 'lineage\.db'\. Options: .*\n$/],
  [['--port', 'http'], /^--port takes a number up to 65535, not 'http'\. Options: .*\n$/],
  [['twice'], /^Unexpected argument 'twice'\. Options: .*\n$/],
])('answers wrong use with one line and exit code 2: %j', (args, message) => {
  const { status, stderr } = spawnSync(process.execPath, [DEMO, ...args], { encoding: 'utf8' });

  expect(stderr).toMatch(message);
  expect(status).toBe(2);
});

test('explains itself without installing or compiling anything', () => {
  const { status, stdout } = spawnSync(process.execPath, [DEMO, '--help'], { encoding: 'utf8' });

  expect(stdout).toMatch('--once');
  expect(status).toBe(0);
});

test('prints command lines that can be pasted into a shell', () => {
  const cli = new SpantrailCli(['--store', "file:it's here/lineage.db"]);

  expect(cli.line('flag', 'prediction/2020-05/50')).toBe(
    `npx spantrail flag prediction/2020-05/50 --store 'file:it'\\''s here/lineage.db'`,
  );
});
