/** A real Collector that sends with a token over TLS, while token and certificate are exchanged: nothing is lost. */
import { execFileSync } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { collectorForTests, describeCollector } from '@spantrail/collector-for-tests';
import { type LineageStore, openLineage } from '@spantrail/graph';
import { startService } from '@spantrail/service';
import { startOneCollector } from './support/collector-config.ts';
import { traceRequest } from './support/otlp-json.ts';

const WAIT_MS_MAX = 30_000;
const OLD = 'old-token-of-this-test';
const NEW = 'new-token-of-this-test';

async function until(what: string, done: () => Promise<boolean> | boolean): Promise<void> {
  const giveUpAt = Date.now() + WAIT_MS_MAX;
  while (!(await done())) {
    if (Date.now() > giveUpAt) throw new Error(`${what} did not happen.`);
    await sleep(50);
  }
}

function makeCertificate(folder: string, name: string): void {
  const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1'];
  const files = ['-keyout', join(folder, `${name}.key`), '-out', join(folder, `${name}.crt`)];
  execFileSync('openssl', [...made, ...subject, '-nodes', '-days', '2', ...files], {
    stdio: 'ignore',
  });
}

describeCollector('spans over TLS with a token', await collectorForTests(), () => {
  test('arrive before, while and after both are exchanged', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'spantrail-collector-tls-'));
    const at = (name: string) => join(folder, name);
    for (const name of ['first', 'second']) makeCertificate(folder, name);
    const exchange = async (name: string): Promise<void> => {
      await copyFile(at(`${name}.crt`), at('tls.crt'));
      await copyFile(at(`${name}.key`), at('tls.key'));
    };
    await exchange('first');
    const both = await Promise.all(['first.crt', 'second.crt'].map((name) => readFile(at(name))));
    await writeFile(at('authorities'), Buffer.concat(both));
    await writeFile(at('tokens'), `ingest ${OLD}\n`);
    const store = await openLineage({ store: 'memory:' });
    const lines: string[] = [];
    const service = await startService({
      store,
      listen: { port: 0 },
      tokens: { file: at('tokens') },
      tls: { cert: at('tls.crt'), key: at('tls.key') },
      log: (level, message) => lines.push(`${level} ${message}`),
    });
    const said = (words: RegExp) => lines.filter((line) => words.test(line)).length;
    const config = {
      // A new connection for each request, so that each sees the certificate of the moment.
      exporters: {
        'otlp_http/spantrail': { tls: { ca_file: at('authorities') }, disable_keep_alives: true },
      },
    };
    const withToken = (token: string) =>
      startOneCollector(service.url, { config, env: { SPANTRAIL_TOKEN: token } });
    const first = await withToken(OLD);
    let second = first;
    let sent = 0;
    const send = async (url: string): Promise<void> => {
      const span = { id: `run-${sent}`, component: 'train', start: 1n + BigInt(sent), end: 9_000n };
      const response = await fetch(`${url}/v1/traces`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: traceRequest([{ ...span, writes: [`s3://models/${sent}`] }]),
      });
      expect(response.status).toBe(200);
      sent += 1;
    };
    try {
      await send(first.url);
      await until('the first arrival', async () => (await runsIn(store)) === sent);
      expect(said(/without TLS/)).toBe(0);

      await writeFile(at('tokens'), `ingest ${OLD}\ningest ${NEW}\n`);
      await exchange('second');
      while (said(/^info The (?:tokens|certificate and its key) were read again/) < 2) {
        await send(first.url);
        await sleep(200);
      }
      await send(first.url);
      second = await withToken(NEW);
      await send(second.url);
      await until('the arrival of both', async () => (await runsIn(store)) === sent);

      expect(await first.log()).not.toContain('Dropping data');
      expect(await second.log()).not.toContain('Dropping data');
      expect(lines.join()).not.toMatch(/old-token|new-token/);
    } finally {
      await Promise.all([...new Set([first, second])].map((collector) => collector.stop()));
      await service.close();
      await store.close();
      await rm(folder, { recursive: true });
    }
  }, 90_000);
});

async function runsIn(store: LineageStore): Promise<number> {
  return (await store.recentRuns({ asOf: 2n ** 62n, limit: 10_000 })).length;
}
