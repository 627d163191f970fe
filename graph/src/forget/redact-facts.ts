/**
 * What is left of facts when names are forgotten. It is a homomorphism of the merge: forgetting what
 * two spans say and merging it is the same as merging and then forgetting. That is why a forget may
 * come before, between or after the spans of the forgotten name, and late spans stay forgotten.
 * Whatever the merge chooses by is therefore either kept here, or dropped on both sides.
 */
import type { AnnotationState, GatheredFacts } from '../facts/gathered-facts.ts';
import { mergePointers, type PointerState } from '../facts/pointer-state.ts';
import { type IoState, mergeIo, mergeRunFacts, type RunFacts } from '../facts/run-facts.ts';
import type { WaitingFacts } from '../facts/waiting-facts.ts';

/** `tombstone` keeps the place in the graph under a hash, `erase` nothing. */
export type Fate = 'tombstone' | 'erase';

export interface ForgottenName {
  /** The tombstone's key, which takes the place of the name. */
  readonly as: string;
  readonly fate: Fate;
}

/** By the key that is to be forgotten. */
export interface ForgottenNames {
  readonly pointers: ReadonlyMap<string, ForgottenName>;
  readonly runs: ReadonlyMap<string, ForgottenName>;
}

/** Components and code are kept: they are about the pipeline, and other runs may share them. */
export function redactFacts(facts: GatheredFacts, names: ForgottenNames): GatheredFacts {
  if (names.pointers.size === 0 && names.runs.size === 0) return facts;
  const { components, codes } = facts;
  const annotations = new Map(
    [...facts.annotations].filter(
      ([, { subject, about }]) =>
        !(subject === 'pointer'
          ? names.pointers.has(about)
          : subject === 'run' && names.runs.has(about)),
    ),
  );
  const named = new Set([...annotations.values()].flatMap(labelsOf));
  return {
    components,
    codes,
    runs: moved(facts.runs, names.runs, mergeRunFacts, (run, name) => redactRun(run, name, names)),
    pointers: moved(facts.pointers, names.pointers, mergePointers, redactNamed),
    labels: new Map([...facts.labels].filter(([key]) => named.has(key))),
    annotations,
    waiting: new Map(
      [...facts.waiting].flatMap(([key, one]) => {
        const left = redactWaiting(one, names);
        return left === null ? [] : [[key, left] as const];
      }),
    ),
  };
}

/** What waits for a run that is erased goes with it; null. The key of the span itself is the name of nothing. */
function redactWaiting(one: WaitingFacts, names: ForgottenNames): WaitingFacts | null {
  const parent = names.runs.get(one.parent);
  if (parent?.fate === 'erase') return null;
  const run = redactRun(one.run, undefined, names);
  return {
    key: one.key,
    parent: parent?.as ?? one.parent,
    run:
      parent === undefined
        ? run
        : { ...redactRun(run, parent, names), key: one.key, id: one.run.id },
    pointers: moved(one.pointers, names.pointers, mergePointers, redactNamed),
  };
}

function labelsOf({ subject, about, label }: AnnotationState): readonly string[] {
  return [...(subject === 'label' ? [about] : []), ...(label === null ? [] : [label])];
}

/** How a forgotten pointer is shown wherever its name stood. */
function tombstoneName(key: string): string {
  return `forgotten pointer ${key.slice(0, 13)}`;
}

function redactNamed(pointer: PointerState, name: ForgottenName | undefined): PointerState {
  return name === undefined ? pointer : redactPointer(pointer, name);
}

function redactPointer(pointer: PointerState, { as }: ForgottenName): PointerState {
  const { type, explicit } = pointer;
  return { key: as, namespace: '', name: tombstoneName(as), type, explicit, flag: null };
}

export function redactRun(
  run: RunFacts,
  name: ForgottenName | undefined,
  names: ForgottenNames,
): RunFacts {
  const io = (states: ReadonlyMap<string, IoState>): ReadonlyMap<string, IoState> =>
    moved(states, names.pointers, mergeIo, (state, pointer) =>
      name === undefined && pointer === undefined ? state : withoutContent(state),
    );
  const kept = {
    ...run,
    inputs: io(run.inputs),
    outputs: io(run.outputs),
    parents: renamed(run.parents, names.runs),
    links: renamed(run.links, names.runs),
  };
  if (name === undefined) return kept;
  const { head } = run;
  return {
    ...kept,
    key: name.as,
    id: name.as,
    head:
      head === null
        ? null
        : {
            stamp: { ...head.stamp, span: '' },
            component: head.component,
            state: head.state,
            end: head.end,
            service: null,
            environment: null,
            codeVersion: null,
            codeDigest: null,
            error: null,
          },
    metrics: new Map(),
    triggers: new Map(),
    slices: new Map(),
    labels: new Map(),
    spans: new Set([...run.spans].filter((span) => span !== run.key && span !== name.as)),
  };
}

/** When it was read or written stays: dependencies follow from it. */
function withoutContent({ knownAt }: IoState): IoState {
  return { knownAt, digest: null, rows: null, bytes: null, fromAt: null, fromSpan: '' };
}

function moved<V>(
  values: ReadonlyMap<string, V>,
  names: ReadonlyMap<string, ForgottenName>,
  merge: (a: V, b: V) => V,
  redact: (value: V, name: ForgottenName | undefined) => V,
): ReadonlyMap<string, V> {
  const left = new Map<string, V>();
  for (const [key, value] of values) {
    const name = names.get(key);
    if (name?.fate === 'erase') continue;
    const to = name?.as ?? key;
    const known = left.get(to);
    const redacted = redact(value, name);
    // What arrived since the name was marked stands in its new place already.
    left.set(to, known === undefined ? redacted : merge(known, redacted));
  }
  return left;
}

function renamed(
  keys: ReadonlySet<string>,
  names: ReadonlyMap<string, ForgottenName>,
): ReadonlySet<string> {
  return new Set(
    [...keys].flatMap((key) => {
      const name = names.get(key);
      return name === undefined ? [key] : name.fate === 'erase' ? [] : [name.as];
    }),
  );
}
