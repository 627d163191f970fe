// OpenTelemetry as any service sets it up, and one thing more: the demo has to know whether its spans
// arrived, so the exporter is watched and the SDK's own warnings are kept.
import { DiagLogLevel, diag } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { core, NodeSDK, resources, type tracing } from '@opentelemetry/sdk-node';
import { flush } from '@spantrail/instrumentation';

/** What became of the spans. */
interface Delivery {
  readonly delivered: number;
  /** Why spans were not delivered, or not all of them; empty when all went well. */
  readonly problems: string[];
}

export interface Telemetry {
  /** Sends what is pending and says how it went; nothing is traced afterwards. */
  stop(): Promise<Delivery>;
}

/** @param url Where spans go, as in `http://127.0.0.1:4319`. */
export function startTelemetry(url: string): Telemetry {
  const problems: string[] = [];
  const note = (message: string, ...details: unknown[]) => {
    problems.push([message, ...details.map(String)].join(' '));
  };
  const silent = () => {};
  diag.setLogger(
    { error: note, warn: note, info: silent, debug: silent, verbose: silent },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );

  const exporter = new WatchedExporter(new OTLPTraceExporter({ url: `${url}/v1/traces` }));
  const sdk = new NodeSDK({
    resource: resources.resourceFromAttributes({
      'service.name': 'taxi-tips',
      'service.namespace': 'taxi',
    }),
    traceExporter: exporter,
  });
  sdk.start();

  return {
    async stop() {
      await flush();
      await sdk.shutdown().catch((error: unknown) => note(String(error)));
      diag.disable();
      return { delivered: exporter.delivered, problems: [...exporter.failures, ...problems] };
    },
  };
}

class WatchedExporter implements tracing.SpanExporter {
  delivered = 0;
  readonly failures: string[] = [];
  readonly #exporter: tracing.SpanExporter;

  constructor(exporter: tracing.SpanExporter) {
    this.#exporter = exporter;
  }

  export(spans: tracing.ReadableSpan[], done: (result: core.ExportResult) => void): void {
    this.#exporter.export(spans, (result) => {
      if (result.code === core.ExportResultCode.SUCCESS) this.delivered += spans.length;
      else this.failures.push(`${spans.length} spans were not delivered: ${result.error?.message}`);
      done(result);
    });
  }

  forceFlush(): Promise<void> {
    return this.#exporter.forceFlush?.() ?? Promise.resolve();
  }

  shutdown(): Promise<void> {
    return this.#exporter.shutdown();
  }
}
