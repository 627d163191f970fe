import { type AnyFunction, asComponent } from './component.ts';
import type { AnyComponentOptions } from './component-definition.ts';
import type { ComponentOptions, RunResult } from './component-options.ts';
import { guarded } from './counters.ts';
import { definitionSite } from './definition-site.ts';

/** The method itself when its parameters and result are those that the options were written for. */
type Fitting<Fn extends AnyFunction, Args, Outcome> =
  Parameters<Fn> extends Args ? (RunResult<ReturnType<Fn>> extends Outcome ? Fn : never) : never;

/**
 * `component()` as a standard decorator, for methods of any kind: of instances and of classes, public
 * and private. The parameters of mappings need their types written out, because a decorator cannot
 * see the method that it will stand before.
 *
 * @example
 * class Trainer {
 *   @componentMethod({ name: 'train', inputs: ([rides]: [string]) => file(rides) })
 *   async train(rides: string): Promise<Model> { … }
 * }
 */
export function componentMethod<
  Args extends readonly unknown[] = readonly unknown[],
  Outcome = unknown,
>(
  options: ComponentOptions<Args, Outcome>,
): <Fn extends AnyFunction>(
  method: Fn & Fitting<Fn, Args, Outcome>,
  context: ClassMethodDecoratorContext,
) => Fn {
  const site = guarded('the place of a component', {}, () => definitionSite(componentMethod));
  return (method) => asComponent(options as unknown as AnyComponentOptions, method, site);
}
