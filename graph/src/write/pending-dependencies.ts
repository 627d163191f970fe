/**
 * Right answers while a repair is pending: dependencies that it may still change are not taken from the
 * graph but decided by seeks, with the same rule as a write.
 */

import type { CypherRow, CypherSession, EngineKind } from '../engines/cypher-engine.ts';
import { query } from '../engines/query-files.ts';
import { asBigInt, asText, orNull } from '../engines/row-values.ts';
import { readByKeys } from '../engines/statements.ts';
import { distinctPairs } from '../facts/distinct-pairs.ts';
import type { DependencyRow, RunPair } from '../lineage-store.ts';
import { readDailyDependencies, readDailyDependents } from '../retention/daily-rows.ts';
import { readHorizon } from '../retention/horizon.ts';
import { FOREVER, type Read, type ReadRange, shieldOf } from './affected-readers.ts';
import { loadPending } from './pending-repairs.ts';
import { nextReads } from './repair.ts';
import { chooseReads } from './repoint.ts';

const dependencies = query('dependencies');
const dependencyPairs = query('dependency-pairs');
const dependents = query('dependents');
const dependentsWithout = query('dependents-without');
const ioOfRuns = query('write/io-of-runs');
const waitingRuns = query('write/waiting-runs');
const spansOfRuns = query('spans-of-runs');

/** Reads that are decided at a time. */
const READS_AT_ONCE = 1_000;

export interface Asking {
  readonly session: CypherSession;
  readonly kind: EngineKind;
  readonly clockSkew: bigint;
  readonly asOf: bigint;
}

/** What the runs depend on. */
export async function fetchDependencies(
  { session, kind, clockSkew, asOf }: Asking,
  keys: readonly string[],
): Promise<readonly DependencyRow[]> {
  // The repairs are asked for first: one that ends in between has written what is read next.
  const [pending, rows] = await Promise.all([
    loadPending(session),
    session.run(dependencies, { keys, asOf }),
  ]);
  const daily = await readDailyDependencies(session, keys, asOf);
  const stored = [...rows, ...daily].map(dependencyRow);
  if (pending.length === 0) return stored;
  const horizon = await readHorizon(session);
  const reads = (await readByKeys(session, ioOfRuns, keys)).flatMap((row): Read[] => {
    const read = readFrom(row);
    if (read === null || read.at > asOf || !isWithin(read, pending)) return [];
    // What was read before the horizon keeps the producer that it has.
    const keeps =
      horizon !== null &&
      read.at < horizon &&
      stored.some(({ from, pointer }) => from === read.run && pointer === read.pointer);
    return keeps ? [] : [read];
  });
  const choices = await chooseReads(session, kind, reads, clockSkew);
  const decided = new Set(reads.map(({ run, pointer }) => JSON.stringify([run, pointer])));
  return [
    ...stored.filter(({ from, pointer }) => !decided.has(JSON.stringify([from, pointer]))),
    ...[...choices].flatMap(([{ run, pointer, at }, producer]) =>
      producer === null ? [] : [{ from: run, to: producer.run, pointer, at }],
    ),
  ];
}

/** The same, once for each two runs. */
export async function fetchDependencyPairs(
  asking: Asking,
  keys: readonly string[],
): Promise<readonly RunPair[]> {
  const { session, asOf } = asking;
  const [pending, rows] = await Promise.all([
    loadPending(session),
    session.run(dependencyPairs, { keys, asOf }),
  ]);
  const found =
    pending.length > 0
      ? await fetchDependencies(asking, keys)
      : [...rows, ...(await readDailyDependencies(session, keys, asOf))].map(
          (row): RunPair => ({ from: asText(row.from), to: asText(row.to) }),
        );
  return distinctPairs(found);
}

/** What depends on the runs, at most `limit` rows. */
export async function fetchDependents(
  asking: Asking,
  keys: readonly string[],
  limit: number,
): Promise<readonly DependencyRow[]> {
  const { session, asOf } = asking;
  const rows = await fetchDependentRuns(asking, keys, limit);
  const daily = await readDailyDependents(session, keys, asOf, limit - rows.length);
  return [...rows, ...daily.map(dependencyRow)];
}

async function fetchDependentRuns(
  asking: Asking,
  keys: readonly string[],
  limit: number,
): Promise<readonly DependencyRow[]> {
  const { session, asOf } = asking;
  const [pending, rows] = await Promise.all([
    loadPending(session),
    session.run(dependents, { keys, asOf, limit: BigInt(limit) }),
  ]);
  if (pending.length === 0) return rows.map(dependencyRow);
  const pointers = new Set(pending.map(({ pointer }) => pointer));
  const written = (await readByKeys(session, ioOfRuns, keys)).flatMap((row): Write[] =>
    row.how === 'PRODUCED' && pointers.has(asText(row.pointer)) ? [writeFrom(row)] : [],
  );
  if (written.length === 0) return rows.map(dependencyRow);
  const found: DependencyRow[] = [];
  for (const write of written) {
    for await (const row of readersOf(asking, write)) {
      if (found.length >= limit) return found;
      found.push(row);
    }
  }
  const others = await session.run(dependentsWithout, {
    keys,
    asOf,
    without: [...pointers],
    limit: BigInt(limit),
  });
  return [...found, ...others.map(dependencyRow)].slice(0, limit);
}

interface Write {
  readonly run: string;
  readonly pointer: string;
  readonly at: bigint | null;
  readonly digest: string | null;
}

/** The reads of what a run wrote that depend on it: those up to its shield, and those that link to it. */
async function* readersOf(
  { session, kind, clockSkew, asOf }: Asking,
  write: Write,
): AsyncGenerator<DependencyRow> {
  const { run, pointer, at } = write;
  const shield = at === null ? null : await shieldOf(session, { ...write, at });
  const apart = [...(await linkingTo(session, run)), ...(shield === null ? [] : [shield.run])];
  const told = new Set<string>();
  const decide = async function* (reads: readonly Read[]): AsyncGenerator<DependencyRow> {
    const open = reads.filter((read) => read.at <= asOf && !told.has(read.run));
    for (const [read, producer] of await chooseReads(session, kind, open, clockSkew)) {
      told.add(read.run);
      if (producer?.run === run) yield { from: read.run, to: run, pointer, at: read.at };
    }
  };
  yield* decide(
    (await readByKeys(session, ioOfRuns, apart)).flatMap((row) => {
      const read = readFrom(row);
      return read?.pointer === pointer ? [read] : [];
    }),
  );
  if (at === null) return;
  const until = shield === null ? FOREVER : shield.at - clockSkew;
  let rest: readonly ReadRange[] = [
    { pointer, from: at - clockSkew, until: asOf < until ? asOf + 1n : until },
  ];
  for (let [range] = rest; range !== undefined; [range] = rest) {
    const next = await nextReads(session, range, READS_AT_ONCE);
    yield* decide(next.reads);
    rest = next.rest;
  }
}

async function linkingTo(session: CypherSession, run: string): Promise<readonly string[]> {
  const spans = await readByKeys(session, spansOfRuns, [run]);
  const rows = await readByKeys(session, waitingRuns, [
    run,
    ...spans.map((row) => asText(row.span)),
  ]);
  return rows.filter((row) => row.how === 'LINKED_TO').map((row) => asText(row.run));
}

function isWithin({ pointer, at }: Read, ranges: readonly ReadRange[]): boolean {
  return ranges.some((range) => range.pointer === pointer && at >= range.from && at < range.until);
}

function readFrom(row: CypherRow): Read | null {
  const at = orNull(row.at, asBigInt);
  if (row.how !== 'CONSUMED' || at === null) return null;
  return { run: asText(row.run), pointer: asText(row.pointer), at, digest: digestOf(row) };
}

function writeFrom(row: CypherRow): Write {
  return {
    run: asText(row.run),
    pointer: asText(row.pointer),
    at: orNull(row.at, asBigInt),
    digest: digestOf(row),
  };
}

function digestOf(row: CypherRow): string | null {
  return orNull(row.digest, asText);
}

function dependencyRow(row: CypherRow): DependencyRow {
  return {
    from: asText(row.from),
    to: asText(row.to),
    pointer: asText(row.pointer),
    at: asBigInt(row.at),
  };
}
