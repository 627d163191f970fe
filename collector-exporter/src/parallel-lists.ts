import type { LeftOut } from './left-out.ts';

/**
 * Parallel arrays belong together by position, and the first one (`names`, `keys`) rules: a shorter
 * one has no value at the end, a longer one has values that belong to nothing and are counted.
 */
export function countExtra(
  leftOut: LeftOut,
  ruling: readonly unknown[],
  lists: readonly (readonly [attribute: string, list: readonly unknown[]])[],
): void {
  for (const [attribute, list] of lists) {
    const extra = list.length - ruling.length;
    if (extra > 0) leftOut.add(attribute, 'a value without a name', extra);
  }
}
