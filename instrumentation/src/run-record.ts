import {
  type Attributes,
  ROOT_CONTEXT,
  type Span,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_ML_RUN_ID,
  ATTR_VCS_REF_HEAD_REVISION,
} from '@spantrail/semantic-conventions';
import { ActiveRun } from './active-run.ts';
import { nowMicros, toHrTime } from './clock.ts';
import type { ComponentDefinition } from './component-definition.ts';
import { guarded, report } from './counters.ts';
import type { ErrorFacts } from './error-facts.ts';
import { gitRevision } from './git-revision.ts';
import { doneWithin, keepPending } from './pending.ts';
import { runAttributes, triggerAttributes } from './run-attributes.ts';
import { RunFacts } from './run-facts.ts';
import { tracer } from './tracer.ts';
import type { TriggerFact } from './trigger.ts';

/** How a run ended. */
export type RunEnd =
  | { readonly state: 'ok' }
  | { readonly state: 'failed'; readonly error: ErrorFacts };

/**
 * One run's span and what is to be written on it. Holds neither the arguments nor the result of the
 * run, so that a dropped stream among them can be collected, which is how its end is noticed.
 */
export class RunRecord {
  readonly facts: RunFacts = new RunFacts();
  readonly run: ActiveRun;
  readonly span: Span;
  readonly #definition: ComponentDefinition;
  readonly #startMicros: number;
  readonly #checking: Promise<void>[] = [];
  readonly #late: TriggerFact[] = [];
  #unanswered = 0;
  #spanEnded = false;

  constructor(definition: ComponentDefinition, span: Span, runId: string, startMicros: number) {
    this.#definition = definition;
    this.span = span;
    this.run = new ActiveRun(runId, this.facts);
    this.#startMicros = startMicros;
  }

  /** Takes a trigger result, or the promise of one, which may come after the span has ended. */
  addTrigger(fact: TriggerFact | Promise<TriggerFact>): void {
    if (!(fact instanceof Promise)) {
      this.facts.addTrigger(fact);
      return;
    }
    this.#unanswered += 1;
    const kept = fact.then((answer) => {
      this.#unanswered -= 1;
      if (this.#spanEnded) this.#late.push(answer);
      else this.facts.addTrigger(answer);
    });
    this.#checking.push(kept);
  }

  /**
   * Ends the run as of the given time. The span itself is ended at once, or when the digests are
   * there, and carries that time in both cases.
   */
  close(end: RunEnd, endMicros: number): void {
    this.run.end();
    const digests = [...this.facts.inputs.close(), ...this.facts.outputs.close()];
    if (digests.length === 0) {
      this.#endSpan(end, endMicros);
      return;
    }
    const done = doneWithin(Promise.all(digests), this.#definition.digestTimeoutMs);
    keepPending(
      done.then((inTime) => {
        if (!inTime) report('digestsFailed', 'digests were not there within the time-out');
        this.#endSpan(end, endMicros);
      }),
    );
  }

  #endSpan(end: RunEnd, endMicros: number): void {
    this.#spanEnded = true;
    const time = toHrTime(Math.max(endMicros, this.#startMicros));
    guarded('the attributes of a run', undefined, () =>
      this.span.setAttributes(this.#attributes()),
    );
    guarded('the error of a run', undefined, () => {
      if (end.state === 'failed') fail(this.span, end.error, time);
    });
    guarded('the end of a span', undefined, () => this.span.end(time));
    if (this.#unanswered === 0) return;
    keepPending(Promise.all(this.#checking).then(() => this.#emitLateTriggers(endMicros)));
  }

  #attributes(): Attributes {
    const revision = gitRevision();
    return {
      ...(revision !== '' && { [ATTR_VCS_REF_HEAD_REVISION]: revision }),
      ...guarded('the source text', {}, () => this.#definition.code?.attributes() ?? {}),
      ...runAttributes(this.facts),
    };
  }

  /** A span of its own without a component name is no run; `ml.run.id` says whose results these are. */
  #emitLateTriggers(startMicros: number): void {
    guarded('the span of late trigger results', undefined, () => {
      const attributes = { [ATTR_ML_RUN_ID]: this.run.id, ...triggerAttributes(this.#late) };
      const startTime = toHrTime(startMicros);
      const parent = trace.setSpan(ROOT_CONTEXT, this.span);
      const span = tracer().startSpan('spantrail.triggers', { attributes, startTime }, parent);
      span.end(toHrTime(nowMicros()));
    });
  }
}

function fail(span: Span, error: ErrorFacts, time: ReturnType<typeof toHrTime>): void {
  const { type, message, stack } = error;
  span.setAttribute(ATTR_ERROR_TYPE, type);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
  span.recordException({ name: type, message, ...(stack !== undefined && { stack }) }, time);
}
