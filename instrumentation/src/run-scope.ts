import { AsyncLocalStorage } from 'node:async_hooks';
import { type Context, context, type Span, trace } from '@opentelemetry/api';
import { report } from './counters.ts';
import { NO_RUN, type Run } from './run.ts';

const storage = new AsyncLocalStorage<RunScope>();

/** The run that the calling code is part of; outside of every component a run that keeps nothing. */
export function currentRun(): Run {
  return storage.getStore()?.run ?? NO_RUN;
}

/**
 * The context for a new span. The active one, as everywhere in OpenTelemetry; and when it has no span
 * (no context manager is registered), the enclosing run is the parent all the same.
 */
export function parentContext(): Context {
  const active = context.active();
  if (trace.getSpan(active) !== undefined) return active;
  const enclosing = storage.getStore()?.span;
  return enclosing === undefined ? active : trace.setSpan(active, enclosing);
}

type Outcome<Value> =
  | { readonly kind: 'returned'; readonly value: Value }
  | { readonly kind: 'threw'; readonly error: unknown };

/** Where the body of one run is executed: its span is active and `currentRun()` gives its run. */
export class RunScope {
  readonly run: Run;
  readonly span: Span;
  readonly #context: Context;

  constructor(run: Run, span: Span, parent: Context) {
    this.run = run;
    this.span = span;
    this.#context = trace.setSpan(parent, span);
  }

  /**
   * Executes the body exactly once and gives what it gives or throws what it throws, also when a
   * context manager throws before or after it.
   */
  enter<Value>(body: () => Value): Value {
    let outcome: Outcome<Value> | undefined;
    const settle = (): void => {
      try {
        outcome = { kind: 'returned', value: body() };
      } catch (error) {
        outcome = { kind: 'threw', error };
      }
    };
    try {
      storage.run(this, () => context.with(this.#context, settle));
    } catch (error) {
      report('failures', 'the context manager threw', error);
    }
    // The assertion undoes the compiler's belief that a variable set in a closure is never set.
    const settled = outcome as Outcome<Value> | undefined;
    if (settled === undefined) return body();
    if (settled.kind === 'threw') throw settled.error;
    return settled.value;
  }
}
