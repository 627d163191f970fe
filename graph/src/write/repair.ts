/**
 * Carries on with what a write left to derive: one part is one transaction, which locks the pointer,
 * decides its next reads anew and moves the `Repair` on. Any number of processes may do it at once, and
 * one that dies in the middle leaves the part undone for the next.
 */

import type { CypherEngine, CypherSession, EngineKind } from '../engines/cypher-engine.ts';
import { query } from '../engines/query-files.ts';
import { readByKeys } from '../engines/statements.ts';
import { readHorizon, type StoreRules } from '../retention/horizon.ts';
import { type Affected, type ReadRange, readsWithin } from './affected-readers.ts';
import { lockerOf } from './lock-facts.ts';
import { loadPending, putRepairs, rangeFrom } from './pending-repairs.ts';
import { repointReads } from './repoint.ts';

const loadRepairs = query('write/load-repairs');
const deleteRepairs = query('write/delete-repairs');

/** Does one part of a pending repair; false when there is none. */
export async function repairSome(engine: CypherEngine, rules: StoreRules): Promise<boolean> {
  const [first] = await engine.read(loadPending);
  if (first === undefined) return false;
  await engine.write((session) => repairPart(session, engine.kind, first.pointer, rules));
  return true;
}

async function repairPart(
  session: CypherSession,
  kind: EngineKind,
  pointer: string,
  { clockSkew, repairMax }: StoreRules,
): Promise<void> {
  await lockerOf(session, kind, new Set())([pointer]);
  const [row] = await readByKeys(session, loadRepairs, [pointer]);
  // Another process was faster.
  if (row === undefined) return;
  const { reads, rest } = await nextReads(session, rangeFrom(row), repairMax);
  await repointReads(session, kind, reads, { clockSkew, horizon: await readHorizon(session) });
  if (rest.length > 0) await putRepairs(session, rest);
  else await readByKeys(session, deleteRepairs, [pointer]);
}

/** The first reads of a range, at least one µs of them. */
export async function nextReads(
  session: CypherSession,
  range: ReadRange,
  count: number,
): Promise<Affected> {
  for (let limit = BigInt(count) + 1n; ; limit *= 2n) {
    const next = await readsWithin(session, [range], limit);
    if (next.rest[0]?.from !== range.from) return next;
  }
}
