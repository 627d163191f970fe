import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { openLineage } from '../src/open-lineage.ts';
import { batch, run } from './facts.ts';

test('a disk that is full costs no acknowledged run, is told as such, and ends when there is room', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'spantrail-full-'));
  const file = join(folder, 'lineage.db');
  const program = fileURLToPath(new URL('./fill-disk.js', import.meta.url));
  // A limit on the size of files (in kB) stands for the full disk; ignoring its signal makes it an error.
  const limited = `trap '' XFSZ; ulimit -f 3000; exec "$0" "$1" "$2"`;

  const printed = execFileSync('bash', ['-c', limited, process.execPath, program, `file:${file}`], {
    encoding: 'utf8',
  });

  const { acknowledged, code } = JSON.parse(printed) as { acknowledged: number; code: string };
  expect(code).toBe('GRAPH_UNAVAILABLE');
  expect(acknowledged).toBeGreaterThan(10);
  const store = await openLineage({ store: `file:${file}` });
  const ids = Array.from({ length: acknowledged }, (_, index) => `run${index}`);
  const kept = await store.runs(ids);
  expect(kept).toHaveLength(acknowledged);
  expect(kept.every(({ inputs, outputs }) => inputs.length === 1 && outputs.length === 1)).toBe(
    true,
  );
  await store.write(batch(run({ id: 'after', start: 1, reads: ['in'] })));
  expect(await store.runs(['after'])).toHaveLength(1);
  await store.close();
  rmSync(folder, { recursive: true });
});
