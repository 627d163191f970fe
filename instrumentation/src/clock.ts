import { performance } from 'node:perf_hooks';
import type { HrTime } from '@opentelemetry/api';

/**
 * The SDK's own clock starts every span at a whole millisecond and adds an exact duration, so that a
 * step which begins within the millisecond in which another one ended seems to begin before that
 * end, and its dependency would be missed. Here both ends come from one clock with µs resolution.
 */
let originMs = performance.timeOrigin;

/** How far the monotonic clock may part from the wall clock, which NTP moves, before it follows. */
const DRIFT_MAX_MS = 20;

/** Whole µs since the epoch; never goes back unless the machine's wall clock is set back. */
export function nowMicros(): number {
  const sinceOriginMs = performance.now();
  const wallMs = Date.now();
  if (Math.abs(originMs + sinceOriginMs - wallMs) > DRIFT_MAX_MS) originMs = wallMs - sinceOriginMs;
  return Math.floor((originMs + sinceOriginMs) * 1000);
}

/** The SDK's form of a time: seconds and nanoseconds. */
export function toHrTime(micros: number): HrTime {
  return [Math.floor(micros / 1e6), (micros % 1e6) * 1000];
}
