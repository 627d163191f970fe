/** Real spans of the SDK, made by the SDK. */
import { SpanStatusCode } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';

export function sdkSpans(): ReadableSpan[] {
  const memory = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({
      'service.name': 'pricing',
      'service.namespace': 'rides',
      'host.name': 'node-7',
    }),
    spanProcessors: [new SimpleSpanProcessor(memory)],
  });
  const tracer = provider.getTracer('trainer', '1.2.3');
  const producer = tracer.startSpan('ingest', { startTime: [1_700_000_000, 123_456_789] });
  producer.setAttributes({
    'ml.component.name': 'ingest',
    'ml.output.names': ['s3://rides/2020-04.parquet'],
    'ml.output.rows': [1_200_000],
    'ml.metric.names': ['ratio', 'whole', 'missing'],
    'ml.metric.values': [0.82, 1, Number.NaN],
    'a.boolean': true,
    'a.negative': -5,
    'a.large': Number.MAX_SAFE_INTEGER,
    'an.empty.text': '',
    __proto__name: 'ü 𝒳 \u0000',
  });
  producer.end([1_700_000_001, 1]);
  const consumer = tracer.startSpan('score', {
    kind: 2,
    links: [{ context: producer.spanContext(), attributes: { why: 'model' } }],
    startTime: [1_700_000_002, 0],
  });
  consumer.setAttribute('ml.component.name', 'score');
  consumer.addEvent('ml.heartbeat', { beat: 1 }, [1_700_000_002, 500]);
  consumer.recordException(new RangeError('out of rides'), [1_700_000_002, 700]);
  consumer.setStatus({ code: SpanStatusCode.ERROR, message: 'no rides' });
  consumer.end([1_700_000_003, 0]);
  return memory.getFinishedSpans();
}
