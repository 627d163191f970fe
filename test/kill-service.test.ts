/**
 * Promise 3, acknowledged means committed, at the only place where it can be broken: a service that
 * dies between a commit and the next. Each kill is a `kill -9` of the real program during ingest.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seededRandom } from './support/random-pipeline.ts';
import {
  killWhileStarting,
  type ServeProcess,
  spantrail,
  startServe,
} from './support/spantrail-process.ts';
import { difference, dumpOf, referenceOf, Traffic, viewsOf } from './support/traffic.ts';

const kills = Number(process.env.SPANTRAIL_KILLS ?? (process.env.CI === 'true' ? 50 : 10));
const seed = Number(process.env.SPANTRAIL_KILL_SEED ?? Math.floor(Math.random() * 2 ** 31));
const random = seededRandom(seed);

const SENDERS = 3;
const BURST_MS_MIN = 20;
const BURST_MS_MAX = 800;
/** Of kills, followed by a second one while the service starts again and mends the file. */
const KILLED_AGAIN = 0.2;

const traffic = new Traffic({ random, mayPutOff: false });
const { counts, acknowledged, waiting } = traffic;
let folder: string;
let file: string;
let service: ServeProcess | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spantrail-kill-'));
  file = join(folder, 'lineage.db');
});

afterAll(async () => {
  // After a failure it still runs, and would keep jest from ending.
  await service?.kill();
  await rm(folder, { recursive: true, force: true });
});

describe(`a service that is killed ${kills} times during ingest`, () => {
  test(
    'has every acknowledged run, whole, and ends with the graph of an undisturbed one',
    async () => {
      const started = performance.now();
      say(
        `${kills} kills, seed ${seed} (SPANTRAIL_KILL_SEED replays it${process.env.CI === 'true' ? '' : '; 50 kills with CI=true'}).`,
      );

      service = await startServe(`file:${file}`);
      for (let kill = 0; kill < kills; kill += 1) {
        const before = acknowledged.length;
        await burstUntilKilled(service, `step-${kill}`);
        if (random() < KILLED_AGAIN) await killWhileStarting(file, 80 + random() * 300);
        service = await startServe(`file:${file}`);
        const said = acknowledged.slice(before);
        const views = await viewsOf(service, [...said, ...waiting]);
        expect(traffic.missing(views, said)).toEqual([]);
        expect(traffic.torn(views, waiting)).toEqual([]);
      }
      while (waiting.length > 0) await traffic.sendNext(service, 'last');
      const exitCode = await service.stop();

      const graph = await dumpOf(`file:${file}`);
      const reference = await referenceOf(acknowledged);
      const seconds = Math.round((performance.now() - started) / 1000);
      say(
        `${counts.acknowledged} requests (${counts.runs} runs) acknowledged, ${counts.unacknowledged} cut off and sent again ` +
          `(${counts.committedUnsaid} of them had been committed), ${counts.duplicates} sent twice; ` +
          `${graph.nodes.length} nodes, ${graph.edges.length} edges; ${seconds} s.`,
      );
      expect(exitCode).toBe(0);
      expect(counts.acknowledged).toBeGreaterThan(kills);
      expect(difference(graph.nodes, reference.nodes)).toEqual([]);
      expect(difference(graph.edges, reference.edges)).toEqual([]);
    },
    60_000 + kills * 10_000,
  );

  test('leaves a store that the command line answers from', async () => {
    const { stdout, stderr, exitCode } = await spantrail([
      'inspect',
      'run-0',
      '--json=id,metrics',
      '--store',
      `file:${file}`,
    ]);

    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(JSON.parse(stdout)).toMatchObject({ run: { id: 'run-0' } });
  });
});

/** Sends without a pause, and kills the service at a moment that no request knows of. */
async function burstUntilKilled(service: ServeProcess, component: string): Promise<void> {
  let alive = true;
  const lifetime = BURST_MS_MIN + random() * (BURST_MS_MAX - BURST_MS_MIN);
  const killed = new Promise((resolve) => setTimeout(resolve, lifetime)).then(async () => {
    alive = false;
    await service.kill();
  });
  const sender = async (): Promise<void> => {
    while (alive) await traffic.sendNext(service, component);
  };
  await Promise.all([killed, ...Array.from({ length: SENDERS }, sender)]);
}

function say(text: string): void {
  process.stdout.write(`kill-service: ${text}\n`);
}
