/** The program itself, as a process, on a small embedded store and against a service that holds it. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openLineage } from '@spantrail/graph';
import { firstLine, runBin, startBin } from './fixtures/run-bin.ts';
import { smallPipeline } from './fixtures/small-pipeline.ts';

const asOf = ['--as-of', '2020-06-01T00:00:00Z'];
let cwd: string;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'spantrail-bin-'));
  await mkdir(join(cwd, '.spantrail'));
  const store = await openLineage({ store: `file:${join(cwd, '.spantrail/lineage.db')}` });
  await store.write(smallPipeline);
  await store.close();
});

afterAll(async () => {
  await rm(cwd, { recursive: true });
});

describe('spantrail on the default store of the folder', () => {
  test('traces a pointer to its raw source', async () => {
    const { stdout, stderr, exitCode } = await runBin(['trace', 'predictions.csv', ...asOf], {
      cwd,
    });

    expect(stdout.split('\n')).toEqual([
      'predictions.csv  as of 2020-06-01 00:00:00Z',
      'made by score run score-1 from 1 run before it; raw sources: rides.csv',
      '',
      '└─ score  score-1  ok  2020-05-31 06:05:00Z  1 min',
      '   │  wrote predictions.csv',
      '   └─ clean.csv',
      '      └─ clean  clean-1  ok  2020-05-31 06:00:00Z  1 min',
      '         │  wrote clean.csv',
      '         └─ rides.csv  (source: no known run wrote it)',
      '',
    ]);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  });

  test('says what looks like a name that is not there, and exits with 1', async () => {
    const { stdout, stderr, exitCode } = await runBin(['trace', 'prediction.csv'], { cwd });

    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 });
    expect(stderr).toMatch(/^spantrail: .*"prediction\.csv".*"predictions\.csv".*\n$/);
  });

  test('does not trip over a reader that goes away', () => {
    const bin = fileURLToPath(new URL('../../bin/spantrail.js', import.meta.url));
    const pipe = 'set -o pipefail; "$0" "$1" components --help | head -c 1';

    expect(
      execFileSync('bash', ['-c', pipe, process.execPath, bin], { cwd, stdio: 'pipe' }),
    ).toHaveLength(1);
  });

  test('without a store says in one line what to do, and exits with 3', async () => {
    const { stdout, stderr, exitCode } = await runBin(['recent'], { cwd: tmpdir() });

    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 3 });
    expect(stderr).toMatch(/^spantrail: There is no lineage store .*npm run demo.*\n$/);
  });
});

// The flag is set and cleared after the time that the questions are asked for.
const calls: readonly (readonly string[])[] = [
  ['trace', 'predictions.csv', ...asOf],
  ['impact', 'rides.csv', ...asOf],
  ['inspect', 'score-1', ...asOf],
  ['history', 'clean', ...asOf],
  ['recent', ...asOf],
  ['components', '--owner', 'ada'],
  ['tags'],
  ['stale', 'predictions.csv', ...asOf],
  ['review', ...asOf],
  ['trace', 'prediction.csv'],
  ['trace', 'predictions.csv', '--depth', 'x'],
  ['inspect', 'nobody'],
  ['flag', 'predictions.csv', '--reason', 'wrong', '--at', '2020-07-01T00:00:00Z', '--id', 'f'],
  ['unflag', 'predictions.csv', '--at', '2020-07-02T00:00:00Z', '--id', 'g'],
  ['review', '--as-of', '2020-07-01T12:00:00Z'],
  ['unflag'],
  ['note', 'score-1', 'look again'],
];

describe('a service that holds the store', () => {
  test('gives the same JSON as the store itself, and lets go of it when it is stopped', async () => {
    // A copy, because some of the calls write.
    const held = { cwd: join(cwd, 'held') };
    await cp(join(cwd, '.spantrail'), join(held.cwd, '.spantrail'), { recursive: true });
    const near = [];
    for (const call of calls) near.push(await runBin([...call, '--json'], { cwd }));

    const service = startBin(['serve', '--listen', '127.0.0.1:0'], held);
    const line = await firstLine(service.stdout);
    const far = [];
    for (const call of calls) far.push(await runBin([...call, '--json'], held));
    service.kill('SIGTERM');
    const [exitCode] = await once(service, 'exit');
    const after = await runBin(['tags'], held);

    expect(line).toMatch(
      /^spantrail serves http:\/\/127\.0\.0\.1:\d+ from file:\.spantrail\/lineage\.db$/,
    );
    for (const [index, call] of calls.entries()) {
      // `note` and questions without --as-of tell the time that they were asked at.
      expect([call, timeless(far[index])]).toEqual([call, timeless(near[index])]);
      expect(JSON.parse(far[index]?.stdout ?? '')).toBeInstanceOf(Object);
    }
    expect(exitCode).toBe(0);
    expect(after).toMatchObject({ exitCode: 0, stderr: '' });
  }, 240_000);

  test('that cannot have its address exits with 3 and one line', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' ? address?.port : '';

    const outcome = await runBin(['serve', '--listen', `127.0.0.1:${port}`], { cwd });
    other.close();

    expect(outcome).toMatchObject({ stdout: '', exitCode: 3 });
    expect(outcome.stderr).toMatch(/^spantrail: Cannot listen on 127\.0\.0\.1:\d+.*\n$/);
  });
});

function timeless(outcome: object | undefined): string {
  const now = new Date().getUTCFullYear();
  return JSON.stringify(outcome).replaceAll(new RegExp(`${now}-[^"]+Z`, 'g'), 'NOW');
}
