/** Builders of spans for tests; every field has a plain default. */
import type { AttributeValue, OtlpSpan } from '../src/index.ts';

export const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';

export interface SpanParts extends Partial<Omit<OtlpSpan, 'attributes' | 'resource'>> {
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  readonly resource?: Readonly<Record<string, AttributeValue>>;
}

/** A span that starts at 1,000 µs and ends at 2,000 µs; `spanId` is padded to its length. */
export function span({ attributes = {}, resource = {}, ...parts }: SpanParts = {}): OtlpSpan {
  return {
    index: 0,
    traceId: TRACE_ID,
    parentSpanId: null,
    name: 'work',
    kind: 1,
    startNs: 1_000_000n,
    endNs: 2_000_000n,
    droppedAttributesCount: 0,
    events: [],
    links: [],
    status: { code: 'unset', message: '' },
    flags: 1,
    scope: { name: 'test', version: '1' },
    ...parts,
    spanId: spanId(parts.spanId ?? '1'),
    attributes: new Map(Object.entries(attributes)),
    resource: new Map(Object.entries(resource)),
  };
}

export function spanId(short: string): string {
  return short.padStart(16, '0');
}

export function keyOfSpan(short: string): string {
  return `${TRACE_ID}:${spanId(short)}`;
}
