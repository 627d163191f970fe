/**
 * Random small histories of pipelines: few runs and pointers, so that everything collides. Crowded ones
 * have many runs around one or two pointers, so that a look back at the latest writers is not enough.
 */
import fc from 'fast-check';
import type {
  AnnotationFact,
  IoFact,
  LineageBatch,
  OrphanContribution,
  RunContribution,
  RunState,
} from '../src/facts/lineage-batch.ts';

const SPANS = ['t1:a', 't1:b', 't1:c', 't2:d', 't2:e', 't3:f'];
const RUNS = ['run-x', 'run-y', 't1:a'];
const POINTERS = ['p', 'q', 's3://bucket/key', 'm.pkl'];
const LABELS = ['gdpr', 'vip'];
const DIGESTS = ['sha256:1', 'sha256:2', 'etag:1', null];

/** Times are few, so that ties are common. */
const time = fc.integer({ min: 0, max: 12 }).map((step) => 1_600_000_000_000_000n + BigInt(step));

const io: fc.Arbitrary<IoFact> = fc.record({
  pointer: fc.record({
    namespace: fc.constantFrom('ns', 'other'),
    name: fc.constantFrom(...POINTERS),
    type: fc.constantFrom('data' as const, 'model' as const, null, null, null),
  }),
  digest: fc.constantFrom(...DIGESTS),
  rows: fc.constantFrom(null, 0n, 5n),
  bytes: fc.constant(null),
  at: fc.option(time, { freq: 3 }),
});

const state = fc.constantFrom<RunState>('ok', 'ok', 'ok', 'failed', 'running');

/** Spans of a crowded history; nested in few, so that outer and inner runs write the same. */
const CROWD = Array.from({ length: 40 }, (_, index) => `t9:${String(index).padStart(2, '0')}`);

const crowdedIo: fc.Arbitrary<IoFact> = fc.record({
  pointer: fc.constantFrom(
    { namespace: 'ns', name: 'p', type: null },
    { namespace: 'ns', name: 'p', type: null },
    { namespace: 'ns', name: 'q', type: null },
  ),
  digest: fc.constantFrom(null, null, null, null, 'sha256:1', 'sha256:2'),
  rows: fc.constant(null),
  bytes: fc.constant(null),
  at: fc.option(time, { freq: 1 }),
});

const crowdedContribution: fc.Arbitrary<Omit<RunContribution, 'origin'>> = fc
  .record({
    span: fc.constantFrom(...CROWD),
    start: time,
    lasts: fc.integer({ min: 0, max: 4 }),
    inputs: fc.array(crowdedIo, { maxLength: 1 }),
    outputs: fc.array(crowdedIo, { maxLength: 1 }),
    parents: fc.subarray(CROWD.slice(0, 6), { maxLength: 1 }),
    nested: fc.constantFrom(true, false, false),
  })
  .map(({ span, start, lasts, inputs, outputs, parents, nested }) => ({
    span,
    run: span,
    start,
    end: start + BigInt(lasts),
    identity: {
      component: { namespace: 'ns', name: 'job', description: null, owner: null, tags: [] },
      state: 'ok' as const,
      service: null,
      environment: null,
      codeVersion: null,
      code: null,
      error: null,
    },
    inputs,
    outputs,
    metrics: [],
    triggers: [],
    slices: [],
    labels: [],
    parents: nested ? parents : [],
    links: [],
  }));

const contribution: fc.Arbitrary<Omit<RunContribution, 'origin'>> = fc
  .record({
    span: fc.constantFrom(...SPANS),
    run: fc.option(fc.constantFrom(...RUNS), { freq: 3 }),
    start: time,
    lasts: fc.integer({ min: 0, max: 4 }),
    state,
    component: fc.constantFrom('ingest', 'train', 'score'),
    child: fc.constantFrom(false, false, false, true),
    owner: fc.constantFrom(null, 'ann', 'bob'),
    tags: fc.subarray(['etl', 'ml']),
    inputs: fc.array(io, { maxLength: 3 }),
    outputs: fc.array(io, { maxLength: 2 }),
    metric: fc.option(fc.constantFrom(0.5, 1, -0, 1e300)),
    trigger: fc.option(fc.constantFrom('pass' as const, 'fail' as const)),
    parents: fc.subarray(SPANS, { maxLength: 1 }),
    links: fc.subarray(SPANS, { maxLength: 1 }),
    slice: fc.option(fc.constantFrom('de', 'fr')),
    label: fc.option(fc.constantFrom(...LABELS), { freq: 2 }),
    codeVersion: fc.constantFrom(null, null, 'v1', 'v2'),
    code: fc.option(fc.constantFrom('sha256:code1', 'sha256:code2')),
    environment: fc.constantFrom(null, 'production', 'staging'),
  })
  .map((spec) => ({
    span: spec.span,
    run: spec.run ?? spec.span,
    start: spec.start,
    end: spec.state === 'running' ? null : spec.start + BigInt(spec.lasts),
    identity: spec.child
      ? null
      : {
          component: {
            namespace: 'ns',
            name: spec.component,
            description: null,
            owner: spec.owner,
            tags: spec.tags,
          },
          state: spec.state,
          service: 'svc',
          environment: spec.environment,
          codeVersion: spec.codeVersion,
          code:
            spec.code === null ? null : { digest: spec.code, text: null, file: null, line: null },
          error: spec.state === 'failed' ? 'broken' : null,
        },
    inputs: spec.inputs.map((input) => knownTime(input, spec.child ? spec.start : null)),
    outputs: spec.outputs.map((output) => knownTime(output, spec.child ? spec.start : null)),
    metrics: spec.metric === null ? [] : [{ name: 'accuracy', value: spec.metric, unit: null }],
    triggers:
      spec.trigger === null
        ? []
        : [
            {
              phase: 'after_run' as const,
              name: 'nulls',
              status: spec.trigger,
              message: null,
              value: 1,
              threshold: null,
            },
          ],
    slices: spec.slice === null ? [] : [{ key: 'country', value: spec.slice }],
    labels: spec.label === null ? [] : [spec.label],
    parents: spec.parents,
    links: spec.links,
  }));

/** A child span's reads and writes have times of their own. */
function knownTime(fact: IoFact, at: bigint | null): IoFact {
  return fact.at === null && at !== null ? { ...fact, at } : fact;
}

const statement = {
  origin: fc.constant(null),
  id: fc.constantFrom('f1', 'f2', 'f3'),
  value: fc.constantFrom('true', 'true', 'false'),
  reason: fc.constantFrom(null, 'wrong'),
  by: fc.constant(null),
  at: time,
};

const aboutPointer = {
  ...statement,
  about: fc.record({
    kind: fc.constant('pointer' as const),
    pointer: fc.record({
      namespace: fc.constant('ns'),
      name: fc.constantFrom(...POINTERS),
      type: fc.constant(null),
    }),
  }),
};

const annotation: fc.Arbitrary<AnnotationFact> = fc.oneof(
  fc.record({ ...aboutPointer, kind: fc.constant('flag' as const) }),
  fc.record({
    ...aboutPointer,
    kind: fc.constant('label' as const),
    label: fc.constantFrom(...LABELS),
  }),
  fc.record({
    ...statement,
    kind: fc.constant('retraction' as const),
    about: fc.record({
      kind: fc.constant('label' as const),
      label: fc.constantFrom(...LABELS),
    }),
  }),
);

/** One thing that can arrive on its own. */
export type Arrival =
  | { readonly kind: 'span'; readonly fact: Omit<RunContribution, 'origin'> }
  | { readonly kind: 'annotation'; readonly fact: AnnotationFact };

/** Or a child span that knows its parent alone. */
export type AnyArrival =
  | Arrival
  | { readonly kind: 'orphan'; readonly fact: Omit<OrphanContribution, 'origin'> };

const arrival: fc.Arbitrary<Arrival> = fc.oneof(
  { weight: 8, arbitrary: contribution.map((fact) => ({ kind: 'span' as const, fact })) },
  { weight: 3, arbitrary: annotation.map((fact) => ({ kind: 'annotation' as const, fact })) },
);

export interface History<A = Arrival> {
  readonly arrivals: readonly A[];
  /** Some order of arrival with repetitions, split into requests. */
  readonly requests: readonly (readonly A[])[];
}

export const history = (sizeMax: number): fc.Arbitrary<History> => historyOf(arrival, 1, sizeMax);

export const crowdedHistory: fc.Arbitrary<History> = historyOf(
  crowdedContribution.map((fact) => ({ kind: 'span' as const, fact })),
  15,
  40,
);

function historyOf(
  one: fc.Arbitrary<Arrival>,
  sizeMin: number,
  sizeMax: number,
): fc.Arbitrary<History> {
  return fc.array(one, { minLength: sizeMin, maxLength: sizeMax, size: 'max' }).chain(inRequests);
}

/** Runs of one or several spans, and children of theirs at any depth, which know their run or only their parent. */
interface Family {
  readonly spans: readonly Omit<RunContribution, 'origin'>[];
  /** The same children, some only with their parent. */
  readonly arrivals: readonly AnyArrival[];
}

const family = (name: string): fc.Arbitrary<Family> =>
  fc
    .record({
      outer: contribution,
      ownId: fc.boolean(),
      present: fc.constantFrom(true, true, true, false),
      children: fc.array(
        fc.record({ said: contribution, below: fc.nat(), knowsRun: fc.boolean() }),
        { minLength: 1, maxLength: 4 },
      ),
    })
    .map(({ outer, ownId, present, children }) => {
      const span = `${name}:r`;
      const run = ownId ? `run-${name}` : span;
      const identity = outer.identity ?? {
        component: { namespace: 'ns', name: 'job', description: null, owner: null, tags: [] },
        ...{ state: 'ok' as const, service: null, environment: null },
        ...{ codeVersion: null, code: null, error: null },
      };
      const spans: Omit<RunContribution, 'origin'>[] = [];
      const arrivals: AnyArrival[] = [];
      if (present) spans.push({ ...outer, span, run, identity, parents: [], links: [] });
      const above = [span];
      children.forEach(({ said, below, knowsRun }, index) => {
        const key = `${name}:${index}`;
        const parent = above[below % above.length] ?? span;
        above.push(key);
        const { start, end, inputs, outputs, triggers, slices, labels } = said;
        const child = { start, end, inputs, outputs, triggers, slices, labels, span: key };
        const whole = { ...child, run, identity: null, metrics: [], parents: [], links: [] };
        if (present) spans.push(whole);
        if (knowsRun && present) arrivals.push({ kind: 'span', fact: whole });
        else arrivals.push({ kind: 'orphan', fact: { ...child, parent } });
      });
      const [first] = spans;
      if (first !== undefined) arrivals.push({ kind: 'span', fact: first });
      return { spans, arrivals };
    });

/** Children whose run is in another request, before or after them; of some no run ever comes. */
export const orphanHistory: fc.Arbitrary<
  History<AnyArrival> & { readonly whole: readonly Arrival[] }
> = fc.tuple(family('f1'), family('f2'), family('f3')).chain((families) => {
  const whole = families.flatMap(({ spans }) =>
    spans.map((fact) => ({ kind: 'span' as const, fact })),
  );
  return inRequests(families.flatMap(({ arrivals }) => arrivals)).map((given) => ({
    ...given,
    whole,
  }));
});

function inRequests<A>(arrivals: readonly A[]): fc.Arbitrary<History<A>> {
  return fc
    .tuple(
      fc.shuffledSubarray([...arrivals, ...arrivals], { minLength: arrivals.length }),
      fc.infiniteStream(fc.integer({ min: 1, max: 4 })),
    )
    .map(([shuffled, sizes]) => {
      const order = [...shuffled, ...arrivals.filter((item) => !shuffled.includes(item))];
      const requests: A[][] = [];
      let start = 0;
      for (const size of sizes) {
        if (start >= order.length) break;
        requests.push(order.slice(start, start + size));
        start += size;
      }
      return { arrivals, requests };
    });
}

export function batchOf(arrivals: readonly AnyArrival[]): LineageBatch {
  return {
    contributions: arrivals.flatMap((item, origin) =>
      item.kind === 'span' ? [{ ...item.fact, origin }] : [],
    ),
    orphans: arrivals.flatMap((item, origin) =>
      item.kind === 'orphan' ? [{ ...item.fact, origin }] : [],
    ),
    annotations: arrivals.flatMap((item) => (item.kind === 'annotation' ? [item.fact] : [])),
  };
}

/** Every order of a few items. */
export function ordersOf<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length <= 1) return [items];
  return items.flatMap((item, index) =>
    ordersOf([...items.slice(0, index), ...items.slice(index + 1)]).map((rest) => [item, ...rest]),
  );
}

/** A time to ask as of: before, among and after all that a history tells, µs. */
export const asOf: fc.Arbitrary<bigint> = fc
  .integer({ min: -1, max: 18 })
  .map((step) => 1_600_000_000_000_000n + BigInt(step));
