/** Facts as properties of nodes and edges, and back: the only place that knows how they are spelled. */
import type { CypherValue } from '../engines/cypher-engine.ts';
import { asBigInt, asList, asNumber, asRecord, asText, orNull } from '../engines/row-values.ts';
import type { AnnotationState, CodeState, ComponentState } from './gathered-facts.ts';
import { nameProperties } from './keys.ts';
import type { PointerType, RunState, TriggerPhase, TriggerStatus } from './lineage-batch.ts';
import type { PointerState } from './pointer-state.ts';
import {
  type IoState,
  type MetricState,
  type RunFacts,
  type RunHead,
  readAt,
  type TriggerState,
  writtenAt,
} from './run-facts.ts';
import { formatStamp, parseStamp } from './stamp.ts';
import { dayOf } from './time.ts';

export type Properties = { readonly [name: string]: CypherValue };

/** Without what is not there: a new node or edge needs no nulls. */
export function present(properties: Properties): Properties {
  const kept: Record<string, CypherValue> = {};
  for (const [name, value] of Object.entries(properties)) if (value !== null) kept[name] = value;
  return kept;
}

export function componentProperties(component: ComponentState): Properties {
  const { key, namespace, texts } = component;
  return {
    key,
    namespace,
    ...nameProperties(component.name),
    description: texts?.description ?? null,
    owner: texts?.owner ?? null,
    tags: texts?.tags ?? [],
    textStart: texts?.start ?? null,
  };
}

export function componentFrom(node: Record<string, unknown>): ComponentState | null {
  if (node.name === undefined) return null;
  const start = orNull(node.textStart, asBigInt);
  return {
    key: asText(node.key),
    namespace: asText(node.namespace),
    name: asText(node.fullName ?? node.name),
    texts:
      start === null
        ? null
        : {
            start,
            description: orNull(node.description, asText),
            owner: orNull(node.owner, asText),
            tags: asList(node.tags ?? []).map(asText),
          },
  };
}

export function pointerProperties(pointer: PointerState): Properties {
  const { key, namespace, type, explicit, flag } = pointer;
  return {
    key,
    namespace,
    ...nameProperties(pointer.name),
    type,
    typeExplicit: explicit,
    flagged: flag === null ? null : flag.value === 'true',
    flagAt: flag?.at ?? null,
    flagId: flag?.id ?? null,
  };
}

export function pointerFrom(node: Record<string, unknown>): PointerState | null {
  if (node.name === undefined) return null;
  const at = orNull(node.flagAt, asBigInt);
  return {
    key: asText(node.key),
    namespace: asText(node.namespace),
    name: asText(node.fullName ?? node.name),
    type: asText(node.type) as PointerType,
    explicit: node.typeExplicit === true,
    flag:
      at === null
        ? null
        : { at, id: asText(node.flagId), value: node.flagged === true ? 'true' : 'false' },
  };
}

export function codeProperties({ key, digest, text, file, line }: CodeState): Properties {
  return { key, digest, text, file, line };
}

export function codeFrom(node: Record<string, unknown>): CodeState {
  return {
    key: asText(node.key),
    digest: asText(node.digest),
    text: orNull(node.text, asText),
    file: orNull(node.file, asText),
    line: orNull(node.line, asBigInt),
  };
}

export function annotationProperties(annotation: AnnotationState): Properties {
  const { key, id, kind, subject, about, label, value, reason, by, at } = annotation;
  return { key, id, kind, subject, about, label, value, reason, by, at };
}

export function annotationFrom(node: Record<string, unknown>): AnnotationState {
  return {
    key: asText(node.key),
    id: asText(node.id),
    kind: asText(node.kind) as AnnotationState['kind'],
    subject: asText(node.subject) as AnnotationState['subject'],
    about: asText(node.about),
    label: orNull(node.label, asText),
    value: asText(node.value),
    reason: orNull(node.reason, asText),
    by: orNull(node.by, asText),
    at: asBigInt(node.at),
  };
}

export function runProperties(run: RunFacts): Properties {
  const { head } = run;
  const [traceId, spanId] = spanParts(head?.stamp.span ?? null);
  return {
    key: run.key,
    id: run.id,
    start: run.start,
    day: run.start === null ? null : dayOf(run.start),
    component: head?.component ?? null,
    state: head?.state ?? null,
    end: head?.end ?? null,
    service: head?.service ?? null,
    environment: head?.environment ?? null,
    codeVersion: head?.codeVersion ?? null,
    codeDigest: head?.codeDigest ?? null,
    error: head?.error ?? null,
    traceId,
    spanId,
    stamp: head === null ? null : formatStamp(head.stamp),
  };
}

/** The order in which `lock-runs` takes the properties of a run. */
export const RUN_COLUMNS = [
  'key',
  'id',
  'start',
  'day',
  'component',
  'state',
  'end',
  'service',
  'environment',
  'codeVersion',
  'codeDigest',
  'error',
  'traceId',
  'spanId',
  'stamp',
] as const;

export function headFrom(node: Record<string, unknown>): RunHead | null {
  if (node.stamp === undefined || node.stamp === null) return null;
  return {
    stamp: parseStamp(asText(node.stamp)),
    component: asText(node.component),
    state: asText(node.state) as RunState,
    end: orNull(node.end, asBigInt),
    service: orNull(node.service, asText),
    environment: orNull(node.environment, asText),
    codeVersion: orNull(node.codeVersion, asText),
    codeDigest: orNull(node.codeDigest, asText),
    error: orNull(node.error, asText),
  };
}

/**
 * `at` is derived from the run and the known time, so it is written anew whenever the run changes; no
 * `fromSpan`: it is the span that the run's scalars come from, as of nearly all.
 */
export function ioProperties(
  direction: 'inputs' | 'outputs',
  run: RunFacts,
  pointer: string,
  io: IoState,
): Properties {
  const at = direction === 'inputs' ? readAt(run, io) : writtenAt(run, io);
  const { digest, rows, bytes, knownAt, fromAt } = io;
  const fromSpan = io.fromSpan === run.head?.stamp.span ? null : io.fromSpan;
  return { pointer, at, digest, rows, bytes, knownAt, fromAt, fromSpan };
}

/** The order in which `lock-runs` takes the properties of an input or output. */
export const IO_COLUMNS = [
  'pointer',
  'at',
  'digest',
  'rows',
  'bytes',
  'knownAt',
  'fromAt',
  'fromSpan',
] as const;

/** Slice and start again, so that an index on the edge gives a slice's latest runs. */
export function inSliceProperties(slice: string, { start }: RunFacts): Properties {
  return { slice, start };
}

/** @throws TypeError when neither the edge nor its run says which span told it. */
export function ioFrom(edge: Record<string, unknown>, head: RunHead | null): IoState {
  return {
    knownAt: orNull(edge.knownAt, asBigInt),
    digest: orNull(edge.digest, asText),
    rows: orNull(edge.rows, asBigInt),
    bytes: orNull(edge.bytes, asBigInt),
    fromAt: orNull(edge.fromAt, asBigInt),
    fromSpan: asText(edge.fromSpan ?? head?.stamp.span),
  };
}

/** Without the value: it is a float on both stores, which a statement has to say. */
export function metricProperties(metric: string, { at, unit, stamp }: MetricState): Properties {
  return { metric, at, unit, stamp: formatStamp(stamp) };
}

export function metricFrom(row: Record<string, unknown>): MetricState {
  const edge = asRecord(row.edge);
  return {
    component: asText(row.component),
    name: asText(row.name),
    value: asNumber(edge.value),
    unit: orNull(edge.unit, asText),
    at: asBigInt(edge.at),
    stamp: parseStamp(asText(edge.stamp)),
  };
}

/** Without value and threshold: they are floats on both stores, which a statement has to say. */
export function triggerProperties(key: string, run: string, trigger: TriggerState): Properties {
  const { phase, name, status, message, at, stamp } = trigger;
  return {
    key,
    run,
    phase,
    ...nameProperties(name),
    status,
    message,
    at,
    stamp: formatStamp(stamp),
  };
}

export function triggerFrom(node: Record<string, unknown>): TriggerState {
  return {
    phase: asText(node.phase) as TriggerPhase,
    name: asText(node.fullName ?? node.name),
    status: asText(node.status) as TriggerStatus,
    message: orNull(node.message, asText),
    value: orNull(node.value, asNumber),
    threshold: orNull(node.threshold, asNumber),
    at: asBigInt(node.at),
    stamp: parseStamp(asText(node.stamp)),
  };
}

function spanParts(span: string | null): [string | null, string | null] {
  const [traceId, spanId] = span?.split(':') ?? [];
  // A forgotten run has no span.
  return [traceId || null, spanId ?? null];
}
