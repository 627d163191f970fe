import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openLineage } from '@spantrail/graph';
import { JSON_TYPE, jsonBody } from './otlp-bodies.ts';
import { ask, start } from './running-service.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spantrail-redact-'));
});

afterAll(() => rm(folder, { recursive: true }));

async function rulesIn(rules: unknown): Promise<string> {
  const file = join(folder, 'rules.json');
  await writeFile(file, JSON.stringify(rules));
  return file;
}

test('what a rule masks is in no fact of the store', async () => {
  const redact = await rulesIn([
    { attribute: 'ml.*.names', action: 'mask', pattern: 'user-\\d+', with: 'user' },
  ]);
  const lineage = await openLineage({ store: 'memory:' });
  const service = await start({ lineage, redact });

  const { status } = await ask(service, '/v1/traces', {
    method: 'POST',
    headers: JSON_TYPE,
    body: jsonBody({
      attributes: { 'ml.component.name': 'score', 'ml.output.names': 's3://user-4711/out.csv' },
    }),
  });

  expect(status).toBe(200);
  const stored = JSON.stringify(await lineage.dump(), (_name, value) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
  expect(stored).toContain('s3://user/out.csv');
  expect(stored).not.toContain('4711');
});

test.each([
  ['rules without sense', async () => rulesIn([{ attribute: 'a', action: 'hide' }]), 'rule 1'],
  ['a file that is not there', async () => join(folder, 'none.json'), 'ENOENT'],
])('%s stop the service', async (_case, file, message) => {
  await expect(start({ redact: await file() })).rejects.toMatchObject({
    code: 'SERVICE_OPTIONS',
    option: 'redact',
    message: expect.stringContaining(message),
  });
});
