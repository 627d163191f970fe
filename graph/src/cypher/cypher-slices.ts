/** What rankings read of slices and runs, over a session of any engine that speaks Cypher. */
import type { CypherRow, CypherSession } from '../engines/cypher-engine.ts';
import { query } from '../engines/query-files.ts';
import { asBigInt, asNumber, asText, orNull } from '../engines/row-values.ts';
import { readByKeys } from '../engines/statements.ts';
import type { TriggerStatus } from '../facts/lineage-batch.ts';
import type {
  CheckRow,
  OutputRow,
  RunTraits,
  SliceMemberRow,
  SliceRow,
  SliceRunsQuery,
} from '../lineage-store.ts';
import { dailyTraits, readDailyRuns } from '../retention/daily-rows.ts';

const statements = {
  findSlices: query('find-slices'),
  sampleSlices: query('sample-slices'),
  sliceRuns: query('slice-runs'),
  slicesOfRuns: query('slices-of-runs'),
  traits: query('run-traits'),
  outputs: query('outputs-of-runs'),
  checks: query('triggers-of-runs'),
};

export async function readSlices(
  session: CypherSession,
  keys: readonly string[],
): Promise<readonly SliceRow[]> {
  return (await readByKeys(session, statements.findSlices, keys)).map((row) => ({
    key: asText(row.key),
    name: asText(row.name),
    value: asText(row.value),
    runs: asNumber(row.runs),
  }));
}

export async function sampleSlices(
  session: CypherSession,
  start: string,
  limit: number,
): Promise<readonly Pick<SliceRow, 'name' | 'value'>[]> {
  const rows = await session.run(statements.sampleSlices, { start, limit: BigInt(limit) });
  return rows.map((row) => ({ name: asText(row.name), value: asText(row.value) }));
}

export async function readSliceRuns(
  session: CypherSession,
  { slice, asOf, limit }: SliceRunsQuery,
): Promise<readonly string[]> {
  const rows = await session.run(statements.sliceRuns, { slice, asOf, limit: BigInt(limit) });
  return rows.map((row) => asText(row.key));
}

export async function readSlicesOf(
  session: CypherSession,
  runs: readonly string[],
): Promise<readonly SliceMemberRow[]> {
  return (await readByKeys(session, statements.slicesOfRuns, runs)).map((row) => ({
    run: asText(row.run),
    slice: asText(row.slice),
  }));
}

export async function readTraits(
  session: CypherSession,
  keys: Iterable<string>,
): Promise<readonly RunTraits[]> {
  const runs = [...keys];
  const rows = await readByKeys(session, statements.traits, runs);
  const daily = await readDailyRuns(session, runs);
  return [...rows.map(traitsFrom), ...daily.map(dailyTraits)];
}

function traitsFrom(row: CypherRow): RunTraits {
  return {
    key: asText(row.key),
    component: asText(row.component),
    componentName: asText(row.componentName),
    namespace: asText(row.namespace),
    environment: orNull(row.environment, asText),
    codeVersion: orNull(row.codeVersion, asText),
    codeDigest: orNull(row.codeDigest, asText),
    start: asBigInt(row.start),
  };
}

export async function readOutputs(
  session: CypherSession,
  runs: readonly string[],
  asOf: bigint,
): Promise<readonly OutputRow[]> {
  if (runs.length === 0) return [];
  return (await session.run(statements.outputs, { keys: runs, asOf })).map((row) => ({
    run: asText(row.run),
    pointer: asText(row.pointer),
    at: asBigInt(row.at),
  }));
}

export async function readChecks(
  session: CypherSession,
  runs: readonly string[],
): Promise<readonly CheckRow[]> {
  return (await readByKeys(session, statements.checks, runs)).map((row) => ({
    run: asText(row.run),
    name: asText(row.name),
    status: asText(row.status) as TriggerStatus,
    at: asBigInt(row.at),
  }));
}
