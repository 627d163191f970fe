/**
 * The first statements of a write. On Neo4j they lock what the batch touches, in key order, make what is
 * missing, whole, and read what may have to be merged; writers that meet wait for one another here and
 * never in a ring. The embedded store has one writer, so there it is only read.
 */
import type { CypherRow, CypherSession, EngineKind } from '../engines/cypher-engine.ts';
import { query } from '../engines/query-files.ts';
import { asRecord, asText } from '../engines/row-values.ts';
import { readByKeys, readByRows } from '../engines/statements.ts';
import type { ComponentState, GatheredFacts, PointerState } from '../facts/gathered-facts.ts';
import { compareText } from '../facts/keys.ts';
import {
  componentProperties,
  pointerProperties,
  present,
  runProperties,
} from '../facts/properties.ts';

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

export interface Locked {
  /** Nodes that may have to be written; the rest is in the store as it arrived. */
  readonly components: readonly Open<ComponentState>[];
  readonly pointers: readonly Open<PointerState>[];
  /** Pointers that nobody had read or written before this batch. */
  readonly freshPointers: ReadonlySet<string>;
  /** Runs whose facts have to be loaded. */
  readonly knownRuns: readonly string[];
  /** Runs that the lock has written already. */
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
): Promise<Locked> {
  return kind === 'neo4j' ? lockAll(session, facts) : readAll(session, facts);
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

async function lockAll(session: CypherSession, facts: GatheredFacts): Promise<Locked> {
  const components = inOrder(facts.components).map(([key, state]) => ({
    key,
    properties: present(componentProperties(state)),
    texts: state.texts !== null,
  }));
  const pointers = inOrder(facts.pointers).map(([, state]) => present(pointerProperties(state)));
  const named = { spans: new Set<string>(), foreign: new Set<string>() };
  for (const run of facts.runs.values()) {
    for (const span of run.spans) named.spans.add(span);
    for (const span of [...run.parents, ...run.links]) {
      named.spans.add(span);
      if (!facts.runs.has(span)) named.foreign.add(span);
    }
  }
  const runs = [
    ...[...facts.runs].map(([key, run]) => [key, present(runProperties(run))] as const),
    ...[...named.foreign].map((key) => [key, { key }] as const),
  ];
  // A parent without an id of its own is locked as a run, one with an id by its Span.
  const [componentRows, pointerRows, runRows] = await Promise.all([
    readByRows(session, lock.components, components),
    readByRows(session, lock.pointers, pointers),
    readByRows(
      session,
      lock.runs,
      inOrder(runs).map(([, row]) => row),
    ),
    readByKeys(session, lock.spans, [...named.spans].sort(compareText)),
  ]);

  const openPointers = pointerRows.filter((row) => row.made !== true);
  const there = new Set(keysOf(runRows.filter((row) => row.made !== true)));
  return {
    components: openOf(facts.components, componentRows),
    pointers: openOf(facts.pointers, openPointers),
    freshPointers: new Set(keysOf(pointerRows.filter((row) => row.made === true))),
    knownRuns: keysOf(runRows.filter((row) => row.known === true)),
    madeRuns: new Set([...facts.runs.keys()].filter((key) => !there.has(key))),
    namedRuns: new Set(keysOf(runRows.filter((row) => row.named === true))),
    foreignSpans: [...named.foreign],
  };
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
