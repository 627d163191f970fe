/** A Collector of our own on 127.0.0.1, with its queue in a temporary folder. */
export interface Collector {
  /** Where it takes OTLP/HTTP; the same after `restart()`. */
  readonly url: string;
  readonly pid: number;
  /** Configuration, log and queue; `stop()` removes it. */
  readonly home: string;
  /** All that it has said, over restarts. */
  log(): Promise<string>;
  /** Its own telemetry; counters begin at 0 with each start. */
  metrics(): Promise<readonly CollectorMetric[]>;
  /** Ends it in order and removes its folder. */
  stop(): Promise<void>;
  /** Ends it in order; the queue stays for a `restart()`. Call `stop()` in the end all the same. */
  halt(): Promise<void>;
  /** `kill -9`; the queue stays for a `restart()`. Call `stop()` in the end all the same. */
  kill(): Promise<void>;
  /** Starts it again on the same port and folder, after ending it if it still runs. */
  restart(): Promise<void>;
}

export interface CollectorMetric {
  readonly name: string;
  /** As Prometheus writes them, `key="value",…`. */
  readonly labels: string;
  readonly value: number;
}

/** Path of a YAML file, or the configuration itself. */
export type CollectorConfig = string | object;

export interface StartCollectorOptions {
  /**
   * A later one overrides the earlier ones, key by key. They may use the environment: OTELCOL_LISTEN is where to take
   * spans, OTELCOL_METRICS_PORT where to show its own telemetry (all on 127.0.0.1), OTELCOL_STORAGE the queue's folder.
   */
  configs: readonly CollectorConfig[];
  /** Further variables. Nothing else of the caller's environment is handed on but PATH. */
  env?: Readonly<Record<string, string>>;
  /** How long the first answer may take. Default 30,000. */
  startMs?: number;
}

/**
 * Starts a Collector and waits until it takes spans.
 *
 * @throws CollectorMissingError without a Go that compiles it.
 * @throws CollectorStartError when it takes none; the message ends with its log's tail.
 */
export function startCollector(options: StartCollectorOptions): Promise<Collector>;

/** What the Collector's own `validate` finds wrong, or null. */
export function validateCollectorConfig(
  configs: readonly CollectorConfig[],
  env?: Readonly<Record<string, string>>,
): Promise<string | null>;

/** The test's Collector, or why there is none. */
export type CollectorForTests = { binary: string } | { skip: string };

/**
 * Call it at the top level of a test file. The first that asks compiles the Collector, which takes minutes, once a version;
 * then it is in the cache. Without Go the answer is `skip`, said on stderr; under `CI=true` that is an error.
 *
 * @throws CollectorMissingError under `CI=true`, when it cannot be compiled.
 * @example
 * describeCollector('spans by way of a Collector', await collectorForTests(), () => {
 *   test('…', async () => { const collector = await startCollector({ configs }); … });
 * });
 */
export function collectorForTests(environment?: NodeJS.ProcessEnv): Promise<CollectorForTests>;

/** `describe` when there is a Collector, else the same block with all its tests counted as skipped. */
export function describeCollector(
  name: string,
  collector: CollectorForTests,
  body: () => void,
): void;

/** Go or the modules are not to be had on this machine. */
export class CollectorMissingError extends Error {
  readonly code: 'COLLECTOR_MISSING';
}

/** It took no spans; the message ends with the tail of its log. */
export class CollectorStartError extends Error {
  readonly code: 'COLLECTOR_START';
}
