/** `spantrail serve` as a process, stopped in the middle of its work. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openLineage } from '@spantrail/graph';
import { firstLine, startBin } from './fixtures/run-bin.ts';

const SENDERS = 8;
const RUNS = 50;

test('finishes what it took when it is told to stop, exits with 0, and all it acknowledged is there', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'spantrail-stop-'));
  const child = startBin(['serve', '--listen', '127.0.0.1:0', '--log-format', 'json'], { cwd });
  const url = /(http:\S+)/.exec(await firstLine(child.stdout))?.[1] ?? '';
  const acknowledged: string[] = [];
  const answers: string[] = [];
  let stopped = false;

  const sender = async (name: number): Promise<void> => {
    for (let number = 0; !stopped; number += 1) {
      const runs = Array.from({ length: RUNS }, (_, index) => `r${name}-${number}-${index}`);
      const answer = await send(url, runs).catch(() => 'cut');
      answers.push(answer);
      if (answer === '200') acknowledged.push(...runs);
    }
  };
  const senders = Array.from({ length: SENDERS }, (_, name) => sender(name));
  while (acknowledged.length < 3 * SENDERS * RUNS)
    await new Promise((next) => setTimeout(next, 20));
  const exited = once(child, 'exit');
  const stoppedAt = performance.now();
  child.kill('SIGTERM');
  const [exitCode, signal] = await exited;
  stopped = true;
  const tookMs = performance.now() - stoppedAt;
  await Promise.all(senders);
  const store = await openLineage({ store: `file:${join(cwd, '.spantrail/lineage.db')}` });
  const stored = new Set((await store.runs(acknowledged)).map(({ key }) => key));
  await store.close();
  await rm(cwd, { recursive: true });

  expect([exitCode, signal]).toEqual([0, null]);
  expect(tookMs).toBeLessThan(25_000);
  expect(acknowledged.filter((run) => !stored.has(run))).toEqual([]);
  expect(new Set(answers.filter((answer) => !['200', 'cut'].includes(answer))).size).toBe(0);
}, 120_000);

async function send(url: string, runs: readonly string[]): Promise<string> {
  const spans = runs.map((run, index) => ({
    traceId: Buffer.from(run.padEnd(16)).toString('hex'),
    spanId: String(index + 1).padStart(16, '0'),
    name: 'train',
    startTimeUnixNano: '1700000000000000000',
    endTimeUnixNano: '1700000001000000000',
    attributes: [
      { key: 'ml.component.name', value: { stringValue: 'train' } },
      { key: 'ml.run.id', value: { stringValue: run } },
    ],
  }));
  const response = await fetch(`${url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }),
  });
  await response.text();
  return String(response.status);
}
