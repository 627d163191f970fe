/**
 * Which old runs stay whole, and why. Each reason is read from what folding leaves alone (kept runs, and
 * what summaries and pointers remember of folded ones), so it is the same whether the others are folded
 * yet or not: that is what lets retention work in pieces, in any order, and after a kill.
 */

import { fetchProducers } from '../cypher/fetch-producers.ts';
import { loadRuns } from '../cypher/run-rows.ts';
import type { CypherSession, Query } from '../engines/cypher-engine.ts';
import { query } from '../engines/query-files.ts';
import { asText } from '../engines/row-values.ts';
import { readByKeys } from '../engines/statements.ts';
import type { ProducerFact } from '../facts/choose-producer.ts';
import { compareText } from '../facts/keys.ts';
import { type RunFacts, writtenAt } from '../facts/run-facts.ts';
import { compareBigInts } from '../facts/stamp.ts';
import { dayOf } from '../facts/time.ts';
import type { ProducerRow } from '../lineage-store.ts';
import type { FoldContext } from './fold-context.ts';
import { digestClass, isOver, isPast, type KeptReason } from './retention-rules.ts';

const marked = query('retain/marked');
const needed = query('retain/needed');
const ancestorsOf = query('ancestors');
const descendantsOf = query('write/descendants');
const ioOfRuns = query('write/io-of-runs');

/** How far back the writers of a pointer are looked at, round by round. */
const LOOK_BACK = [8n, 1_000n, 2n ** 53n];

/** Why each of these runs stays; one that is not in the map is to be folded. */
export async function keptReasons(
  session: CypherSession,
  runs: ReadonlyMap<string, RunFacts>,
  context: FoldContext,
): Promise<ReadonlyMap<string, KeptReason>> {
  const reasons = await ownReasons(session, runs, context);
  const open = [...runs.keys()].filter((key) => !reasons.has(key));
  const nested = new Map<string, string[]>();
  for (const row of await readByKeys(session, descendantsOf, open)) {
    const run = asText(row.run);
    nested.set(run, [...(nested.get(run) ?? []), asText(row.descendant)]);
  }
  if (nested.size === 0) return reasons;
  const others = [...nested.values()].flat().filter((key) => !runs.has(key));
  const inner = await ownReasons(session, await loadRuns(session, others), context);
  const all = new Map(reasons);
  for (const [run, descendants] of nested) {
    if (descendants.some((key) => reasons.has(key) || inner.has(key))) all.set(run, 'nested');
  }
  return all;
}

/** Reasons of its own, without those of the runs inside it. */
async function ownReasons(
  session: CypherSession,
  runs: ReadonlyMap<string, RunFacts>,
  context: FoldContext,
): Promise<Map<string, KeptReason>> {
  const reasons = new Map<string, KeptReason>();
  const open = new Map(runs);
  const keep = (keys: Iterable<string>, reason: KeptReason): void => {
    for (const key of keys) if (open.delete(key)) reasons.set(key, reason);
  };
  const those = (is: (run: RunFacts) => boolean): string[] =>
    [...open.values()].filter(is).map(({ key }) => key);

  keep(
    those((run) => !isOver(run, context.horizon)),
    'unfinished',
  );
  await context.counts.read(session, [...open.values()].map(componentDay));
  keep(
    those((run) => {
      const { component, day } = componentDay(run);
      return !context.hasMany(component, day);
    }),
    'fewADay',
  );
  keep(
    those((run) => run.labels.size > 0),
    'marked',
  );
  keep(await keysOf(session, marked, open), 'marked');
  keep(await keysOf(session, needed, open, context.horizon), 'needed');
  keep(await lastRuns(session, open, context), 'latest');
  const { latest, coWriters } = await heldByPointers(session, open, context);
  keep(latest, 'latest');
  keep(coWriters, 'nested');
  return reasons;
}

function componentDay({ head, start }: RunFacts): { component: string; day: string } {
  return { component: head?.component ?? '', day: start === null ? '' : dayOf(start) };
}

async function keysOf(
  session: CypherSession,
  statement: Query,
  open: ReadonlyMap<string, RunFacts>,
  horizon?: bigint,
): Promise<readonly string[]> {
  if (open.size === 0) return [];
  const keys = [...open.keys()];
  const rows = await session.run(statement, horizon === undefined ? { keys } : { keys, horizon });
  return rows.map((row) => asText(row.key));
}

async function lastRuns(
  session: CypherSession,
  open: ReadonlyMap<string, RunFacts>,
  context: FoldContext,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const run of open.values()) {
    const last = await context.lastOf(session, componentDay(run).component);
    const isLastOk = run.head?.state === 'ok' && run.head.end === last.end;
    if (run.start === last.start || isLastOk) found.push(run.key);
  }
  return found;
}

interface Write extends ProducerFact {
  readonly pointer: string;
  readonly at: bigint;
}

/** Writers of pointers that somebody may still read. */
async function heldByPointers(
  session: CypherSession,
  open: ReadonlyMap<string, RunFacts>,
  context: FoldContext,
): Promise<{ latest: readonly string[]; coWriters: readonly string[] }> {
  const writes = [...open.values()].flatMap((run) =>
    [...run.outputs].flatMap(([pointer, io]): Write[] => {
      const at = writtenAt(run, io);
      return at === null ? [] : [{ run: run.key, pointer, at, digest: io.digest }];
    }),
  );
  const uses = await context.usesOf(
    session,
    writes.map(({ pointer }) => pointer),
  );
  const live = writes.filter(({ pointer }) => {
    const use = uses.get(pointer);
    return use !== undefined && !isPast(use, context.horizon);
  });
  if (live.length === 0) return { latest: [], coWriters: [] };
  const shared = await sharedWithKin(session, live, [ancestorsOf, descendantsOf]);
  const coWriters = new Set(shared.map(({ run }) => run));
  const alone = live.filter(({ run }) => !coWriters.has(run));
  return { latest: await latestOf(session, alone, context), coWriters: [...coWriters] };
}

type Written = Pick<Write, 'run' | 'pointer'>;

/** Those of the writes whose pointer kin of their run, in one of these directions, wrote as well. */
async function sharedWithKin<W extends Written>(
  session: CypherSession,
  writes: readonly W[],
  directions: readonly Query[],
): Promise<readonly W[]> {
  const keys = new Set(writes.map(({ run }) => run));
  const kin = new Map<string, Set<string>>();
  for (const direction of directions) {
    for (const row of await readByKeys(session, direction, keys)) {
      const run = asText(row.run);
      const other = asText(row.ancestor ?? row.descendant);
      if (other !== run) kin.set(run, (kin.get(run) ?? new Set()).add(other));
    }
  }
  const wrote = await outputsOf(
    session,
    [...kin.values()].flatMap((others) => [...others]),
  );
  return writes.filter(({ run, pointer }) =>
    [...(kin.get(run) ?? [])].some((other) => wrote.get(other)?.has(pointer) === true),
  );
}

async function outputsOf(
  session: CypherSession,
  runs: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const outputs = new Map<string, Set<string>>();
  for (const row of await readByKeys(session, ioOfRuns, runs)) {
    if (row.how !== 'PRODUCED') continue;
    const run = asText(row.run);
    outputs.set(run, (outputs.get(run) ?? new Set()).add(asText(row.pointer)));
  }
  return outputs;
}

/** The writers that no later write before the horizon shadows. */
async function latestOf(
  session: CypherSession,
  writes: readonly Write[],
  context: FoldContext,
): Promise<readonly string[]> {
  const held: string[] = [];
  let open = writes;
  for (const limit of LOOK_BACK) {
    if (open.length === 0) break;
    const windows = await laterWrites(session, open, limit, context);
    const undecided: Write[] = [];
    for (const write of open) {
      const window = windows.get(write.pointer) ?? { rows: [], whole: true };
      const shadowed = window.rows.some(
        (row) =>
          digestClass(row.digest) === digestClass(write.digest) && compareWrites(row, write) > 0,
      );
      if (shadowed) continue;
      const seen = window.whole || window.rows.some((row) => row.at < write.at);
      if (seen) held.push(write.run);
      else undecided.push(write);
    }
    open = undecided;
  }
  return held;
}

interface Window {
  readonly rows: readonly ProducerRow[];
  /** No write before the horizon is missing. */
  readonly whole: boolean;
}

/** The latest writes before the horizon, without those of runs that give way to a run inside them. */
async function laterWrites(
  session: CypherSession,
  writes: readonly Write[],
  limit: bigint,
  { kind, horizon }: FoldContext,
): Promise<ReadonlyMap<string, Window>> {
  const pointers = new Set(writes.map(({ pointer }) => pointer));
  const queries = [...pointers].map((pointer) => ({ pointer, until: horizon - 1n }));
  const rows = await fetchProducers(session, kind, queries, limit);
  const enclosing = rows.filter(({ encloses }) => encloses);
  const outer: ReadonlySet<ProducerRow> = new Set(
    await sharedWithKin(session, enclosing, [descendantsOf]),
  );
  const windows = new Map<string, ProducerRow[]>();
  for (const row of rows) {
    const known = windows.get(row.pointer);
    if (known === undefined) windows.set(row.pointer, [row]);
    else known.push(row);
  }
  return new Map(
    [...windows].map(([pointer, found]) => [
      pointer,
      {
        rows: found.filter((row) => !outer.has(row)),
        whole: BigInt(found.length) < limit,
      },
    ]),
  );
}

function compareWrites(a: { at: bigint; run: string }, b: { at: bigint; run: string }): number {
  return compareBigInts(a.at, b.at) || compareText(a.run, b.run);
}
