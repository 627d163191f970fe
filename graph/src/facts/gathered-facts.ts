/** A batch's facts by key, merged among themselves: what one write merges into the store. */
import {
  annotationKey,
  compareText,
  componentKey,
  isUri,
  keyOf,
  pointerKey,
  subjectKey,
} from './keys.ts';
import type {
  AnnotationFact,
  AnnotationKind,
  CodeFact,
  ComponentFact,
  LineageBatch,
  OrphanContribution,
  PointerRef,
} from './lineage-batch.ts';
import { type FlagState, mergePointers, type PointerState } from './pointer-state.ts';
import { inferPointerType } from './pointer-type.ts';
import { factsOf, mergeRunFacts, type RunFacts } from './run-facts.ts';
import { compareBigInts, compareNullable } from './stamp.ts';
import { adoptWaiting, mergeWaiting, type WaitingFacts } from './waiting-facts.ts';

export interface GatheredFacts {
  readonly runs: ReadonlyMap<string, RunFacts>;
  readonly components: ReadonlyMap<string, ComponentState>;
  readonly pointers: ReadonlyMap<string, PointerState>;
  readonly codes: ReadonlyMap<string, CodeState>;
  /** Labels that annotations name: key to name. Those of runs are in the runs. */
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, AnnotationState>;
  /** By the key of the span that waits. */
  readonly waiting: ReadonlyMap<string, WaitingFacts>;
}

export interface ComponentState {
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  /** From the contribution with the greatest (start, content) that carries any. */
  readonly texts: ComponentTexts | null;
}

export interface ComponentTexts {
  readonly start: bigint;
  readonly description: string | null;
  readonly owner: string | null;
  readonly tags: readonly string[];
}

export interface CodeState {
  readonly key: string;
  readonly digest: string;
  readonly text: string | null;
  readonly file: string | null;
  readonly line: bigint | null;
}

export interface AnnotationState {
  readonly key: string;
  readonly id: string;
  readonly kind: AnnotationKind;
  readonly subject: 'pointer' | 'run' | 'label';
  readonly about: string;
  /** Key of the label that a pointer gets or loses. */
  readonly label: string | null;
  readonly value: string;
  readonly reason: string | null;
  readonly by: string | null;
  readonly at: bigint;
}

export function gatherFacts(batch: LineageBatch): GatheredFacts {
  const runs = new Map<string, RunFacts>();
  const components = new Map<string, ComponentState>();
  const pointers = new Map<string, PointerState>();
  const codes = new Map<string, CodeState>();
  const labels = new Map<string, string>();
  const annotations = new Map<string, AnnotationState>();
  for (const contribution of batch.contributions) {
    const facts = factsOf(contribution);
    put(runs, facts.key, facts, mergeRunFacts);
    for (const { pointer } of [...contribution.inputs, ...contribution.outputs]) {
      const state = pointerState(pointer, null);
      put(pointers, state.key, state, mergePointers);
    }
    if (contribution.identity === null) continue;
    const { component, code } = contribution.identity;
    const state = componentState(component, contribution.start);
    put(components, state.key, state, mergeComponents);
    if (code !== null) put(codes, keyOf(code.digest), codeState(code), mergeCodes);
  }
  const waiting = new Map<string, WaitingFacts>();
  for (const orphan of batch.orphans ?? []) {
    const state = waitingState(orphan);
    put(waiting, state.key, state, mergeWaiting);
  }
  for (const annotation of batch.annotations) {
    const state = annotationState(annotation);
    put(annotations, state.key, state, mergeAnnotations);
    for (const label of labelsNamed(annotation)) labels.set(keyOf(label), label);
    if (annotation.about.kind === 'pointer') {
      const flag = annotation.kind === 'flag' ? flagOf(annotation) : null;
      const pointer = pointerState(annotation.about.pointer, flag);
      put(pointers, pointer.key, pointer, mergePointers);
    }
  }
  return adoptWaiting({ runs, components, pointers, codes, labels, annotations, waiting });
}

function waitingState({ parent, ...child }: OrphanContribution): WaitingFacts {
  const { span } = child;
  const none = { metrics: [], parents: [], links: [] };
  const run = factsOf({ ...child, ...none, run: span, identity: null });
  const pointers = new Map<string, PointerState>();
  for (const { pointer } of [...child.inputs, ...child.outputs]) {
    const state = pointerState(pointer, null);
    put(pointers, state.key, state, mergePointers);
  }
  return { key: run.key, parent, run, pointers };
}

export function mergeComponents(a: ComponentState, b: ComponentState): ComponentState {
  return compareNullable(a.texts, b.texts, compareTexts) >= 0 ? a : b;
}

/** One digest stands for one text, so what is known beats what is not, and content breaks ties. */
export function mergeCodes(a: CodeState, b: CodeState): CodeState {
  const order =
    compareNullable(a.text, b.text, compareText) ||
    compareNullable(a.file, b.file, compareText) ||
    compareNullable(a.line, b.line, compareBigInts);
  return order >= 0 ? a : b;
}

export function mergeAnnotations(a: AnnotationState, b: AnnotationState): AnnotationState {
  const order =
    compareBigInts(a.at, b.at) ||
    compareText(a.value, b.value) ||
    compareNullable(a.reason, b.reason, compareText) ||
    compareNullable(a.by, b.by, compareText);
  return order >= 0 ? a : b;
}

function componentState(component: ComponentFact, start: bigint): ComponentState {
  const { namespace, name, description, owner } = component;
  const tags = [...new Set(component.tags)].sort(compareText);
  const carries = description !== null || owner !== null || tags.length > 0;
  return {
    key: componentKey(component),
    namespace,
    name,
    texts: carries ? { start, description, owner, tags } : null,
  };
}

function pointerState(pointer: PointerRef, flag: FlagState | null): PointerState {
  const key = pointerKey(pointer);
  return {
    key,
    // A URI is global: it carries no namespace, whoever names it.
    namespace: isUri(pointer.name) ? '' : pointer.namespace,
    name: pointer.name,
    type: pointer.type ?? inferPointerType(pointer.name),
    explicit: pointer.type !== null,
    flag,
  };
}

function codeState(code: CodeFact): CodeState {
  return { key: keyOf(code.digest), ...code };
}

function annotationState(fact: AnnotationFact): AnnotationState {
  return {
    key: annotationKey(fact),
    id: fact.id,
    kind: fact.kind,
    subject: fact.about.kind,
    about: subjectKey(fact.about),
    label: fact.label === undefined ? null : keyOf(fact.label),
    value: fact.value,
    reason: fact.reason,
    by: fact.by,
    at: fact.at,
  };
}

function labelsNamed({ about, label }: AnnotationFact): readonly string[] {
  return [
    ...(about.kind === 'label' ? [about.label] : []),
    ...(label === undefined ? [] : [label]),
  ];
}

function flagOf({ at, id, value }: AnnotationFact): FlagState {
  return { at, id, value };
}

function compareTexts(a: ComponentTexts, b: ComponentTexts): number {
  return compareBigInts(a.start, b.start) || compareText(textContent(a), textContent(b));
}

function textContent({ description, owner, tags }: ComponentTexts): string {
  return JSON.stringify([description, owner, tags]);
}

function put<V>(map: Map<string, V>, key: string, value: V, merge: (a: V, b: V) => V): void {
  const known = map.get(key);
  map.set(key, known === undefined ? value : merge(known, value));
}
