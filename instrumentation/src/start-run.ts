import { isSpanContextValid, SpanKind } from '@opentelemetry/api';
import { ATTR_ML_RUN_ID } from '@spantrail/semantic-conventions';
import { nowMicros, toHrTime } from './clock.ts';
import type { ComponentDefinition } from './component-definition.ts';
import { guarded, report } from './counters.ts';
import { isName } from './limits.ts';
import { mapped } from './mapping.ts';
import { NO_RUN } from './run.ts';
import { RecordedEnding, type RunEnding, unrecordedEnding } from './run-ending.ts';
import { RunRecord } from './run-record.ts';
import { parentContext, RunScope } from './run-scope.ts';
import { tracer } from './tracer.ts';

/** A run whose body is about to be executed. */
export interface StartedRun {
  readonly scope: RunScope;
  readonly ending: RunEnding;
}

/**
 * Starts the span of a run.
 *
 * @returns undefined when nobody listens (no SDK, or it throws): then the body is simply called.
 */
export function startRun(
  definition: ComponentDefinition,
  args: readonly unknown[],
): StartedRun | undefined {
  return guarded('the start of a run', undefined, () => {
    const parent = parentContext();
    const givenId = ownRunId(definition, args);
    const startMicros = nowMicros();
    const attributes =
      givenId === '' ? definition.identity : { ...definition.identity, [ATTR_ML_RUN_ID]: givenId };
    const options = { kind: SpanKind.INTERNAL, startTime: toHrTime(startMicros), attributes };
    const span = tracer().startSpan(definition.name, options, parent);
    if (!span.isRecording()) {
      // Not sampled: its children must still see that decision. Without an SDK there is none.
      if (!isSpanContextValid(span.spanContext())) return undefined;
      return { scope: new RunScope(NO_RUN, span, parent), ending: unrecordedEnding(span) };
    }
    const { traceId, spanId } = span.spanContext();
    const record = new RunRecord(definition, span, givenId || `${traceId}:${spanId}`, startMicros);
    const scope = new RunScope(record.run, span, parent);
    const ending = new RecordedEnding(definition, record, scope, args);
    ending.prepare();
    return { scope, ending };
  });
}

function ownRunId({ options }: ComponentDefinition, args: readonly unknown[]): string {
  const { runId } = options;
  if (runId === undefined) return '';
  const id: unknown =
    typeof runId === 'function' ? mapped('runId', undefined, () => runId(args)) : runId;
  if (isName(id)) return id;
  report('textsRefused', 'a run id is empty or no text; the default is used');
  return '';
}
