/** Summaries as the rows that questions read: a summary stands in an answer where its runs stood. */
import type { CypherRow, CypherSession } from '../engines/cypher-engine.ts';
import { query } from '../engines/query-files.ts';
import { asBigInt, asRecord, asRecords, asText } from '../engines/row-values.ts';
import { readByKeys } from '../engines/statements.ts';
import type { PointerType } from '../facts/lineage-batch.ts';
import type { DailyRow, IoRow, RunContentsRow, RunRow, RunTraits } from '../lineage-store.ts';
import {
  type DailyState,
  dailyFrom,
  type MetricTally,
  mayBeDaily,
  mergeDaily,
  mergeMetrics,
} from './daily-runs.ts';
import { rounded } from './exact-sum.ts';

const dailyRuns = query('daily-runs');
const dailyHistory = query('daily-history');
const dependenciesStatement = query('daily-dependencies');
const dependentsStatement = query('daily-dependents');
const consumersStatement = query('daily-consumers');

/** The rows of those keys that are summaries. */
export async function readDailyRuns(
  session: CypherSession,
  keys: readonly string[],
): Promise<readonly RunRow[]> {
  const rows = await readByKeys(session, dailyRuns, keys.filter(mayBeDaily));
  return rows.map((row) => {
    const state = dailyFrom({ node: row.node, metrics: [], triggers: [] });
    return dailyRunRow(state, {
      componentName: asText(row.componentName),
      namespace: asText(row.namespace),
      inputs: asRecords(row.reads).map((read) => ({
        pointer: asText(read.pointer),
        name: asText(read.name),
        at: asBigInt(read.at),
      })),
    });
  });
}

/** Of summaries only the types of what they read is known. */
export async function readDailyContents(
  session: CypherSession,
  keys: readonly string[],
): Promise<readonly RunContentsRow[]> {
  const rows = await readByKeys(session, dailyRuns, keys.filter(mayBeDaily));
  return rows.map((row) =>
    dailyContents(
      asText(asRecord(row.node).key),
      asRecords(row.reads).map((read) => [asText(read.pointer), asText(read.type) as PointerType]),
    ),
  );
}

export function dailyContents(
  run: string,
  reads: readonly (readonly [pointer: string, type: PointerType])[],
): RunContentsRow {
  const unknown = { digest: null, rows: null, bytes: null };
  const inputs = reads.map(([pointer, type]) => ({ pointer, type, ...unknown }));
  return { run, codeVersion: null, codeDigest: null, inputs, outputs: [] };
}

/** What a ranking needs of a summary: the folded runs' code is not kept. */
export function dailyTraits(row: RunRow): RunTraits {
  const { key, component, componentName, namespace, environment, start } = row;
  const code = { codeVersion: null, codeDigest: null };
  return { key, component, componentName, namespace, environment, start, ...code };
}

export function dailyRunRow(
  { key, component, day, producers, runs, ok, failed, start, end }: DailyState,
  named: {
    readonly componentName: string;
    readonly namespace: string;
    readonly inputs: readonly IoRow[];
  },
): RunRow {
  const where = named.namespace === '' ? '' : `${named.namespace}/`;
  return {
    key,
    id: `daily:${where}${named.componentName}:${day}:${producers.slice(0, 12)}`,
    component,
    componentName: named.componentName,
    namespace: named.namespace,
    environment: null,
    state: ok === 0n && failed > 0n ? 'failed' : 'ok',
    start,
    end,
    error: null,
    inputs: named.inputs,
    outputs: [],
    failedTriggers: [],
    summary: { day, runs: Number(runs), ok: Number(ok), failed: Number(failed) },
  };
}

export function readDailyDependencies(
  session: CypherSession,
  keys: readonly string[],
  asOf: bigint,
): Promise<readonly CypherRow[]> {
  const daily = keys.filter(mayBeDaily);
  return daily.length === 0
    ? Promise.resolve([])
    : session.run(dependenciesStatement, { keys: daily, asOf });
}

export function readDailyDependents(
  session: CypherSession,
  keys: readonly string[],
  asOf: bigint,
  limit: number,
): Promise<readonly CypherRow[]> {
  const daily = keys.filter(mayBeDaily);
  return daily.length === 0 || limit <= 0
    ? Promise.resolve([])
    : session.run(dependentsStatement, { keys: daily, asOf, limit: BigInt(limit) });
}

export async function readDailyConsumers(
  session: CypherSession,
  pointer: string,
  asOf: bigint,
  limit: number,
): Promise<readonly string[]> {
  if (limit <= 0) return [];
  const rows = await session.run(consumersStatement, { pointer, asOf, limit: BigInt(limit) });
  return rows.map((row) => asText(row.run));
}

export async function readDailyHistory(
  session: CypherSession,
  component: string,
  since: string,
  until: string,
): Promise<readonly DailyRow[]> {
  const rows = await session.run(dailyHistory, { component, since, until });
  return dailyRows(rows.map((row) => dailyFrom(asRecord(row))));
}

/** One row a day, all sets of producers together. */
export function dailyRows(states: readonly DailyState[]): readonly DailyRow[] {
  const days = new Map<string, DailyState>();
  const triggers = new Map<string, Map<string, DailyRow['triggers'][number]>>();
  for (const state of states) {
    const known = days.get(state.day);
    days.set(state.day, known === undefined ? state : mergeDaily(known, state));
    const tallies = triggers.get(state.day) ?? new Map();
    triggers.set(state.day, tallies);
    for (const { phase, name, status, runs } of state.triggers.values()) {
      const key = JSON.stringify([phase, name, status]);
      const before: number = tallies.get(key)?.runs ?? 0;
      tallies.set(key, { phase, name, status, runs: before + Number(runs) });
    }
  }
  return [...days.values()].map(({ day, runs, ok, failed, start, end, metrics }) => ({
    day,
    runs: Number(runs),
    ok: Number(ok),
    failed: Number(failed),
    start,
    end,
    metrics: metricRows(metrics.values()),
    triggers: [...(triggers.get(day)?.values() ?? [])],
  }));
}

function metricRows(tallies: Iterable<MetricTally>): DailyRow['metrics'] {
  const byName = new Map<string, MetricTally>();
  for (const tally of tallies) {
    const known = byName.get(tally.name);
    byName.set(tally.name, known === undefined ? tally : mergeMetrics(known, tally));
  }
  return [...byName.values()].map(({ name, unit, count, sum, min, max }) => {
    const total = rounded(sum);
    const mean = total === null ? null : total / Number(count);
    return { name, unit, count: Number(count), mean, min, max };
  });
}
