/**
 * One step of forgetting, in one transaction: some marked names, and some of the runs that name them,
 * are read as facts, taken away, and written back as what redaction leaves, by the usual write path.
 * A pointer with a million readers takes as many steps as that needs; it goes with the last of them.
 */

import { loadRuns } from '../cypher/run-rows.ts';
import type { CypherSession, EngineKind } from '../engines/cypher-engine.ts';
import { query } from '../engines/query-files.ts';
import { asRecord, asText, orNull } from '../engines/row-values.ts';
import { readByKeys, writeRows } from '../engines/statements.ts';
import { joinParts } from '../facts/fact-parts.ts';
import { compareText } from '../facts/keys.ts';
import type { PointerState } from '../facts/pointer-state.ts';
import { pointerFrom } from '../facts/properties.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import { tombstoneFrom } from '../forgetting.ts';
import { readHorizon, type StoreRules } from '../retention/horizon.ts';
import { waitingOf } from '../transfer/facts-of-lines.ts';
import { waitingText } from '../transfer/lines-of-facts.ts';
import {
  firstOf,
  type ReadRange,
  type Rewiring,
  readsByNewKin,
  readsOfLocked,
} from '../write/affected-readers.ts';
import { endWaiting, putWaiting } from '../write/bridges.ts';
import { lockerOf } from '../write/lock-facts.ts';
import { addRepairs } from '../write/pending-repairs.ts';
import type { Remembered } from '../write/refuse-forgotten.ts';
import { repointReads } from '../write/repoint.ts';
import { writeFacts } from '../write/write-facts.ts';
import { candidatesOf, namesAmong } from './forgotten-names.ts';
import {
  type Fate,
  type ForgottenName,
  type ForgottenNames,
  redactFacts,
  redactRun,
} from './redact-facts.ts';
import { saltsOf } from './salts.ts';

const NAMES_A_STEP = 100n;
const RUNS_A_STEP = 500n;

const statements = {
  waiting: query('forget/waiting'),
  waitingSpans: query('waiting-spans'),
  meta: query('meta'),
  tombstones: query('forget/tombstones'),
  lockRuns: query('retain/lock-runs'),
  lockSpans: query('retain/lock-spans'),
  loadPointers: query('write/load-pointers'),
  writers: query('forget/writers-of-pointers'),
  readers: query('forget/readers-of-pointers'),
  waitingRuns: query('write/waiting-runs'),
  dependents: query('forget/dependents-of-runs'),
  nestings: query('forget/nestings-of-runs'),
  annotationsOfPointers: query('forget/annotations-of-pointers'),
  annotationsOfRuns: query('forget/annotations-of-runs'),
  deleteAnnotations: query('forget/delete-annotations'),
  deleteTriggers: query('forget/delete-triggers'),
  deletePointers: query('forget/delete-pointers'),
  deleteRuns: query('forget/delete-runs'),
  deleteConsumed: query('forget/delete-consumed'),
  deleteProduced: query('forget/delete-produced'),
  deleteDependsOn: query('forget/delete-depends-on'),
  deletePartOf: query('forget/delete-part-of'),
  deleteChildOf: query('forget/delete-child-of'),
  deleteLinkedTo: query('forget/delete-linked-to'),
  deleteDaily: query('forget/delete-daily-depends-on'),
  deleteRepairs: query('write/delete-repairs'),
  loneMetrics: query('forget/delete-lone-metrics'),
  loneSlices: query('forget/delete-lone-slices'),
  loneLabels: query('forget/delete-lone-labels'),
  loneSpans: query('forget/delete-lone-spans'),
  untie: query('forget/untie'),
  settle: query('forget/settle'),
  countRemoved: query('forget/count-removed'),
};

/** What is written here has been redacted already. */
const EVERYTHING: Remembered = 'everything';

export async function sweepForgotten(
  session: CypherSession,
  kind: EngineKind,
  rules: StoreRules,
): Promise<boolean> {
  const step = await nextStep(session);
  if (step === null) return redactAllWaiting(session);
  const { names } = step;
  const horizon = await readHorizon(session);
  const lockMore = lockerOf(session, kind, new Set());
  await lockMore(names.pointers.keys());
  if (kind === 'neo4j') {
    await readByKeys(session, statements.lockRuns, inOrder(names.runs.keys()));
    await readByKeys(session, statements.lockSpans, inOrder(names.runs.keys()));
  }
  const { referrers, whole: pointersWhole } = await runsNaming(session, names);
  const before = await loadRuns(session, [...new Set([...names.runs.keys(), ...referrers])]);
  const pointers = await loadPointers(session, names);
  const renested = renestedRuns(before, names);
  const around = { ...rules, lockMore };
  const { readers, rest } = await readersAround(
    session,
    [...names.runs.keys(), ...renested],
    around,
  );
  for (const run of before.values()) {
    if ([...run.links].some((link) => names.runs.has(link))) readers.add(run.key);
  }
  const annotations = await deleteAnnotations(session, names);
  await deleteRuns(session, before, names, renested);

  const after = new Map<string, RunFacts>();
  for (const [key, run] of before) {
    const name = names.runs.get(key);
    if (name?.fate !== 'erase') after.set(name?.as ?? key, redactRun(run, name, names));
  }
  const none = {
    components: new Map(),
    codes: new Map(),
    labels: new Map(),
    annotations: new Map(),
    waiting: new Map(),
  };
  const left = redactFacts({ ...none, runs: new Map(), pointers }, names);
  const facts = { ...left, runs: after };
  await writeFacts(session, kind, facts, {
    ...rules,
    horizon,
    mustBeKnown: new Set(),
    remembered: EVERYTHING,
    bridges: 'none',
  });
  const whole = pointersWhole ? [...names.pointers.values()] : [];
  await settle(session, [...whole, ...names.runs.values()]);
  await deleteLone(session, before, names, annotations.labels);
  const others = [...readers].filter((run) => !names.runs.has(run));
  const found = firstOf(await readsOfLocked(session, others, lockMore), rules.repairMax);
  await repointReads(session, kind, found.reads, { ...rules, horizon });
  await addRepairs(session, [...rest, ...found.rest]);
  if (pointersWhole) await deletePointers(session, names);
  await countRemoved(session, step.receipt, {
    annotations: annotations.count,
    runs: [...before.values()].filter(({ key }) => names.runs.has(key)),
  });
  return true;
}

async function countRemoved(
  session: CypherSession,
  receipt: string | null,
  { annotations, runs }: { readonly annotations: number; readonly runs: readonly RunFacts[] },
): Promise<void> {
  if (receipt === null) return;
  await session.run(statements.countRemoved, {
    key: receipt,
    metrics: BigInt(runs.reduce((sum, run) => sum + run.metrics.size, 0)),
    triggers: BigInt(runs.reduce((sum, run) => sum + run.triggers.size, 0)),
    annotations: BigInt(annotations),
  });
}

/** What waits names pointers in its text alone, so it is looked through whole; a day of it is few. */
async function redactAllWaiting(session: CypherSession): Promise<boolean> {
  const all = { before: 2n ** 62n, limit: 2n ** 31n - 1n };
  const texts = new Map<string, string>();
  for (const row of await session.run(statements.waitingSpans, all)) {
    texts.set(asText(row.key), asText(row.facts));
  }
  if (texts.size === 0) return false;
  const facts = joinParts([{ waiting: [...texts.values()].map(waitingOf) }]);
  const [meta] = await session.run(statements.meta);
  const candidates = candidatesOf(facts, saltsOf(meta));
  const found = await readByKeys(session, statements.tombstones, candidates.keys());
  const { waiting } = redactFacts(facts, namesAmong(candidates, found.map(tombstoneFrom)));
  const gone = [...texts.keys()].filter((key) => !waiting.has(key));
  const changed = [...waiting.values()].filter((one) => waitingText(one) !== texts.get(one.key));
  await endWaiting(session, gone);
  // They wait already, and since when stays.
  await putWaiting(session, changed, 0n);
  return gone.length + changed.length > 0;
}

async function settle(session: CypherSession, done: readonly ForgottenName[]): Promise<void> {
  const keys = done.map(({ as }) => as);
  await readByKeys(session, statements.untie, keys);
  await readByKeys(session, statements.settle, keys);
}

interface Step {
  readonly names: ForgottenNames;
  readonly receipt: string | null;
}

/** Names of one receipt, so that what goes is counted to it. */
async function nextStep(session: CypherSession): Promise<Step | null> {
  const rows = await session.run(statements.waiting, { limit: NAMES_A_STEP });
  const [first] = rows;
  if (first === undefined) return null;
  const receipt = orNull(first.receipt, asText);
  const names = {
    pointers: new Map<string, ForgottenName>(),
    runs: new Map<string, ForgottenName>(),
  };
  for (const row of rows) {
    if (orNull(row.receipt, asText) !== receipt) continue;
    const of = row.kind === 'pointer' ? names.pointers : names.runs;
    of.set(asText(row.name), { as: asText(row.key), fate: asText(row.fate) as Fate });
  }
  return { names, receipt };
}

/** Writers before readers: then a reader finds all of them in their new place. */
async function runsNaming(
  session: CypherSession,
  names: ForgottenNames,
): Promise<{ readonly referrers: ReadonlySet<string>; readonly whole: boolean }> {
  const referrers = new Set<string>();
  for (const row of await readByKeys(session, statements.waitingRuns, names.runs.keys())) {
    referrers.add(asText(row.run));
  }
  const keys = [...names.pointers.keys()];
  if (keys.length === 0) return { referrers, whole: true };
  const writers = await session.run(statements.writers, { keys, limit: RUNS_A_STEP });
  for (const row of writers) referrers.add(asText(row.run));
  const limit = RUNS_A_STEP - BigInt(writers.length);
  if (limit <= 0n) return { referrers, whole: false };
  const readers = await session.run(statements.readers, { keys, limit });
  for (const row of readers) referrers.add(asText(row.run));
  return { referrers, whole: BigInt(readers.length) < limit };
}

async function loadPointers(
  session: CypherSession,
  names: ForgottenNames,
): Promise<ReadonlyMap<string, PointerState>> {
  const rows = await readByKeys(session, statements.loadPointers, names.pointers.keys());
  const states = rows.flatMap((row) => pointerFrom(asRecord(row.node)) ?? []);
  return new Map(states.map((state) => [state.key, state]));
}

/** Runs that name a forgotten one as parent: all their nesting is derived anew. */
function renestedRuns(
  before: ReadonlyMap<string, RunFacts>,
  names: ForgottenNames,
): readonly string[] {
  return [...before.values()]
    .filter(
      ({ key, parents }) => !names.runs.has(key) && [...parents].some((p) => names.runs.has(p)),
    )
    .map(({ key }) => key);
}

/** Runs whose choice of a producer may follow from a run that goes, as dependent or by kinship. */
async function readersAround(
  session: CypherSession,
  runs: readonly string[],
  rules: Pick<Rewiring, 'clockSkew' | 'repairMax' | 'lockMore'>,
): Promise<{ readonly readers: Set<string>; readonly rest: readonly ReadRange[] }> {
  const readers = new Set<string>();
  for (const row of await readByKeys(session, statements.dependents, runs)) {
    readers.add(asText(row.run));
  }
  const nestings = (await readByKeys(session, statements.nestings, runs)).map((row) => ({
    run: asText(row.run),
    other: asText(row.other),
  }));
  const { reads, rest } = await readsByNewKin(session, { ...rules, nestings: { added: nestings } });
  for (const read of reads) readers.add(read.run);
  // An outer run that the forgotten one stood before may be chosen by anybody who reads what it wrote.
  for (const { run, other } of nestings) readers.add(run).add(other);
  return { readers, rest };
}

/**
 * Every read of the pointer has been decided anew where it went, so nothing is left for a repair. What
 * summaries know of it by name goes with it.
 */
async function deletePointers(session: CypherSession, names: ForgottenNames): Promise<void> {
  const keys = [...names.pointers.keys()];
  await readByKeys(session, statements.deleteDaily, keys);
  await readByKeys(session, statements.deleteRepairs, keys);
  await readByKeys(session, statements.deletePointers, keys);
}

async function deleteAnnotations(
  session: CypherSession,
  names: ForgottenNames,
): Promise<{ readonly count: number; readonly labels: readonly string[] }> {
  const rows = [
    ...(await readByKeys(session, statements.annotationsOfPointers, names.pointers.keys())),
    ...(await readByKeys(session, statements.annotationsOfRuns, names.runs.keys())),
  ];
  const keys = rows.map((row) => asText(row.key));
  await readByKeys(session, statements.deleteAnnotations, keys);
  return { count: keys.length, labels: rows.flatMap((row) => orNull(row.label, asText) ?? []) };
}

/** Forgotten runs whole; of the others only what names something forgotten. */
async function deleteRuns(
  session: CypherSession,
  before: ReadonlyMap<string, RunFacts>,
  names: ForgottenNames,
  renested: readonly string[],
): Promise<void> {
  const rows = {
    consumed: [] as { run: string; pointer: string }[],
    produced: [] as { run: string; pointer: string }[],
    parents: [] as { run: string; other: string }[],
    links: [] as { run: string; other: string }[],
  };
  const triggers: string[] = [];
  for (const run of renested) {
    for (const other of before.get(run)?.parents ?? []) rows.parents.push({ run, other });
  }
  for (const run of before.values()) {
    if (names.runs.has(run.key)) {
      triggers.push(...run.triggers.keys());
      continue;
    }
    for (const pointer of names.pointers.keys()) {
      if (run.inputs.has(pointer)) rows.consumed.push({ run: run.key, pointer });
      if (run.outputs.has(pointer)) rows.produced.push({ run: run.key, pointer });
    }
    for (const other of names.runs.keys()) {
      if (run.links.has(other)) rows.links.push({ run: run.key, other });
    }
  }
  await writeRows(session, statements.deleteConsumed, rows.consumed);
  await writeRows(session, statements.deleteDependsOn, rows.consumed);
  await writeRows(session, statements.deleteProduced, rows.produced);
  await writeRows(session, statements.deleteChildOf, rows.parents);
  await readByKeys(session, statements.deletePartOf, renested);
  await writeRows(session, statements.deleteLinkedTo, rows.links);
  await readByKeys(session, statements.deleteTriggers, triggers);
  await readByKeys(session, statements.deleteRuns, names.runs.keys());
}

/** Nodes that only forgotten runs were tied to. */
async function deleteLone(
  session: CypherSession,
  before: ReadonlyMap<string, RunFacts>,
  names: ForgottenNames,
  labels: readonly string[],
): Promise<void> {
  const keys = {
    metrics: new Set<string>(),
    slices: new Set<string>(),
    labels: new Set(labels),
    spans: new Set<string>(names.runs.keys()),
  };
  for (const [key, run] of before) {
    if (!names.runs.has(key)) continue;
    for (const metric of run.metrics.keys()) keys.metrics.add(metric);
    for (const slice of run.slices.keys()) keys.slices.add(slice);
    for (const label of run.labels.keys()) keys.labels.add(label);
    for (const span of [...run.parents, ...run.links, ...run.spans]) keys.spans.add(span);
  }
  await readByKeys(session, statements.loneMetrics, keys.metrics);
  await readByKeys(session, statements.loneSlices, keys.slices);
  await readByKeys(session, statements.loneLabels, keys.labels);
  await readByKeys(session, statements.loneSpans, keys.spans);
}

function inOrder(keys: Iterable<string>): readonly string[] {
  return [...keys].sort(compareText);
}
