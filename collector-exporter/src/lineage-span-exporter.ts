import {
  factCount,
  GraphUnavailableError,
  type LineageBatch,
  type LineageStore,
} from '@spantrail/graph';
import { fromReadableSpan, type ReadableSpanLike } from './readable-span.ts';
import { type MappingOptions, spansToBatch } from './spans-to-batch.ts';

/** What the SDK is told about one export: 0 done, 1 failed. */
export interface SpanExportResult {
  code: 0 | 1;
  error?: Error;
}

export interface LineageSpanExporterOptions extends MappingOptions {
  /** Stays the caller's: `shutdown` does not close it. */
  readonly store: Pick<LineageStore, 'write'>;
  /** How long one export is tried while the store is away. Default 30,000, the SDK's own limit. */
  readonly exportTimeoutMs?: number;
  /** First pause between tries; it doubles up to 5 s. Default 100. */
  readonly retryDelayMs?: number;
  /** Milliseconds on any clock that never goes back. Default `performance.now`. */
  readonly now?: () => number;
  /** Default: a timer. */
  readonly sleep?: (ms: number) => Promise<void>;
}

/** What became of the spans since the exporter was made. */
export interface ExporterCounts {
  /** Run spans that are in the store. */
  readonly runs: number;
  /** Run spans of exports that failed; the SDK does not send them again. */
  readonly lostRuns: number;
  /** Spans refused by themselves, by the mapping or by the store. */
  readonly rejectedSpans: number;
  /** Spans with inputs or outputs whose run was not exported together with them. */
  readonly unbridgedSpans: number;
}

const RETRY_DELAY_MAX_MS = 5_000;

/**
 * Writes finished spans into a lineage store, inside the process that makes them. For any `NodeSDK`,
 * usually under a `BatchSpanProcessor`, whose queue is the only buffer: success is reported after the
 * store has committed. When nothing may be lost, send to a Collector and `spantrail serve` instead.
 *
 * @example
 * ```ts
 * const store = await openLineage({ store: 'file:.spantrail/lineage.db' });
 * const sdk = new NodeSDK({ traceExporter: new LineageSpanExporter({ store }) });
 * ```
 */
export class LineageSpanExporter {
  readonly #options: LineageSpanExporterOptions;
  readonly #inFlight = new Set<Promise<void>>();
  #counts: ExporterCounts = { runs: 0, lostRuns: 0, rejectedSpans: 0, unbridgedSpans: 0 };
  #isShutDown = false;

  constructor(options: LineageSpanExporterOptions) {
    this.#options = options;
  }

  get counts(): ExporterCounts {
    return this.#counts;
  }

  /** Never throws; the outcome goes to `done`, once. */
  export(spans: readonly ReadableSpanLike[], done: (result: SpanExportResult) => void): void {
    if (this.#isShutDown) {
      done({ code: 1, error: new Error('LineageSpanExporter is shut down; the spans are lost.') });
      return;
    }
    const flight = this.#export(spans)
      .then(done)
      // What the SDK does with the outcome must not come back as an unhandled rejection of ours.
      .catch(() => undefined)
      .finally(() => this.#inFlight.delete(flight));
    this.#inFlight.add(flight);
  }

  /** Resolves when the exports that have begun are done, successfully or not. */
  async forceFlush(): Promise<void> {
    await Promise.allSettled(this.#inFlight);
  }

  /** Lets the exports that have begun finish and takes no more. */
  async shutdown(): Promise<void> {
    this.#isShutDown = true;
    await this.forceFlush();
  }

  async #export(spans: readonly ReadableSpanLike[]): Promise<SpanExportResult> {
    let lostRuns = 0;
    try {
      const mapped = spansToBatch(spans.map(fromReadableSpan), this.#options);
      lostRuns = mapped.counts.runs;
      this.#count({
        rejectedSpans: mapped.rejected.length,
        unbridgedSpans: mapped.counts.unbridged,
      });
      if (factCount(mapped.batch) === 0) return { code: 0 };
      const refused = await this.#write(mapped.batch);
      this.#count({ runs: mapped.counts.runs, rejectedSpans: refused });
      return { code: 0 };
    } catch (error) {
      this.#count({ lostRuns });
      return { code: 1, error: error instanceof Error ? error : new Error(String(error)) };
    }
  }

  /** Tries until the store answers or the next pause would pass the time-out; the count of refused spans. */
  async #write(batch: LineageBatch): Promise<number> {
    const {
      store,
      exportTimeoutMs = 30_000,
      retryDelayMs = 100,
      now = () => performance.now(),
      sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    } = this.#options;
    const deadline = now() + exportTimeoutMs;
    for (let delay = retryDelayMs; ; delay = Math.min(delay * 2, RETRY_DELAY_MAX_MS)) {
      try {
        return (await store.write(batch)).rejected.length;
      } catch (error) {
        if (!(error instanceof GraphUnavailableError) || now() + delay >= deadline) throw error;
      }
      await sleep(delay);
    }
  }

  #count(more: Partial<ExporterCounts>): void {
    const { runs, lostRuns, rejectedSpans, unbridgedSpans } = this.#counts;
    this.#counts = {
      runs: runs + (more.runs ?? 0),
      lostRuns: lostRuns + (more.lostRuns ?? 0),
      rejectedSpans: rejectedSpans + (more.rejectedSpans ?? 0),
      unbridgedSpans: unbridgedSpans + (more.unbridgedSpans ?? 0),
    };
  }
}
