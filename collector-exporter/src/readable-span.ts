/**
 * The SDK's finished span, by its shape: lines 2.x and 3.x share it, and typing it here keeps every
 * package of the SDK out of our dependencies. A test holds it against the SDK's own type.
 */
import type { Attributes, AttributeValue, OtlpSpan } from './otlp-span.ts';

/** Seconds and nanoseconds since the epoch. */
type HrTime = readonly [seconds: number, nanos: number];
type SdkAttributes = Readonly<Record<string, unknown>>;

interface SdkSpanContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags?: number;
}

/** What is read of the SDK's `ReadableSpan`. */
export interface ReadableSpanLike {
  readonly name: string;
  /** The API's number, one below OTLP's. */
  readonly kind: number;
  spanContext(): SdkSpanContext;
  readonly parentSpanContext?: SdkSpanContext | undefined;
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly ended: boolean;
  readonly status: { readonly code: number; readonly message?: string | undefined };
  readonly attributes: SdkAttributes;
  readonly droppedAttributesCount: number;
  readonly links: readonly {
    readonly context: SdkSpanContext;
    readonly attributes?: SdkAttributes;
  }[];
  readonly events: readonly {
    readonly name: string;
    readonly time: HrTime;
    readonly attributes?: SdkAttributes | undefined;
  }[];
  readonly resource: { readonly attributes: SdkAttributes };
  readonly instrumentationScope: { readonly name: string; readonly version?: string | undefined };
}

const DEPTH_MAX = 64;
const STATUS_CODES: readonly OtlpSpan['status']['code'][] = ['unset', 'ok', 'error'];

/** `index` becomes the span's position in its batch. */
export function fromReadableSpan(span: ReadableSpanLike, index: number): OtlpSpan {
  const { traceId, spanId, traceFlags = 0 } = span.spanContext();
  return {
    index,
    traceId,
    spanId,
    parentSpanId: span.parentSpanContext?.spanId ?? null,
    name: span.name,
    kind: span.kind + 1,
    startNs: nanosOf(span.startTime),
    endNs: span.ended ? nanosOf(span.endTime) : null,
    attributes: attributesOf(span.attributes),
    droppedAttributesCount: span.droppedAttributesCount,
    events: span.events.map((event) => ({
      timeNs: nanosOf(event.time),
      name: event.name,
      attributes: attributesOf(event.attributes ?? {}),
    })),
    links: span.links.map((link) => ({
      traceId: link.context.traceId,
      spanId: link.context.spanId,
      attributes: attributesOf(link.attributes ?? {}),
    })),
    status: {
      code: STATUS_CODES[span.status.code] ?? 'unset',
      message: span.status.message ?? '',
    },
    flags: traceFlags & 0xff,
    resource: attributesOf(span.resource.attributes),
    scope: {
      name: span.instrumentationScope.name,
      version: span.instrumentationScope.version ?? '',
    },
  };
}

function nanosOf([seconds, nanos]: HrTime): bigint {
  return BigInt(seconds) * 1_000_000_000n + BigInt(Math.trunc(nanos));
}

function attributesOf(attributes: SdkAttributes): Attributes {
  return mapOf(attributes, 1);
}

function mapOf(object: SdkAttributes, depth: number): Map<string, AttributeValue> {
  return new Map(Object.entries(object).map(([key, value]) => [key, toValue(value, depth)]));
}

/** SDK 3.x lets objects, bytes and mixed lists through; 2.x never holds them. */
function toValue(value: unknown, depth: number): AttributeValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'number':
    case 'bigint':
      return value;
    case 'object':
      if (value === null || depth > DEPTH_MAX) return null;
      if (value instanceof Uint8Array) return value;
      if (Array.isArray(value)) return value.map((item) => toValue(item, depth + 1));
      return mapOf(value as SdkAttributes, depth + 1);
    default:
      return null;
  }
}
