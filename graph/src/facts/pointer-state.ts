/** What is known of a pointer, merged from all that name it. */
import { compareText } from './keys.ts';
import { type KnownType, mergePointerTypes } from './pointer-type.ts';
import { compareBigInts, compareNullable } from './stamp.ts';

export interface PointerState extends KnownType {
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  /** The newest flag, kept at the pointer as a cache of its annotations. */
  readonly flag: FlagState | null;
}

export interface FlagState {
  readonly at: bigint;
  readonly id: string;
  readonly value: string;
}

export function mergePointers(a: PointerState, b: PointerState): PointerState {
  const flag = compareNullable(a.flag, b.flag, compareFlags) >= 0 ? a.flag : b.flag;
  return { ...a, ...mergePointerTypesOf(a, b), flag };
}

function mergePointerTypesOf(a: KnownType, b: KnownType): KnownType {
  const { type, explicit } = mergePointerTypes(a, b);
  return { type, explicit };
}

/** The state of a flag is the fact with the greatest (at, id). */
export function compareFlags(a: FlagState, b: FlagState): number {
  return compareBigInts(a.at, b.at) || compareText(a.id, b.id) || compareText(a.value, b.value);
}
