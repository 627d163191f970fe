/** `Repair` nodes: for each pointer the span of time in which dependencies are still to be derived anew. */

import type { CypherRow, CypherSession } from '../engines/cypher-engine.ts';
import { query } from '../engines/query-files.ts';
import { asBigInt, asText } from '../engines/row-values.ts';
import { readByKeys, writeRows } from '../engines/statements.ts';
import { joined, type ReadRange } from './affected-readers.ts';

const pendingRepairs = query('pending-repairs');
const loadRepairs = query('write/load-repairs');
const saveRepairs = query('write/save-repairs');

/** What is left to repair, mostly nothing. */
export async function loadPending(session: CypherSession): Promise<readonly ReadRange[]> {
  return (await session.run(pendingRepairs)).map(rangeFrom);
}

/** Joins the ranges with what is to repair already; the pointers are locked. */
export async function addRepairs(
  session: CypherSession,
  ranges: readonly ReadRange[],
): Promise<void> {
  const pointers = ranges.map(({ pointer }) => pointer);
  const known = (await readByKeys(session, loadRepairs, pointers)).map(rangeFrom);
  await putRepairs(session, joined([...known, ...ranges]));
}

export async function putRepairs(
  session: CypherSession,
  ranges: readonly ReadRange[],
): Promise<void> {
  await writeRows(
    session,
    saveRepairs,
    ranges.map(({ pointer, from, until }) => ({ key: pointer, from, until, pending: true })),
  );
}

export function rangeFrom(row: CypherRow): ReadRange {
  return { pointer: asText(row.pointer), from: asBigInt(row.from), until: asBigInt(row.until) };
}
