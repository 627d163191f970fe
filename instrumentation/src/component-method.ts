import { type AnyFunction, asComponent } from './component.ts';
import type { AnyComponentOptions } from './component-definition.ts';
import type { ComponentOptions } from './component-options.ts';
import { guarded } from './counters.ts';
import { definitionSite } from './definition-site.ts';

/** What a method may return when mappings and checks expect an outcome. */
type Returning<Outcome> =
  | Outcome
  | Promise<Outcome>
  | Generator<unknown, Outcome, never>
  | AsyncGenerator<unknown, Outcome, never>;

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
export function componentMethod<Args extends readonly unknown[] = never[], Outcome = unknown>(
  options: ComponentOptions<Args, Outcome>,
): <Fn extends (this: never, ...args: Args & never[]) => Returning<Outcome>>(
  method: Fn,
  context: ClassMethodDecoratorContext,
) => Fn {
  const site = guarded('the place of a component', {}, () => definitionSite(componentMethod));
  return (method) =>
    asComponent(
      options as unknown as AnyComponentOptions,
      method as AnyFunction,
      site,
    ) as typeof method;
}
