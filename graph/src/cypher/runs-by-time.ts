/**
 * Runs sought by when they started or ended: ordered seeks on Neo4j, blocks of time on the embedded
 * engine, whose indexes know equality only.
 */
import type {
  CypherRow,
  CypherSession,
  CypherValue,
  EngineKind,
  Query,
} from '../engines/cypher-engine.ts';
import { query } from '../engines/query-files.ts';
import { asBigInt, asNumber, asText } from '../engines/row-values.ts';
import { readByKeys } from '../engines/statements.ts';
import { compareText } from '../facts/keys.ts';
import { compareBigInts } from '../facts/stamp.ts';
import type {
  ComponentRunsQuery,
  FresherQuery,
  FresherRow,
  RecentRunsQuery,
} from '../lineage-store.ts';
import { filledBlocks, filledBlocksOfAll } from './time-block-tree.ts';
import { blockKey, type TimeLine } from './time-blocks.ts';

const ordered = {
  ofComponent: query('component-runs'),
  traitsOfComponent: query('component-run-traits'),
  ofAny: query('recent-runs'),
  ofNamespace: query('recent-runs-of-namespace'),
  ended: query('fresher-runs'),
  endedAt: query('runs-ended-at'),
};
const inBlocks = {
  ofComponent: query('time-blocks/runs-started'),
  traitsOfComponent: query('time-blocks/run-traits-started'),
  ofAny: query('time-blocks/any-runs-started'),
  ofNamespace: query('time-blocks/runs-started-in-namespace'),
  ended: query('time-blocks/runs-ended'),
  written: query('time-blocks/written-by'),
};

const EARLIEST = -(2n ** 62n);
const BLOCKS_AT_ONCE = 2_000;

/** Keys of a component's runs that started at or before a time, the latest first. */
export async function componentRuns(
  session: CypherSession,
  kind: EngineKind,
  wanted: ComponentRunsQuery,
): Promise<readonly string[]> {
  return keysOf(await rowsOfComponent(session, kind, wanted, 'ofComponent'));
}

/** The same runs, each with `environment`, `codeVersion`, `codeDigest` and `start`. */
export function componentRunTraits(
  session: CypherSession,
  kind: EngineKind,
  wanted: ComponentRunsQuery,
): Promise<readonly CypherRow[]> {
  return rowsOfComponent(session, kind, wanted, 'traitsOfComponent');
}

async function rowsOfComponent(
  session: CypherSession,
  kind: EngineKind,
  wanted: ComponentRunsQuery,
  what: 'ofComponent' | 'traitsOfComponent',
): Promise<readonly CypherRow[]> {
  const { component, asOf, since = EARLIEST, environment = null, limit } = wanted;
  const started = { since, asOf, environment, limit: BigInt(limit) };
  if (kind === 'neo4j') return session.run(ordered[what], { component, ...started });
  return latestInBlocks(session, inBlocks[what], { component, of: 'start' }, started);
}

/** Keys of any component's runs that started at or before a time, the latest first. */
export async function recentRuns(
  session: CypherSession,
  kind: EngineKind,
  wanted: RecentRunsQuery,
): Promise<readonly string[]> {
  const { asOf, namespace, environment = null, limit } = wanted;
  const statements = kind === 'neo4j' ? ordered : inBlocks;
  const statement = namespace === undefined ? statements.ofAny : statements.ofNamespace;
  const started = {
    asOf,
    environment,
    limit: BigInt(limit),
    ...(namespace === undefined ? {} : { namespace }),
  };
  if (kind === 'neo4j') return keysOf(await session.run(statement, started));
  const line: TimeLine = { component: null, of: 'start' };
  return keysOf(await latestInBlocks(session, statement, line, { since: EARLIEST, ...started }));
}

function keysOf(rows: readonly CypherRow[]): readonly string[] {
  return rows.map((row) => asText(row.key));
}

interface Started extends Readonly<Record<string, CypherValue>> {
  readonly since: bigint;
  readonly asOf: bigint;
  readonly limit: bigint;
}

/** Walks back block by block, in growing strides, until there are enough. */
async function latestInBlocks(
  session: CypherSession,
  statement: Query,
  line: TimeLine,
  started: Started,
): Promise<readonly CypherRow[]> {
  const found: CypherRow[] = [];
  const isEnough = (): boolean => BigInt(found.length) >= started.limit;
  const fetch = async (blocks: readonly string[]): Promise<void> => {
    if (blocks.length > 0) found.push(...(await session.run(statement, { ...started, blocks })));
  };
  let stride: string[] = [];
  let size = 1;
  const span = { from: started.since, until: started.asOf };
  for await (const block of filledBlocks(session, line, span)) {
    stride.push(blockKey(block));
    if (stride.length < size) continue;
    await fetch(stride);
    stride = [];
    size = Math.min(size * 2, BLOCKS_AT_ONCE);
    // All that is still to come started before all that is in.
    if (isEnough()) break;
  }
  await fetch(stride);
  found.sort(
    (a, b) =>
      compareBigInts(asBigInt(b.start), asBigInt(a.start)) ||
      compareText(asText(b.key), asText(a.key)),
  );
  return found.slice(0, Number(started.limit));
}

/** How many ok runs of a component ended in a span of time, and the last of them. */
export function fresherRuns(
  session: CypherSession,
  kind: EngineKind,
  queries: readonly FresherQuery[],
): Promise<readonly FresherRow[]> {
  if (queries.length === 0) return Promise.resolve([]);
  return kind === 'neo4j' ? countEnded(session, queries) : countInBlocks(session, queries);
}

async function countEnded(
  session: CypherSession,
  queries: readonly FresherQuery[],
): Promise<readonly FresherRow[]> {
  const rows = queries.map(({ component, pointer, after, until }, index) => ({
    index: BigInt(index),
    component,
    pointer,
    after,
    until,
  }));
  const found = await session.run(ordered.ended, { rows });
  const ends = found.flatMap((row) => {
    const wanted = queries[asNumber(row.index)];
    if (wanted === undefined || asNumber(row.count) === 0) return [];
    return [{ ...wanted, count: asNumber(row.count), last: asBigInt(row.last) }];
  });
  if (ends.length === 0) return [];
  const last = new Map<number, string>();
  const lastRows = ends.map(({ component, pointer, last: end }, index) => ({
    index: BigInt(index),
    component,
    pointer,
    end,
  }));
  for (const row of await session.run(ordered.endedAt, { rows: lastRows })) {
    const index = asNumber(row.index);
    const key = asText(row.key);
    const known = last.get(index);
    if (known === undefined || key > known) last.set(index, key);
  }
  return ends.map((end, index) => ({ ...end, run: last.get(index) ?? '' }));
}

interface EndedRun {
  readonly key: string;
  readonly end: bigint;
}

async function countInBlocks(
  session: CypherSession,
  queries: readonly FresherQuery[],
): Promise<readonly FresherRow[]> {
  const blocks = await filledBlocksOfAll(
    session,
    queries.map(({ component, after, until }) => ({
      line: { component, of: 'end' },
      span: { from: after, until },
    })),
  );
  const keys = blocks.map((line) => line.map(blockKey));
  const ended = await endedIn(session, new Set(keys.flat()));
  const candidates = queries.map(({ after, until }, index) =>
    (keys[index] ?? [])
      .flatMap((key) => ended.get(key) ?? [])
      .filter(({ end }) => end > after && end <= until),
  );
  const named = queries.flatMap(({ pointer }, index) =>
    pointer === null ? [] : (candidates[index] ?? []).map(({ key }) => key),
  );
  const written = await writtenBy(session, named);
  return queries.flatMap((wanted, index) => {
    const { pointer } = wanted;
    const runs = (candidates[index] ?? []).filter(
      ({ key }) => pointer === null || written.get(key)?.has(pointer) === true,
    );
    const [first] = runs;
    if (first === undefined) return [];
    const last = runs.reduce(laterEnd, first);
    return [{ ...wanted, count: runs.length, last: last.end, run: last.key }];
  });
}

function laterEnd(a: EndedRun, b: EndedRun): EndedRun {
  if (a.end !== b.end) return a.end > b.end ? a : b;
  return a.key > b.key ? a : b;
}

async function endedIn(
  session: CypherSession,
  blocks: ReadonlySet<string>,
): Promise<ReadonlyMap<string, readonly EndedRun[]>> {
  const runs = new Map<string, EndedRun[]>();
  const keys = [...blocks];
  for (let first = 0; first < keys.length; first += BLOCKS_AT_ONCE) {
    const some = keys.slice(first, first + BLOCKS_AT_ONCE);
    for (const row of await session.run(inBlocks.ended, { blocks: some })) {
      const block = asText(row.block);
      const run = { key: asText(row.key), end: asBigInt(row.end) };
      const known = runs.get(block);
      if (known === undefined) runs.set(block, [run]);
      else known.push(run);
    }
  }
  return runs;
}

async function writtenBy(
  session: CypherSession,
  runs: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const written = new Map<string, Set<string>>();
  for (const row of await readByKeys(session, inBlocks.written, runs)) {
    const run = asText(row.run);
    written.set(run, (written.get(run) ?? new Set()).add(asText(row.pointer)));
  }
  return written;
}
