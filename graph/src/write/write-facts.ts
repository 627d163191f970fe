/**
 * The write path: lock, read what is known, merge, write the difference, then derive nesting and
 * dependencies, all in the transaction of one session.
 */

import { loadRuns, saveRuns } from '../cypher/run-rows.ts';
import type { CypherSession, EngineKind, Query } from '../engines/cypher-engine.ts';
import { query } from '../engines/query-files.ts';
import { asRecord, asText } from '../engines/row-values.ts';
import { readByKeys, writeRows } from '../engines/statements.ts';
import {
  type CodeState,
  type ComponentState,
  type GatheredFacts,
  mergeAnnotations,
  mergeCodes,
  mergeComponents,
} from '../facts/gathered-facts.ts';
import { compareText, nameProperties } from '../facts/keys.ts';
import { mergePointers, type PointerState } from '../facts/pointer-state.ts';
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
} from '../facts/properties.ts';
import { mergeRunFacts, type RunFacts } from '../facts/run-facts.ts';
import { sameProperties } from '../facts/same-properties.ts';
import type { Rewiring } from './affected-readers.ts';
import { anythingWaits, type Bridges, findBridges, saveBridges } from './bridges.ts';
import { type Locked, lockerOf, lockFacts, type Node, type Open } from './lock-facts.ts';
import { nestRuns } from './nest-runs.ts';
import { loadPending } from './pending-repairs.ts';
import { type Remembered, refuseForgotten } from './refuse-forgotten.ts';
import { repoint } from './repoint.ts';

const load = { codes: query('write/load-codes'), annotations: query('write/load-annotations') };
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
const releaseRuns = query('write/release-runs');

export interface WriteRules extends Pick<Rewiring, 'clockSkew' | 'repairMax' | 'horizon'> {
  /** Keys of runs without which the facts must not be written. */
  readonly mustBeKnown: ReadonlySet<string>;
  /** Forgotten names that the facts have been rid of. */
  readonly remembered: Remembered;
  /** What the facts were given by `withBridges`; `none`: nothing is looked for. */
  readonly bridges: Bridges | 'none';
}

/** A run that the facts are about was folded before it could be locked; nothing is written. */
export class RunFoldedError extends Error {}

/**
 * @returns whether any repair is pending when this write is in.
 * @throws ForgottenNamesFound when the facts hold forgotten names that are not remembered.
 */
export async function writeFacts(
  session: CypherSession,
  kind: EngineKind,
  facts: GatheredFacts,
  { mustBeKnown, remembered, bridges, ...rules }: WriteRules,
): Promise<{ readonly repairs: boolean }> {
  const { clockSkew } = rules;
  const [locked, waits] = await Promise.all([
    lockFacts(session, kind, facts, clockSkew),
    // Sent after the locks, and so behind them.
    bridges !== 'none' && anythingWaits(session),
    refuseForgotten(session, facts, remembered),
  ]);
  const knownRuns = new Set(locked.knownRuns);
  // A run that is forgotten is not sought under its name.
  const folded = [...mustBeKnown].some((run) => facts.runs.has(run) && !knownRuns.has(run));
  if (folded) throw new RunFoldedError();
  if (bridges !== 'none') await findBridges(session, facts, { locked, waits, known: bridges });
  const [result] = await Promise.all([
    writeRuns(session, kind, facts, locked, rules),
    saveNodes(session, save.components, locked.components, COMPONENT),
    saveNodes(session, save.pointers, locked.pointers, POINTER),
  ]);
  if (bridges !== 'none') {
    await saveBridges(session, facts, bridges, BigInt(Date.now()) * 1_000n);
  }
  return result;
}

async function writeRuns(
  session: CypherSession,
  kind: EngineKind,
  facts: GatheredFacts,
  locked: Locked,
  rules: Pick<WriteRules, 'clockSkew' | 'repairMax' | 'horizon'>,
): Promise<{ readonly repairs: boolean }> {
  const [before] = await Promise.all([
    loadRuns(session, locked.knownRuns),
    openCodes(session, facts).then((codes) => saveNodes(session, save.codes, codes, CODE)),
  ]);
  const after = new Map<string, RunFacts>();
  for (const [key, run] of facts.runs) {
    const old = before.get(key);
    after.set(key, old === undefined ? run : mergeRunFacts(old, run));
  }
  const { changes, written } = saveRuns(session, kind, before, after, locked.madeRuns);
  const derive = async (): Promise<{ repairs: boolean }> => {
    await writeAnnotations(session, facts);
    const nestings = await nestRuns(session, changes, locked.namedRuns);
    const dependencies = await repoint(session, kind, {
      changes,
      nestings,
      pointers: locked,
      lockMore: lockerOf(session, kind, new Set(facts.pointers.keys())),
      ...rules,
    });
    const [pending] = await Promise.all([
      loadPending(session),
      dependencies.written,
      readByKeys(session, releaseRuns, locked.foreignSpans),
    ]);
    return { repairs: pending.length > 0 };
  };
  const [result] = await Promise.all([derive(), written]);
  return result;
}

async function openCodes(
  session: CypherSession,
  facts: GatheredFacts,
): Promise<readonly Open<CodeState>[]> {
  const rows = await readByKeys(session, load.codes, facts.codes.keys());
  const nodes = new Map(rows.map((row) => [asText(row.key), asRecord(row.node)]));
  return [...facts.codes].map(([key, state]) => [state, nodes.get(key) ?? null]);
}

interface NodeKind<T> {
  readonly from: (node: Node) => T | null;
  readonly merge: (known: T, arrived: T) => T;
  readonly properties: (state: T) => Properties;
}

const COMPONENT: NodeKind<ComponentState> = {
  from: componentFrom,
  merge: mergeComponents,
  properties: componentProperties,
};
const POINTER: NodeKind<PointerState> = {
  from: pointerFrom,
  merge: mergePointers,
  properties: pointerProperties,
};
const CODE: NodeKind<CodeState> = { from: codeFrom, merge: mergeCodes, properties: codeProperties };

async function saveNodes<T>(
  session: CypherSession,
  statement: Query,
  open: readonly Open<T>[],
  { from, merge, properties }: NodeKind<T>,
): Promise<void> {
  const rows: Properties[] = [];
  for (const [state, node] of open) {
    const old = node === null ? null : from(node);
    const merged = properties(old === null ? state : merge(old, state));
    if (old === null || !sameProperties(properties(old), merged)) rows.push(merged);
  }
  await writeRows(session, statement, rows);
}

async function writeAnnotations(session: CypherSession, facts: GatheredFacts): Promise<void> {
  const found = await readByKeys(session, load.annotations, facts.annotations.keys());
  const known = new Map(found.map((row) => [asText(row.key), asRecord(row.node)]));
  const rows = { pointer: [] as Properties[], run: [] as Properties[], label: [] as Properties[] };
  for (const [key, arrived] of facts.annotations) {
    const node = known.get(key);
    const merged = node === undefined ? arrived : mergeAnnotations(annotationFrom(node), arrived);
    const properties = annotationProperties(merged);
    rows[merged.subject].push({ key, about: merged.about, properties });
    // What labels a pointer is about both, so that either leads to it.
    if (merged.label !== null) rows.label.push({ key, about: merged.label, properties });
  }
  const labels = [...facts.labels.keys()].sort(compareText);
  await writeRows(
    session,
    save.labels,
    labels.map((key) => ({ key, ...nameProperties(facts.labels.get(key) ?? key) })),
  );
  await writeRows(session, saveAnnotations.pointer, rows.pointer);
  await writeRows(session, saveAnnotations.run, rows.run);
  await writeRows(session, saveAnnotations.label, rows.label);
}
