/** What rankings read of slices and runs, over a session of any engine that speaks Cypher. */
import type { CypherRow, CypherSession, EngineKind } from '../engines/cypher-engine.ts';
import { query } from '../engines/query-files.ts';
import { asBigInt, asNumber, asText, orNull } from '../engines/row-values.ts';
import { readByKeys } from '../engines/statements.ts';
import type { TriggerStatus } from '../facts/lineage-batch.ts';
import type {
  CheckRow,
  ComponentRunsQuery,
  OutputRow,
  RunTraits,
  SliceMemberRow,
  SliceRow,
  SliceRunsQuery,
} from '../lineage-store.ts';
import { dailyTraits, readDailyRuns } from '../retention/daily-rows.ts';
import { componentRunTraits } from './runs-by-time.ts';

const statements = {
  findSlices: query('find-slices'),
  sampleSlices: query('sample-slices'),
  sliceRuns: query('slice-runs'),
  slicesOfRuns: query('slices-of-runs'),
  traits: query('run-traits'),
  componentNames: query('component-names'),
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
  // Runs are of few components: their names need not come with each run.
  const components = new Set(rows.map((row) => asText(row.component)));
  const named = await readByKeys(session, statements.componentNames, components);
  const names = new Map(named.map((row) => [asText(row.key), row]));
  const daily = await readDailyRuns(session, runs);
  return [
    ...rows.flatMap((row) => {
      const component = names.get(asText(row.component));
      return component === undefined ? [] : [traitsFrom(row, component)];
    }),
    ...daily.map(dailyTraits),
  ];
}

/** Of a component's latest runs. */
export async function readComponentTraits(
  session: CypherSession,
  kind: EngineKind,
  wanted: ComponentRunsQuery,
): Promise<readonly RunTraits[]> {
  const [component] = await readByKeys(session, statements.componentNames, [wanted.component]);
  if (component === undefined) return [];
  const rows = await componentRunTraits(session, kind, wanted);
  return rows.map((row) => traitsFrom(row, component));
}

function traitsFrom(row: CypherRow, component: CypherRow): RunTraits {
  return {
    key: asText(row.key),
    component: asText(component.key),
    componentName: asText(component.name),
    namespace: asText(component.namespace),
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
