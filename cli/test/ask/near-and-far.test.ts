/** The same call at a store and at a service that holds it: stdout must not tell them apart. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LineageStore } from '@spantrail/graph';
import { type Service, startService } from '@spantrail/service';
import { fakeGraph } from '../fixtures/fake-graph.ts';
import { runInProcess } from '../fixtures/run-in-process.ts';

let service: Service;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spantrail-cli-'));
  const { questions, commands } = fakeGraph();
  service = await startService({
    store: {} as LineageStore,
    listen: { port: 0 },
    questions,
    commands,
    allowCypher: true,
    log: () => undefined,
  });
});

afterAll(async () => {
  await service.close();
  await rm(folder, { recursive: true });
});

describe.each([
  [['trace', 'predictions/2020-05.csv']],
  [['inspect', '4bf9']],
  [['review']],
  [['queries']],
  [['query', 'trace', '--param', 'pointer=a', '--param', 'limit=3']],
  [['query', '--cypher', 'RETURN 1 AS one', '--param', 'a=1', '--param', 'b=2']],
  [['flag', 'x', '--reason', 'wrong']],
  [['unflag', '--all']],
  [['labels']],
  [['label', 'x', 'gdpr']],
  [['retract', 'gdpr']],
  [['note', 'train-1', 'text']],
  [['trace', 'nowhere.csv']],
  [['unflag']],
])('%j', (call) => {
  test.each([[[]], [['--json']]])('is the same near and far with %j', async (output) => {
    const near = await runInProcess([...call, ...output, '--store', 'memory:']);
    const far = await runInProcess([...call, ...output, '--url', service.url]);

    expect(far).toEqual(near);
  });
});

describe('a file store', () => {
  test('is asked through the service that holds it', async () => {
    const path = join(folder, 'held.db');
    await writeFile(path, '');
    await writeFile(`${path}.serve.json`, JSON.stringify({ url: service.url, pid: process.pid }));
    const graph = fakeGraph();

    const { exitCode } = await runInProcess(['tags', '--store', `file:${path}`], { graph });

    expect(exitCode).toBe(0);
    expect(graph.opened).toEqual([]);
  });

  test.each([
    ['whose process is gone', { url: 'http://127.0.0.1:4319', pid: 2 ** 30 }],
    ['where nothing listens any more', { url: 'http://127.0.0.1:45999', pid: process.pid }],
    ['that is not on this machine', { url: 'http://example.com', pid: process.pid }],
    ['without sense', 'x'],
  ])('is opened itself beside the address of a service %s', async (_, content) => {
    const path = join(folder, 'left.db');
    await writeFile(path, '');
    await writeFile(`${path}.serve.json`, JSON.stringify(content));
    const graph = fakeGraph();

    const { exitCode } = await runInProcess(['tags', '--store', `file:${path}`], { graph });

    expect(exitCode).toBe(0);
    expect(graph.opened).toEqual([{ store: `file:${path}`, readOnly: true }]);
  });
});
