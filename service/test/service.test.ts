import { mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { Agent, request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { GraphUnavailableError } from '@spantrail/graph';
import { readServeFile } from '../src/index.ts';
import { JSON_TYPE, jsonBody, RUN } from './otlp-bodies.ts';
import { ask, jsonOf, ManualClock, start } from './running-service.ts';
import { ScriptedStore, taken } from './scripted-store.ts';

describe('startService', () => {
  it('says which address is taken', async () => {
    const service = await start();
    const port = Number(new URL(service.url).port);

    await expect(start({ listen: { port } })).rejects.toMatchObject({
      code: 'SERVICE_OPTIONS',
      message: expect.stringContaining(`127.0.0.1:${port}`),
    });
  });

  it('keeps idle connections for longer than the 90 s of the Collector', async () => {
    const service = await start();

    const agent = new Agent({ keepAlive: true });
    const header = await new Promise((resolve, reject) => {
      httpRequest(`${service.url}/healthz`, { agent }, (response) => {
        response.resume();
        resolve(response.headers['keep-alive']);
      })
        .on('error', reject)
        .end();
    });
    agent.destroy();

    expect(header).toBe('timeout=100');
  });

  it('answers 404 with the nearest path and 405 with the methods', async () => {
    const service = await start();

    const unknown = await ask(service, '/v1/trace', { method: 'POST', body: '{}' });
    const method = await ask(service, '/v1/traces');

    expect(unknown.status).toBe(404);
    expect(jsonOf(unknown)).toMatchObject({
      error: { code: 'NO_SUCH_PATH', message: expect.stringContaining('/v1/traces') },
    });
    expect(method.status).toBe(405);
    expect(method.headers.allow).toBe('POST');
    expect(method.headers['x-content-type-options']).toBe('nosniff');
  });
});

describe('requests from elsewhere', () => {
  it.each([
    ['a foreign name', { host: 'evil.example:4319' }],
    ['a foreign name that starts like ours', { host: 'localhost.evil.example' }],
    ['another port', { host: 'localhost:1' }],
    ['no port', { host: 'localhost' }],
    ['an address that is not loopback', { host: '10.0.0.1' }],
  ])('are refused on every route: Host with %s', async (_case, headers) => {
    const service = await start();

    for (const path of ['/healthz', '/readyz', '/api/trace', '/v1/traces', '/nowhere']) {
      expect((await ask(service, path, { headers })).status).toBe(403);
    }
  });

  it.each([
    ['a foreign Origin', { origin: 'https://evil.example' }],
    ['a page of another port', { origin: 'http://localhost:3000' }],
    ['an opaque Origin', { origin: 'null' }],
    [
      'another site without an Origin',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
    ],
  ])('are refused on every route: %s', async (_case, headers) => {
    const store = new ScriptedStore();
    const service = await start({ store });

    const traces = await ask(service, '/v1/traces', {
      method: 'POST',
      headers: { ...JSON_TYPE, ...headers },
      body: jsonBody(RUN),
    });
    const health = await ask(service, '/healthz', { headers });

    expect([traces.status, health.status]).toEqual([403, 403]);
    expect(store.written).toEqual([]);
  });

  it('are answered for loopback names, our own Origin, a followed link and allowed hosts', async () => {
    const service = await start({ allowedHosts: ['lineage.internal', 'proxy:8443'] });
    const { host, port } = new URL(service.url);
    const headers: readonly Record<string, string>[] = [
      { host: `localhost:${port}` },
      { host: `[::1]:${port}` },
      { host: `127.0.0.2:${port}` },
      { host: 'lineage.internal:99' },
      { host: 'PROXY:8443' },
      { host, origin: `http://${host}` },
      { host, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
    ];

    for (const each of headers) {
      expect((await ask(service, '/healthz', { headers: each })).status).toBe(200);
    }
    expect((await ask(service, '/healthz', { headers: { host: 'proxy:8444' } })).status).toBe(403);
  });
});

describe('readiness', () => {
  it('follows the store, while the process stays healthy', async () => {
    const store = new ScriptedStore();
    const service = await start({ store });

    const before = await ask(service, '/readyz');
    store.recentRuns = async () => {
      throw new GraphUnavailableError('no connection');
    };
    const after = await ask(service, '/readyz');

    expect([before.status, after.status]).toEqual([200, 503]);
    expect((await ask(service, '/healthz')).status).toBe(200);
  });
});

describe('readiness that many ask for at once', () => {
  it('costs the store one seek, and each later question another one', async () => {
    const store = new ScriptedStore();
    const service = await start({ store });
    let seeks = 0;
    store.recentRuns = async () => {
      seeks += 1;
      await sleep(200);
      return [];
    };

    const replies = await Promise.all(Array.from({ length: 20 }, () => ask(service, '/readyz')));
    const later = await ask(service, '/readyz');

    expect([...replies, later].map(({ status }) => status)).toEqual(Array(21).fill(200));
    expect(seeks).toBeGreaterThan(1);
    expect(seeks).toBeLessThan(10);
  });
});

describe('close', () => {
  it('lets a request in flight finish and takes no more', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let begun = (): void => undefined;
    const inStore = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const store = new ScriptedStore(async (batch) => {
      begun();
      await held;
      return taken(batch);
    });
    const service = await start({ store });
    const inFlight = ask(service, '/v1/traces', {
      method: 'POST',
      headers: JSON_TYPE,
      body: jsonBody(RUN),
    });
    await inStore;

    const closed = service.close();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const refused = ask(service, '/healthz').then(
      () => 'answered',
      () => 'refused',
    );
    release();

    expect((await inFlight).status).toBe(200);
    expect(await refused).toBe('refused');
    await closed;
  });

  it('ends within its bound when a request does not', async () => {
    const store = new ScriptedStore(() => new Promise(() => undefined));
    const service = await start({ store, closeTimeoutMs: 50, storeTimeoutMs: 500 });
    const cut = ask(service, '/v1/traces', {
      method: 'POST',
      headers: JSON_TYPE,
      body: jsonBody(RUN),
    }).catch(() => 'cut');
    await new Promise((resolve) => setTimeout(resolve, 50));

    await service.close();

    expect(await cut).toBe('cut');
  });
});

describe('the serve file', () => {
  it('is there for its owner while the service runs, and gone after it', async () => {
    const database = join(await mkdtemp(join(tmpdir(), 'spantrail-')), 'lineage.db');
    const service = await start({ database });

    const content = await readServeFile(database);
    const { mode } = await stat(`${database}.serve.json`);
    await service.close();

    expect(content).toEqual({ url: service.url, pid: process.pid });
    expect(mode & 0o777).toBe(0o600);
    expect(await readServeFile(database)).toBeNull();
    await expect(readFile(`${database}.serve.json`)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('has the numbers of a name that was listened on', async () => {
    const database = join(await mkdtemp(join(tmpdir(), 'spantrail-')), 'lineage.db');
    const service = await start({ database, listen: { host: 'localhost', port: 0 } });

    expect(service.url).toMatch(/^http:\/\/localhost:/);
    expect((await readServeFile(database))?.url).toMatch(/^http:\/\/(?:127\.0\.0\.1|\[::1\]):/);
  });

  it('that cannot be written stops the service, which would not be found', async () => {
    const database = join(tmpdir(), 'no-such-folder-of-spantrail', 'lineage.db');

    await expect(start({ database })).rejects.toMatchObject({
      code: 'SERVICE_OPTIONS',
      option: 'database',
    });
  });

  it.each([
    ['a process that is gone', { url: 'http://127.0.0.1:4319', pid: 2 ** 22 + 12_345 }],
    ['another machine', { url: 'http://evil.example:4319', pid: process.pid }],
    ['no process', { url: 'http://127.0.0.1:4319' }],
  ])('is not believed when it names %s', async (_case, content) => {
    const database = join(await mkdtemp(join(tmpdir(), 'spantrail-')), 'lineage.db');
    await writeFile(`${database}.serve.json`, JSON.stringify(content));

    expect(await readServeFile(database)).toBeNull();
  });
});

describe('spans that come in without making a run', () => {
  async function startLogged() {
    const clock = new ManualClock();
    const lines: string[] = [];
    const log = (level: string, message: string) => lines.push(`${level} ${message}`);
    const service = await start({ clock, log });
    const send = (body: string) =>
      ask(service, '/v1/traces', { method: 'POST', headers: JSON_TYPE, body });
    return { clock, lines, send, service };
  }

  it('are explained once a minute, by the commonest scopes and names and the missing attribute', async () => {
    const { clock, lines, send } = await startLogged();

    await send(jsonBody({ name: 'GET' }, { name: 'GET' }, { name: 'evil\u001b[31m\nname' }));
    clock.minutePasses();
    clock.minutePasses();

    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('3 spans came in and none is a component run');
    expect(lines[0]).toContain('ml.component.name');
    expect(lines[0]).toContain('"GET" of scope "my-tracer" (2), "evil\\u{1b}[31m\\u{a}name"');
  });

  it('are not remarked on when a run is among them', async () => {
    const { clock, lines, send } = await startLogged();

    await send(jsonBody({ name: 'GET' }, RUN));
    clock.minutePasses();

    expect(lines).toEqual([]);
  });

  it('are told apart from inputs whose run is in another request', async () => {
    const { clock, lines, send } = await startLogged();

    await send(jsonBody({ attributes: { 'ml.input.names': 'a' } }, RUN));
    clock.minutePasses();

    expect(lines).toEqual([expect.stringContaining('1 spans hold inputs, outputs or trigger')]);
  });

  it('keep no more than a bounded number of names', async () => {
    const { clock, lines, send } = await startLogged();

    const names = Array.from({ length: 3_000 }, (_, index) => ({ name: `span ${index}` }));
    await send(jsonBody(...names));
    clock.minutePasses();

    expect(lines[0]).toContain('others (2500)');
  });

  it('are explained at the end, when the service stops within the minute', async () => {
    const { lines, send, service } = await startLogged();

    await send(jsonBody({ name: 'GET' }));
    await service.close();

    expect(lines).toHaveLength(1);
  });
});
