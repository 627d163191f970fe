import { types } from 'node:util';
import { nowMicros } from './clock.ts';
import type { RunEnding } from './run-ending.ts';
import type { StartedRun } from './start-run.ts';

type AnyGenerator =
  | Generator<unknown, unknown, unknown>
  | AsyncGenerator<unknown, unknown, unknown>;
type Step = 'next' | 'return' | 'throw';
type StepResult = IteratorResult<unknown, unknown>;

/** What is left of a generator that was dropped in the middle. */
interface Watch {
  readonly abandon: RunEnding['abandon'];
  lastStepMicros: number;
}

const dropped = new FinalizationRegistry<Watch>(({ abandon, lastStepMicros }) =>
  abandon(lastStepMicros),
);

/**
 * A generator that does what the given one does, with each step inside the run, and that ends the run
 * with the iteration: at its end, when it is returned early, or when it throws. It has the same
 * prototype, so `instanceof` and iterator helpers work.
 *
 * One that is dropped in the middle runs no code any more; when it is collected as garbage, the run
 * ends as failed (`abandoned`) at the time of its last step.
 */
export function followGenerator(generator: object, { scope, ending }: StartedRun): object {
  const source = generator as AnyGenerator;
  const watch: Watch = { abandon: ending.abandon, lastStepMicros: nowMicros() };

  const see = (result: StepResult): StepResult => {
    if (result.done === true) {
      dropped.unregister(watch);
      ending.succeed(result.value);
    }
    return result;
  };
  const fail = (error: unknown): never => {
    dropped.unregister(watch);
    ending.fail(error);
    throw error;
  };
  const step =
    (name: Step) =>
    (...values: [unknown?]): unknown => {
      watch.lastStepMicros = nowMicros();
      let result: StepResult | Promise<StepResult>;
      try {
        result = scope.enter(() => Reflect.apply(source[name], source, values));
      } catch (error) {
        return fail(error);
      }
      return types.isPromise(result) ? result.then(see, fail) : see(result);
    };

  const followed: object = Object.create(Object.getPrototypeOf(source), {
    next: method(step('next')),
    return: method(step('return')),
    throw: method(step('throw')),
  });
  dropped.register(followed, watch, watch);
  return followed;
}

function method(value: (...values: [unknown?]) => unknown): PropertyDescriptor {
  return { value, writable: true, configurable: true, enumerable: false };
}
