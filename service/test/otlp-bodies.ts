/** OTLP/JSON bodies, and the same as protobuf by the SDK's own serializer. */

import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';

export const JSON_TYPE = { 'content-type': 'application/json' };
export const PROTOBUF_TYPE = { 'content-type': 'application/x-protobuf' };

export interface SpanShape {
  readonly name?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly parts?: object;
}

export function jsonBody(...spans: readonly SpanShape[]): string {
  const written = spans.map(({ name = 'work', attributes = {}, parts = {} }, index) => ({
    traceId: 'a'.repeat(32),
    spanId: `${index + 1}`.padStart(16, '0'),
    name,
    startTimeUnixNano: '1700000000000000000',
    endTimeUnixNano: '1700000001000000000',
    attributes: Object.entries(attributes).map(([key, text]) => ({
      key,
      value: { stringValue: text },
    })),
    ...parts,
  }));
  const scope = { name: 'my-tracer' };
  return JSON.stringify({ resourceSpans: [{ scopeSpans: [{ scope, spans: written }] }] });
}

export const RUN: SpanShape = { attributes: { 'ml.component.name': 'train' } };
export const WITHOUT_START: SpanShape = { parts: { startTimeUnixNano: '0' } };

/** One run of the component `train`. @param values attributes of any kind, also such as the SDK refuses to set. */
export function protobufBody(values: object = {}): Uint8Array {
  const memory = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'pricing' }),
    spanProcessors: [new SimpleSpanProcessor(memory)],
  });
  const attributes = { 'ml.component.name': 'train' };
  provider.getTracer('t').startSpan('train', { attributes }).end();
  const spans = memory.getFinishedSpans();
  for (const span of spans) Object.assign(span.attributes, values);
  return ProtobufTraceSerializer.serializeRequest(spans) ?? new Uint8Array();
}
