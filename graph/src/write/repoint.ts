/** Derives `DEPENDS_ON` for the reads that a write may have changed, and writes only the difference. */

import type { RunChanges } from '../cypher/run-rows.ts';
import type { CypherSession, EngineKind } from '../engines/cypher-engine.ts';
import { query } from '../engines/query-files.ts';
import { asBigInt, asText, orNull } from '../engines/row-values.ts';
import { readByKeys, writeRows } from '../engines/statements.ts';
import type { Kinship, ProducerFact } from '../facts/choose-producer.ts';
import { kinshipOf } from '../facts/kinship.ts';
import type { Properties } from '../facts/properties.ts';
import { affectedReads, type Read, type Rewiring } from './affected-readers.ts';
import { batchWindows } from './batch-windows.ts';
import { ownersOf } from './nest-runs.ts';
import { addRepairs } from './pending-repairs.ts';
import { type Choosing, chooseProducers } from './producer-windows.ts';

const ancestors = query('ancestors');
const linksOfRuns = query('write/links-of-runs');
const ioOfRuns = query('write/io-of-runs');
const dependencies = query('write/dependencies-of-runs');
const createDependsOn = query('write/create-depends-on');
const deleteDependsOn = query('write/delete-depends-on');

/**
 * Decides anew what the write may have changed, and leaves a `Repair` for what is too much. All is decided
 * and sent then, `written` resolves when it is in.
 */
export async function repoint(
  session: CypherSession,
  kind: EngineKind,
  rewiring: Rewiring,
): Promise<{ readonly written: Promise<void> }> {
  const { changes, nestings, pointers, clockSkew, horizon } = rewiring;
  const { reads, rest } = await affectedReads(session, rewiring);
  if (rest.length > 0) await addRepairs(session, rest);
  const choices = await chooseProducers(session, kind, reads, {
    clockSkew,
    linked: await linkedProducers(session, reads, changes),
    kinship: kinshipWithin(session, changes),
    near: batchWindows(changes, nestings, pointers, clockSkew),
  });
  return { written: writeDifference(session, choices, { fresh: changes.fresh, horizon }) };
}

/** Decides these reads anew; their pointers are locked. */
export async function repointReads(
  session: CypherSession,
  kind: EngineKind,
  reads: readonly Read[],
  { clockSkew, horizon }: Pick<Rewiring, 'clockSkew' | 'horizon'>,
): Promise<void> {
  const choices = await chooseReads(session, kind, reads, clockSkew);
  await writeDifference(session, choices, { fresh: new Set(), horizon });
}

/** The run that each read depends on, by the facts in the store. */
export async function chooseReads(
  session: CypherSession,
  kind: EngineKind,
  reads: readonly Read[],
  clockSkew: bigint,
): Promise<ReadonlyMap<Read, ProducerFact | null>> {
  return chooseProducers(session, kind, reads, {
    clockSkew,
    linked: await linkedProducers(session, reads, NO_CHANGES),
    kinship: kinshipWithin(session, NO_CHANGES),
  });
}

/** What is known of runs without asking the store. */
type KnownRuns = Pick<RunChanges, 'runs'>;
const NO_CHANGES: KnownRuns = { runs: new Map() };

async function writeDifference(
  session: CypherSession,
  choices: ReadonlyMap<Read, ProducerFact | null>,
  { fresh, horizon }: { fresh: ReadonlySet<string>; horizon: bigint | null },
): Promise<void> {
  const known = new Map<string, { other: string; at: bigint }[]>();
  const runs = [...choices.keys()].map((read) => read.run).filter((run) => !fresh.has(run));
  for (const row of await readByKeys(session, dependencies, runs)) {
    const key = JSON.stringify([asText(row.run), asText(row.pointer)]);
    const edge = { other: asText(row.other), at: asBigInt(row.at) };
    known.set(key, [...(known.get(key) ?? []), edge]);
  }
  const created = new Map<string, Properties[]>();
  const deleted: Properties[] = [];
  for (const [{ run, pointer, at }, producer] of choices) {
    const edges = fresh.has(run) ? [] : (known.get(JSON.stringify([run, pointer])) ?? []);
    if (horizon !== null && edges.some((edge) => edge.at < horizon)) continue;
    const kept = edges.find((edge) => edge.other === producer?.run && edge.at === at);
    for (const { other } of edges) {
      if (other !== kept?.other) deleted.push({ run, other, pointer });
    }
    if (producer !== null && kept === undefined) {
      const edge = { other: producer.run, pointer, at };
      const edgesOfRun = created.get(run);
      if (edgesOfRun === undefined) created.set(run, [edge]);
      else edgesOfRun.push(edge);
    }
  }
  await Promise.all([
    writeRows(session, deleteDependsOn, deleted),
    writeRows(
      session,
      createDependsOn,
      [...created].map(([run, edges]) => ({ run, edges })),
    ),
  ]);
}

/** Ancestors are asked for once a run and kept for this write; a run that names no parent has none. */
function kinshipWithin(session: CypherSession, { runs: known }: KnownRuns): Choosing['kinship'] {
  const table = new Map<string, Set<string>>();
  const kinship: Kinship = kinshipOf(table);
  return async (runs, kinless) => {
    const missing: string[] = [];
    for (const run of runs) {
      if (table.has(run)) continue;
      table.set(run, new Set());
      if (kinless?.has(run) !== true && known.get(run)?.parents.size !== 0) missing.push(run);
    }
    for (const row of await readByKeys(session, ancestors, missing)) {
      table.get(asText(row.run))?.add(asText(row.ancestor));
    }
    return kinship;
  };
}

async function linkedProducers(
  session: CypherSession,
  reads: readonly Read[],
  { runs: known }: KnownRuns,
): Promise<Choosing['linked']> {
  const none = { runs: new Set<string>(), producers: [] };
  const links = await readByKeys(
    session,
    linksOfRuns,
    reads.map((read) => read.run).filter((run) => known.get(run)?.links.size !== 0),
  );
  if (links.length === 0) return () => none;
  const owners = await ownersOf(
    session,
    links.map((row) => asText(row.span)),
  );
  const linkedTo = new Map<string, Set<string>>();
  for (const row of links) {
    const run = asText(row.run);
    const known = linkedTo.get(run) ?? new Set();
    for (const owner of owners.get(asText(row.span)) ?? []) known.add(owner);
    linkedTo.set(run, known);
  }
  const written = new Map<string, ProducerFact[]>();
  const writers = [...linkedTo.values()].flatMap((runs) => [...runs]);
  for (const row of await readByKeys(session, ioOfRuns, writers)) {
    if (row.how !== 'PRODUCED') continue;
    const pointer = asText(row.pointer);
    const producer = {
      run: asText(row.run),
      at: orNull(row.at, asBigInt),
      digest: orNull(row.digest, asText),
    };
    written.set(pointer, [...(written.get(pointer) ?? []), producer]);
  }
  return ({ run, pointer }) => {
    const runs = linkedTo.get(run);
    if (runs === undefined || runs.size === 0) return none;
    const producers = (written.get(pointer) ?? []).filter((producer) => runs.has(producer.run));
    return { runs, producers };
  };
}
