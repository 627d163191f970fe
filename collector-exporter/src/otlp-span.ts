/**
 * A span as every way in hands it on: OTLP protobuf, OTLP/JSON and the SDK's own spans all become
 * this. Attribute names come from outside, so they live in Maps and never as object keys.
 */

/** All kinds of OTLP's AnyValue. Whole numbers may be bigint (protobuf, JSON) or number (SDK). */
export type AttributeValue =
  | string
  | boolean
  | number
  | bigint
  | Uint8Array
  | null
  | readonly AttributeValue[]
  | ReadonlyMap<string, AttributeValue>;

/** By name; of a name that was sent twice the last value. */
export type Attributes = ReadonlyMap<string, AttributeValue>;

/** Something that happened during a span: an exception, a heartbeat. */
export interface OtlpEvent {
  readonly timeNs: bigint;
  readonly name: string;
  readonly attributes: Attributes;
}

/** A pointer to another span, of this trace or another; its ids are well-formed. */
export interface OtlpLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: Attributes;
}

/** What made the span, usually an instrumentation package. Empty texts when it does not say. */
export interface OtlpScope {
  readonly name: string;
  readonly version: string;
}

/** One span that is good by itself, with what its resource and scope say. */
export interface OtlpSpan {
  /** Position in its request, counted over all resources and scopes, rejected spans included. */
  readonly index: number;
  /** 32 lowercase hex digits, never all zero. */
  readonly traceId: string;
  /** 16 lowercase hex digits, never all zero. */
  readonly spanId: string;
  /** Null for a root. */
  readonly parentSpanId: string | null;
  readonly name: string;
  /** OTLP's number: 0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number;
  /** Above zero. */
  readonly startNs: bigint;
  /** Null: the span has not ended. May lie before the start when a clock was set back. */
  readonly endNs: bigint | null;
  readonly attributes: Attributes;
  readonly droppedAttributesCount: number;
  readonly events: readonly OtlpEvent[];
  readonly links: readonly OtlpLink[];
  readonly status: { readonly code: 'unset' | 'ok' | 'error'; readonly message: string };
  /** W3C trace flags; OTLP's bits above the lowest eight are cut off. */
  readonly flags: number;
  /** Shared by all spans of one resource. */
  readonly resource: Attributes;
  readonly scope: OtlpScope;
}

/** A span that is refused by itself, while the others of its request are taken. */
export interface RejectedSpan {
  readonly index: number;
  /** Plain words without any text of the span's own. */
  readonly reason: string;
}

/** `traceId:spanId`, the key of a span in the graph. */
export function spanKey(ids: { readonly traceId: string; readonly spanId: string }): string {
  return `${ids.traceId}:${ids.spanId}`;
}
