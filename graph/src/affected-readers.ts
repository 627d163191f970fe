/**
 * Which reads may depend on another run after a write than before it. Kept complete rather than
 * small: choosing again for a read that did not change is only a little work.
 */
import type { CypherSession } from './cypher-engine.ts';
import type { Nestings } from './nest-runs.ts';
import { query } from './query-files.ts';
import { asBigInt, asText, orNull } from './row-values.ts';
import type { Edge, IoChange, RunChanges } from './run-rows.ts';
import { readByKeys, readByRows } from './statements.ts';

const consumersBetween = query('write/consumers-between');
const producersAfter = query('write/producers-after');
const ioOfRuns = query('write/io-of-runs');
const ancestorsOf = query('ancestors');
const descendantsOf = query('write/descendants');

/** The greatest whole number of both engines. */
const FOREVER = 2n ** 63n - 1n;
/** How many later writers are looked at for one that shields the reads after it. */
const SHIELDS_MAX = 16n;

export interface Read {
  readonly run: string;
  readonly pointer: string;
  readonly at: bigint;
  readonly digest: string | null;
}

export interface Rewiring {
  readonly changes: RunChanges;
  readonly nestings: Nestings;
  readonly clockSkew: bigint;
  /** What was read before it, µs, keeps the producer that it has; null: no horizon. */
  readonly horizon: bigint | null;
}

export async function affectedReads(
  session: CypherSession,
  { changes, nestings, clockSkew }: Rewiring,
): Promise<readonly Read[]> {
  const reads = new Map<string, Read>();
  const add = (read: Read): void => {
    reads.set(JSON.stringify([read.run, read.pointer]), read);
  };

  for (const { run, pointer, after } of changes.inputs) {
    if (after.at !== null) add({ run, pointer, at: after.at, digest: after.digest });
  }
  const ranges = await rangesOf(session, changes.outputs, clockSkew);
  for (const read of await readsWithin(session, ranges)) add(read);
  for (const read of await readsOf(session, [...nestings.relinked])) add(read);
  for (const read of await readsByNewKin(session, nestings.added, clockSkew)) add(read);
  return [...reads.values()];
}

interface Range {
  readonly pointer: string;
  readonly from: bigint;
  /** Not included. */
  readonly until: bigint;
  /** Only this run's reads. */
  readonly only?: string;
}

/**
 * A write at t concerns the reads from t on, until a later writer takes them all over. Such a shield
 * has the same digest (so it is a candidate wherever the earlier one is) and no kin (so no reader but
 * itself passes it by).
 */
async function rangesOf(
  session: CypherSession,
  outputs: readonly IoChange[],
  clockSkew: bigint,
): Promise<readonly Range[]> {
  const firsts = new Map<string, bigint>();
  const changes: { change: IoChange; from: bigint }[] = [];
  for (const change of outputs) {
    const times = [change.before?.at ?? null, change.after.at].filter((at) => at !== null);
    const from = times.reduce<bigint | null>(
      (least, at) => (least === null || at < least ? at : least),
      null,
    );
    if (from === null) continue;
    changes.push({ change, from });
    const first = firsts.get(change.pointer);
    if (first === undefined || from < first) firsts.set(change.pointer, from);
  }
  const rows = [...firsts].map(([pointer, after]) => ({ pointer, after }));
  if (rows.length === 0) return [];
  const limit = SHIELDS_MAX + BigInt(changes.length);
  const later = new Map<string, Later[]>();
  for (const row of await session.run(producersAfter, { rows, limit })) {
    const pointer = asText(row.pointer);
    const known = later.get(pointer);
    if (known === undefined) later.set(pointer, [laterFrom(row)]);
    else known.push(laterFrom(row));
  }
  return changes.flatMap(({ change, from }) => {
    const { pointer, before, after } = change;
    const isNew = before === null || before.at === null;
    const shield = isNew
      ? (later.get(pointer) ?? []).find(
          (next) => next.at > from && !next.nested && next.digest === after.digest,
        )
      : undefined;
    const range = { pointer, from: from - clockSkew };
    if (shield === undefined) return [{ ...range, until: FOREVER }];
    // The shield may read the pointer itself, and no run depends on itself.
    return [
      { ...range, until: shield.at - clockSkew },
      { pointer, from: shield.at - clockSkew, until: FOREVER, only: shield.run },
    ];
  });
}

interface Later {
  readonly run: string;
  readonly at: bigint;
  readonly digest: string | null;
  readonly nested: boolean;
}

function laterFrom(row: Record<string, unknown>): Later {
  return {
    run: asText(row.run),
    at: asBigInt(row.at),
    digest: orNull(row.digest, asText),
    nested: row.nested === true,
  };
}

async function readsWithin(
  session: CypherSession,
  ranges: readonly Range[],
): Promise<readonly Read[]> {
  const owners = new Set(ranges.flatMap(({ only }) => (only === undefined ? [] : [only])));
  const reads = [...(await readsOf(session, [...owners]))];
  const wide = ranges.filter((range) => range.only === undefined);
  const rows = new Map<string, { pointer: string; from: bigint; until: bigint }>();
  for (const { pointer, from, until } of wide) {
    const known = rows.get(pointer);
    rows.set(pointer, {
      pointer,
      from: known === undefined || from < known.from ? from : known.from,
      until: known === undefined || until > known.until ? until : known.until,
    });
  }
  for (const row of await readByRows(session, consumersBetween, [...rows.values()])) {
    const read = readFrom(row);
    if (read !== null) reads.push(read);
  }
  return reads;
}

/** All reads of these runs. */
async function readsOf(session: CypherSession, runs: readonly string[]): Promise<readonly Read[]> {
  return (await readByKeys(session, ioOfRuns, runs))
    .filter((row) => row.how === 'CONSUMED')
    .flatMap((row) => readFrom(row) ?? []);
}

function readFrom(row: Record<string, unknown>): Read | null {
  const at = orNull(row.at, asBigInt);
  if (at === null) return null;
  return {
    run: asText(row.run),
    pointer: asText(row.pointer),
    at,
    digest: orNull(row.digest, asText),
  };
}

/**
 * New kin may no longer depend on one another, and where both sides write one pointer the outer run
 * no longer counts for anybody who reads it.
 */
async function readsByNewKin(
  session: CypherSession,
  nestings: readonly Edge[],
  clockSkew: bigint,
): Promise<readonly Read[]> {
  if (nestings.length === 0) return [];
  const inner = new Set(nestings.map((edge) => edge.run));
  const outer = new Set(nestings.map((edge) => edge.other));
  for (const row of await readByKeys(session, descendantsOf, inner))
    inner.add(asText(row.descendant));
  for (const row of await readByKeys(session, ancestorsOf, outer)) outer.add(asText(row.ancestor));
  const io = await readByKeys(session, ioOfRuns, [...inner, ...outer]);
  const writers = { inner: new Set<string>(), outer: new Set<string>() };
  const firstWrites = new Map<string, bigint>();
  for (const row of io) {
    if (row.how !== 'PRODUCED') continue;
    const run = asText(row.run);
    const pointer = asText(row.pointer);
    if (inner.has(run)) writers.inner.add(pointer);
    if (outer.has(run)) writers.outer.add(pointer);
    const at = orNull(row.at, asBigInt) ?? 0n;
    const first = firstWrites.get(pointer);
    if (first === undefined || at < first) firstWrites.set(pointer, at);
  }
  const reads = io.flatMap((row) => {
    const read = row.how === 'CONSUMED' ? readFrom(row) : null;
    if (read === null) return [];
    const written =
      (inner.has(read.run) && writers.outer.has(read.pointer)) ||
      (outer.has(read.run) && writers.inner.has(read.pointer));
    return written ? [read] : [];
  });
  const shared = [...writers.inner].filter((pointer) => writers.outer.has(pointer));
  const ranges = shared.map((pointer) => ({
    pointer,
    from: (firstWrites.get(pointer) ?? 0n) - clockSkew,
    until: FOREVER,
  }));
  return [...reads, ...(await readsWithin(session, ranges))];
}
