import { describe, expect, it } from '@jest/globals';
import {
  BasicTracerProvider,
  SimpleSpanProcessor,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-base';
import { GraphUnavailableError, type LineageBatch, type WriteReport } from '@spantrail/graph';
import { LineageSpanExporter, type SpanExportResult } from '../src/index.ts';
import { sdkSpans } from './sdk-spans.ts';

/** A store that fails as told before it takes a batch, on a clock that sleeping moves. */
class ScriptedStore {
  readonly written: LineageBatch[] = [];
  readonly #failures: Error[];
  timeMs = 0;

  constructor(failures: readonly Error[] = []) {
    this.#failures = [...failures];
  }

  async write(batch: LineageBatch): Promise<WriteReport> {
    const failure = this.#failures.shift();
    if (failure !== undefined) throw failure;
    this.written.push(batch);
    return { runs: batch.contributions.length, annotations: 0, rejected: [] };
  }

  exporter(): LineageSpanExporter {
    return new LineageSpanExporter({
      store: this,
      exportTimeoutMs: 1_000,
      now: () => this.timeMs,
      sleep: async (ms) => {
        this.timeMs += ms;
      },
    });
  }
}

const away = new GraphUnavailableError('the store is away');

function exported(exporter: LineageSpanExporter): Promise<SpanExportResult> {
  return new Promise((resolve) => exporter.export(sdkSpans(), resolve));
}

describe('LineageSpanExporter', () => {
  it('is a SpanExporter of the SDK and writes what its tracer ends', async () => {
    const store = new ScriptedStore();
    const exporter: SpanExporter = store.exporter();
    const provider = new BasicTracerProvider({
      spanProcessors: [new SimpleSpanProcessor(exporter)],
    });

    provider
      .getTracer('t')
      .startSpan('x', { attributes: { 'ml.component.name': 'train' } })
      .end();
    await provider.forceFlush();
    await provider.shutdown();

    expect(store.written[0]?.contributions[0]?.identity?.component.name).toBe('train');
  });

  it('reports success after the store has committed, and counts the runs', async () => {
    const store = new ScriptedStore();
    const exporter = store.exporter();

    expect(await exported(exporter)).toEqual({ code: 0 });

    expect(store.written).toHaveLength(1);
    expect(exporter.counts).toMatchObject({ runs: 2, lostRuns: 0 });
  });

  it('tries again while the store is away', async () => {
    const store = new ScriptedStore([away, away, away]);

    expect(await exported(store.exporter())).toEqual({ code: 0 });

    expect(store.timeMs).toBe(100 + 200 + 400);
  });

  it('gives up inside the time-out, reports the failure and counts the lost runs', async () => {
    const store = new ScriptedStore(Array.from({ length: 50 }, () => away));
    const exporter = store.exporter();

    expect(await exported(exporter)).toEqual({ code: 1, error: away });

    expect(store.timeMs).toBeLessThan(1_000);
    expect(exporter.counts).toMatchObject({ runs: 0, lostRuns: 2 });
  });

  it('does not try again what is no matter of time', async () => {
    const store = new ScriptedStore([new TypeError('a bug')]);

    expect(await exported(store.exporter())).toMatchObject({ code: 1 });

    expect(store.timeMs).toBe(0);
    expect(store.written).toEqual([]);
  });

  it('lets exports that have begun finish on shutdown, and takes no more', async () => {
    const store = new ScriptedStore([away]);
    const exporter = store.exporter();
    const begun = exported(exporter);

    await exporter.shutdown();

    expect(store.written).toHaveLength(1);
    expect(await begun).toEqual({ code: 0 });
    expect(await exported(exporter)).toMatchObject({ code: 1 });
  });

  it('survives a callback that throws', async () => {
    const exporter = new ScriptedStore().exporter();

    exporter.export(sdkSpans(), () => {
      throw new Error('not ours');
    });

    await expect(exporter.forceFlush()).resolves.toBeUndefined();
  });
});
