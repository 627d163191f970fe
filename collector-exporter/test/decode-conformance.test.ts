import { describe, expect, it } from '@jest/globals';
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import protobuf from 'protobufjs/minimal.js';
import { type AttributeValue, decodeTraceRequest, type OtlpSpan } from '../src/index.ts';
import { fromReadableSpan } from '../src/readable-span.ts';
import { sdkSpans } from './sdk-spans.ts';

const SPANS = sdkSpans();
const PROTOBUF = ProtobufTraceSerializer.serializeRequest(SPANS) ?? new Uint8Array();
const JSON_BODY = JsonTraceSerializer.serializeRequest(SPANS) ?? new Uint8Array();

describe('decodeTraceRequest against the serializers of the SDK', () => {
  it('reads the same spans from protobuf as from JSON', () => {
    const fromProtobuf = decodeTraceRequest(PROTOBUF, 'protobuf');
    const fromJson = decodeTraceRequest(JSON_BODY, 'json');

    expect(fromProtobuf.spans).toHaveLength(2);
    // JSON has no NaN: the SDK writes it as null, which reads as a missing value.
    expect(fromJson.spans).toEqual(fromProtobuf.spans.map(nanAsNull));
    expect(fromProtobuf).toMatchObject({
      rejected: [],
      overLimit: 0,
      valuesTooDeep: 0,
      badLinks: 0,
    });
  });

  it('reads from protobuf what the exporter in the process sees', () => {
    const { spans } = decodeTraceRequest(PROTOBUF, 'protobuf');

    expect(spans.map(numbersAlike)).toEqual(SPANS.map(fromReadableSpan).map(numbersAlike));
  });

  it('keeps times to the nanosecond', () => {
    const [ingest] = decodeTraceRequest(PROTOBUF, 'protobuf').spans;

    expect(ingest?.startNs).toBe(1_700_000_000_123_456_789n);
    expect(ingest?.endNs).toBe(1_700_000_001_000_000_001n);
  });

  it('takes an empty request of either encoding as a request without spans', () => {
    expect(decodeTraceRequest(new Uint8Array(), 'protobuf').spans).toEqual([]);
    expect(decodeTraceRequest(Buffer.from('{}'), 'json').spans).toEqual([]);
  });
});

describe('decodeTraceRequest on what other senders write', () => {
  it('reads the example of opentelemetry-proto, with ids in capitals and unknown fields', () => {
    const { spans } = decodeJson({
      resourceSpans: [
        {
          resource: { attributes: [keyValue('service.name', { stringValue: 'my.service' })] },
          scopeSpans: [
            {
              scope: { name: 'my.library', version: '1.0.0', attributes: [] },
              spans: [
                {
                  traceId: '5B8EFFF798038103D269B633813FC60C',
                  spanId: 'EEE19B7EC3C1B174',
                  parentSpanId: 'EEE19B7EC3C1B173',
                  name: "I'm a server span",
                  startTimeUnixNano: '1544712660000000000',
                  endTimeUnixNano: '1544712661000000000',
                  kind: 2,
                  attributes: [keyValue('my.span.attr', { stringValue: 'some value' })],
                  fieldOfTomorrow: { a: [1] },
                },
              ],
            },
          ],
        },
      ],
    });

    expect(spans[0]).toMatchObject({
      traceId: '5b8efff798038103d269b633813fc60c',
      spanId: 'eee19b7ec3c1b174',
      parentSpanId: 'eee19b7ec3c1b173',
      kind: 2,
      startNs: 1_544_712_660_000_000_000n,
      status: { code: 'unset', message: '' },
      links: [],
      scope: { name: 'my.library', version: '1.0.0' },
    });
    expect(spans[0]?.resource.get('service.name')).toBe('my.service');
  });

  it('reads every kind of value from JSON, 64-bit ones as text or number', () => {
    const attributes = attributesFromJson([
      keyValue('text', { stringValue: '' }),
      keyValue('int as text', { intValue: '-9223372036854775808' }),
      keyValue('int as number', { intValue: 7 }),
      keyValue('double', { doubleValue: 0.5 }),
      keyValue('double as text', { doubleValue: '-Infinity' }),
      keyValue('bool', { boolValue: false }),
      keyValue('bytes', { bytesValue: 'AQID' }),
      keyValue('empty', {}),
      keyValue('list', { arrayValue: { values: [{ intValue: 1 }, { stringValue: 'a' }, {}] } }),
      keyValue('map', { kvlistValue: { values: [keyValue('in', { boolValue: true })] } }),
    ]);

    expect(attributes).toEqual(
      new Map<string, AttributeValue>([
        ['text', ''],
        ['int as text', -(2n ** 63n)],
        ['int as number', 7n],
        ['double', 0.5],
        ['double as text', Number.NEGATIVE_INFINITY],
        ['bool', false],
        ['bytes', Buffer.from([1, 2, 3])],
        ['empty', null],
        ['list', [1n, 'a', null]],
        ['map', new Map([['in', true]])],
      ]),
    );
  });

  it('reads protobuf whose resource and scope stand after their spans, and skips unknown fields', () => {
    const span = message((w) => {
      w.uint32(0x0a).bytes(Buffer.alloc(16, 1));
      w.uint32(0x12).bytes(Buffer.alloc(8, 2));
      w.uint32(0x39).fixed64(5);
      w.uint32((99 << 3) | 2).string('a field of tomorrow');
    });
    const scope = message((w) => w.uint32(0x0a).string('late scope'));
    const resource = message((w) =>
      w.uint32(0x0a).bytes(
        message((pair) => {
          pair.uint32(0x0a).string('service.name');
          pair.uint32(0x12).bytes(message((value) => value.uint32(0x0a).string('late')));
        }),
      ),
    );
    const scopeSpans = message((w) => w.uint32(0x12).bytes(span).uint32(0x0a).bytes(scope));
    const resourceSpans = message((w) =>
      w.uint32(0x12).bytes(scopeSpans).uint32(0x0a).bytes(resource),
    );

    const { spans } = decodeTraceRequest(
      message((w) => w.uint32(0x0a).bytes(resourceSpans)),
      'protobuf',
    );

    expect(spans[0]?.scope.name).toBe('late scope');
    expect(spans[0]?.resource.get('service.name')).toBe('late');
    expect(spans[0]?.startNs).toBe(5n);
    expect(spans[0]?.endNs).toBeNull();
  });

  it('keeps names that mean something to JavaScript as plain names', () => {
    const attributes = attributesFromJson([
      keyValue('__proto__', { stringValue: 'polluted' }),
      keyValue('constructor', {
        kvlistValue: { values: [keyValue('__proto__', { stringValue: 'polluted' })] },
      }),
    ]);

    expect(attributes?.get('__proto__')).toBe('polluted');
    expect(attributes?.get('constructor')).toEqual(new Map([['__proto__', 'polluted']]));
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});

function decodeJson(body: object) {
  return decodeTraceRequest(Buffer.from(JSON.stringify(body)), 'json');
}

function attributesFromJson(attributes: readonly object[]) {
  const span = {
    traceId: 'a'.repeat(32),
    spanId: 'b'.repeat(16),
    startTimeUnixNano: 1,
    attributes,
  };
  return decodeJson({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }).spans[0]?.attributes;
}

function keyValue(key: string, value: object): object {
  return { key, value };
}

function message(write: (writer: protobuf.Writer) => void): Uint8Array {
  const writer = protobuf.Writer.create();
  write(writer);
  return writer.finish();
}

function nanAsNull(span: OtlpSpan): OtlpSpan {
  return mapValues(span, (value) => (Number.isNaN(value) ? null : value));
}

function numbersAlike(span: OtlpSpan): OtlpSpan {
  return mapValues(span, (value) => (typeof value === 'bigint' ? Number(value) : value));
}

function mapValues(span: OtlpSpan, change: (value: AttributeValue) => AttributeValue): OtlpSpan {
  const deep = (value: AttributeValue): AttributeValue =>
    Array.isArray(value) ? value.map(deep) : change(value);
  const all = (map: OtlpSpan['attributes']) => new Map([...map].map(([k, v]) => [k, deep(v)]));
  return {
    ...span,
    attributes: all(span.attributes),
    resource: all(span.resource),
    events: span.events.map((event) => ({ ...event, attributes: all(event.attributes) })),
    links: span.links.map((link) => ({ ...link, attributes: all(link.attributes) })),
  };
}
