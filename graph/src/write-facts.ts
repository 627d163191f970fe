/**
 * The write path: lock, read what is known, merge, write the difference, then derive nesting and
 * dependencies, all in the transaction of one session.
 */
import type { CypherRow, CypherSession, EngineKind, Query } from './cypher-engine.ts';
import {
  type GatheredFacts,
  mergeAnnotations,
  mergeCodes,
  mergeComponents,
  mergePointers,
} from './gathered-facts.ts';
import { compareText, nameProperties } from './keys.ts';
import { nestRuns } from './nest-runs.ts';
import {
  annotationFrom,
  annotationProperties,
  codeFrom,
  codeProperties,
  componentFrom,
  componentProperties,
  type Properties,
  pointerFrom,
  pointerProperties,
} from './properties.ts';
import { query } from './query-files.ts';
import { repoint } from './repoint.ts';
import { asRecord, asText } from './row-values.ts';
import { mergeRunFacts, ownSpans, type RunFacts } from './run-facts.ts';
import { loadRuns, saveRuns } from './run-rows.ts';
import { sameProperties } from './same-properties.ts';
import { readByKeys, writeRows } from './statements.ts';

const lock = {
  components: query('write/lock-components'),
  pointers: query('write/lock-pointers'),
  runs: query('write/lock-runs'),
  spans: query('write/lock-spans'),
};
const load = {
  components: query('write/load-components'),
  pointers: query('write/load-pointers'),
  codes: query('write/load-codes'),
  annotations: query('write/load-annotations'),
};
const save = {
  components: query('write/save-components'),
  pointers: query('write/save-pointers'),
  codes: query('write/save-codes'),
  labels: query('write/save-labels'),
};
const saveAnnotations = {
  pointer: query('write/save-annotations-about-pointer'),
  run: query('write/save-annotations-about-run'),
  label: query('write/save-annotations-about-label'),
};
const releaseSpans = query('write/release-spans');

export interface WriteRules {
  readonly clockSkew: bigint;
  /** µs; what was read before it keeps its producer. Null: no horizon. */
  readonly horizon: bigint | null;
  /** Keys of runs without which the facts must not be written. */
  readonly mustBeKnown: ReadonlySet<string>;
}

/** A run that the facts are about was folded before it could be locked; nothing is written. */
export class RunFoldedError extends Error {}

export async function writeFacts(
  session: CypherSession,
  kind: EngineKind,
  facts: GatheredFacts,
  { clockSkew, horizon, mustBeKnown }: WriteRules,
): Promise<void> {
  const spans = spanKeys(facts);
  const known = await lockAndRead(session, kind, facts, spans);
  const knownRuns = new Set(known.runs);
  if ([...mustBeKnown].some((run) => !knownRuns.has(run))) throw new RunFoldedError();
  await saveNodes(session, save.components, facts.components, known.components, {
    from: componentFrom,
    merge: mergeComponents,
    properties: componentProperties,
  });
  await saveNodes(session, save.pointers, facts.pointers, known.pointers, {
    from: pointerFrom,
    merge: mergePointers,
    properties: pointerProperties,
  });
  await saveNodes(
    session,
    save.codes,
    facts.codes,
    await readNodes(session, load.codes, facts.codes),
    {
      from: codeFrom,
      merge: mergeCodes,
      properties: codeProperties,
    },
  );

  const before = await loadRuns(session, known.runs);
  const after = new Map<string, RunFacts>();
  for (const [key, run] of facts.runs) {
    const old = before.get(key);
    after.set(key, old === undefined ? run : mergeRunFacts(old, run));
  }
  const changes = await saveRuns(session, kind, before, after);
  await writeAnnotations(session, facts);
  const nestings = await nestRuns(session, changes);
  await repoint(session, kind, { changes, nestings, clockSkew, horizon });
  if (kind === 'neo4j') await readByKeys(session, releaseSpans, spans);
}

interface Known {
  readonly components: ReadonlyMap<string, Record<string, unknown>>;
  readonly pointers: ReadonlyMap<string, Record<string, unknown>>;
  /** Keys of the runs whose facts have to be loaded. */
  readonly runs: readonly string[];
}

/**
 * Components first, then pointers, runs and spans, each in key order: writers that meet wait for one
 * another here and never in a ring. The embedded store has one writer, so it only reads.
 */
async function lockAndRead(
  session: CypherSession,
  kind: EngineKind,
  facts: GatheredFacts,
  spans: readonly string[],
): Promise<Known> {
  const statements = kind === 'neo4j' ? lock : load;
  const components = await readNodes(session, statements.components, facts.components);
  const pointers = await readNodes(session, statements.pointers, facts.pointers);
  const runs = await readByKeys(session, lock.runs, inOrder(facts.runs.keys()));
  if (kind === 'neo4j') await readByKeys(session, lock.spans, spans);
  return {
    components,
    pointers,
    runs: runs.filter((row) => row.known === true).map((row) => asText(row.key)),
  };
}

async function readNodes(
  session: CypherSession,
  statement: Query,
  wanted: ReadonlyMap<string, unknown>,
): Promise<Map<string, Record<string, unknown>>> {
  const rows = await readByKeys(session, statement, inOrder(wanted.keys()));
  return new Map(rows.map((row: CypherRow) => [asText(row.key), asRecord(row.node)]));
}

interface NodeKind<T> {
  readonly from: (node: Record<string, unknown>) => T | null;
  readonly merge: (known: T, arrived: T) => T;
  readonly properties: (state: T) => Properties;
}

async function saveNodes<T>(
  session: CypherSession,
  statement: Query,
  arrived: ReadonlyMap<string, T>,
  known: ReadonlyMap<string, Record<string, unknown>>,
  { from, merge, properties }: NodeKind<T>,
): Promise<void> {
  const rows: Properties[] = [];
  for (const [key, state] of arrived) {
    const node = known.get(key);
    const old = node === undefined ? null : from(node);
    const merged = properties(old === null ? state : merge(old, state));
    if (old === null || !sameProperties(properties(old), merged)) rows.push(merged);
  }
  await writeRows(session, statement, rows);
}

async function writeAnnotations(session: CypherSession, facts: GatheredFacts): Promise<void> {
  const known = await readNodes(session, load.annotations, facts.annotations);
  const rows = { pointer: [] as Properties[], run: [] as Properties[], label: [] as Properties[] };
  for (const [key, arrived] of facts.annotations) {
    const node = known.get(key);
    const merged = node === undefined ? arrived : mergeAnnotations(annotationFrom(node), arrived);
    const properties = annotationProperties(merged);
    rows[merged.subject].push({ key, about: merged.about, properties });
    // What labels a pointer is about both, so that either leads to it.
    if (merged.label !== null) rows.label.push({ key, about: merged.label, properties });
  }
  const labels = inOrder(facts.labels.keys());
  await writeRows(
    session,
    save.labels,
    labels.map((key) => ({ key, ...nameProperties(facts.labels.get(key) ?? key) })),
  );
  await writeRows(session, saveAnnotations.pointer, rows.pointer);
  await writeRows(session, saveAnnotations.run, rows.run);
  await writeRows(session, saveAnnotations.label, rows.label);
}

/** Every span that this batch names: its own, the parents and the linked ones. */
function spanKeys(facts: GatheredFacts): readonly string[] {
  const keys = new Set<string>();
  for (const run of facts.runs.values()) {
    for (const key of ownSpans(run)) keys.add(key);
    for (const key of run.parents) keys.add(key);
    for (const key of run.links) keys.add(key);
  }
  return inOrder(keys);
}

function inOrder(keys: Iterable<string>): readonly string[] {
  return [...keys].sort(compareText);
}
