import { report } from './counters.ts';
import type { PointerList } from './pointer-list.ts';

/** More than a run can hold, and a bound for iterables without an end. */
const MAPPED_MAX = 100_000;

/**
 * Adds what the user's mapping gives to the list; whatever it throws is counted.
 *
 * @param mapping a function of `parameters`, an object of functions by argument position, or pointers.
 */
export function mapPointers(
  mapping: unknown,
  parameters: readonly unknown[],
  args: readonly unknown[],
  list: PointerList,
): void {
  try {
    if (typeof mapping === 'function') addAll(mapping(...parameters), list);
    else if (isByPosition(mapping)) mapByPosition(mapping, args, list);
    else addAll(mapping, list);
  } catch (error) {
    report('mappingErrors', 'a mapping to pointers threw', error);
  }
}

/** What a function of the user's returns; the fallback when it throws. */
export function mapped<Value>(what: string, fallback: Value, map: () => Value): Value {
  try {
    return map();
  } catch (error) {
    report('mappingErrors', `the function for ${what} threw`, error);
    return fallback;
  }
}

function mapByPosition(
  mapping: Readonly<Record<string, unknown>>,
  args: readonly unknown[],
  list: PointerList,
): void {
  for (const [position, map] of Object.entries(mapping)) {
    const index = Number(position);
    if (index < args.length) mapPointers(map, [args[index]], args, list);
  }
}

function isByPosition(mapping: unknown): mapping is Readonly<Record<string, unknown>> {
  if (typeof mapping !== 'object' || mapping === null || Symbol.iterator in mapping) return false;
  const keys = Object.keys(mapping);
  return keys.length > 0 && keys.every((key) => /^\d+$/.test(key));
}

function addAll(pointers: unknown, list: PointerList): void {
  if (pointers === undefined || pointers === null) return;
  // A string is iterable too, but it is one name.
  if (typeof pointers !== 'object' || !(Symbol.iterator in pointers)) {
    addOne(pointers, list);
    return;
  }
  let taken = 0;
  for (const pointer of pointers as Iterable<unknown>) {
    taken += 1;
    if (taken > MAPPED_MAX) {
      list.drop(`a mapping gave more than ${MAPPED_MAX} pointers; the rest was not looked at`);
      return;
    }
    addOne(pointer, list);
  }
}

/** -1: the time of a mapped pointer is the run's own, its start for an input and its end for an output. */
function addOne(pointer: unknown, list: PointerList): void {
  try {
    list.add(pointer, -1);
  } catch (error) {
    list.drop('a pointer could not be read', error);
  }
}
