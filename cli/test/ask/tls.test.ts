/** The program and a service with a certificate of its own and with tokens, each as a process. */
import { type ChildProcess, execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openLineage } from '@spantrail/graph';
import { firstLine, runBin, startBin } from '../fixtures/run-bin.ts';
import { runInProcess } from '../fixtures/run-in-process.ts';
import { smallPipeline } from '../fixtures/small-pipeline.ts';

const READ = 'read-token-of-this-test';
const ADMIN = 'admin-token-of-this-test';

let folder: string;
let cert: string;
let key: string;
let service: ChildProcess;
let url: string;
let said = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spantrail-cli-tls-'));
  cert = join(folder, 'tls.crt');
  key = join(folder, 'tls.key');
  const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  const subject = ['-subj', '/CN=lineage.internal', '-addext', 'subjectAltName=DNS:localhost'];
  const files = ['-nodes', '-days', '2', '-keyout', key, '-out', cert];
  execFileSync('openssl', [...made, ...subject, ...files], { stdio: 'ignore' });
  await mkdir(join(folder, '.spantrail'));
  const store = await openLineage({ store: `file:${join(folder, '.spantrail/lineage.db')}` });
  await store.write(smallPipeline);
  await store.close();
  await writeFile(join(folder, 'tokens'), `# this test's\nread ${READ}\n`, { mode: 0o600 });
  const child = startBin(
    [
      'serve',
      '--listen',
      'localhost:0',
      '--tokens',
      'tokens',
      '--tls-cert',
      cert,
      '--tls-key',
      key,
    ],
    { cwd: folder, environment: { SPANTRAIL_TOKENS: `admin ${ADMIN}` } },
  );
  child.stderr.on('data', (bytes: Buffer) => {
    said += bytes.toString();
  });
  service = child;
  url = /https:\S+/.exec(await firstLine(child.stdout))?.[0] ?? '';
}, 60_000);

afterAll(async () => {
  const ended = once(service, 'exit');
  service.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  await rm(folder, { recursive: true });
});

const as = (token: string, more: Readonly<Record<string, string>> = {}) => ({
  cwd: folder,
  environment: { SPANTRAIL_TOKEN: token, ...more },
});

describe('a service with a certificate', () => {
  test('is found beside its store and known by its fingerprint; a token is needed all the same', async () => {
    const asked = await runBin(['tags', '--json'], as(READ));
    const exported = await runBin(['export', '-'], as(READ));
    const flagged = await runBin(['flag', 'predictions.csv', '--reason', 'wrong'], as(ADMIN));
    const refused = await runBin(['flag', 'predictions.csv', '--reason', 'wrong'], as(READ));
    const nobody = await runBin(['tags'], { cwd: folder });

    expect([asked.exitCode, exported.exitCode, flagged.exitCode]).toEqual([0, 0, 0]);
    expect(JSON.parse(asked.stdout)).toMatchObject({ tags: [{ name: 'daily', components: 2 }] });
    expect(exported.stdout).toContain('"kind":"end"');
    expect([refused.exitCode, nobody.exitCode]).toEqual([3, 3]);
    expect(refused.stderr).toContain('scope "ingest"');
    expect(nobody.stderr).toContain('SPANTRAIL_TOKEN');
  }, 60_000);

  test('is asked by its URL when its authority is trusted, else the mend is told', async () => {
    const trusted = await runBin(
      ['tags', '--url', url.replace('127.0.0.1', 'localhost')],
      as(READ, { NODE_EXTRA_CA_CERTS: cert }),
    );
    const distrusted = await runBin(['tags', '--url', url], as(READ));

    expect(trusted).toMatchObject({ exitCode: 0, stderr: '' });
    expect(distrusted).toMatchObject({ exitCode: 3, stdout: '' });
    expect(distrusted.stderr).toMatch(/certificate is not trusted.*NODE_EXTRA_CA_CERTS/);
  }, 60_000);

  test('has said and shown no token anywhere', async () => {
    const processes = await Promise.all(
      ['cmdline', 'comm'].map((name) => readFile(`/proc/${service.pid}/${name}`, 'utf8')),
    );
    const left = await readFile(join(folder, '.spantrail/lineage.db.serve.json'), 'utf8');

    for (const text of [said, ...processes, left]) {
      expect(text).not.toContain(READ);
      expect(text).not.toContain(ADMIN);
    }
  });
});

describe('whatever else answers at the address beside a store', () => {
  let other: Server;
  let port: number;
  const asked: string[] = [];

  beforeAll(async () => {
    const files = { cert: await readFile(cert), key: await readFile(key) };
    other = createServer(files, (request, response) => {
      asked.push(request.url ?? '');
      response.end('{"asOf": "2020-06-01T00:00:00.000000Z", "tags": []}');
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    port = (other.address() as AddressInfo).port;
  });

  afterAll(() => void other.close());

  const answerOf = async (fingerprint: string) => {
    const path = join(folder, 'left.db');
    const left = { url: `https://127.0.0.1:${port}`, pid: process.pid, fingerprint };
    await writeFile(path, '');
    await writeFile(`${path}.serve.json`, JSON.stringify(left));
    return runInProcess(['tags', '--json', '--store', `file:${path}`], {
      environment: { SPANTRAIL_TOKEN: READ },
    });
  };

  test('is sent nothing when its certificate is another one', async () => {
    const { stdout, exitCode } = await answerOf('AA:BB');

    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      error: {
        code: 'SERVICE_UNAVAILABLE',
        message: expect.stringContaining('certificate is not the one'),
      },
    });
    expect(asked).toEqual([]);
  });

  test('is asked when it is the one', async () => {
    const { exitCode } = await answerOf(new X509Certificate(await readFile(cert)).fingerprint256);

    expect(exitCode).toBe(0);
    expect(asked).toEqual(['/api/tags']);
  });
});
