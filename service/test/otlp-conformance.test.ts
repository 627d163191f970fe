/**
 * OTLP/HTTP, row by row of the specification's section on it (opentelemetry-proto, docs/specification.md), asked over the wire in
 * both encodings. What the mapping makes of a span is tested in collector-exporter; answers while the store is away, in
 * traces-route.test.ts.
 */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import type { Service } from '../src/index.ts';
import { JSON_TYPE, jsonBody, PROTOBUF_TYPE, protobufBody, RUN } from './otlp-bodies.ts';
import { type Asked, ask, jsonOf, type Reply, start } from './running-service.ts';
import { ScriptedStore } from './scripted-store.ts';

interface Encoding {
  readonly headers: Readonly<Record<string, string>>;
  readonly run: Uint8Array;
  readonly undecodable: Uint8Array;
  readonly empty: Uint8Array;
  readonly wholeAnswer: string;
  readonly statusOf: (reply: Reply) => { readonly code: number; readonly message: string };
}

const ENCODINGS: readonly (readonly [string, Encoding])[] = [
  [
    'protobuf',
    {
      headers: PROTOBUF_TYPE,
      run: protobufBody(),
      undecodable: Buffer.from('no protobuf'),
      empty: Buffer.alloc(0),
      wholeAnswer: '',
      statusOf: protobufStatus,
    },
  ],
  [
    'JSON',
    {
      headers: JSON_TYPE,
      run: Buffer.from(jsonBody(RUN)),
      undecodable: Buffer.from('{"resourceSpans":'),
      empty: Buffer.from('{}'),
      wholeAnswer: '{}',
      statusOf: (reply) => jsonOf(reply) as { code: number; message: string },
    },
  ],
];

const GZIP = { 'content-encoding': 'gzip' };
const INVALID_ARGUMENT = 3;
const RESOURCE_EXHAUSTED = 8;
const UNIMPLEMENTED = 12;

const post = (service: Service, asked: Asked): Promise<Reply> =>
  ask(service, '/v1/traces', { method: 'POST', ...asked });

describe.each(ENCODINGS)('OTLP/HTTP in %s', (_name, encoding) => {
  const { headers, run, undecodable, empty, wholeAnswer, statusOf } = encoding;
  const type = headers['content-type'];

  test.each([
    ['plain', {}, run],
    ['with gzip', GZIP, gzipSync(run)],
    [
      'with gzip in two members',
      GZIP,
      Buffer.concat([gzipSync(run.subarray(0, 9)), gzipSync(run.subarray(9))]),
    ],
    ['of no stated length', { 'transfer-encoding': 'chunked' }, run],
    ['with parameters of the content type', { 'content-type': `${type};charset=utf-8` }, run],
    ['that takes gzip for an answer', { 'accept-encoding': 'gzip' }, run],
    ['that is empty', {}, empty],
    ['that is empty, with gzip', GZIP, gzipSync(empty)],
  ])('a request %s succeeds whole, in its own type to the letter', async (_what, extra, body) => {
    const service = await start();

    const reply = await post(service, { headers: { ...headers, ...extra }, body });

    expect({
      status: reply.status,
      type: reply.headers['content-type'],
      encoding: reply.headers['content-encoding'],
      body: reply.body.toString(),
    }).toEqual({ status: 200, type, encoding: undefined, body: wholeAnswer });
  });

  test.each([
    ['undecodable', 400, INVALID_ARGUMENT, {}, undecodable],
    ['undecodable after gunzip', 400, INVALID_ARGUMENT, GZIP, gzipSync(undecodable)],
    ['no gzip', 400, INVALID_ARGUMENT, GZIP, run],
    ['cut gzip', 400, INVALID_ARGUMENT, GZIP, gzipSync(run).subarray(0, 30)],
    ['in another compression', 415, UNIMPLEMENTED, { 'content-encoding': 'zstd' }, run],
    ['too large', 413, RESOURCE_EXHAUSTED, {}, Buffer.alloc(10_001)],
    ['too large after gunzip', 413, RESOURCE_EXHAUSTED, GZIP, gzipSync(Buffer.alloc(10_001))],
  ])(
    'a body that is %s is %i, a Status in the type of the request, and nothing is stored',
    async (_what, status, code, extra, body) => {
      const store = new ScriptedStore();
      const service = await start({ store, bodyBytesMax: 10_000 });

      const reply = await post(service, { headers: { ...headers, ...extra }, body });

      expect(reply.status).toBe(status);
      expect(reply.headers['content-type']).toBe(type);
      expect(statusOf(reply)).toEqual({ code, message: expect.stringMatching(/^[A-Z].+\.?$/s) });
      // A permanent failure must not look like one that goes away.
      expect(reply.headers['retry-after']).toBeUndefined();
      expect(store.written).toEqual([]);
    },
  );

  test.each(['/v1/metrics', '/v1/logs'])(
    '%s, which is not served, is 404 with a Status in the type of the request',
    async (path) => {
      const service = await start();

      const reply = await ask(service, path, { method: 'POST', headers, body: run });

      expect(reply.status).toBe(404);
      expect(reply.headers['content-type']).toBe(type);
      expect(statusOf(reply)).toMatchObject({ code: UNIMPLEMENTED });
    },
  );

  test('a partial success names at most a few spans, however many and long they are', async () => {
    const refused = Array.from({ length: 50 }, (_, origin) => ({
      origin,
      reason: 'x'.repeat(100_000),
    }));
    const store = new ScriptedStore(() => ({ runs: 0, annotations: 0, rejected: refused }));
    const service = await start({ store });

    const reply = await post(service, { headers, body: run });

    // The specification limits answers to 4 MiB.
    expect(reply.status).toBe(200);
    expect(reply.body.length).toBeLessThan(4 * 1_024 * 1_024);
    expect(reply.body.toString()).toContain('45 more');
  });
});

describe('OTLP/HTTP whatever the encoding', () => {
  test.each([
    ['GET', 405],
    ['PUT', 405],
    ['DELETE', 405],
    // No CORS: a page of another origin is told nothing.
    ['OPTIONS', 405],
  ])('%s /v1/traces is %i', async (method, status) => {
    const service = await start();

    const reply = await ask(service, '/v1/traces', { method });

    expect(reply.status).toBe(status);
    expect(reply.headers.allow).toBe('POST');
    expect(Object.keys(reply.headers).filter((name) => name.startsWith('access-'))).toEqual([]);
  });

  test.each(['text/plain', 'application/grpc', 'application/x-protobuf-2', ''])(
    'a body of the type "%s" is 415',
    async (type) => {
      const service = await start();

      const reply = await post(service, { headers: { 'content-type': type }, body: '{}' });

      expect(reply.status).toBe(415);
    },
  );

  test('the limit is 64 MiB unless it is set', async () => {
    const service = await start();
    const spaces = (length: number) => gzipSync(Buffer.alloc(length, ' '), { level: 1 });
    const headers = { ...JSON_TYPE, ...GZIP };
    const limit = 64 * 1_024 * 1_024;

    const below = await post(service, { headers, body: spaces(limit) });
    const above = await post(service, { headers, body: spaces(limit + 1) });

    // Blanks are no JSON: they were read to their end.
    expect([below.status, above.status]).toEqual([400, 413]);
  });
});

describe('what a span may hold', () => {
  const VALUES = {
    empty: null,
    text: '',
    integer: 7,
    negative: -(2 ** 40),
    double: 0.5,
    boolean: false,
    bytes: new Uint8Array([0, 255]),
    mixed: [1, 'a', 2.5, true, null, [['deep']]],
    map: { in: { in: [{ in: 1 }] } },
    nothing: [],
  };

  test('is every kind of value, nested, in protobuf', async () => {
    const store = new ScriptedStore();
    const service = await start({ store });

    const reply = await post(service, { headers: PROTOBUF_TYPE, body: protobufBody(VALUES) });

    expect([reply.status, reply.body.length]).toEqual([200, 0]);
    expect(store.written[0]?.contributions).toHaveLength(1);
  });

  test.each([
    ['ids in capitals', { traceId: 'A'.repeat(32) }],
    ['times as numbers', { startTimeUnixNano: 1_700_000_000_000_000_000 }],
    ['fields of tomorrow', { tomorrow: [{ a: 1 }], flags: 257, traceState: 'a=b' }],
    ['zero fields left out, as the Collector writes them', { status: {}, links: [], events: [] }],
    ['fields that are null', { status: null, links: null, parentSpanId: '', kind: null }],
    ['enums as numbers', { kind: 3, status: { code: 1 } }],
    [
      'every kind of value, nested',
      {
        attributes: [
          { key: 'ml.component.name', value: { stringValue: 'train' } },
          { key: 'integer', value: { intValue: 7 } },
          { key: 'integer as text', value: { intValue: '-9223372036854775808' } },
          { key: 'bytes', value: { bytesValue: 'AP8=' } },
          { key: 'empty', value: {} },
          { key: 'no value' },
          {
            key: 'nested',
            value: {
              arrayValue: {
                values: [
                  { kvlistValue: { values: [{ key: 'in', value: { arrayValue: {} } }] } },
                  { boolValue: true },
                  {},
                ],
              },
            },
          },
        ],
      },
    ],
  ])('in JSON are %s', async (_what, parts) => {
    const store = new ScriptedStore();
    const service = await start({ store });

    const reply = await post(service, { headers: JSON_TYPE, body: jsonBody({ ...RUN, parts }) });

    expect([reply.status, reply.body.toString()]).toEqual([200, '{}']);
    const contribution = store.written[0]?.contributions[0];
    expect(contribution?.identity?.component.name).toBe('train');
  });

  test('are the same ids in JSON, in capitals or not, and the same times', async () => {
    const store = new ScriptedStore();
    const service = await start({ store });
    const small = { traceId: 'abcdef'.repeat(6).slice(0, 32), spanId: 'abcdef0123456789' };
    const large = { traceId: small.traceId.toUpperCase(), spanId: 'ABCDEF0123456789' };

    await post(service, { headers: JSON_TYPE, body: jsonBody({ ...RUN, parts: small }) });
    await post(service, { headers: JSON_TYPE, body: jsonBody({ ...RUN, parts: large }) });

    expect(store.written).toHaveLength(2);
    expect(store.written[1]).toEqual(store.written[0]);
  });

  test('are ids in hex, so that ids in base64 are refused span by span', async () => {
    const service = await start();
    const parts = { traceId: 'qqqqqqqqqqqqqqqqqqqqqg==' };

    const reply = await post(service, {
      headers: JSON_TYPE,
      body: jsonBody({ ...RUN, parts }, RUN),
    });

    expect(reply.status).toBe(200);
    expect(jsonOf(reply)).toMatchObject({ partialSuccess: { rejectedSpans: '1' } });
  });
});

/** `google.rpc.Status`: code is field 1, message field 2, of less than 128 bytes. */
function protobufStatus({ body }: Reply): { readonly code: number; readonly message: string } {
  expect([body[0], body[2]]).toEqual([0x08, 0x12]);
  const message = body.subarray(4).toString();
  expect(body[3]).toBe(message.length);
  return { code: body[1] ?? 0, message };
}
