/** `export` and `import` on real stores: a file, a service that holds it, pipes between them. */
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as graph from '@spantrail/graph';
import { type Service, startService } from '@spantrail/service';
import { runInProcess } from './fixtures/run-in-process.ts';

let folder: string;
let store: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spantrail-transfer-'));
  path = join(folder, 'lineage.db');
  store = `file:${path}`;
  const lineage = await graph.openLineage({ store });
  await fill(lineage);
  await lineage.close();
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function fill(lineage: graph.LineageStore): Promise<void> {
  const output = { pointer: { namespace: 'ns', name: 'out.csv', type: null }, at: null };
  await lineage.write({
    contributions: Array.from({ length: 20 }, (_, index) => ({
      origin: index,
      run: `run-${index}`,
      span: `00:${index}`,
      start: BigInt(index),
      end: BigInt(index) + 1n,
      identity: {
        component: { namespace: 'ns', name: 'job é', description: null, owner: null, tags: [] },
        state: 'ok' as const,
        service: null,
        environment: null,
        codeVersion: null,
        code: null,
        error: null,
      },
      inputs: [{ ...output, digest: null, rows: null, bytes: null }],
      outputs: [{ ...output, digest: null, rows: 3n, bytes: null }],
      metrics: [{ name: 'accuracy', value: 0.5, unit: null }],
      triggers: [],
      slices: [],
      labels: [],
      parents: [],
      links: [],
    })),
    annotations: [],
  });
}

async function dumpOf(address: string): Promise<graph.GraphDump> {
  const lineage = await graph.openLineage({ store: address, readOnly: true });
  try {
    return await lineage.dump();
  } finally {
    await lineage.close();
  }
}

const cli = (args: readonly string[], options: object = {}) =>
  runInProcess(args, { graph, ...options });

describe('a file store', () => {
  test('goes through a file into a new store, equal, and again without a change', async () => {
    const file = join(folder, 'backup.jsonl');
    const copy = `file:${join(folder, 'new', 'copy.db')}`;

    const out = await cli(['export', file, '--store', store]);
    const first = await cli(['import', file, '--store', copy]);
    const second = await cli(['import', file, '--store', copy, '--json']);

    expect(out).toEqual({ stdout: `Exported 22 facts to ${file}.\n`, stderr: '', exitCode: 0 });
    expect(first).toEqual({ stdout: 'Imported 22 facts.\n', stderr: '', exitCode: 0 });
    expect(JSON.parse(second.stdout)).toEqual({ facts: 22, whole: true, notes: [] });
    expect(await dumpOf(copy)).toEqual(await dumpOf(store));
    expect((await stat(file)).mode & 0o077).toBe(0);
  });

  test('goes through a pipe', async () => {
    const copy = `file:${join(folder, 'copy.db')}`;

    const { stdout } = await cli(['export', '--store', store]);
    const { exitCode } = await cli(['import', '-', '--store', copy], { stdin: stdout });

    expect(exitCode).toBe(0);
    expect(await dumpOf(copy)).toEqual(await dumpOf(store));
  });

  test('is never exported over a file that is there', async () => {
    const file = join(folder, 'precious.txt');
    await writeFile(file, 'precious');

    const { exitCode, stderr } = await cli(['export', file, '--store', store]);

    expect(exitCode).toBe(2);
    expect(stderr).toContain('is there already');
    expect(await readFile(file, 'utf8')).toBe('precious');
  });
});

describe('a file that was cut', () => {
  const cutFile = async (): Promise<string> => {
    const file = join(folder, 'cut.jsonl');
    const { stdout } = await cli(['export', '-', '--store', store]);
    await writeFile(file, stdout.slice(0, -20));
    return file;
  };

  test('is refused before anything of it is merged', async () => {
    const file = await cutFile();
    const copy = join(folder, 'copy.db');

    const { exitCode, stdout } = await cli(['import', file, '--store', `file:${copy}`, '--json']);

    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'IMPORT', line: 24 } });
    await expect(stat(copy)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('is taken as far as it goes with --partial', async () => {
    const file = await cutFile();
    const copy = `file:${join(folder, 'copy.db')}`;

    const { stdout } = await cli(['import', file, '--partial', '--store', copy]);

    expect(stdout).toBe('Imported 22 facts, as far as the file goes.\n');
  });
});

describe('a service', () => {
  let service: Service;
  let held: graph.LineageStore;

  beforeEach(async () => {
    held = await graph.openLineage({ store });
    service = await startService({
      store: held,
      listen: { port: 0 },
      database: path,
      log: () => undefined,
    });
  });

  afterEach(async () => {
    await service.close();
    await held.close();
  });

  test('that holds the file gives the same lines as the file, also when the file is named', async () => {
    const far = await cli(['export', '--url', service.url]);
    const found = await cli(['export', '--store', store]);

    const lines = far.stdout.split('\n');
    expect(found.stdout.split('\n').slice(1, -2)).toEqual(lines.slice(1, -2));
    expect(lines).toHaveLength(25);
  });

  test('takes an export in', async () => {
    const file = join(folder, 'backup.jsonl');
    await cli(['export', file, '--url', service.url]);
    const memory = await graph.openLineage({ store: 'memory:' });
    const other = await startService({ store: memory, listen: { port: 0 }, log: () => undefined });

    const { stdout } = await cli(['import', file, '--url', other.url]);

    expect(stdout).toBe('Imported 22 facts.\n');
    expect(await memory.dump()).toEqual(await held.dump());
    await other.close();
  });

  test('refuses an import that a page of another origin could send, and names a bad line', async () => {
    const post = (type: string, body: string) =>
      fetch(`${service.url}/api/import`, {
        method: 'POST',
        headers: { 'content-type': type },
        body,
      });

    expect((await post('text/plain', '{}')).status).toBe(415);
    const bad = await post('application/x-ndjson', '{"format":"other"}\n');
    expect(bad.status).toBe(400);
    expect(await bad.json()).toMatchObject({ error: { code: 'IMPORT', line: 1 } });
  });
});
