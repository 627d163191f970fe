/**
 * Which reads may depend on another run after a write than before it. Kept complete rather than
 * small: choosing again for a read that did not change is only a little work. What is too much for one
 * transaction is told as ranges of time, for a repair.
 */

import type { Edge, IoChange, RunChanges } from '../cypher/run-rows.ts';
import type { CypherSession } from '../engines/cypher-engine.ts';
import { query } from '../engines/query-files.ts';
import { asBigInt, asNumber, asText, orNull } from '../engines/row-values.ts';
import { readByKeys, readByRows } from '../engines/statements.ts';
import type { Locked } from './lock-facts.ts';
import type { Nestings } from './nest-runs.ts';

const readsWithinStatement = query('write/reads-within');
const producersAfter = query('write/producers-after');
const ioOfRuns = query('write/io-of-runs');
const ancestorsOf = query('ancestors');
const descendantsOf = query('write/descendants');

/** The greatest whole number of both engines. */
export const FOREVER: bigint = 2n ** 63n - 1n;
/** How many later writers are looked at for one that shields the reads after it. */
const SHIELDS_MAX = 16n;
/** Later reads that are decided again without a look for such a writer. */
const FEW_READS = 64n;

export interface Read {
  readonly run: string;
  readonly pointer: string;
  readonly at: bigint;
  readonly digest: string | null;
}

/** The reads of a pointer in a span of time. */
export interface ReadRange {
  readonly pointer: string;
  readonly from: bigint;
  /** Not included. */
  readonly until: bigint;
}

export interface Rewiring {
  readonly changes: RunChanges;
  readonly nestings: Nestings;
  /** What is known of pointers as they were before the batch. */
  readonly pointers: Pick<Locked, 'freshPointers' | 'metPointers'>;
  readonly clockSkew: bigint;
  /** What was read before it, µs, keeps the producer that it has; null: no horizon. */
  readonly horizon: bigint | null;
  /** Reads of others that one transaction decides again. */
  readonly repairMax: number;
  /** Locks pointers that the batch does not name; true when it had to. */
  readonly lockMore: (pointers: Iterable<string>) => Promise<boolean>;
}

export interface Affected {
  readonly reads: readonly Read[];
  /** The reads that are left for a repair. */
  readonly rest: readonly ReadRange[];
}

export async function affectedReads(session: CypherSession, rewiring: Rewiring): Promise<Affected> {
  const { changes, nestings, repairMax, lockMore } = rewiring;
  await lockMore([...changes.inputs, ...changes.outputs].map(({ pointer }) => pointer));
  const own = changes.inputs.flatMap(({ run, pointer, after: { at, digest } }): Read[] =>
    at === null ? [] : [{ run, pointer, at, digest }],
  );
  const found = [
    await readsAfterWrites(session, rewiring),
    { reads: await readsOfLocked(session, nestings.relinked, lockMore), rest: [] },
    await readsByNewKin(session, rewiring),
  ];

  const { reads, rest } = firstOf(
    without(
      own,
      found.flatMap(({ reads }) => reads),
    ),
    repairMax,
  );
  return {
    reads: [...own, ...reads],
    rest: [...found.flatMap((some) => some.rest), ...rest],
  };
}

/** Each of the others once. */
function without(own: readonly Read[], reads: readonly Read[]): readonly Read[] {
  if (reads.length === 0) return reads;
  const others = new Map(reads.map((read) => [idOf(read), read]));
  for (const read of own) others.delete(idOf(read));
  return [...others.values()];
}

/** The first reads in time, and ranges for a repair that hold the others. */
export function firstOf(reads: readonly Read[], count: number): Affected {
  const inTime = [...reads].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  return { reads: inTime.slice(0, count), rest: inTime.slice(count).map(rangeOf) };
}

function idOf({ run, pointer }: Pick<Read, 'run' | 'pointer'>): string {
  return JSON.stringify([run, pointer]);
}

function rangeOf({ pointer, at }: Read): ReadRange {
  return { pointer, from: at, until: at + 1n };
}

/**
 * A write at t concerns the reads from t on. Mostly they are few, or none; when they are many, those
 * that a later writer takes over are left out.
 */
async function readsAfterWrites(
  session: CypherSession,
  { changes, pointers, clockSkew, repairMax }: Rewiring,
): Promise<Affected> {
  const writes = changes.outputs.flatMap((change): Write[] => {
    const times = [change.before?.at ?? null, change.after.at].filter((at) => at !== null);
    const [first] = times.sort((a, b) => (a < b ? -1 : 1));
    if (first === undefined || isUnread(change.pointer, first - clockSkew, pointers)) return [];
    return [{ change, from: first }];
  });
  const open = writes.map(({ change: { pointer }, from }) => ({
    pointer,
    from: from - clockSkew,
    until: FOREVER,
  }));
  const wide = await readsWithin(session, open, FEW_READS + BigInt(open.length));
  if (wide.rest.length === 0) return wide;
  const { ranges, shields } = await shielded(session, writes, clockSkew);
  const { reads, rest } = await readsWithin(session, ranges, BigInt(repairMax) + 1n);
  return { reads: [...reads, ...(await readsOf(session, shields))], rest };
}

/** True when nobody outside of the batch had read the pointer at or after this time. */
function isUnread(
  pointer: string,
  from: bigint,
  { freshPointers, metPointers }: Rewiring['pointers'],
): boolean {
  const unreadFrom = metPointers.get(pointer)?.unreadFrom ?? null;
  return freshPointers.has(pointer) || (unreadFrom !== null && unreadFrom <= from);
}

interface Write {
  readonly change: IoChange;
  /** The earlier of its old and new times. */
  readonly from: bigint;
}

/**
 * A later writer is a shield when it has the same digest (so it is a candidate wherever the earlier one
 * is) and no kin (so no reader but itself passes it by): the reads after it are its own.
 */
async function shielded(
  session: CypherSession,
  writes: readonly Write[],
  clockSkew: bigint,
): Promise<{ ranges: readonly ReadRange[]; shields: readonly string[] }> {
  const firsts = new Map<string, bigint>();
  for (const { change, from } of writes) {
    const first = firsts.get(change.pointer);
    if (first === undefined || from < first) firsts.set(change.pointer, from);
  }
  const later = await laterWrites(session, firsts, SHIELDS_MAX + BigInt(writes.length));
  const shields = new Set<string>();
  const ranges = writes.map(({ change, from }) => {
    const { pointer, before, after } = change;
    const isNew = before === null || before.at === null;
    const shield = isNew
      ? firstShield(later.get(pointer), { at: from, digest: after.digest })
      : undefined;
    // The shield may read the pointer itself, and no run depends on itself.
    if (shield !== undefined) shields.add(shield.run);
    const until = shield === undefined ? FOREVER : shield.at - clockSkew;
    return { pointer, from: from - clockSkew, until };
  });
  return { ranges, shields: [...shields] };
}

/** The next writer that takes all later reads of a write over. */
export async function shieldOf(
  session: CypherSession,
  { pointer, at, digest }: { pointer: string; at: bigint; digest: string | null },
): Promise<{ readonly run: string; readonly at: bigint } | null> {
  const later = await laterWrites(session, new Map([[pointer, at]]), SHIELDS_MAX);
  return firstShield(later.get(pointer), { at, digest }) ?? null;
}

function firstShield(
  later: readonly Later[] = [],
  { at, digest }: { at: bigint; digest: string | null },
): Later | undefined {
  return later.find((next) => next.at > at && !next.nested && next.digest === digest);
}

/** The writes after a time, by pointer, the earliest first. */
async function laterWrites(
  session: CypherSession,
  after: ReadonlyMap<string, bigint>,
  limit: bigint,
): Promise<ReadonlyMap<string, readonly Later[]>> {
  const rows = [...after].map(([pointer, at]) => ({ pointer, after: at }));
  const later = new Map<string, Later[]>();
  for (const row of await readByRows(session, producersAfter, rows, { limit })) {
    const pointer = asText(row.pointer);
    const known = later.get(pointer);
    if (known === undefined) later.set(pointer, [laterFrom(row)]);
    else known.push(laterFrom(row));
  }
  return later;
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

/** One range a pointer that holds all of its ranges. */
export function joined(ranges: readonly ReadRange[]): readonly ReadRange[] {
  const byPointer = new Map<string, ReadRange>();
  for (const { pointer, from, until } of ranges) {
    const known = byPointer.get(pointer);
    byPointer.set(pointer, {
      pointer,
      from: known === undefined || from < known.from ? from : known.from,
      until: known === undefined || until > known.until ? until : known.until,
    });
  }
  return [...byPointer.values()];
}

/** The reads in the ranges, at most `limit`, each pointer's in order of time, and what is left of the ranges. */
export async function readsWithin(
  session: CypherSession,
  ranges: readonly ReadRange[],
  limit: bigint,
): Promise<Affected> {
  const wanted = joined(ranges);
  if (wanted.length === 0) return { reads: [], rest: [] };
  const rows = await session.run(readsWithinStatement, {
    rows: wanted.map((range, index) => ({ index: BigInt(index), ...range })),
    limit,
  });
  const reads: Read[] = [];
  let last = 0;
  for (const row of rows) {
    last = asNumber(row.index);
    const pointer = wanted[last]?.pointer ?? '';
    const { run, at, digest } = row;
    reads.push({
      run: asText(run),
      pointer,
      at: asBigInt(at),
      digest: orNull(digest, asText),
    });
  }
  if (BigInt(rows.length) < limit) return { reads, rest: [] };
  // Others may have been read in the same µs as the last one.
  const rest = wanted
    .slice(last)
    .map((range, index) => (index === 0 ? { ...range, from: reads.at(-1)?.at ?? 0n } : range));
  return { reads, rest };
}

/** All reads of these runs. */
async function readsOf(session: CypherSession, runs: Iterable<string>): Promise<readonly Read[]> {
  return (await readByKeys(session, ioOfRuns, runs)).flatMap((row) => readFrom(row) ?? []);
}

/** The same, as they are when nobody else can change them. */
export async function readsOfLocked(
  session: CypherSession,
  runs: Iterable<string>,
  lockMore: Rewiring['lockMore'],
): Promise<readonly Read[]> {
  const reads = await readsOf(session, runs);
  const waited = await lockMore(reads.map(({ pointer }) => pointer));
  return waited ? readsOf(session, runs) : reads;
}

function readFrom(row: Record<string, unknown>): Read | null {
  const at = orNull(row.at, asBigInt);
  if (at === null || row.how !== 'CONSUMED') return null;
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
export async function readsByNewKin(
  session: CypherSession,
  {
    nestings,
    clockSkew,
    repairMax,
    lockMore,
  }: Pick<Rewiring, 'clockSkew' | 'repairMax' | 'lockMore'> & {
    readonly nestings: Pick<Nestings, 'added'>;
  },
): Promise<Affected> {
  if (nestings.added.length === 0) return { reads: [], rest: [] };
  const family = await familyOf(session, nestings.added);
  const members = [...family.inner, ...family.outer];
  let io = await readByKeys(session, ioOfRuns, members);
  if (await lockMore(io.map((row) => asText(row.pointer)))) {
    io = await readByKeys(session, ioOfRuns, members);
  }
  const writers = { inner: new Set<string>(), outer: new Set<string>() };
  const firstWrites = new Map<string, bigint>();
  for (const row of io) {
    if (row.how !== 'PRODUCED') continue;
    const run = asText(row.run);
    const pointer = asText(row.pointer);
    if (family.inner.has(run)) writers.inner.add(pointer);
    if (family.outer.has(run)) writers.outer.add(pointer);
    const at = orNull(row.at, asBigInt) ?? 0n;
    const first = firstWrites.get(pointer);
    if (first === undefined || at < first) firstWrites.set(pointer, at);
  }
  const reads = io.flatMap((row) => {
    const read = readFrom(row);
    if (read === null) return [];
    const written =
      (family.inner.has(read.run) && writers.outer.has(read.pointer)) ||
      (family.outer.has(read.run) && writers.inner.has(read.pointer));
    return written ? [read] : [];
  });
  const shared = [...writers.inner].filter((pointer) => writers.outer.has(pointer));
  const ranges = shared.map((pointer) => ({
    pointer,
    from: (firstWrites.get(pointer) ?? 0n) - clockSkew,
    until: FOREVER,
  }));
  const others = await readsWithin(session, ranges, BigInt(repairMax) + 1n);
  return { reads: [...reads, ...others.reads], rest: others.rest };
}

async function familyOf(
  session: CypherSession,
  nestings: readonly Edge[],
): Promise<{ inner: ReadonlySet<string>; outer: ReadonlySet<string> }> {
  const inner = new Set(nestings.map((edge) => edge.run));
  const outer = new Set(nestings.map((edge) => edge.other));
  const [descendants, ancestors] = await Promise.all([
    readByKeys(session, descendantsOf, inner),
    readByKeys(session, ancestorsOf, outer),
  ]);
  for (const row of descendants) inner.add(asText(row.descendant));
  for (const row of ancestors) outer.add(asText(row.ancestor));
  return { inner, outer };
}
