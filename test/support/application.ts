/** An application with OpenTelemetry, set up as a user would. */
import { context, trace } from '@opentelemetry/api';
import { NodeSDK, resources, tracing } from '@opentelemetry/sdk-node';
import { flush } from '@spantrail/instrumentation';

export interface Application {
  /** Resolves when everything that was traced has been given to the exporter, and that is done. */
  delivered(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the SDK for this process; one at a time. */
export function startApplication(exporter: tracing.SpanExporter): Application {
  const processor = new tracing.BatchSpanProcessor(exporter);
  const sdk = new NodeSDK({
    resource: resources.resourceFromAttributes({
      'service.name': 'tips',
      'service.namespace': 'taxi',
    }),
    autoDetectResources: false,
    spanProcessors: [processor],
  });
  sdk.start();
  return {
    delivered: async () => {
      await flush();
      await processor.forceFlush();
    },
    stop: async () => {
      await flush();
      await sdk.shutdown();
      trace.disable();
      context.disable();
    },
  };
}
