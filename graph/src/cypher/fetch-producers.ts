/** The latest writers of pointers: what dependencies are chosen from. */
import type { CypherSession, EngineKind } from '../engines/cypher-engine.ts';
import { query } from '../engines/query-files.ts';
import { asBigInt, asNumber, asText, orNull } from '../engines/row-values.ts';
import { readByKeys, readByRows } from '../engines/statements.ts';
import type { ProducerRow, ProducersQuery } from '../lineage-store.ts';

const statements = {
  latest: query('producers'),
  ofFew: query('producers-of-few'),
  count: query('count-writers'),
};

export interface Writer extends ProducerRow {
  /** It is nested in another run. */
  readonly enclosed: boolean;
}

/** Up to so many writers are fetched whole rather than asked for by themselves. */
const FEW_WRITERS = 32;

/** The latest writers of each pointer, at most `limit` each. */
export async function fetchProducers(
  session: CypherSession,
  kind: EngineKind,
  queries: readonly ProducersQuery[],
  limit: bigint,
): Promise<Writer[]> {
  if (queries.length === 0) return [];
  if (kind === 'neo4j') {
    const rows = queries.map(({ pointer, until }) => ({ pointer, until }));
    const found = await readByRows(session, statements.latest, rows, { limit });
    return found.map((row) => writerFrom(row));
  }
  const hot = await manyWriters(session, queries);
  const few = queries.filter(({ pointer }) => !hot.has(pointer));
  const found = [...(await producersOfFew(session, few, limit))];
  for (const { pointer, until } of queries.filter((wanted) => hot.has(wanted.pointer))) {
    const rows = await session.run(statements.latest, { pointer, until, limit });
    for (const row of rows) found.push(writerFrom(row, pointer));
  }
  return found;
}

/** The embedded engine has no cheap "the latest few of each": pointers with few writers are fetched whole, together. */
async function producersOfFew(
  session: CypherSession,
  queries: readonly ProducersQuery[],
  limit: bigint,
): Promise<readonly Writer[]> {
  const byQuery = new Map<number, Writer[]>();
  const rows = queries.map(({ pointer, until }, index) => ({
    index: BigInt(index),
    pointer,
    until,
  }));
  for (const row of await readByRows(session, statements.ofFew, rows)) {
    const index = asNumber(row.index);
    const producer = writerFrom(row, queries[index]?.pointer ?? '');
    const known = byQuery.get(index);
    if (known === undefined) byQuery.set(index, [producer]);
    else known.push(producer);
  }
  return [...byQuery.values()].flatMap((producers) => latestOf(producers, limit));
}

function latestOf(producers: Writer[], limit: bigint): readonly Writer[] {
  producers.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
  return BigInt(producers.length) > limit ? producers.slice(0, Number(limit)) : producers;
}

async function manyWriters(
  session: CypherSession,
  queries: readonly ProducersQuery[],
): Promise<ReadonlySet<string>> {
  const pointers = queries.map(({ pointer }) => pointer);
  if (pointers.length === 1) return new Set(pointers);
  const counts = await readByKeys(session, statements.count, pointers);
  const many = counts.filter((row) => asNumber(row.writers) > FEW_WRITERS);
  return new Set(many.map((row) => asText(row.pointer)));
}

export function writerFrom(row: Record<string, unknown>, pointer?: string): Writer {
  return {
    pointer: pointer ?? asText(row.pointer),
    run: asText(row.run),
    at: asBigInt(row.at),
    digest: orNull(row.digest, asText),
    encloses: row.encloses === true,
    enclosed: row.enclosed === true,
  };
}
