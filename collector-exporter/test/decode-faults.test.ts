import { describe, expect, it } from '@jest/globals';
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { DecodeError, decodeTraceRequest } from '../src/index.ts';
import { sdkSpans } from './sdk-spans.ts';

const GOOD = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), startTimeUnixNano: '1000' };

describe('decodeTraceRequest on a bad span among good ones', () => {
  it.each([
    ['the trace id is not 16 bytes, or all zero', { traceId: '' }],
    ['the trace id is not 16 bytes, or all zero', { traceId: '0'.repeat(32) }],
    ['the trace id is not 16 bytes, or all zero', { traceId: `${'a'.repeat(31)}g` }],
    ['the span id is not 8 bytes, or all zero', { spanId: 'b'.repeat(14) }],
    ['the parent span id is not 8 bytes', { parentSpanId: 'cc' }],
    ['it has no start time', { startTimeUnixNano: '0' }],
    ['it has no start time', { startTimeUnixNano: '-5' }],
    ['its end time is out of range', { endTimeUnixNano: '99999999999999999999' }],
    ['startTimeUnixNano is no 64-bit integer', { startTimeUnixNano: 'soon' }],
    ['kind is no integer', { kind: 'SPAN_KIND_SERVER' }],
    ['attributes is no list', { attributes: { a: 1 } }],
    ['name is no text', { name: 5 }],
  ])('rejects it alone: %s', (reason, parts) => {
    const decoded = decodeJson([GOOD, { ...GOOD, ...parts }, GOOD]);

    expect(decoded.rejected).toEqual([{ index: 1, reason }]);
    expect(decoded.spans.map((span) => span.index)).toEqual([0, 2]);
  });

  it('takes a zero parent id as none, and leaves out links without ids', () => {
    const links = [
      { traceId: 'zz', spanId: '' },
      { traceId: 'a'.repeat(32), spanId: 'c'.repeat(16) },
    ];
    const decoded = decodeJson([{ ...GOOD, parentSpanId: '0'.repeat(16), links }]);

    expect(decoded.spans[0]?.parentSpanId).toBeNull();
    expect(decoded.spans[0]?.links).toHaveLength(1);
    expect(decoded.badLinks).toBe(1);
  });
});

describe('the limits of decodeTraceRequest', () => {
  it('counts the spans beyond the limit instead of reading them', () => {
    const body = ProtobufTraceSerializer.serializeRequest(sdkSpans()) ?? new Uint8Array();

    const decoded = decodeTraceRequest(body, 'protobuf', { spansMax: 1 });

    expect(decoded.spans).toHaveLength(1);
    expect(decoded.overLimit).toBe(1);
  });

  it('reads a value that is nested too deep as null and counts it, in both encodings', () => {
    const json = decodeJson([{ ...GOOD, attributes: [{ key: 'deep', value: nestedJson(1_000) }] }]);
    const protobuf = decodeTraceRequest(nestedProtobuf(3_000), 'protobuf');

    expect(json.valuesTooDeep).toBe(1);
    expect(protobuf.valuesTooDeep).toBe(1);
  });
});

describe('decodeTraceRequest on an undecodable body', () => {
  const protobuf = ProtobufTraceSerializer.serializeRequest(sdkSpans()) ?? new Uint8Array();
  const json = JsonTraceSerializer.serializeRequest(sdkSpans()) ?? new Uint8Array();

  it.each([
    ['JSON as protobuf', json, 'protobuf'],
    ['protobuf as JSON', protobuf, 'json'],
    ['cut protobuf', protobuf.subarray(0, protobuf.length - 3), 'protobuf'],
    ['cut JSON', json.subarray(0, json.length - 3), 'json'],
    ['a JSON list', Buffer.from('[]'), 'json'],
    ['JSON null', Buffer.from('null'), 'json'],
    ['resourceSpans that are no list', Buffer.from('{"resourceSpans":{}}'), 'json'],
    ['a length of four gigabytes', Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f]), 'protobuf'],
  ] as const)('throws DecodeError: %s', (_case, body, encoding) => {
    expect(() => decodeTraceRequest(body, encoding)).toThrow(DecodeError);
  });
});

function decodeJson(spans: readonly object[]) {
  const body = { resourceSpans: [{ scopeSpans: [{ spans }] }] };
  return decodeTraceRequest(Buffer.from(JSON.stringify(body)), 'json');
}

function nestedJson(depth: number): object {
  let value: object = { intValue: 1 };
  for (let level = 0; level < depth; level += 1) value = { arrayValue: { values: [value] } };
  return value;
}

/** One span with one attribute, a list in a list in a list. */
function nestedProtobuf(depth: number): Uint8Array {
  let value: Buffer = Buffer.from([0x18, 1]);
  for (let level = 0; level < depth; level += 1) value = field(0x2a, field(0x0a, value));
  const pair = Buffer.concat([field(0x0a, Buffer.from('deep')), field(0x12, value)]);
  const span = Buffer.concat([
    field(0x0a, Buffer.alloc(16, 1)),
    field(0x12, Buffer.alloc(8, 1)),
    Buffer.from([0x39, 1, 0, 0, 0, 0, 0, 0, 0]),
    field(0x4a, pair),
  ]);
  return field(0x0a, field(0x12, field(0x12, span)));
}

function field(tag: number, content: Buffer): Buffer {
  const length: number[] = [];
  for (let rest = content.length; ; rest >>>= 7) {
    if (rest < 0x80) {
      length.push(rest);
      break;
    }
    length.push((rest & 0x7f) | 0x80);
  }
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}
