/** Every command by way of a service that holds the store and lets nobody in without a token. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as graph from '@spantrail/graph';
import { type Service, startService } from '@spantrail/service';
import { runInProcess } from '../fixtures/run-in-process.ts';
import { smallPipeline } from '../fixtures/small-pipeline.ts';

const tokens = {
  ingest: 'ingest-token-of-this-test',
  read: 'read-token-of-this-test',
  admin: 'admin-token-of-this-test',
} as const;

let folder: string;
let store: string;
let held: graph.LineageStore;
let service: Service;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spantrail-tokens-'));
  const database = join(folder, 'lineage.db');
  store = `file:${database}`;
  held = await graph.openLineage({ store });
  await held.write(smallPipeline);
  service = await startService({
    store: held,
    listen: { port: 0 },
    database,
    tokens: {
      text: Object.entries(tokens)
        .map(([scope, token]) => `${scope} ${token}`)
        .join(','),
    },
    log: () => undefined,
  });
});

afterAll(async () => {
  await service.close();
  await held.close();
  await rm(folder, { recursive: true });
});

const cli = (args: readonly string[], token: string | null) =>
  runInProcess([...args, '--store', store], {
    graph,
    environment: token === null ? {} : { SPANTRAIL_TOKEN: token },
  });

describe('a command line', () => {
  test('without a token is told which variable to set, and exits with 3', async () => {
    const { stdout, stderr, exitCode } = await cli(['tags'], null);
    const json = await cli(['tags', '--json'], 'not-the-token-of-anybody');

    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 3 });
    expect(stderr).toMatch(/^spantrail: .*SPANTRAIL_TOKEN.*\n$/);
    expect(JSON.parse(json.stdout)).toMatchObject({ error: { code: 'UNAUTHENTICATED' } });
    expect(json.exitCode).toBe(3);
  });

  // In an order in which each still finds something to do.
  test.each([
    ['read', ['trace', 'predictions.csv']],
    ['read', ['query', 'components']],
    ['read', ['export', '-']],
    ['ingest', ['flag', 'predictions.csv', '--reason', 'wrong']],
    ['ingest', ['unflag', '--all']],
    ['ingest', ['note', 'score-1', 'look again']],
    ['ingest', ['label', 'rides.csv', 'gdpr']],
    ['ingest', ['label', 'rides.csv', 'gdpr', '--remove']],
    ['admin', ['retract', 'gdpr']],
    ['admin', ['retract', 'gdpr', '--undo']],
    ['admin', ['retain', '--keep', '90d', '--dry-run']],
    ['admin', ['schema', '--apply']],
    ['admin', ['query', '--cypher', 'RETURN 1 AS one']],
    ['admin', ['forget', 'clean.csv', '--yes']],
    ['admin', ['clear', '--yes']],
  ] as const)('needs the scope %s, and no more, for %j', async (scope, call) => {
    const others = scope === 'admin' ? (['ingest', 'read'] as const) : [];
    const lesser =
      scope === 'ingest' ? (['read'] as const) : scope === 'read' ? (['ingest'] as const) : others;

    for (const other of lesser) {
      const refused = await cli([...call], tokens[other]);
      expect([other, refused.exitCode, refused.stdout]).toEqual([other, 3, '']);
    }
    const done = await cli([...call], tokens[scope]);

    expect([done.exitCode, done.stderr]).toEqual([0, '']);
  });
});
