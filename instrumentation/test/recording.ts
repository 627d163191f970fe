import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  type Sampler,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { flush } from '../src/index.ts';

/** A real SDK that keeps its spans in memory. */
export interface Recording {
  /** Every span that has ended, after the work behind the caller's back is done. */
  spans(): Promise<ReadableSpan[]>;
  /** The spans that have ended by now. */
  spansNow(): ReadableSpan[];
  stop(): void;
}

export function startRecording(
  options: { sampler?: Sampler; contextManager?: boolean } = {},
): Recording {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({
    spanProcessors: [new SimpleSpanProcessor(exporter)],
    ...(options.sampler && { sampler: options.sampler }),
  });
  trace.setGlobalTracerProvider(provider);
  if (options.contextManager !== false) {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  }
  return {
    async spans() {
      await flush();
      return exporter.getFinishedSpans();
    },
    spansNow: () => exporter.getFinishedSpans(),
    stop() {
      trace.disable();
      context.disable();
    },
  };
}

/** µs since the epoch. */
export function micros([seconds, nanos]: readonly [number, number]): number {
  return seconds * 1e6 + Math.floor(nanos / 1000);
}
