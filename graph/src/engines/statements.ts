/**
 * How a write runs its statements: rows in chunks, and nothing at all for no rows. All chunks are sent
 * before the first is answered.
 */
import type { CypherRow, CypherSession, CypherValue, Query } from './cypher-engine.ts';

const ROWS_PER_STATEMENT = 2_000;

export async function writeRows(
  session: CypherSession,
  statement: Query,
  rows: readonly CypherValue[],
): Promise<void> {
  await readByRows(session, statement, rows);
}

export function readByKeys(
  session: CypherSession,
  statement: Query,
  keys: Iterable<string>,
): Promise<CypherRow[]> {
  return inChunks([...new Set(keys)], (chunk) => session.run(statement, { keys: chunk }));
}

export function readByRows(
  session: CypherSession,
  statement: Query,
  rows: readonly CypherValue[],
  parameters: Record<string, CypherValue> = {},
): Promise<CypherRow[]> {
  return inChunks(rows, (chunk) => session.run(statement, { ...parameters, rows: chunk }));
}

async function inChunks<T>(
  items: readonly T[],
  run: (chunk: readonly T[]) => Promise<readonly CypherRow[]>,
): Promise<CypherRow[]> {
  const sent: Promise<readonly CypherRow[]>[] = [];
  for (let start = 0; start < items.length; start += ROWS_PER_STATEMENT) {
    sent.push(run(items.slice(start, start + ROWS_PER_STATEMENT)));
  }
  return (await Promise.all(sent)).flat();
}
