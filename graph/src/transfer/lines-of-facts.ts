/**
 * Facts as lines of JSON: the format of `export`. Every line stands alone (a run carries the
 * names of what it read and wrote), so lines may be read in any order, twice, and merge with what is
 * known already. A whole number that JSON's readers would round is text; so is the float -0.
 */
import type { FactPart } from '../facts/fact-parts.ts';
import type { AnnotationState, CodeState, ComponentState } from '../facts/gathered-facts.ts';
import { compareText, componentKey, pointerKey } from '../facts/keys.ts';
import type { PointerState } from '../facts/pointer-state.ts';
import type { IoState, RunFacts, RunHead } from '../facts/run-facts.ts';
import { formatStamp } from '../facts/stamp.ts';
import type { WaitingFacts } from '../facts/waiting-facts.ts';
import type { ReceiptRow } from '../forgetting.ts';
import type { LabelRow } from '../label-store.ts';

type Json = Readonly<Record<string, unknown>>;

/** Pointers and components by key: lines name them. */
interface Named {
  readonly components: ReadonlyMap<string, ComponentState>;
  readonly pointers: ReadonlyMap<string, PointerState>;
  readonly codes: ReadonlyMap<string, CodeState>;
  readonly labels: ReadonlyMap<string, LabelRow>;
}

/** One line a fact, without the newline. What only names something for others makes no line. */
export function linesOf(part: FactPart): readonly string[] {
  const named: Named = {
    components: byKey(part.components),
    pointers: byKey(part.pointers),
    codes: byKey(part.codes),
    labels: byKey(part.labels),
  };
  if (part.runs !== undefined) return part.runs.map((run) => JSON.stringify(runLine(run, named)));
  if (part.annotations !== undefined) {
    return part.annotations.map((one) => JSON.stringify(annotationLine(one, named)));
  }
  return [
    ...(part.waiting ?? []).map(waitingLine),
    ...(part.receipts ?? []).map(receiptLine),
    ...(part.tombstones ?? []).map(({ key, kind, fate }) => ({
      kind: 'tombstone',
      key,
      of: kind,
      fate,
    })),
    ...(part.components ?? []).map(componentLine),
    ...(part.pointers ?? []).map(pointerLine),
    ...(part.codes ?? []).map(codeLine),
  ].map((line) => JSON.stringify(line));
}

/** One text for the same facts, in whatever order they were merged. */
export function waitingText(waiting: WaitingFacts): string {
  return JSON.stringify(waitingLine(waiting));
}

/** It stands alone in the store too, so that nothing of it is in the lineage before its time. */
function waitingLine({ key, parent, run, pointers }: WaitingFacts): Json {
  const states = [...inOrder(pointers).values()];
  const ordered = {
    ...run,
    inputs: inOrder(run.inputs),
    outputs: inOrder(run.outputs),
    triggers: inOrder(run.triggers),
    slices: inOrder(run.slices),
    labels: inOrder(run.labels),
  };
  const named = {
    components: byKey([]),
    pointers: byKey(states),
    codes: byKey([]),
    labels: byKey([]),
  };
  return {
    kind: 'waiting',
    span: key,
    parent,
    run: runLine(ordered, named),
    pointers: states.map(pointerLine),
  };
}

function inOrder<V>(map: ReadonlyMap<string, V>): ReadonlyMap<string, V> {
  return new Map([...map].sort(([a], [b]) => compareText(a, b)));
}

function byKey<T extends { readonly key: string }>(
  states: readonly T[] = [],
): ReadonlyMap<string, T> {
  return new Map(states.map((state) => [state.key, state]));
}

function runLine(run: RunFacts, named: Named): Json {
  const io = (states: ReadonlyMap<string, IoState>): Json[] =>
    [...states].map(([key, state]) =>
      sparse({
        pointer: pointerName(key, named),
        at: whole(state.knownAt),
        digest: state.digest,
        rows: whole(state.rows),
        bytes: whole(state.bytes),
        from: state.fromSpan,
        fromAt: whole(state.fromAt),
      }),
    );
  return sparse({
    kind: 'run',
    id: run.id,
    start: whole(run.start),
    head: run.head === null ? null : headLine(run.head, named),
    inputs: io(run.inputs),
    outputs: io(run.outputs),
    metrics: [...run.metrics.values()].map((metric) =>
      sparse({
        component: metric.component,
        name: metric.name,
        value: float(metric.value),
        unit: metric.unit,
        at: whole(metric.at),
        stamp: formatStamp(metric.stamp),
      }),
    ),
    triggers: [...run.triggers.values()].map((trigger) =>
      sparse({
        phase: trigger.phase,
        name: trigger.name,
        status: trigger.status,
        message: trigger.message,
        value: float(trigger.value),
        threshold: float(trigger.threshold),
        at: whole(trigger.at),
        stamp: formatStamp(trigger.stamp),
      }),
    ),
    slices: [...run.slices.values()].map(({ key, value }) => [key, value]),
    labels: [...run.labels.values()],
    parents: [...run.parents],
    links: [...run.links],
    spans: [...run.spans],
  });
}

function headLine(head: RunHead, named: Named): Json {
  const component = named.components.get(head.component);
  return sparse({
    stamp: formatStamp(head.stamp),
    component: nameOf(head.component, component, componentKey),
    state: head.state,
    end: whole(head.end),
    service: head.service,
    environment: head.environment,
    codeVersion: head.codeVersion,
    code: head.codeDigest === null ? null : (named.codes.get(head.codeDigest)?.digest ?? null),
    error: head.error,
  });
}

function componentLine(component: ComponentState): Json {
  const { key, texts } = component;
  return sparse({
    kind: 'component',
    name: nameOf(key, component, componentKey),
    texts:
      texts === null
        ? null
        : sparse({
            start: whole(texts.start),
            description: texts.description,
            owner: texts.owner,
            tags: texts.tags,
          }),
  });
}

/** The flag is no fact of the pointer: it is kept with the annotations that it follows from. */
function pointerLine(pointer: PointerState): Json {
  const { key, type, explicit } = pointer;
  return sparse({
    kind: 'pointer',
    name: nameOf(key, pointer, pointerKey),
    type,
    explicit: explicit ? true : null,
  });
}

function codeLine({ digest, text, file, line }: CodeState): Json {
  return sparse({ kind: 'code', digest, text, file, line: whole(line) });
}

function annotationLine(annotation: AnnotationState, named: Named): Json {
  const { id, kind, label, value, reason, by, at } = annotation;
  return sparse({
    kind: 'annotation',
    id,
    says: kind,
    about: subjectOf(annotation, named),
    label: label === null ? null : labelName(label, named),
    value,
    reason,
    by,
    at: whole(at),
  });
}

function subjectOf({ subject, about }: AnnotationState, named: Named): Json {
  switch (subject) {
    case 'pointer':
      return { pointer: pointerName(about, named) };
    case 'run':
      return { run: about };
    case 'label':
      return { label: labelName(about, named) };
  }
}

function labelName(key: string, { labels }: Named): string {
  const label = labels.get(key);
  if (label === undefined) throw new Error('The store names a label that it does not hold.');
  return label.name;
}

function pointerName(key: string, named: Named): readonly string[] {
  return nameOf(key, named.pointers.get(key), pointerKey);
}

/** [namespace, name], and the key where it does not follow from them: a name over 64 KiB is cut. */
function nameOf(
  key: string,
  state: { readonly namespace: string; readonly name: string } | undefined,
  keyOfName: (state: { readonly namespace: string; readonly name: string }) => string,
): readonly string[] {
  if (state === undefined) throw new Error('The store names something that it does not hold.');
  const { namespace, name } = state;
  return keyOfName(state) === key ? [namespace, name] : [namespace, name, key];
}

function whole(value: bigint | null): number | string | null {
  if (value === null) return null;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : `${value}`;
}

function float(value: number | null): number | string | null {
  return Object.is(value, -0) ? '-0' : value;
}

/** Without what is null or empty. */
function sparse(fields: Json): Json {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) => value !== null && !(Array.isArray(value) && value.length === 0),
    ),
  );
}

function receiptLine(receipt: ReceiptRow): Json {
  const { id, at, by, reason, subject, fate, scope, hashes, allHashes, marked, done } = receipt;
  return sparse({
    kind: 'receipt',
    id,
    at: whole(at),
    by,
    reason,
    subject,
    fate,
    scope,
    pointers: whole(receipt.pointers),
    runs: whole(receipt.runs),
    hashes,
    allHashes,
    metrics: whole(receipt.metrics),
    triggers: whole(receipt.triggers),
    annotations: whole(receipt.annotations),
    marked,
    done,
  });
}
