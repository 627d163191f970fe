import { type Tracer, trace } from '@opentelemetry/api';

/** Name of our instrumentation scope. */
const SCOPE_NAME = '@spantrail/instrumentation';
/** The version in package.json; a test compares them. */
export const SCOPE_VERSION = '0.1.0';

/** The tracer of the provider that is registered now; asked for each run, because an SDK may start late. */
export function tracer(): Tracer {
  return trace.getTracer(SCOPE_NAME, SCOPE_VERSION);
}
