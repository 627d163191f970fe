import type { Attributes } from '@opentelemetry/api';
import { type AnyComponentOptions, ComponentDefinition } from './component-definition.ts';
import type { ComponentOptions, RunResult } from './component-options.ts';
import { guarded, report } from './counters.ts';
import { definitionSite } from './definition-site.ts';
import { followResult } from './follow-result.ts';
import { startRun } from './start-run.ts';

/** Any function; the parameters of a callback type are `never` so that every function fits. */
export type AnyFunction = (this: never, ...args: never) => unknown;

/**
 * Makes a function a component: each call is a run, and each run a span that says what it read,
 * wrote, measured and checked. The function keeps its signature, `this`, name and length; mishaps
 * in here go to `diag` and `instrumentationCounters()`, never to the caller.
 *
 * The run ends when the result is complete: with the promise, the end of a generator's iteration, or
 * the end of a Node or web stream. A body that throws or rejects is a failed run, and the caller gets
 * the same error.
 *
 * Options that cannot be used (no name) leave the function as it is.
 *
 * @example
 * const train = component(
 *   { name: 'train', inputs: { 0: (rides) => file(rides) }, outputs: { 1: (model) => file(model) } },
 *   async (rides: string, model: string) => {
 *     currentRun().metric('accuracy', await fit(rides, model));
 *   },
 * );
 */
export function component<Fn extends AnyFunction>(
  options: ComponentOptions<Parameters<Fn>, RunResult<ReturnType<Fn>>>,
  fn: Fn,
): Fn {
  const site = guarded('the place of a component', {}, () => definitionSite(component));
  return asComponent(options as unknown as AnyComponentOptions, fn, site);
}

/** `component()` for a place that is already known. */
export function asComponent<Fn extends AnyFunction>(
  options: AnyComponentOptions,
  fn: Fn,
  site: Attributes,
): Fn {
  let definition: ComponentDefinition;
  try {
    definition = new ComponentDefinition(options, fn, site);
  } catch (error) {
    report('definitionsRefused', 'a function stays without lineage', error);
    return fn;
  }

  function run(this: unknown, ...args: unknown[]): unknown {
    const body = (): unknown => Reflect.apply(fn, this, args);
    const started = startRun(definition, args);
    if (started === undefined) return body();
    let result: unknown;
    try {
      result = started.scope.enter(body);
    } catch (error) {
      started.ending.fail(error);
      throw error;
    }
    return followResult(result, started);
  }

  guarded('the name of a function', undefined, () => {
    Object.defineProperty(run, 'name', { value: fn.name, configurable: true });
    Object.defineProperty(run, 'length', { value: fn.length, configurable: true });
  });
  return run as unknown as Fn;
}
