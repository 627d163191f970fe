/** Derives `DEPENDS_ON` for the reads that a write may have changed, and writes only the difference. */
import { affectedReads, type Read, type Rewiring } from './affected-readers.ts';
import type { Kinship, ProducerFact } from './choose-producer.ts';
import type { CypherSession, EngineKind } from './cypher-engine.ts';
import { kinshipOf } from './kinship.ts';
import { ownersOf } from './nest-runs.ts';
import { type Choosing, chooseProducers } from './producer-windows.ts';
import type { Properties } from './properties.ts';
import { query } from './query-files.ts';
import { asBigInt, asText, orNull } from './row-values.ts';
import { readByKeys, writeRows } from './statements.ts';

const ancestors = query('ancestors');
const linksOfRuns = query('write/links-of-runs');
const ioOfRuns = query('write/io-of-runs');
const dependencies = query('write/dependencies-of-runs');
const createDependsOn = query('write/create-depends-on');
const deleteDependsOn = query('write/delete-depends-on');

export async function repoint(
  session: CypherSession,
  kind: EngineKind,
  rewiring: Rewiring,
): Promise<void> {
  const reads = await affectedReads(session, rewiring);
  if (reads.length > 0) await repointReads(session, kind, reads, rewiring);
}

/** Decides these reads anew. */
export async function repointReads(
  session: CypherSession,
  kind: EngineKind,
  reads: readonly Read[],
  { clockSkew, horizon }: Pick<Rewiring, 'clockSkew' | 'horizon'>,
): Promise<void> {
  const choices = await chooseProducers(session, kind, reads, {
    clockSkew,
    linked: await linkedProducers(session, reads),
    kinship: kinshipWithin(session),
  });
  await writeDifference(session, choices, horizon);
}

async function writeDifference(
  session: CypherSession,
  choices: ReadonlyMap<Read, ProducerFact | null>,
  horizon: bigint | null,
): Promise<void> {
  const known = new Map<string, { other: string; at: bigint }[]>();
  const runs = [...choices.keys()].map((read) => read.run);
  for (const row of await readByKeys(session, dependencies, runs)) {
    const key = JSON.stringify([asText(row.run), asText(row.pointer)]);
    const edge = { other: asText(row.other), at: asBigInt(row.at) };
    known.set(key, [...(known.get(key) ?? []), edge]);
  }
  const created: Properties[] = [];
  const deleted: Properties[] = [];
  for (const [{ run, pointer, at }, producer] of choices) {
    const edges = known.get(JSON.stringify([run, pointer])) ?? [];
    if (horizon !== null && edges.some((edge) => edge.at < horizon)) continue;
    const kept = edges.find((edge) => edge.other === producer?.run && edge.at === at);
    for (const { other } of edges) {
      if (other !== kept?.other) deleted.push({ run, other, pointer });
    }
    if (producer !== null && kept === undefined) {
      created.push({ run, other: producer.run, pointer, at });
    }
  }
  await writeRows(session, deleteDependsOn, deleted);
  await writeRows(session, createDependsOn, created);
}

/** Ancestors are asked for once a run and kept for this write. */
function kinshipWithin(session: CypherSession): Choosing['kinship'] {
  const table = new Map<string, Set<string>>();
  const kinship: Kinship = kinshipOf(table);
  return async (runs) => {
    const missing = [...runs].filter((run) => !table.has(run));
    for (const run of missing) table.set(run, new Set());
    for (const row of await readByKeys(session, ancestors, missing)) {
      table.get(asText(row.run))?.add(asText(row.ancestor));
    }
    return kinship;
  };
}

async function linkedProducers(
  session: CypherSession,
  reads: readonly Read[],
): Promise<Choosing['linked']> {
  const none = { runs: new Set<string>(), producers: [] };
  const links = await readByKeys(
    session,
    linksOfRuns,
    reads.map((read) => read.run),
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
