/**
 * All that is known of one run, merged from its spans. The merge is a join of a semilattice
 * (commutative, associative, idempotent), which is why spans may arrive late, twice and in any order.
 */
import { compareText, componentKey, compositeKey, keyOf, pointerKey, triggerKey } from './keys.ts';
import type {
  IoFact,
  MetricFact,
  RunContribution,
  RunState,
  SliceFact,
  TriggerFact,
} from './lineage-batch.ts';
import { compareBigInts, compareNullable, compareStamps, type Stamp } from './stamp.ts';

/** The scalars of a run: they come together from the contribution with the greatest stamp. */
export interface RunHead {
  readonly stamp: Stamp;
  readonly component: string;
  readonly state: RunState;
  readonly end: bigint | null;
  readonly service: string | null;
  readonly environment: string | null;
  readonly codeVersion: string | null;
  readonly codeDigest: string | null;
  readonly error: string | null;
}

/** An input or output of a run, merged over its contributions. */
export interface IoState {
  /** Greatest known time of reading or writing; null: the run's start or end stands for it. */
  readonly knownAt: bigint | null;
  readonly digest: string | null;
  readonly rows: bigint | null;
  readonly bytes: bigint | null;
  /** Time and span of the contribution that digest, rows and bytes come from. */
  readonly fromAt: bigint | null;
  readonly fromSpan: string;
}

export interface MetricState {
  readonly component: string;
  readonly name: string;
  readonly value: number;
  readonly unit: string | null;
  readonly at: bigint;
  readonly stamp: Stamp;
}

export interface TriggerState extends TriggerFact {
  readonly at: bigint;
  readonly stamp: Stamp;
}

export interface RunFacts {
  readonly key: string;
  /** The whole id. */
  readonly id: string;
  /** Least start of the spans that name the component; null while only child spans are known. */
  readonly start: bigint | null;
  readonly head: RunHead | null;
  /** By pointer key. */
  readonly inputs: ReadonlyMap<string, IoState>;
  readonly outputs: ReadonlyMap<string, IoState>;
  /** By metric key. */
  readonly metrics: ReadonlyMap<string, MetricState>;
  /** By trigger key. */
  readonly triggers: ReadonlyMap<string, TriggerState>;
  readonly slices: ReadonlyMap<string, SliceFact>;
  /** Label key to name. */
  readonly labels: ReadonlyMap<string, string>;
  readonly parents: ReadonlySet<string>;
  readonly links: ReadonlySet<string>;
  /** Own span keys that differ from the run's key. */
  readonly spans: ReadonlySet<string>;
}

/** The facts of one contribution alone. */
export function factsOf(contribution: RunContribution): RunFacts {
  const key = keyOf(contribution.run);
  const { identity, span } = contribution;
  const running = identity?.state === 'running' || (identity === null && contribution.end === null);
  const end = contribution.end ?? contribution.start;
  const stamp: Stamp = { rank: running ? 0 : 1, end, span };
  const metrics = identity === null ? [] : contribution.metrics;
  return {
    key,
    id: contribution.run,
    start: identity === null ? null : contribution.start,
    head:
      identity === null
        ? null
        : {
            stamp,
            component: componentKey(identity.component),
            state: identity.state,
            end: running ? null : end,
            service: identity.service,
            environment: identity.environment,
            codeVersion: identity.codeVersion,
            codeDigest: identity.code === null ? null : keyOf(identity.code.digest),
            error: identity.error,
          },
    inputs: ioStates(contribution.inputs, span),
    outputs: ioStates(contribution.outputs, span),
    metrics: metricStates(
      metrics,
      identity === null ? '' : componentKey(identity.component),
      stamp,
    ),
    triggers: triggerStates(contribution.triggers, key, contribution, stamp),
    slices: mapOf(contribution.slices, (slice) => compositeKey([slice.key, slice.value])),
    labels: mapOf(contribution.labels, keyOf),
    parents: setOf(contribution.parents),
    links: setOf(contribution.links),
    spans: span === key ? NONE : new Set([span]),
  };
}

/** One empty collection serves all: a batch of runs would make thousands. */
const NONE: ReadonlySet<string> = new Set();
const NOTHING: ReadonlyMap<string, never> = new Map<string, never>();

function setOf(items: readonly string[]): ReadonlySet<string> {
  return items.length === 0 ? NONE : new Set(items);
}

function mapOf<V>(items: readonly V[], keyOf: (item: V) => string): ReadonlyMap<string, V> {
  return items.length === 0 ? NOTHING : new Map(items.map((item) => [keyOf(item), item]));
}

/** Joins what two sources say of one run. */
export function mergeRunFacts(a: RunFacts, b: RunFacts): RunFacts {
  return {
    key: a.key,
    id: a.id,
    start: a.start === null ? b.start : b.start === null || a.start <= b.start ? a.start : b.start,
    head:
      a.head === null ? b.head : b.head === null ? a.head : greater(a.head, b.head, compareHeads),
    inputs: mergeMaps(a.inputs, b.inputs, mergeIo),
    outputs: mergeMaps(a.outputs, b.outputs, mergeIo),
    metrics: mergeMaps(a.metrics, b.metrics, (x, y) => greater(x, y, compareMetrics)),
    triggers: mergeMaps(a.triggers, b.triggers, (x, y) => greater(x, y, compareTriggers)),
    slices: mergeMaps(a.slices, b.slices, (x) => x),
    labels: mergeMaps(a.labels, b.labels, (x) => x),
    parents: union(a.parents, b.parents),
    links: union(a.links, b.links),
    spans: union(a.spans, b.spans),
  };
}

/** When an input was read, µs; null only while nothing but the pointer is known. */
export function readAt(facts: RunFacts, input: IoState): bigint | null {
  return input.knownAt ?? facts.start;
}

/** When an output was written, µs; null: not yet, the run is running and told no time. */
export function writtenAt(facts: RunFacts, output: IoState): bigint | null {
  return output.knownAt ?? facts.head?.end ?? null;
}

/** Span keys by which others may mean the run: a run without an id of its own is named by its span. */
export function ownSpans(facts: RunFacts): readonly string[] {
  return [facts.key, ...facts.spans];
}

function ioStates(facts: readonly IoFact[], span: string): ReadonlyMap<string, IoState> {
  if (facts.length === 0) return NOTHING;
  const states = new Map<string, IoState>();
  for (const { pointer, digest, rows, bytes, at } of facts) {
    const key = pointerKey(pointer);
    // Digests are indexed, so they are keys: a hostile one of 10 kB must not cost the batch.
    const content = digest === null ? null : keyOf(digest);
    const state = { knownAt: at, digest: content, rows, bytes, fromAt: at, fromSpan: span };
    const known = states.get(key);
    states.set(key, known === undefined ? state : mergeIo(known, state));
  }
  return states;
}

function metricStates(
  metrics: readonly MetricFact[],
  component: string,
  stamp: Stamp,
): ReadonlyMap<string, MetricState> {
  if (metrics.length === 0) return NOTHING;
  const states = new Map<string, MetricState>();
  for (const metric of metrics) {
    const key = compositeKey([component, metric.name]);
    // One zero: the embedded store and JSON know no negative one.
    const state = { ...metric, value: metric.value + 0, component, at: stamp.end, stamp };
    const known = states.get(key);
    states.set(key, known === undefined ? state : greater(known, state, compareMetrics));
  }
  return states;
}

function triggerStates(
  triggers: readonly TriggerFact[],
  run: string,
  contribution: RunContribution,
  stamp: Stamp,
): ReadonlyMap<string, TriggerState> {
  if (triggers.length === 0) return NOTHING;
  const states = new Map<string, TriggerState>();
  for (const trigger of triggers) {
    const at = trigger.phase === 'before_run' ? contribution.start : stamp.end;
    const key = triggerKey(run, trigger);
    const state = { ...trigger, at, stamp };
    const known = states.get(key);
    states.set(key, known === undefined ? state : greater(known, state, compareTriggers));
  }
  return states;
}

export function mergeIo(a: IoState, b: IoState): IoState {
  const from = greater(a, b, compareIo);
  const knownAt =
    compareNullable(a.knownAt, b.knownAt, compareBigInts) >= 0 ? a.knownAt : b.knownAt;
  return { ...from, knownAt };
}

function compareIo(a: IoState, b: IoState): number {
  return (
    Number(a.digest !== null) - Number(b.digest !== null) ||
    compareNullable(a.fromAt, b.fromAt, compareBigInts) ||
    compareText(a.fromSpan, b.fromSpan) ||
    compareNullable(a.digest, b.digest, compareText) ||
    compareNullable(a.rows, b.rows, compareBigInts) ||
    compareNullable(a.bytes, b.bytes, compareBigInts)
  );
}

/**
 * Content comes before the span: forgetting a run takes its span away and the end of its content, and
 * what is left must still choose the same head (see redact-facts.ts).
 */
function compareHeads(a: RunHead, b: RunHead): number {
  return (
    a.stamp.rank - b.stamp.rank ||
    compareBigInts(a.stamp.end, b.stamp.end) ||
    compareText(headContent(a), headContent(b)) ||
    compareText(a.stamp.span, b.stamp.span)
  );
}

function headContent(head: RunHead): string {
  const { component, state, end, service, environment, codeVersion, codeDigest, error } = head;
  return JSON.stringify([
    component,
    state,
    end === null ? null : `${end}`,
    service,
    environment,
    codeVersion,
    codeDigest,
    error,
  ]);
}

function compareMetrics(a: MetricState, b: MetricState): number {
  return (
    compareStamps(a.stamp, b.stamp) ||
    a.value - b.value ||
    compareNullable(a.unit, b.unit, compareText)
  );
}

function compareTriggers(a: TriggerState, b: TriggerState): number {
  return compareStamps(a.stamp, b.stamp) || compareText(triggerContent(a), triggerContent(b));
}

function triggerContent(trigger: TriggerState): string {
  const { status, message, value, threshold, at } = trigger;
  return JSON.stringify([status, message, value, threshold, `${at}`]);
}

function greater<T>(a: T, b: T, compare: (a: T, b: T) => number): T {
  return compare(a, b) >= 0 ? a : b;
}

function mergeMaps<V>(
  a: ReadonlyMap<string, V>,
  b: ReadonlyMap<string, V>,
  merge: (a: V, b: V) => V,
): ReadonlyMap<string, V> {
  if (a.size === 0) return b;
  if (b.size === 0) return a;
  const merged = new Map(a);
  for (const [key, value] of b) {
    const known = merged.get(key);
    merged.set(key, known === undefined ? value : merge(known, value));
  }
  return merged;
}

function union(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  if (a.size === 0) return b;
  if (b.size === 0) return a;
  return new Set([...a, ...b]);
}
