import type { Pointer } from './pointer.ts';

/** What can be said of a metric beside its value. */
export interface MetricDetails {
  /** A UCUM unit, such as `1`, `s` or `{ride}`. */
  readonly unit?: string | undefined;
}

/**
 * The run of the component that the calling code is part of. No method ever throws or waits: what
 * cannot be used is left out and counted, in `instrumentationCounters()` and as `ml.dropped.*` on the
 * span. Calls after the run's end are counted and have no effect.
 */
export interface Run {
  /** `runId` of the options, else `<traceId>:<spanId>`; empty outside of a component. */
  readonly id: string;
  /** The run reads this now. */
  read(pointer: Pointer): void;
  /** The run has written this now. A file is hashed when the run ends. */
  wrote(pointer: Pointer): void;
  /** A number that the run measured; the last value of a name counts. NaN and infinities are refused. */
  metric(name: string, value: number, details?: MetricDetails): void;
  /** Free text about the run. */
  note(text: string): void;
  /** The run serves this slice of the traffic or data, for instance `city` = `lisbon`. */
  slice(key: string, value: string): void;
  /** Labels what the run writes; labels travel downstream. */
  label(name: string): void;
}

/** The run outside of every component: it takes everything and keeps nothing. */
export const NO_RUN: Run = Object.freeze({
  id: '',
  read(): void {},
  wrote(): void {},
  metric(): void {},
  note(): void {},
  slice(): void {},
  label(): void {},
});
