/**
 * The first statements of a write. On Neo4j they lock what the batch touches, in key order, make what is
 * missing, whole, and read what may have to be merged; writers that meet wait for one another here and
 * never in a ring. The embedded store has one writer, so there it is only read.
 */

import { type Writer, writerFrom } from '../cypher/fetch-producers.ts';
import type {
  CypherRow,
  CypherSession,
  CypherValue,
  EngineKind,
} from '../engines/cypher-engine.ts';
import { query } from '../engines/query-files.ts';
import { asRecord, asRecords, asText } from '../engines/row-values.ts';
import { readByKeys, readByRows } from '../engines/statements.ts';
import type { ComponentState, GatheredFacts } from '../facts/gathered-facts.ts';
import { compareText } from '../facts/keys.ts';
import type { PointerState } from '../facts/pointer-state.ts';
import {
  componentProperties,
  IO_COLUMNS,
  ioProperties,
  type Properties,
  pointerProperties,
  present,
  RUN_COLUMNS,
  runProperties,
} from '../facts/properties.ts';
import { type RunFacts, readAt, writtenAt } from '../facts/run-facts.ts';

const lock = {
  components: query('write/lock-components'),
  pointers: query('write/lock-pointers'),
  runs: query('write/lock-runs'),
  spans: query('write/lock-spans'),
  morePointers: query('write/lock-more-pointers'),
};
const load = {
  components: query('write/load-components'),
  pointers: query('write/load-pointers'),
  runs: query('write/known-runs'),
};

export type Node = Record<string, unknown>;
/** What arrived, and the node that it has to be merged into; null when there is none. */
export type Open<T> = readonly [arrived: T, node: Node | null];

/** A pointer as it was before the batch. */
export interface MetPointer {
  /** Its latest writers up to `until`, at most `MET_WRITERS`; `until` null: not looked for. */
  readonly writers: readonly Writer[];
  readonly until: bigint | null;
  /** Nobody had read it at or after this time; null: somebody had, or it was not looked for. */
  readonly unreadFrom: bigint | null;
}

/** As many as `lock-pointers` gives. */
export const MET_WRITERS = 2n;

export interface Locked {
  /** Nodes that may have to be written; the rest is in the store as it arrived. */
  readonly components: readonly Open<ComponentState>[];
  readonly pointers: readonly Open<PointerState>[];
  /** Pointers that nobody had read or written before this batch. */
  readonly freshPointers: ReadonlySet<string>;
  /** What the lock has seen of the others; of none of them on a store that does not lock. */
  readonly metPointers: ReadonlyMap<string, MetPointer>;
  /** Runs whose facts have to be loaded. */
  readonly knownRuns: readonly string[];
  /** Runs that the lock has written already, with what they read, wrote and are runs of. */
  readonly madeRuns: ReadonlySet<string>;
  /** Runs that others may name as parent or link to. */
  readonly namedRuns: ReadonlySet<string>;
  /** Spans whose run is not in the batch: their keys are locked among the runs as well. */
  readonly foreignSpans: readonly string[];
}

export function lockFacts(
  session: CypherSession,
  kind: EngineKind,
  facts: GatheredFacts,
  clockSkew: bigint,
): Promise<Locked> {
  return kind === 'neo4j' ? lockAll(session, facts, clockSkew) : readAll(session, facts);
}

/**
 * Locks pointers in the course of a write, when it turns out that reads of theirs follow from it. This
 * is out of the order of locks: two such writes may meet in a ring, which the engine ends and `write`
 * tries again. True when there was anything to lock, and what was read before may have changed.
 */
export function lockerOf(
  session: CypherSession,
  kind: EngineKind,
  held: ReadonlySet<string>,
): (pointers: Iterable<string>) => Promise<boolean> {
  const locked = new Set(held);
  return async (pointers) => {
    if (kind !== 'neo4j') return false;
    const missing = [...new Set(pointers)].filter((pointer) => !locked.has(pointer));
    for (const pointer of missing) locked.add(pointer);
    await readByKeys(session, lock.morePointers, missing.sort(compareText));
    return missing.length > 0;
  };
}

async function lockAll(
  session: CypherSession,
  facts: GatheredFacts,
  clockSkew: bigint,
): Promise<Locked> {
  // Each kind is on its way before the rows of the next are made.
  const components = readByRows(
    session,
    lock.components,
    inOrder(facts.components).map(([key, state]) => ({
      key,
      properties: present(componentProperties(state)),
      texts: state.texts !== null,
    })),
  );
  const times = timesOf(facts.runs.values(), clockSkew);
  const pointers = readByRows(
    session,
    lock.pointers,
    inOrder(facts.pointers).map(([key, state]) => ({
      key,
      properties: present(pointerProperties(state)),
      ...(times.get(key) ?? NOT_USED),
    })),
  );
  const named = { spans: new Set<string>(), foreign: new Set<string>() };
  for (const run of facts.runs.values()) {
    for (const span of run.spans) named.spans.add(span);
    for (const span of [...run.parents, ...run.links]) {
      named.spans.add(span);
      if (!facts.runs.has(span)) named.foreign.add(span);
    }
  }
  for (const { key, parent } of facts.waiting.values()) {
    named.spans.add(key).add(parent);
    if (!facts.runs.has(parent)) named.foreign.add(parent);
  }
  const wanted = inOrder([
    ...facts.runs,
    ...[...named.foreign].map((key): [string, null] => [key, null]),
  ]);
  // A parent without an id of its own is locked as a run, one with an id by its Span.
  const [componentRows, pointerRows, runRows] = await Promise.all([
    components,
    pointers,
    readByRows(
      session,
      lock.runs,
      wanted.map(([key, run]) => (run === null ? [key] : rowOf(run))),
    ),
    readByKeys(session, lock.spans, [...named.spans].sort(compareText)),
  ]);

  const met = new Map(pointerRows.map((row) => [asText(row.key), row]));
  const there = new Set(keysOf(runRows.filter((row) => row.made !== true)));
  return {
    components: openOf(facts.components, componentRows),
    pointers: openOf(
      facts.pointers,
      pointerRows.filter((row) => row.node !== null),
    ),
    freshPointers: new Set([...facts.pointers.keys()].filter((key) => !met.has(key))),
    metPointers: new Map(
      [...met].map(([key, row]) => [key, metPointer(key, row, times.get(key) ?? NOT_USED)]),
    ),
    knownRuns: keysOf(runRows.filter((row) => row.known === true)),
    madeRuns: new Set([...facts.runs.keys()].filter((key) => !there.has(key))),
    namedRuns: new Set(keysOf(runRows.filter((row) => row.named === true))),
    foreignSpans: [...named.foreign],
  };
}

interface Times {
  /** The latest time up to which a write counts for a read of the batch. */
  readonly readUntil: bigint | null;
  /** The earliest time at which a read may depend on a write of the batch. */
  readonly writtenFrom: bigint | null;
}

const NOT_USED: Times = { readUntil: null, writtenFrom: null };

/** When the runs read and wrote each pointer, as far as they tell by themselves. */
function timesOf(runs: Iterable<RunFacts>, clockSkew: bigint): ReadonlyMap<string, Times> {
  const times = new Map<string, Times>();
  for (const run of runs) {
    for (const [pointer, io] of run.inputs) {
      const at = readAt(run, io);
      if (at === null) continue;
      const known = times.get(pointer) ?? NOT_USED;
      const readUntil = at + clockSkew;
      if (known.readUntil === null || readUntil > known.readUntil) {
        times.set(pointer, { ...known, readUntil });
      }
    }
    for (const [pointer, io] of run.outputs) {
      const at = writtenAt(run, io);
      if (at === null) continue;
      const known = times.get(pointer) ?? NOT_USED;
      const writtenFrom = at - clockSkew;
      if (known.writtenFrom === null || writtenFrom < known.writtenFrom) {
        times.set(pointer, { ...known, writtenFrom });
      }
    }
  }
  return times;
}

function metPointer(key: string, row: CypherRow, { readUntil, writtenFrom }: Times): MetPointer {
  return {
    writers: asRecords(row.writers).map((writer) => writerFrom(writer, key)),
    until: readUntil,
    unreadFrom: row.readLater === true ? null : writtenFrom,
  };
}

/** The run as `lock-runs` takes it. */
function rowOf(run: RunFacts): readonly CypherValue[] {
  const io = (direction: 'inputs' | 'outputs'): CypherValue[] =>
    [...run[direction]].map(([pointer, state]) =>
      columns(IO_COLUMNS, ioProperties(direction, run, pointer, state)),
    );
  return [...columns(RUN_COLUMNS, runProperties(run)), io('inputs'), io('outputs')];
}

function columns(names: readonly string[], properties: Properties): CypherValue[] {
  return names.map((name) => properties[name] ?? null);
}

async function readAll(session: CypherSession, facts: GatheredFacts): Promise<Locked> {
  const [componentRows, pointerRows, runRows] = await Promise.all([
    readByKeys(session, load.components, facts.components.keys()),
    readByKeys(session, load.pointers, facts.pointers.keys()),
    readByKeys(session, load.runs, facts.runs.keys()),
  ]);
  const components = nodesOf(componentRows);
  const pointers = nodesOf(pointerRows);
  return {
    components: [...facts.components].map(([key, state]) => [state, components.get(key) ?? null]),
    pointers: [...facts.pointers].map(([key, state]) => [state, pointers.get(key) ?? null]),
    freshPointers: new Set([...facts.pointers.keys()].filter((key) => !pointers.has(key))),
    metPointers: new Map(),
    knownRuns: keysOf(runRows),
    madeRuns: new Set(),
    namedRuns: new Set(facts.runs.keys()),
    foreignSpans: [],
  };
}

function openOf<T>(arrived: ReadonlyMap<string, T>, rows: readonly CypherRow[]): Open<T>[] {
  const nodes = nodesOf(rows);
  return [...arrived].flatMap(([key, state]): Open<T>[] => {
    const node = nodes.get(key);
    return node === undefined ? [] : [[state, node]];
  });
}

function nodesOf(rows: readonly CypherRow[]): ReadonlyMap<string, Node> {
  return new Map(rows.map((row) => [asText(row.key), asRecord(row.node)]));
}

function keysOf(rows: readonly CypherRow[]): string[] {
  return rows.map((row) => asText(row.key));
}

function inOrder<T>(entries: Iterable<readonly [string, T]>): readonly (readonly [string, T])[] {
  return [...entries].sort(([a], [b]) => compareText(a, b));
}
