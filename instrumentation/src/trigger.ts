import { report } from './counters.ts';
import { errorFacts } from './error-facts.ts';
import { shortened } from './limits.ts';
import { doneWithin } from './pending.ts';
import type { Run } from './run.ts';

/** How a check came out. `error`: it could not be judged, which is never a pass. */
export type TriggerStatus = 'pass' | 'warn' | 'fail' | 'error' | 'skipped';

/** Before or after the body. */
export type TriggerPhase = 'before_run' | 'after_run';

/** What a check returns; `true` and `false` are short for pass and fail. */
export interface TriggerOutcome {
  readonly status: TriggerStatus;
  /** The number that was judged. */
  readonly value?: number | undefined;
  /** What it was held against. */
  readonly threshold?: number | undefined;
  /** For people. */
  readonly message?: string | undefined;
}

/** What a check may return. Whatever else it returns has the status `error`. */
export type TriggerAnswer = TriggerOutcome | boolean | PromiseLike<TriggerOutcome | boolean>;

/** Where a check runs. */
export interface TriggerContext {
  readonly component: string;
  readonly phase: TriggerPhase;
  /** What an asynchronous check says by it after the run has ended comes too late and is only counted. */
  readonly run: Run;
}

/** A check with a name of its own; a bare function goes by its own name. */
export type Trigger<Check> = Check | { readonly name: string; readonly check: Check };

/** One trigger, or several in order. */
export type Triggers<Check> = Trigger<Check> | readonly Trigger<Check>[];

/** A check of what a run is about to work on. */
export type BeforeRunCheck<Args> = (args: Args, context: TriggerContext) => TriggerAnswer;

/** A check of what a run has made. It is `skipped` when the run failed. */
export type AfterRunCheck<Args, Outcome> = (
  result: Outcome,
  args: Args,
  context: TriggerContext,
) => TriggerAnswer;

/** A trigger result as it stands on a span. Fillers: null for numbers, '' for the message. */
export interface TriggerFact {
  readonly name: string;
  readonly phase: TriggerPhase;
  readonly status: TriggerStatus;
  readonly value: number | null;
  readonly threshold: number | null;
  readonly message: string;
}

/** A trigger with its final name. */
export interface NamedCheck<Check> {
  readonly name: string;
  readonly check: Check;
}

const STATUSES: ReadonlySet<unknown> = new Set<TriggerStatus>([
  'pass',
  'warn',
  'fail',
  'error',
  'skipped',
]);

/** Gives every trigger a name; the second of a name is `name#2`, because results are known by their names. */
export function namedChecks<Check>(
  triggers: Triggers<Check> | undefined,
  phase: TriggerPhase,
): NamedCheck<Check>[] {
  if (triggers === undefined || triggers === null) return [];
  const list = (Array.isArray(triggers) ? triggers : [triggers]) as Trigger<Check>[];
  const taken = new Map<string, number>();
  return list.map((trigger, position) => {
    const named = trigger as Partial<NamedCheck<Check>>;
    const check = typeof trigger === 'function' ? trigger : named.check;
    const name = named.name || `${phase}-${position + 1}`;
    const times = (taken.get(name) ?? 0) + 1;
    taken.set(name, times);
    return { name: times === 1 ? name : `${name}#${times}`, check: check as Check };
  });
}

/**
 * Runs one check. Never throws and never rejects: what goes wrong becomes the status `error`.
 *
 * @returns the result, or the promise of it when the check is asynchronous; a check that takes
 *   longer than the time-out has the status `error`.
 */
export function runCheck(
  name: string,
  phase: TriggerPhase,
  timeoutMs: number,
  check: () => unknown,
): TriggerFact | Promise<TriggerFact> {
  const judged = (answer: unknown): TriggerFact => toFact(name, phase, answer);
  const failed = (error: unknown): TriggerFact => {
    const { type, message } = errorFacts(error);
    return errorFact(name, phase, `${type}: ${message}`);
  };
  try {
    const answer = check();
    if (!isThenable(answer)) return judged(answer);
    let fact: TriggerFact | undefined;
    const work = Promise.resolve(answer).then(judged).catch(failed);
    const kept = work.then((late) => {
      fact = late;
    });
    return doneWithin(kept, timeoutMs).then(
      () => fact ?? errorFact(name, phase, `no answer within ${timeoutMs} ms`),
    );
  } catch (error) {
    return failed(error);
  }
}

/** The result of a check that was not run because the body failed. */
export function skippedFact(name: string): TriggerFact {
  const message = 'the run failed';
  return { name, phase: 'after_run', status: 'skipped', value: null, threshold: null, message };
}

function toFact(name: string, phase: TriggerPhase, answer: unknown): TriggerFact {
  const none = { name, phase, value: null, threshold: null, message: '' };
  if (typeof answer === 'boolean') return { ...none, status: answer ? 'pass' : 'fail' };
  const { status, value, threshold, message } = (answer ?? {}) as Record<string, unknown>;
  if (!STATUSES.has(status)) return errorFact(name, phase, 'the check returned no status');
  return {
    ...none,
    status: status as TriggerStatus,
    value: numberOf(value),
    threshold: numberOf(threshold),
    message: typeof message === 'string' ? shortened(message) : '',
  };
}

function errorFact(name: string, phase: TriggerPhase, message: string): TriggerFact {
  report('triggerErrors', `trigger ${name}: ${message}`);
  return { name, phase, status: 'error', value: null, threshold: null, message };
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function isThenable(value: unknown): boolean {
  return (
    ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
    typeof (value as { then?: unknown }).then === 'function'
  );
}
