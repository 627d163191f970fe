import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { GraphUnavailableError } from '@spantrail/graph';
import {
  JSON_TYPE,
  jsonBody,
  PROTOBUF_TYPE,
  protobufBody,
  RUN,
  WITHOUT_START,
} from './otlp-bodies.ts';
import { type Asked, ask, jsonOf, start } from './running-service.ts';
import { ScriptedStore, taken } from './scripted-store.ts';

const traces = (service: Awaited<ReturnType<typeof start>>, asked: Asked) =>
  ask(service, '/v1/traces', { method: 'POST', ...asked });

describe('POST /v1/traces', () => {
  it.each([
    ['protobuf', PROTOBUF_TYPE, protobufBody(), ''],
    ['JSON', JSON_TYPE, jsonBody(RUN), '{}'],
    [
      'gzipped protobuf',
      { ...PROTOBUF_TYPE, 'content-encoding': 'gzip' },
      gzipSync(protobufBody()),
      '',
    ],
    ['gzipped JSON', { ...JSON_TYPE, 'content-encoding': 'gzip' }, gzipSync(jsonBody(RUN)), '{}'],
  ])(
    'takes %s and answers in kind, with the exact content type',
    async (_name, headers, body, answer) => {
      const store = new ScriptedStore();
      const service = await start({ store });

      const reply = await traces(service, { headers, body });

      expect(reply.status).toBe(200);
      expect(reply.headers['content-type']).toBe(headers['content-type']);
      expect(reply.body.toString()).toBe(answer);
      expect(store.written[0]?.contributions[0]?.identity?.component.name).toBe('train');
    },
  );

  it('takes an empty request of either encoding without asking the store', async () => {
    const store = new ScriptedStore();
    const service = await start({ store });

    const protobuf = await traces(service, { headers: PROTOBUF_TYPE });
    const json = await traces(service, { headers: JSON_TYPE, body: '{}' });

    expect([protobuf.status, json.status]).toEqual([200, 200]);
    expect(store.written).toEqual([]);
  });

  it('answers only after the store has committed', async () => {
    let commit = (): void => undefined;
    const committed = new Promise<void>((resolve) => {
      commit = resolve;
    });
    const began = new Promise<void>((resolveBegan) => {
      stepBegan = resolveBegan;
    });
    const store = new ScriptedStore(async (batch) => {
      stepBegan();
      await committed;
      return taken(batch);
    });
    const service = await start({ store });
    let answered = false;

    const reply = traces(service, { headers: JSON_TYPE, body: jsonBody(RUN) }).finally(() => {
      answered = true;
    });
    await began;
    await new Promise((resolve) => setTimeout(resolve, 50));
    const answeredBefore = answered;
    commit();

    expect(answeredBefore).toBe(false);
    expect((await reply).status).toBe(200);
  });
});

let stepBegan = (): void => undefined;

describe('a bad span among good ones', () => {
  it('is rejected by partial_success with its reason, and the good ones are stored', async () => {
    const store = new ScriptedStore();
    const service = await start({ store });

    const reply = await traces(service, {
      headers: JSON_TYPE,
      body: jsonBody(RUN, WITHOUT_START, RUN),
    });

    expect(reply.status).toBe(200);
    expect(jsonOf(reply)).toEqual({
      partialSuccess: {
        rejectedSpans: '1',
        errorMessage: '1 of 3 spans rejected: span 1: it has no start time',
      },
    });
    expect(store.written[0]?.contributions.map((each) => each.origin)).toEqual([0, 2]);
  });

  it('is rejected the same way when the store refuses it, each span counted once', async () => {
    const store = new ScriptedStore((batch) => ({
      ...taken(batch),
      rejected: [
        { origin: 0, reason: 'the row is refused' },
        { origin: 0, reason: 'the row is refused' },
      ],
    }));
    const service = await start({ store });

    const reply = await traces(service, { headers: PROTOBUF_TYPE, body: protobufBody() });

    expect(ProtobufTraceSerializer.deserializeResponse(reply.body)).toEqual({
      partialSuccess: {
        rejectedSpans: 1,
        errorMessage: '1 of 1 spans rejected: span 0: the row is refused',
      },
    });
  });

  it('counts the spans beyond the limit as rejected', async () => {
    const service = await start({ decodeLimits: { spansMax: 1 } });

    const reply = await traces(service, { headers: JSON_TYPE, body: jsonBody(RUN, RUN, RUN) });

    expect(jsonOf(reply)).toMatchObject({ partialSuccess: { rejectedSpans: '2' } });
  });
});

describe('a body that cannot be taken', () => {
  it('is 413 over the limit, with and without a length, and the sender gets to read it', async () => {
    const service = await start({ bodyBytesMax: 1_000 });
    const body = Buffer.alloc(3_000_000, ' ');

    const withLength = await traces(service, { headers: JSON_TYPE, body });
    const chunked = await traces(service, {
      headers: { ...JSON_TYPE, 'transfer-encoding': 'chunked' },
      body,
    });

    expect([withLength.status, chunked.status]).toEqual([413, 413]);
    expect(jsonOf(withLength)).toMatchObject({ code: 8 });
  });

  it('is 413 for a gzip bomb, which is not unzipped to its end', async () => {
    const service = await start();
    const bomb = gzipSync(Buffer.alloc(200 * 1_024 * 1_024));
    const before = process.memoryUsage().rss;

    const reply = await traces(service, {
      headers: { ...PROTOBUF_TYPE, 'content-encoding': 'gzip' },
      body: bomb,
    });

    expect(bomb.length).toBeLessThan(300_000);
    expect(reply.status).toBe(413);
    expect(reply.headers['content-type']).toBe('application/x-protobuf');
    expect(process.memoryUsage().rss - before).toBeLessThan(190 * 1_024 * 1_024);
  });
});

describe('a store that is away', () => {
  const failing = (error: Error) =>
    new ScriptedStore(() => {
      throw error;
    });

  it('makes the answer 503 with Retry-After, so that the Collector sends again', async () => {
    const service = await start({ store: failing(new GraphUnavailableError('no connection')) });

    const reply = await traces(service, { headers: JSON_TYPE, body: jsonBody(RUN) });

    expect(reply.status).toBe(503);
    expect(reply.headers['retry-after']).toBe('5');
    expect(jsonOf(reply)).toMatchObject({ code: 14 });
  });

  it('makes it 503, never 500, when the failure is not known, and logs that', async () => {
    const lines: string[] = [];
    const service = await start({
      store: failing(new TypeError('a bug')),
      log: (level, message) => lines.push(`${level} ${message}`),
    });

    const reply = await traces(service, { headers: PROTOBUF_TYPE, body: protobufBody() });

    expect(reply.status).toBe(503);
    expect(reply.headers['retry-after']).toBe('5');
    expect(reply.body.toString()).not.toContain('a bug');
    expect(lines).toEqual(['error Spans could not be stored.']);
  });

  it('makes it 503 when it is slow', async () => {
    const store = new ScriptedStore(() => new Promise(() => undefined));
    const service = await start({ store, storeTimeoutMs: 20 });

    const reply = await traces(service, { headers: JSON_TYPE, body: jsonBody(RUN) });

    expect(reply.status).toBe(503);
  });
});
