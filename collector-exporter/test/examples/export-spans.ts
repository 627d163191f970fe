import { BasicTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { LineageStore } from '@spantrail/graph';
import { LineageSpanExporter } from '../../src/index.ts';

export async function main(store: LineageStore): Promise<void> {
  const exporter = new LineageSpanExporter({ store });
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });

  const run = provider.getTracer('pricing').startSpan('train');
  run.setAttribute('ml.component.name', 'train');
  run.setAttribute('ml.input.names', ['s3://rides/2020-04.parquet']);
  run.setAttribute('ml.output.names', ['s3://models/tips.bin']);
  run.end();

  await provider.shutdown();
}
