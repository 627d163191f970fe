/** How a write runs its statements: rows in chunks, and nothing at all for no rows. */
import type { CypherRow, CypherSession, CypherValue, Query } from './cypher-engine.ts';

const ROWS_PER_STATEMENT = 2_000;

export async function writeRows(
  session: CypherSession,
  statement: Query,
  rows: readonly CypherValue[],
): Promise<void> {
  for (const chunk of chunksOf(rows, ROWS_PER_STATEMENT)) {
    await session.run(statement, { rows: chunk });
  }
}

export async function readByKeys(
  session: CypherSession,
  statement: Query,
  keys: Iterable<string>,
): Promise<CypherRow[]> {
  const found: CypherRow[] = [];
  for (const chunk of chunksOf([...new Set(keys)], ROWS_PER_STATEMENT)) {
    for (const row of await session.run(statement, { keys: chunk })) found.push(row);
  }
  return found;
}

export async function readByRows(
  session: CypherSession,
  statement: Query,
  rows: readonly CypherValue[],
): Promise<CypherRow[]> {
  const found: CypherRow[] = [];
  for (const chunk of chunksOf(rows, ROWS_PER_STATEMENT)) {
    for (const row of await session.run(statement, { rows: chunk })) found.push(row);
  }
  return found;
}

function chunksOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  if (items.length <= size) return items.length === 0 ? [] : [items];
  const chunks: T[][] = [];
  for (let start = 0; start < items.length; start += size) {
    chunks.push(items.slice(start, start + size));
  }
  return chunks;
}
