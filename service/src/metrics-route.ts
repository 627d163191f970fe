import type { Route } from './answer.ts';
import type { Telemetry } from './telemetry.ts';

/** `GET /metrics`, for Prometheus. */
export function metricsRoute(telemetry: Pick<Telemetry, 'text' | 'contentType'>): Route {
  return async () => ({
    status: 200,
    contentType: telemetry.contentType,
    body: Buffer.from(await telemetry.text()),
  });
}
