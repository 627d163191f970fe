import { diag } from '@opentelemetry/api';
import { errorFacts } from './error-facts.ts';

/** How often something went wrong in here since the process started. Nothing of it reached the caller. */
export interface InstrumentationCounters {
  /** Our own code, or the SDK below it, threw. */
  readonly failures: number;
  /** Options that `component()` could not use; the function then runs unwatched. */
  readonly definitionsRefused: number;
  /** A function of the options (inputs, outputs, slices, labels, runId) threw. */
  readonly mappingErrors: number;
  /** Pointers without a usable name, or beyond a limit. */
  readonly pointersRefused: number;
  /** Metrics without a name, with a value that is not finite, or beyond a limit. */
  readonly metricsRefused: number;
  /** Notes, slices and labels that are not text, empty, or beyond a limit. */
  readonly textsRefused: number;
  /** Digests that could not be made: file gone, changed meanwhile, or time-out. */
  readonly digestsFailed: number;
  /** Triggers that threw, timed out, or returned no status. */
  readonly triggerErrors: number;
  /** Calls on a run that had ended. */
  readonly lateCalls: number;
  /** Generators and streams that were dropped before their end. */
  readonly abandonedRuns: number;
}

const counters: { -readonly [Name in keyof InstrumentationCounters]: number } = {
  failures: 0,
  definitionsRefused: 0,
  mappingErrors: 0,
  pointersRefused: 0,
  metricsRefused: 0,
  textsRefused: 0,
  digestsFailed: 0,
  triggerErrors: 0,
  lateCalls: 0,
  abandonedRuns: 0,
};

/** A copy of the counters as they stand. They never go back. */
export function instrumentationCounters(): InstrumentationCounters {
  return { ...counters };
}

/** The first mishaps of a kind are told one by one, later ones now and then: a loop may make millions. */
const TOLD_FIRST = 10;
const TOLD_EVERY = 1_000;

/** Counts a mishap and tells OpenTelemetry's `diag` about it. Never throws, whatever the logger does. */
export function report(
  counter: keyof InstrumentationCounters,
  message: string,
  cause?: unknown,
): void {
  counters[counter] += 1;
  const times = counters[counter];
  if (times > TOLD_FIRST && times % TOLD_EVERY !== 0) return;
  try {
    const reason = cause === undefined ? '' : `: ${errorFacts(cause).message}`;
    diag.warn(`spantrail: ${message}${reason} (${counter}: ${times})`);
  } catch {
    // A logger of the user's that throws is not a reason to break the user's call.
  }
}

/** Runs a piece of our own code; when it throws, the mishap is counted and the fallback returned. */
export function guarded<Value>(what: string, fallback: Value, body: () => Value): Value {
  try {
    return body();
  } catch (error) {
    report('failures', what, error);
    return fallback;
  }
}
