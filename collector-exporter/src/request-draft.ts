/**
 * What both decoders fill while they read. The checks that make a span acceptable stand here once, so
 * that protobuf and JSON cannot differ in what they refuse.
 */
import type { DecodedRequest, DecodeLimits } from './decoded-request.ts';
import type {
  Attributes,
  OtlpEvent,
  OtlpLink,
  OtlpScope,
  OtlpSpan,
  RejectedSpan,
} from './otlp-span.ts';

/** A span as read, before anything is known to be well-formed. Ids are lowercase hex or ''. */
export interface SpanDraft {
  traceId: string;
  spanId: string;
  parentSpanId: string;
  name: string;
  kind: number;
  startNs: bigint;
  endNs: bigint;
  attributes: Attributes;
  droppedAttributesCount: number;
  events: OtlpEvent[];
  links: OtlpLink[];
  statusCode: number;
  statusMessage: string;
  flags: number;
}

export interface SpanOwner {
  readonly resource: Attributes;
  readonly scope: OtlpScope;
}

export class RequestDraft {
  readonly limits: Required<DecodeLimits>;
  readonly #spans: OtlpSpan[] = [];
  readonly #rejected: RejectedSpan[] = [];
  #received = 0;
  #valuesTooDeep = 0;
  #badLinks = 0;

  constructor(limits: Required<DecodeLimits>) {
    this.limits = limits;
  }

  /** Counts one more span; its index, or null when it is beyond the limit and must not be read. */
  nextIndex(): number | null {
    this.#received += 1;
    return this.#received > this.limits.spansMax ? null : this.#received - 1;
  }

  valueTooDeep(): null {
    this.#valuesTooDeep += 1;
    return null;
  }

  reject(index: number, reason: string): void {
    this.#rejected.push({ index, reason });
  }

  add(index: number, draft: SpanDraft, owner: SpanOwner): void {
    const fault = faultOf(draft);
    if (fault !== null) {
      this.reject(index, fault);
      return;
    }
    const links = draft.links.filter((link) => isTraceId(link.traceId) && isSpanId(link.spanId));
    this.#badLinks += draft.links.length - links.length;
    this.#spans.push({
      index,
      traceId: draft.traceId,
      spanId: draft.spanId,
      parentSpanId: isZero(draft.parentSpanId) ? null : draft.parentSpanId,
      name: draft.name,
      kind: draft.kind,
      startNs: draft.startNs,
      endNs: draft.endNs === 0n ? null : draft.endNs,
      attributes: draft.attributes,
      droppedAttributesCount: draft.droppedAttributesCount,
      events: draft.events,
      links,
      status: { code: statusCodeOf(draft.statusCode), message: draft.statusMessage },
      flags: draft.flags & 0xff,
      resource: owner.resource,
      scope: owner.scope,
    });
  }

  finish(): DecodedRequest {
    return {
      spans: this.#spans,
      rejected: this.#rejected,
      overLimit: Math.max(0, this.#received - this.limits.spansMax),
      valuesTooDeep: this.#valuesTooDeep,
      badLinks: this.#badLinks,
    };
  }
}

export function emptySpanDraft(): SpanDraft {
  return {
    traceId: '',
    spanId: '',
    parentSpanId: '',
    name: '',
    kind: 0,
    startNs: 0n,
    endNs: 0n,
    attributes: new Map(),
    droppedAttributesCount: 0,
    events: [],
    links: [],
    statusCode: 0,
    statusMessage: '',
    flags: 0,
  };
}

function faultOf(draft: SpanDraft): string | null {
  if (!isTraceId(draft.traceId)) return 'the trace id is not 16 bytes, or all zero';
  if (!isSpanId(draft.spanId)) return 'the span id is not 8 bytes, or all zero';
  if (!isZero(draft.parentSpanId) && !isSpanId(draft.parentSpanId)) {
    return 'the parent span id is not 8 bytes';
  }
  if (!isFixed64(draft.startNs) || draft.startNs === 0n) return 'it has no start time';
  if (!isFixed64(draft.endNs)) return 'its end time is out of range';
  return null;
}

function isTraceId(hex: string): boolean {
  return /^[0-9a-f]{32}$/.test(hex) && !isZero(hex);
}

function isSpanId(hex: string): boolean {
  return /^[0-9a-f]{16}$/.test(hex) && !isZero(hex);
}

/** Empty counts as zero: JSON senders write a root's parent as '' or as zeros. */
function isZero(hex: string): boolean {
  return /^0*$/.test(hex);
}

function isFixed64(ns: bigint): boolean {
  return ns >= 0n && ns < 1n << 64n;
}

function statusCodeOf(code: number): OtlpSpan['status']['code'] {
  return code === 2 ? 'error' : code === 1 ? 'ok' : 'unset';
}
