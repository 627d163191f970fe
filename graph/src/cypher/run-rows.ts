/** Runs with all their edges, read from the store as facts and written back as differences. */
import type { CypherSession, EngineKind } from '../engines/cypher-engine.ts';
import { query } from '../engines/query-files.ts';
import { asBigInt, asList, asRecord, asRecords, asText, orNull } from '../engines/row-values.ts';
import { readByKeys, writeRows } from '../engines/statements.ts';
import { compareText, nameProperties } from '../facts/keys.ts';
import {
  headFrom,
  inSliceProperties,
  ioFrom,
  ioProperties,
  metricFrom,
  metricProperties,
  type Properties,
  present,
  runProperties,
  triggerFrom,
  triggerProperties,
} from '../facts/properties.ts';
import { type IoState, type RunFacts, readAt, writtenAt } from '../facts/run-facts.ts';
import { sameProperties } from '../facts/same-properties.ts';
import { fillBlocks } from './time-block-tree.ts';
import { blockProperties } from './time-blocks.ts';

const loadStatement = query('write/load-runs');
const save = {
  runs: query('write/save-runs'),
  triggers: query('write/save-triggers'),
  metrics: query('write/save-metrics'),
  slices: query('write/save-slices'),
  labels: query('write/save-labels'),
  spans: query('write/save-spans'),
};
const create = {
  inputs: query('write/create-consumed'),
  outputs: query('write/create-produced'),
  measured: query('write/create-measured'),
  runOf: query('write/create-run-of'),
  ran: query('write/create-ran'),
  inSlice: query('write/create-in-slice'),
  labelled: query('write/create-labelled'),
  childOf: query('write/create-child-of'),
  linkedTo: query('write/create-linked-to'),
  spanOf: query('write/create-span-of'),
};
const update = {
  inputs: query('write/update-consumed'),
  outputs: query('write/update-produced'),
  measured: query('write/update-measured'),
  inSlice: query('write/update-in-slice'),
};
const remove = { runOf: query('write/delete-run-of'), ran: query('write/delete-ran') };

/** What a write changed that dependencies follow from. */
export interface RunChanges {
  /** All runs of the batch, with everything that is known of them. */
  readonly runs: ReadonlyMap<string, RunFacts>;
  /** Those of them that were not known before: they have no edges but the ones of this write. */
  readonly fresh: ReadonlySet<string>;
  readonly inputs: readonly IoChange[];
  readonly outputs: readonly IoChange[];
  /** Runs with a parent or link that they did not have. */
  readonly newParents: readonly Edge[];
  readonly newLinks: readonly Edge[];
}

export interface IoChange {
  readonly run: string;
  readonly pointer: string;
  readonly before: IoFacet | null;
  readonly after: IoFacet;
}

export interface IoFacet {
  readonly at: bigint | null;
  readonly digest: string | null;
}

export interface Edge {
  readonly run: string;
  readonly other: string;
}

export async function loadRuns(
  session: CypherSession,
  keys: readonly string[],
): Promise<ReadonlyMap<string, RunFacts>> {
  const rows = await readByKeys(session, loadStatement, keys);
  // A run that only a note is about has no facts of its own.
  const told = rows.filter((row) => (asRecord(row.node).id ?? null) !== null);
  return new Map(told.map((row) => [asText(row.key), runFrom(row)]));
}

function runFrom(row: Record<string, unknown>): RunFacts {
  const node = asRecord(row.node);
  const head = headFrom(node);
  const io = (value: unknown): [string, IoState][] =>
    asRecords(value).map((edge) => [asText(edge.pointer), ioFrom(asRecord(edge.edge), head)]);
  return {
    key: asText(row.key),
    id: asText(node.id),
    start: orNull(node.start, asBigInt),
    head,
    inputs: new Map(io(row.inputs)),
    outputs: new Map(io(row.outputs)),
    metrics: new Map(
      asRecords(row.metrics).map((metric) => [asText(metric.metric), metricFrom(metric)]),
    ),
    triggers: new Map(
      asRecords(row.triggers).map((trigger) => [asText(trigger.key), triggerFrom(trigger)]),
    ),
    slices: new Map(
      asRecords(row.slices).map((slice) => [
        asText(slice.key),
        { key: asText(slice.name), value: asText(slice.value) },
      ]),
    ),
    labels: new Map(asRecords(row.labels).map((label) => [asText(label.key), asText(label.name)])),
    parents: new Set(asList(row.parents).map(asText)),
    links: new Set(asList(row.links).map(asText)),
    spans: new Set(asList(row.spans).map(asText)),
  };
}

/** The statements of a write that were sent; whoever sends awaits them together at the end. */
type Sent = Promise<void>[];

/**
 * Writes what differs between the known and the merged facts of the runs; runs in `made` are there
 * already, with what they read, wrote and are runs of. What changed is known at once, `written` resolves when it is all in.
 */
export function saveRuns(
  session: CypherSession,
  kind: EngineKind,
  before: ReadonlyMap<string, RunFacts>,
  after: ReadonlyMap<string, RunFacts>,
  made: ReadonlySet<string>,
): { readonly changes: RunChanges; readonly written: Promise<unknown> } {
  const pairs = [...after.values()].map((run) => ({ old: before.get(run.key) ?? null, run }));
  const changed = pairs.filter(({ old, run }) =>
    old === null ? !made.has(run.key) : !sameProperties(runProperties(old), runProperties(run)),
  );
  const sent: Sent = [
    writeRows(
      session,
      save.runs,
      changed.map(({ run }) =>
        kind === 'embedded'
          ? { ...runProperties(run), ...blockProperties(run) }
          : runProperties(run),
      ),
    ),
  ];
  if (kind === 'embedded') {
    sent.push(
      fillBlocks(
        session,
        changed.map(({ run }) => run),
      ),
    );
  }
  const inputs = saveIo(session, 'inputs', pairs, made, sent);
  const outputs = saveIo(session, 'outputs', pairs, made, sent);
  saveMetrics(session, pairs, sent);
  saveTriggers(session, pairs, sent);
  saveHeads(session, pairs, made, sent);
  saveSlices(session, pairs, sent);
  saveLabels(session, pairs, sent);
  const sets = saveSpans(session, pairs, sent);
  const fresh = new Set(pairs.filter(({ old }) => old === null).map(({ run }) => run.key));
  return { changes: { runs: after, fresh, inputs, outputs, ...sets }, written: Promise.all(sent) };
}

const timeOf = { inputs: readAt, outputs: writtenAt };

type Pair = { readonly old: RunFacts | null; readonly run: RunFacts };

function saveIo(
  session: CypherSession,
  direction: 'inputs' | 'outputs',
  pairs: readonly Pair[],
  made: ReadonlySet<string>,
  sent: Sent,
): readonly IoChange[] {
  const created: Properties[] = [];
  const updated: Properties[] = [];
  const changes: IoChange[] = [];
  for (const { old, run } of pairs) {
    const edges: Properties[] = [];
    for (const [pointer, io] of run[direction]) {
      if (made.has(run.key)) {
        const after = { at: timeOf[direction](run, io), digest: io.digest };
        changes.push({ run: run.key, pointer, before: null, after });
        continue;
      }
      const properties = ioProperties(direction, run, pointer, io);
      const oldIo = old?.[direction].get(pointer);
      const known =
        old === null || oldIo === undefined ? null : ioProperties(direction, old, pointer, oldIo);
      if (known === null) edges.push(present(properties));
      else if (sameProperties(known, properties)) continue;
      else updated.push({ run: run.key, other: pointer, properties });
      const before = known === null ? null : facetOf(known);
      const after = facetOf(properties);
      if (before === null || before.at !== after.at || before.digest !== after.digest) {
        changes.push({ run: run.key, pointer, before, after });
      }
    }
    if (edges.length > 0) created.push({ run: run.key, edges });
  }
  sent.push(writeRows(session, create[direction], created));
  sent.push(writeRows(session, update[direction], updated));
  return changes;
}

function facetOf(properties: Properties): IoFacet {
  return { at: orNull(properties.at, asBigInt), digest: orNull(properties.digest, asText) };
}

function saveMetrics(session: CypherSession, pairs: readonly Pair[], sent: Sent): void {
  const nodes = new Map<string, Properties>();
  const created: Properties[] = [];
  const updated: Properties[] = [];
  for (const { old, run } of pairs) {
    for (const [key, metric] of run.metrics) {
      const { component, name, value } = metric;
      const properties = metricProperties(key, metric);
      const row = { run: run.key, other: key, value, properties };
      const known = old?.metrics.get(key);
      if (known === undefined) {
        nodes.set(key, { key, component, ...nameProperties(name) });
        created.push(row);
      } else if (
        known.value !== value ||
        !sameProperties(metricProperties(key, known), properties)
      ) {
        updated.push(row);
      }
    }
  }
  sent.push(writeRows(session, save.metrics, [...nodes.values()]));
  sent.push(writeRows(session, create.measured, created));
  sent.push(writeRows(session, update.measured, updated));
}

function saveTriggers(session: CypherSession, pairs: readonly Pair[], sent: Sent): void {
  const rows: Properties[] = [];
  for (const { old, run } of pairs) {
    for (const [key, trigger] of run.triggers) {
      if (old?.triggers.get(key) === trigger) continue;
      const { value, threshold } = trigger;
      const properties = triggerProperties(key, run.key, trigger);
      rows.push({ run: run.key, key, value, threshold, properties });
    }
  }
  sent.push(writeRows(session, save.triggers, rows));
}

/** The edges that follow the scalars: when those come from another span, the old edge goes. */
function saveHeads(
  session: CypherSession,
  pairs: readonly Pair[],
  made: ReadonlySet<string>,
  sent: Sent,
): void {
  const parts = [
    {
      create: create.runOf,
      remove: remove.runOf,
      isMade: (run: RunFacts) => made.has(run.key),
      of: (run: RunFacts | null) => run?.head?.component ?? null,
    },
    {
      create: create.ran,
      remove: remove.ran,
      isMade: () => false,
      of: (run: RunFacts | null) => run?.head?.codeDigest ?? null,
    },
  ];
  for (const part of parts) {
    const moved = pairs.filter(
      ({ old, run }) => part.of(old) !== part.of(run) && !part.isMade(run),
    );
    const rows = (side: (pair: Pair) => RunFacts | null): Edge[] =>
      moved.flatMap((pair) => {
        const other = part.of(side(pair));
        return other === null ? [] : [{ run: pair.run.key, other }];
      });
    sent.push(writeRows(session, part.remove, asRows(rows((pair) => pair.old))));
    sent.push(writeRows(session, part.create, asRows(rows((pair) => pair.run))));
  }
}

function saveSlices(session: CypherSession, pairs: readonly Pair[], sent: Sent): void {
  const nodes = new Map<string, Properties>();
  const created: Properties[] = [];
  const updated: Properties[] = [];
  for (const { old, run } of pairs) {
    for (const [key, slice] of run.slices) {
      const row = { run: run.key, other: key, properties: inSliceProperties(key, run) };
      if (old?.slices.has(key) !== true) {
        nodes.set(key, { key, name: slice.key, value: slice.value });
        created.push(row);
      } else if (old.start !== run.start) {
        updated.push(row);
      }
    }
  }
  sent.push(writeRows(session, save.slices, [...nodes.values()]));
  sent.push(writeRows(session, create.inSlice, created));
  sent.push(writeRows(session, update.inSlice, updated));
}

function saveLabels(session: CypherSession, pairs: readonly Pair[], sent: Sent): void {
  const nodes = new Map<string, Properties>();
  const edges: Edge[] = [];
  for (const { old, run } of pairs) {
    for (const [key, label] of run.labels) {
      if (old?.labels.has(key)) continue;
      nodes.set(key, { key, ...nameProperties(label) });
      edges.push({ run: run.key, other: key });
    }
  }
  // In key order: writers of the same labels wait for one another, never in a ring.
  const inOrder = [...nodes].sort(([a], [b]) => compareText(a, b)).map(([, node]) => node);
  sent.push(writeRows(session, save.labels, inOrder));
  sent.push(writeRows(session, create.labelled, asRows(edges)));
}

function saveSpans(
  session: CypherSession,
  pairs: readonly Pair[],
  sent: Sent,
): { newParents: readonly Edge[]; newLinks: readonly Edge[] } {
  const added = (set: 'parents' | 'links' | 'spans'): Edge[] =>
    pairs.flatMap(({ old, run }) =>
      [...run[set]]
        .filter((key) => old?.[set].has(key) !== true)
        .map((other) => ({ run: run.key, other })),
    );
  const newParents = added('parents');
  const newLinks = added('links');
  const spans = added('spans');
  const keys = new Set([...newParents, ...newLinks, ...spans].map((edge) => edge.other));
  sent.push(
    writeRows(
      session,
      save.spans,
      [...keys].map((key) => ({ key })),
    ),
  );
  sent.push(writeRows(session, create.childOf, asRows(newParents)));
  sent.push(writeRows(session, create.linkedTo, asRows(newLinks)));
  sent.push(writeRows(session, create.spanOf, asRows(spans)));
  return { newParents, newLinks };
}

function asRows(edges: readonly Edge[]): Properties[] {
  return edges.map(({ run, other }) => ({ run, other }));
}
