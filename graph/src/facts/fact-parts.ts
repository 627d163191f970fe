/** Facts that were merged before: what a store gives out for export, and takes in again on import. */
import type { ReceiptRow, TombstoneRow } from '../forgetting.ts';
import type { LabelRow } from '../label-store.ts';
import {
  type AnnotationState,
  type CodeState,
  type ComponentState,
  type GatheredFacts,
  mergeAnnotations,
  mergeCodes,
  mergeComponents,
} from './gathered-facts.ts';
import { mergePointers, type PointerState } from './pointer-state.ts';
import { mergeRunFacts, type RunFacts } from './run-facts.ts';
import { adoptWaiting, mergeWaiting, type WaitingFacts } from './waiting-facts.ts';

/** Some facts, each whole: a run comes with the names of its component, pointers and code. */
export interface FactPart {
  readonly runs?: readonly RunFacts[];
  readonly components?: readonly ComponentState[];
  readonly pointers?: readonly PointerState[];
  readonly codes?: readonly CodeState[];
  /** Those that annotations name. */
  readonly labels?: readonly LabelRow[];
  readonly annotations?: readonly AnnotationState[];
  readonly waiting?: readonly WaitingFacts[];
  readonly tombstones?: readonly TombstoneRow[];
  readonly receipts?: readonly ReceiptRow[];
}

/** The parts as one, merged among themselves. */
export function joinParts(parts: Iterable<FactPart>): GatheredFacts {
  const runs = new Map<string, RunFacts>();
  const components = new Map<string, ComponentState>();
  const pointers = new Map<string, PointerState>();
  const codes = new Map<string, CodeState>();
  const labels = new Map<string, string>();
  const annotations = new Map<string, AnnotationState>();
  const waiting = new Map<string, WaitingFacts>();
  for (const part of parts) {
    putAll(waiting, part.waiting, mergeWaiting);
    putAll(runs, part.runs, mergeRunFacts);
    putAll(components, part.components, mergeComponents);
    putAll(pointers, part.pointers, mergePointers);
    putAll(codes, part.codes, mergeCodes);
    for (const { key, name } of part.labels ?? []) labels.set(key, name);
    putAll(annotations, part.annotations, mergeAnnotations);
  }
  return adoptWaiting({ runs, components, pointers, codes, labels, annotations, waiting });
}

function putAll<V extends { readonly key: string }>(
  map: Map<string, V>,
  values: readonly V[] = [],
  merge: (a: V, b: V) => V,
): void {
  for (const value of values) {
    const known = map.get(value.key);
    map.set(value.key, known === undefined ? value : merge(known, value));
  }
}
