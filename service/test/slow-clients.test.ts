/** Clients that are slow on purpose, on raw sockets: they are cut in time, and nobody else notices. */
import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { openLineage } from '@spantrail/graph';
import type { Service } from '../src/index.ts';
import { JSON_TYPE, jsonBody, RUN } from './otlp-bodies.ts';
import { ask, ManualClock, start } from './running-service.ts';
import { ScriptedStore, taken } from './scripted-store.ts';

const limits = { headersTimeoutMs: 300, requestTimeoutMs: 700, stallTimeoutMs: 500 };

const open: Socket[] = [];

afterEach(() => {
  for (const socket of open.splice(0)) socket.destroy();
});

interface Client {
  readonly socket: Socket;
  /** What came back until the service ended the connection, and after how long (ms). */
  readonly ended: Promise<{ readonly said: string; readonly ms: number }>;
}

function clientOf(service: Service): Client {
  const { hostname, port } = new URL(service.url);
  const begin = performance.now();
  const socket = connect(Number(port), hostname);
  open.push(socket);
  let said = '';
  socket.on('data', (bytes) => {
    said += bytes.toString();
  });
  socket.on('error', () => undefined);
  const ended = new Promise<{ said: string; ms: number }>((resolve) => {
    socket.on('close', () => resolve({ said, ms: performance.now() - begin }));
  });
  return { socket, ended };
}

/** A byte now and then, so that the connection is never idle. */
async function drip(socket: Socket, text: string): Promise<void> {
  for (const byte of text) {
    if (socket.destroyed) return;
    socket.write(byte);
    await sleep(25);
  }
}

const head = (service: Service, ...lines: readonly string[]) =>
  [`Host: ${new URL(service.url).host}`, ...lines, '', ''].join('\r\n');

describe('a client', () => {
  it('that says nothing, or drips its head, is cut without an answer that would drop data', async () => {
    const service = await start({ limits });
    const silent = clientOf(service);
    const dripping = clientOf(service);
    const most = `POST /v1/traces HTTP/1.1\r\nX-Slow: ${'a'.repeat(500)}`;

    void drip(dripping.socket, most);
    const cut = await Promise.all([silent.ended, dripping.ended]);

    for (const { said, ms } of cut) {
      expect(said).toBe('');
      expect(ms).toBeGreaterThan(250);
      expect(ms).toBeLessThan(2_000);
    }
  });

  it('that drips its body is cut, and nothing of it is stored', async () => {
    const store = new ScriptedStore();
    const service = await start({ limits, store });
    const { socket, ended } = clientOf(service);
    const lines = head(service, 'Content-Type: application/json', 'Content-Length: 500');

    socket.write(`POST /v1/traces HTTP/1.1\r\n${lines}`);
    void drip(socket, jsonBody(RUN).padEnd(500));
    const { said, ms } = await ended;

    expect(said).toBe('');
    expect(ms).toBeGreaterThan(600);
    expect(ms).toBeLessThan(3_000);
    expect(store.written).toEqual([]);
  });

  it('that does not take its answer is cut', async () => {
    const lineage = await openLineage({ store: 'memory:' });
    const text = 'x'.repeat(50_000);
    await lineage.write({
      contributions: [],
      annotations: Array.from({ length: 600 }, (_, index) => ({
        origin: index,
        id: `${index}`,
        kind: 'note' as const,
        about: { kind: 'run' as const, run: 'r' },
        value: text,
        reason: null,
        by: null,
        at: 1n,
      })),
    });
    const lines: string[] = [];
    const log = (_level: string, message: string) => lines.push(message);
    const service = await start({ limits, lineage, log, clock: new ManualClock() });
    const { hostname, port } = new URL(service.url);
    const socket = connect(Number(port), hostname);
    open.push(socket);
    socket.on('error', () => undefined);

    // Never read: what the system does not buffer stays with the service.
    socket.write(`GET /api/export HTTP/1.1\r\n${head(service)}`);
    for (let tries = 0; tries < 100 && lines.length === 0; tries += 1) await sleep(50);

    expect(lines).toEqual([expect.stringContaining('could not be sent')]);
  });

  it('keeps its connection between requests for longer than a head may take', async () => {
    const service = await start({ limits });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ports: (number | undefined)[] = [];
    const get = () =>
      new Promise<void>((resolve, reject) => {
        request(`${service.url}/healthz`, { agent }, (response) => {
          ports.push(response.socket.localPort);
          response.resume().on('end', resolve);
        })
          .on('error', reject)
          .end();
      });

    await get();
    await sleep(1_200);
    await get();
    agent.destroy();

    expect(ports[0]).toBeDefined();
    expect(ports[1]).toBe(ports[0]);
  });

  it('may wait for the store longer than it may take to ask', async () => {
    const store = new ScriptedStore(async (batch) => {
      await sleep(1_200);
      return taken(batch);
    });
    const service = await start({ limits, store });

    const reply = await ask(service, '/v1/traces', {
      method: 'POST',
      headers: JSON_TYPE,
      body: jsonBody(RUN),
    });

    expect(reply.status).toBe(200);
  });
});

describe('a service that closes', () => {
  it('does not wait for clients that have said nothing, or not all', async () => {
    const service = await start({ limits: { headersTimeoutMs: 5_000 }, closeTimeoutMs: 5_000 });
    const silent = clientOf(service);
    const partly = clientOf(service);
    partly.socket.write('GET /healthz HT');
    await sleep(50);
    const begin = performance.now();

    await service.close();

    expect(performance.now() - begin).toBeLessThan(1_000);
    expect([(await silent.ended).said, (await partly.ended).said]).toEqual(['', '']);
  });
});

describe('what is no request', () => {
  it.each([
    ['no HTTP', 'nonsense\r\n\r\n', '400'],
    ['a head of over 16 KiB', `GET / HTTP/1.1\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`, '431'],
  ])('as %s, is told so with the headers of every answer', async (_case, text, status) => {
    const service = await start({ limits });
    const { socket, ended } = clientOf(service);

    socket.write(text);
    const { said } = await ended;

    expect(said).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(said).toContain('x-content-type-options: nosniff');
    expect(said).toContain('connection: close');
  });

  it('does not get into the answer to a request before it', async () => {
    const store = new ScriptedStore(async (batch) => {
      await sleep(100);
      return taken(batch);
    });
    const service = await start({ limits, store });
    const { socket, ended } = clientOf(service);
    const body = jsonBody(RUN);
    const lines = head(
      service,
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
    );

    socket.write(`POST /v1/traces HTTP/1.1\r\n${lines}${body}nonsense\r\n\r\n`);

    expect((await ended).said).toBe('');
  });
});

describe('too many connections', () => {
  it('are closed as they come, told once a minute, and the others are answered', async () => {
    const lines: string[] = [];
    const log = (level: string, message: string) => lines.push(`${level} ${message}`);
    const service = await start({
      limits: { connectionsMax: 3, headersTimeoutMs: 5_000 },
      log,
      clock: new ManualClock(),
    });
    const kept = [clientOf(service), clientOf(service), clientOf(service)];
    await sleep(50);

    const refused = await Promise.all([clientOf(service).ended, clientOf(service).ended]);
    kept[0]?.socket.write(`GET /healthz HTTP/1.1\r\n${head(service, 'Connection: close')}`);
    const answered = await kept[0]?.ended;

    expect(refused.map(({ said }) => said)).toEqual(['', '']);
    expect(answered?.said).toMatch(/^HTTP\/1\.1 200/);
    expect(lines).toEqual([expect.stringMatching(/^warn Connections were refused/)]);
  });
});
