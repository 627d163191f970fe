import type { Span } from '@opentelemetry/api';
import { nowMicros } from './clock.ts';
import type { ComponentDefinition } from './component-definition.ts';
import { guarded, report } from './counters.ts';
import { errorFacts } from './error-facts.ts';
import { mapPointers, mapped } from './mapping.ts';
import type { RunRecord } from './run-record.ts';
import type { RunScope } from './run-scope.ts';
import { runCheck, skippedFact, type TriggerPhase } from './trigger.ts';

/**
 * Whoever watches a body or its result calls one of these. Only the first call counts, and none of
 * them ever throws.
 */
export interface RunEnding {
  /** The body is done; the result is what mappings and `afterRun` get. */
  succeed(result: unknown): void;
  fail(error: unknown): void;
  /** What to call, some time after that moment, when the result was dropped before its end. Holds no result. */
  readonly abandon: (lastSeenMicros: number) => void;
}

/** The ending of a run that no sampler wants: nothing is looked at. */
export function unrecordedEnding(span: Span): RunEnding {
  const end = (): void => guarded('the end of a span', undefined, () => span.end());
  return { succeed: end, fail: end, abandon: end };
}

/** What surrounds a recorded run's body: inputs and checks before it, outputs and checks after it. */
export class RecordedEnding implements RunEnding {
  readonly abandon: (lastSeenMicros: number) => void;
  readonly #definition: ComponentDefinition;
  readonly #record: RunRecord;
  readonly #scope: RunScope;
  readonly #args: readonly unknown[];
  readonly #once: { ended: boolean };

  constructor(
    definition: ComponentDefinition,
    record: RunRecord,
    scope: RunScope,
    args: readonly unknown[],
  ) {
    this.#definition = definition;
    this.#record = record;
    this.#scope = scope;
    this.#args = args;
    this.#once = { ended: false };
    this.abandon = abandonment(record, this.#once);
  }

  /** What is asked before the body. Arguments are read now because the body may change them. */
  prepare(): void {
    const { options, beforeRun } = this.#definition;
    const { facts } = this.#record;
    guarded('the preparation of a run', undefined, () => {
      mapPointers(options.inputs, [this.#args], this.#args, facts.inputs);
      const { slices = {} } = options;
      const pairs =
        typeof slices === 'function' ? this.#asked('slices', () => slices(this.#args)) : slices;
      for (const [key, value] of Object.entries(pairs ?? {})) facts.addSlice(key, value);
      for (const { name, check } of beforeRun) {
        this.#check(name, 'before_run', () => check(this.#args, this.#context('before_run')));
      }
    });
  }

  succeed(result: unknown): void {
    if (this.#isRepeated()) return;
    const endMicros = nowMicros();
    const { options, afterRun } = this.#definition;
    const { facts } = this.#record;
    guarded('the ending of a run', undefined, () => {
      mapPointers(options.outputs, [result, this.#args], this.#args, facts.outputs);
      const { labels = [] } = options;
      const names =
        typeof labels === 'function'
          ? this.#asked('labels', () => labels(result, this.#args))
          : labels;
      for (const name of names ?? []) facts.addLabel(name);
      for (const { name, check } of afterRun) {
        this.#check(name, 'after_run', () => check(result, this.#args, this.#context('after_run')));
      }
    });
    guarded('the end of a run', undefined, () => this.#record.close({ state: 'ok' }, endMicros));
  }

  fail(error: unknown): void {
    if (this.#isRepeated()) return;
    const endMicros = nowMicros();
    guarded('the end of a run', undefined, () => {
      const { labels } = this.#definition.options;
      // What a failed run wrote counts, and so do the labels of it that need no result.
      const names = typeof labels === 'function' ? [] : (labels ?? []);
      for (const name of names) this.#record.facts.addLabel(name);
      for (const { name } of this.#definition.afterRun) this.#record.addTrigger(skippedFact(name));
      this.#record.close({ state: 'failed', error: errorFacts(error) }, endMicros);
    });
  }

  #check(name: string, phase: TriggerPhase, check: () => unknown): void {
    const inside = (): unknown => this.#scope.enter(check);
    this.#record.addTrigger(runCheck(name, phase, this.#definition.triggerTimeoutMs, inside));
  }

  #context(phase: TriggerPhase): { component: string; phase: TriggerPhase; run: RunRecord['run'] } {
    return { component: this.#definition.name, phase, run: this.#record.run };
  }

  #asked<Value>(what: string, ask: () => Value): Value | undefined {
    return mapped<Value | undefined>(what, undefined, ask);
  }

  #isRepeated(): boolean {
    const { ended } = this.#once;
    this.#once.ended = true;
    return ended;
  }
}

/** Made outside of the class so that it holds neither `this` nor the arguments. */
function abandonment(
  record: RunRecord,
  once: { ended: boolean },
): (lastSeenMicros: number) => void {
  return (lastSeenMicros) => {
    if (once.ended) return;
    once.ended = true;
    report('abandonedRuns', 'a generator or stream was dropped before its end');
    const error = { type: 'abandoned', message: 'dropped before its end', stack: undefined };
    guarded('the end of a run', undefined, () =>
      record.close({ state: 'failed', error }, lastSeenMicros),
    );
  };
}
