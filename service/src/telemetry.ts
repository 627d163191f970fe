/**
 * What the service tells of itself, as Prometheus text: names after the Collector's own telemetry. No text
 * from outside is ever the value of a label: routes are ours, or `none`.
 */
import type { DecodedRequest, MappedSpans } from '@spantrail/collector-exporter';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { type ServiceClock, within } from './clock.ts';
import type { CommitReport } from './group-commit.ts';
import type { Ingest } from './ingest.ts';
import type { SpanCounts } from './traces-route.ts';

export interface TelemetryOptions {
  readonly clock: ServiceClock;
  /** Asked at each scrape. */
  readonly pendingRepairs: () => Promise<number>;
  readonly waitingSpans: () => Promise<number>;
}

/** A scrape answers without it when the store is slow. */
const STORE_MS_MAX = 1_000;
const COMMIT_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25];
const BATCH_FACTS = [1, 10, 100, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 100_000];
const RECEIVER = { receiver: 'otlp', transport: 'http' } as const;
const PREFIX = 'spantrail_';

export class Telemetry {
  readonly #registry = new Registry();
  readonly #clock: ServiceClock;
  readonly #accepted = this.#spans('accepted', 'that were committed, or had nothing to commit.');
  readonly #refused = this.#spans('refused', 'that could not be stored now; they are sent again.');
  readonly #failed = this.#spans('failed', 'that were rejected by partial_success; they are lost.');
  readonly #requests = new Counter({
    ...this.#named('receiver_requests_total', 'Answered requests, by route and status.'),
    labelNames: ['route', 'code'],
  });
  readonly #unbridged = new Counter(
    this.#named(
      'receiver_unbridged_spans_total',
      'Spans with inputs, outputs or trigger results that belong to no run: without a parent, or given up after a day.',
    ),
  );
  readonly #dropped = new Counter(
    this.#named(
      'receiver_dropped_attributes_total',
      'Attributes, or parts of them, that taken spans had and that could not be used.',
    ),
  );
  readonly #commitSeconds = new Histogram({
    ...this.#named('exporter_commit_duration_seconds', 'Time of a write to the store, by outcome.'),
    labelNames: ['outcome'],
    buckets: COMMIT_SECONDS,
  });
  readonly #batchFacts = new Histogram({
    ...this.#named('exporter_queue_batch_send_size', 'Facts of a write to the store.'),
    buckets: BATCH_FACTS,
  });
  readonly #lag = new Gauge(
    this.#named(
      'lineage_lag_seconds',
      'Time of the last commit less the latest end of a span in it; NaN before the first.',
    ),
  );

  constructor({ clock, pendingRepairs, waitingSpans }: TelemetryOptions) {
    this.#clock = clock;
    for (const outcome of ['committed', 'failed']) this.#commitSeconds.zero({ outcome });
    this.#lag.set(Number.NaN);
    this.#storeGauge(
      'late_repairs_pending',
      'Pointers of which reads are still to be derived anew; NaN: unknown.',
      pendingRepairs,
    );
    this.#storeGauge(
      'waiting_spans',
      'Child spans that are kept until their run is known; NaN: unknown.',
      waitingSpans,
    );
    this.#gauge('process_memory_rss_bytes', 'Resident memory.', () => process.memoryUsage.rss());
    this.#gauge(
      'process_memory_heap_bytes',
      'Used heap of JavaScript.',
      () => process.memoryUsage().heapUsed,
    );
    this.#gauge('process_uptime_seconds', 'Time since the process began.', () => process.uptime());
    new Counter({
      ...this.#named('process_cpu_seconds_total', 'CPU time of the process, user and system.'),
      collect() {
        const { user, system } = process.cpuUsage();
        this.reset();
        this.inc((user + system) / 1_000_000);
      },
    });
  }

  /** Shows how full the service is. */
  watch({ intake, commits }: Ingest): void {
    const { requestsMax, bytesMax } = intake.limits;
    const gauges: readonly (readonly [name: string, help: string, value: () => number])[] = [
      ['receiver_in_flight_requests', 'Requests that hold a place.', () => intake.requests],
      ['receiver_in_flight_requests_capacity', 'Places.', () => requestsMax],
      ['receiver_in_flight_bytes', 'Bytes of bodies, sent and unzipped.', () => intake.bytes],
      ['receiver_in_flight_bytes_capacity', 'Bytes above which more get 503.', () => bytesMax],
      ['receiver_overloaded', '1 while more gets 503.', () => Number(intake.overloaded)],
      ['exporter_queue_size', 'Requests that wait for a commit.', () => commits.waiting],
      ['exporter_queue_capacity', 'Requests that may wait.', () => requestsMax],
      ['exporter_in_flight_requests', 'Requests being committed.', () => commits.inFlight],
    ];
    for (const [name, help, value] of gauges) this.#gauge(name, help, value);
  }

  /** @param route path of a route of ours, or null. */
  answered(route: string | null, status: number): void {
    this.#requests.inc({ route: route ?? 'none', code: String(status) });
  }

  spans({ accepted, refused, failed }: SpanCounts): void {
    this.#accepted.inc(RECEIVER, accepted);
    this.#refused.inc(RECEIVER, refused);
    this.#failed.inc(RECEIVER, failed);
  }

  observe({ valuesTooDeep }: DecodedRequest, { counts }: MappedSpans): void {
    let dropped = valuesTooDeep;
    for (const times of counts.leftOut.values()) dropped += times;
    this.#dropped.inc(dropped);
    this.#unbridged.inc(counts.unbridged);
  }

  givenUp(spans: number): void {
    this.#unbridged.inc(spans);
  }

  committed({ committed, durationMs, facts, latestEnd }: CommitReport): void {
    const outcome = committed ? 'committed' : 'failed';
    this.#commitSeconds.observe({ outcome }, durationMs / 1_000);
    this.#batchFacts.observe(facts);
    if (committed && latestEnd !== null) {
      this.#lag.set(Number(this.#clock.now() - latestEnd) / 1_000_000);
    }
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Prometheus text, version 0.0.4. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  #named(name: string, help: string) {
    return { name: PREFIX + name, help, registers: [this.#registry] };
  }

  #spans(what: string, help: string): Counter<'receiver' | 'transport'> {
    const counter = new Counter({
      ...this.#named(`receiver_${what}_spans_total`, `Spans ${help}`),
      labelNames: ['receiver', 'transport'] as const,
    });
    counter.inc(RECEIVER, 0);
    return counter;
  }

  #storeGauge(name: string, help: string, value: () => Promise<number>): void {
    this.#gauge(name, help, () =>
      within(STORE_MS_MAX, value(), () => new Error('The store is slow.')).catch(() => Number.NaN),
    );
  }

  #gauge(name: string, help: string, value: () => number | Promise<number>): void {
    new Gauge({
      ...this.#named(name, help),
      async collect() {
        this.set(await value());
      },
    });
  }
}
