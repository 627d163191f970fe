/** Ten times what a slow store takes, over real sockets. */
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { JSON_TYPE, jsonBody, RUN } from './otlp-bodies.ts';
import { parsePrometheus } from './prometheus-text.ts';
import { ask, jsonOf, start } from './running-service.ts';
import { heldStore, ScriptedStore, taken } from './scripted-store.ts';

const COMMIT_MS = 20;
const RUNS_PER_COMMIT = 40;
const SENT = 400;

/** A store that takes 2,000 runs a second at the most. */
function slowStore(commits: number): ScriptedStore {
  return new ScriptedStore(
    ...Array.from({ length: commits }, () => async (batch: Parameters<typeof taken>[0]) => {
      const share = Math.max(1, batch.contributions.length / RUNS_PER_COMMIT);
      await sleep(COMMIT_MS * share);
      return taken(batch);
    }),
  );
}

function request(name: string): string {
  const runs = Array.from({ length: 10 }, (_, index) => ({
    attributes: { 'ml.component.name': 'train', 'ml.run.id': `${name}-${index}` },
  }));
  return jsonBody(...runs);
}

describe('ten times what the store takes', () => {
  it('is refused at once beyond the bounds, loses nothing acknowledged, and is over by itself', async () => {
    const store = slowStore(10_000);
    const lines: string[] = [];
    const bytesMax = 20_000;
    const service = await start({
      store,
      intake: { requestsMax: 16, bytesMax },
      groupCommit: { factsMax: RUNS_PER_COMMIT },
      log: (level, message) => lines.push(`${level} ${message}`),
    });
    const body = request('x');
    const rss = process.memoryUsage().rss;
    const acknowledged: string[] = [];
    const statuses = new Map<number, number>();
    let answered = 0;
    const held: number[] = [];

    await Promise.all([
      ...Array.from({ length: SENT }, async (_, index) => {
        // 20,000 runs a second.
        await sleep(index / 2);
        const reply = await ask(service, '/v1/traces', {
          method: 'POST',
          headers: index % 2 === 0 ? JSON_TYPE : { ...JSON_TYPE, 'content-encoding': 'gzip' },
          body: index % 2 === 0 ? request(`r${index}`) : gzipSync(request(`r${index}`)),
        });
        answered += 1;
        statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1);
        if (reply.status === 200) acknowledged.push(`r${index}`);
        else expect(reply.headers['retry-after']).toBe('5');
      }),
      (async () => {
        while (answered < SENT) {
          await sleep(10);
          const { body: text } = await ask(service, '/metrics');
          const values = parsePrometheus(text.toString());
          held.push(values.get('spantrail_receiver_in_flight_bytes') ?? Number.NaN);
        }
      })(),
    ]);
    const grown = Math.round((process.memoryUsage().rss - rss) / 1_048_576);
    console.log(
      `overload: ${SENT} requests, ${JSON.stringify([...statuses])}, at most ${Math.max(...held)} bytes held, memory grew by ${grown} MiB`,
    );

    const stored = new Set(
      store.written.flatMap((each) => each.contributions.map(({ run }) => run)),
    );
    const lost = acknowledged.flatMap((name) =>
      Array.from({ length: 10 }, (_, index) => `${name}-${index}`).filter(
        (run) => !stored.has(run),
      ),
    );
    expect(lost).toEqual([]);
    expect([...statuses.keys()].sort()).toEqual([200, 503]);
    expect(statuses.get(503)).toBeGreaterThan(SENT / 10);
    // At most the limit and one body, unzipped.
    expect(Math.max(...held)).toBeLessThanOrEqual(bytesMax + 2 * body.length);
    expect((await ask(service, '/readyz')).status).toBe(200);
    const after = await ask(service, '/v1/traces', {
      method: 'POST',
      headers: JSON_TYPE,
      body: request('after'),
    });
    expect(after.status).toBe(200);
    expect(lines).toContain('warn Overloaded: what comes in now is answered 503.');
    expect(lines.at(-1)).toBe('info The overload is over.');
  });
});

describe('a full service', () => {
  /** One request is in the store and one waits; nothing more has room. */
  async function fullService() {
    const { store, release } = heldStore();
    const service = await start({ store, intake: { requestsMax: 2 }, storeTimeoutMs: 2_000 });
    const send = () =>
      ask(service, '/v1/traces', { method: 'POST', headers: JSON_TYPE, body: jsonBody(RUN) });
    const waiting = [send(), send()];
    await sleep(50);
    return { service, send, waiting, release };
  }

  it('answers in kind before it reads the body, and keeps the questions answered', async () => {
    const { service, waiting, release } = await fullService();

    const startedAt = performance.now();
    const refused = await ask(service, '/v1/traces', {
      method: 'POST',
      headers: { ...JSON_TYPE, connection: 'keep-alive' },
      body: jsonBody(RUN),
    });
    const tookMs = performance.now() - startedAt;
    const ready = await ask(service, '/readyz');
    const healthy = await ask(service, '/healthz');
    release();

    expect(refused.status).toBe(503);
    expect(refused.headers['content-type']).toBe('application/json');
    expect(refused.headers['retry-after']).toBe('5');
    // All of the body was thrown away, so the connection serves on.
    expect(refused.headers.connection).toBe('keep-alive');
    expect(jsonOf(refused)).toMatchObject({ code: 14 });
    expect(tookMs).toBeLessThan(500);
    expect(ready.status).toBe(503);
    expect(jsonOf(ready)).toEqual({ status: 'overloaded' });
    expect(healthy.status).toBe(200);
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200]);
  });

  it('refuses the body of a command as well', async () => {
    const { service, waiting, release } = await fullService();

    const reply = await ask(service, '/api/import', {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: '{}',
    });
    release();
    await Promise.all(waiting);

    expect(reply.status).toBe(503);
    expect(jsonOf(reply)).toMatchObject({ error: { code: 'BUSY' } });
  });
});

describe('a body that never comes to its end', () => {
  it('is answered 503 within the time of a request, and its place is free again', async () => {
    const service = await start({ intake: { requestsMax: 1 }, storeTimeoutMs: 100 });
    const { hostname, port, host } = new URL(service.url);
    const socket = connect(Number(port), hostname);
    const answered = new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (data) => {
        text += data.toString();
      });
      socket.on('close', () => resolve(text));
    });

    socket.write(
      `POST /v1/traces HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{`,
    );
    const text = await answered;
    const next = await ask(service, '/v1/traces', {
      method: 'POST',
      headers: JSON_TYPE,
      body: jsonBody(RUN),
    });

    expect(text).toMatch(/^HTTP\/1\.1 503 /);
    expect(text.toLowerCase()).toContain('connection: close');
    expect(next.status).toBe(200);
  });
});

describe('what is chunked or unzipped', () => {
  it('counts as it is read, and is refused when others fill the room', async () => {
    const { store, release } = heldStore();
    const service = await start({ store, intake: { bytesMax: 5_000 } });
    const large = jsonBody(RUN, ...Array.from({ length: 40 }, () => ({ name: 'plain' })));
    const zipped = gzipSync(large);
    const gzip = { ...JSON_TYPE, 'content-encoding': 'gzip' };
    const post = (headers: Record<string, string>, body: string | Uint8Array) =>
      ask(service, '/v1/traces', { method: 'POST', headers, body });

    const first = post(gzip, zipped);
    await sleep(50);
    const second = await post(gzip, zipped);
    const chunked = await post({ ...JSON_TYPE, 'transfer-encoding': 'chunked' }, large);
    release();

    expect(zipped.length).toBeLessThan(1_000);
    expect([second.status, chunked.status]).toEqual([503, 503]);
    expect((await first).status).toBe(200);
  });
});
