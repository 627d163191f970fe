/**
 * Promise 3, acknowledged means committed, at the only place where it can be broken: a service that
 * dies between a commit and the next. Each kill is a `kill -9` of the real program during ingest.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeTraceRequest, spansToBatch } from '@spantrail/collector-exporter';
import { type HistoryAnswer, openLineage } from '@spantrail/graph';
import { type RunSpan, traceRequest } from './support/otlp-json.ts';
import { randomRun, seededRandom } from './support/random-pipeline.ts';
import {
  killWhileStarting,
  type ServeProcess,
  spantrail,
  startServe,
} from './support/spantrail-process.ts';

const kills = Number(process.env.SPANTRAIL_KILLS ?? (process.env.CI === 'true' ? 50 : 10));
const seed = Number(process.env.SPANTRAIL_KILL_SEED ?? Math.floor(Math.random() * 2 ** 31));
const random = seededRandom(seed);

const SENDERS = 3;
const RUNS_A_REQUEST = 20;
const BURST_MS_MIN = 20;
const BURST_MS_MAX = 800;
/** Of acknowledged requests, as a Collector does whose connection broke before the answer came. */
const SENT_AGAIN = 0.05;
/** Of runs, announced as running by the request before the one that finishes them. */
const ANNOUNCED = 0.1;

/** A sender that hears nothing gives up, and sends again. */
const ANSWER_MS_MAX = 10_000;
/** Of kills, followed by a second one while the service starts again and mends the file. */
const KILLED_AGAIN = 0.2;

interface Request {
  readonly component: string;
  readonly runs: readonly RunSpan[];
  readonly body: string;
}

const counts = { acknowledged: 0, unacknowledged: 0, committedUnsaid: 0, duplicates: 0 };
const acknowledged: Request[] = [];
const waiting: Request[] = [];
let nextRun = 0;
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

      service = await startServe(file);
      for (let kill = 0; kill < kills; kill += 1) {
        const before = acknowledged.length;
        await burstUntilKilled(service, `step-${kill}`);
        if (random() < KILLED_AGAIN) await killWhileStarting(file, 80 + random() * 300);
        service = await startServe(file);
        const said = acknowledged.slice(before);
        const views = await viewsOf(service, [...said, ...waiting]);
        expect(missing(views, said)).toEqual([]);
        expect(torn(views, waiting)).toEqual([]);
      }
      while (waiting.length > 0) await sendNext(service, 'last');
      const exitCode = await service.stop();

      const graph = await dumpOf(`file:${file}`);
      const reference = await referenceOf(acknowledged);
      const seconds = Math.round((performance.now() - started) / 1000);
      say(
        `${counts.acknowledged} requests (${nextRun} runs) acknowledged, ${counts.unacknowledged} cut off and sent again ` +
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
    while (alive) await sendNext(service, component);
  };
  await Promise.all([killed, ...Array.from({ length: SENDERS }, sender)]);
}

/** One request: one that was cut off first, now and then one that is known to be stored, else a new one. */
async function sendNext(service: ServeProcess, component: string): Promise<void> {
  const again = waiting.shift();
  if (again === undefined && acknowledged.length > 0 && random() < SENT_AGAIN) {
    if (await post(service, anyOf(acknowledged))) counts.duplicates += 1;
    return;
  }
  const request = again ?? newRequest(component);
  if (await post(service, request)) {
    acknowledged.push(request);
    counts.acknowledged += 1;
  } else {
    waiting.push(request);
    counts.unacknowledged += 1;
  }
}

/** @returns whether it was acknowledged; false when the connection broke. */
async function post(service: ServeProcess, { body }: Request): Promise<boolean> {
  let response: Response;
  let answer: string;
  try {
    const headers = { 'content-type': 'application/json' };
    const signal = AbortSignal.timeout(ANSWER_MS_MAX);
    response = await fetch(`${service.url}/v1/traces`, { method: 'POST', headers, body, signal });
    answer = await response.text();
  } catch {
    return false;
  }
  // While it lives the service has no reason to refuse or to put off anything.
  if (response.status !== 200 || answer !== '{}') {
    throw new Error(`The service answered ${response.status} ${answer}: ${service.stderr()}`);
  }
  return true;
}

let announced: readonly RunSpan[] = [];

function newRequest(component: string): Request {
  const runs = Array.from({ length: RUNS_A_REQUEST }, () => {
    nextRun += 1;
    return randomRun(nextRun - 1, component, random);
  });
  const finished = announced;
  announced = runs.filter(() => random() < ANNOUNCED);
  const begun = new Set(announced);
  const sent = [
    ...finished,
    ...runs.map((run) => (begun.has(run) ? { ...run, end: null, metrics: {} } : run)),
  ];
  return { component, runs: sent, body: traceRequest(sent) };
}

/** Finished runs of these requests that the service does not show, or not whole. */
function missing(views: Views, requests: readonly Request[]): readonly RunSpan[] {
  return requests.flatMap(finishedRuns).filter((run) => views.get(run.id) !== wholeOf(run));
}

/** Requests without an answer of which only a part is there: a request is one transaction. */
function torn(views: Views, requests: readonly Request[]): readonly Request[] {
  return requests.filter((request) => {
    const runs = finishedRuns(request);
    const there = runs.filter((run) => views.get(run.id) === wholeOf(run)).length;
    if (there === runs.length) counts.committedUnsaid += 1;
    return there > 0 && there < runs.length;
  });
}

/** What a start announcement says may have been overtaken already; the final comparison covers it. */
function finishedRuns({ runs }: Request): readonly RunSpan[] {
  return runs.filter(({ end }) => end !== null);
}

/** A line for each run, by its id. */
type Views = ReadonlyMap<string, string>;

/** What the service shows of the components of these requests. */
async function viewsOf(service: ServeProcess, requests: readonly Request[]): Promise<Views> {
  const components = new Set(requests.flatMap(({ runs }) => runs.map((run) => run.component)));
  const views = new Map<string, string>();
  for (const component of components) {
    const response = await fetch(
      `${service.url}/api/history?component=${component}&limit=100000&max-age-days=36500`,
    );
    // No request of the component was committed before the kill.
    if (response.status === 404) continue;
    const answer = (await response.json()) as HistoryAnswer;
    for (const { id, state, inputs, outputs, metrics } of answer.runs) {
      const numbers = metrics.map(({ name, value }) => `${name}=${value}`);
      views.set(id, lineOf({ id, state, inputs, outputs, numbers }));
    }
  }
  return views;
}

function wholeOf({ id, error, reads = [], writes = [], metrics = {} }: RunSpan): string {
  const names = (uses: typeof reads): string[] =>
    uses.map((use) => (typeof use === 'string' ? use : use.name));
  const state = error === undefined ? 'ok' : 'failed';
  const numbers = Object.entries(metrics).map(([name, value]) => `${name}=${value}`);
  return lineOf({ id, state, inputs: names(reads), outputs: names(writes), numbers });
}

function lineOf(run: {
  readonly id: string;
  readonly state: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly numbers: readonly string[];
}): string {
  const lists = [run.inputs, run.outputs, run.numbers].map((list) => [...list].sort().join(','));
  return [run.id, run.state, ...lists].join(' ');
}

/** The same facts, each once, in a store that nobody disturbs. */
async function referenceOf(requests: readonly Request[]) {
  const store = await openLineage({ store: 'memory:' });
  for (const { body } of requests) {
    const { spans } = decodeTraceRequest(Buffer.from(body), 'json');
    await store.write(spansToBatch(spans).batch);
  }
  const dump = await store.dump();
  await store.close();
  return dump;
}

async function dumpOf(place: string) {
  const store = await openLineage({ store: place });
  const dump = await store.dump();
  await store.close();
  return dump;
}

/** The first lines that only one of the two has. */
function difference(found: readonly string[], expected: readonly string[]): readonly string[] {
  const [left, right] = [new Set(found), new Set(expected)];
  return [
    ...found.filter((line) => !right.has(line)).map((line) => `too much: ${line}`),
    ...expected.filter((line) => !left.has(line)).map((line) => `lacking: ${line}`),
    ...(found.length === left.size ? [] : ['the same line twice']),
  ].slice(0, 10);
}

function anyOf<T>(items: readonly T[]): T {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('Nothing to choose from.');
  return item;
}

function say(text: string): void {
  process.stdout.write(`kill-service: ${text}\n`);
}
