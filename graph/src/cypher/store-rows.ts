/** Rows of statements as the rows that questions take. */
import type { CypherRow } from '../engines/cypher-engine.ts';
import { asBigInt, asNumber, asRecords, asText, orNull } from '../engines/row-values.ts';
import type { PointerType, RunState } from '../facts/lineage-batch.ts';
import type { ContentRow, IoRow, MetricRow, RunRow, TriggerRow } from '../lineage-store.ts';

export function runRow(row: CypherRow): RunRow {
  return {
    key: asText(row.key),
    id: asText(row.id),
    component: asText(row.component),
    componentName: asText(row.componentName),
    namespace: asText(row.namespace),
    state: asText(row.state) as RunState,
    environment: orNull(row.environment, asText),
    start: asBigInt(row.start),
    end: orNull(row.end, asBigInt),
    error: orNull(row.error, asText),
    inputs: asRecords(row.inputs).map(ioRow),
    outputs: asRecords(row.outputs).map(ioRow),
    failedTriggers: asRecords(row.failedTriggers).map(failedTrigger),
  };
}

function ioRow(row: Record<string, unknown>): IoRow {
  return {
    pointer: asText(row.pointer),
    name: asText(row.name),
    at: orNull(row.at, asBigInt),
  };
}

export function contentRow(row: Record<string, unknown>): ContentRow {
  return {
    pointer: asText(row.pointer),
    type: asText(row.type) as PointerType,
    digest: orNull(row.digest, asText),
    rows: orNull(row.rows, asBigInt),
    bytes: orNull(row.bytes, asBigInt),
  };
}

export function metricRow(row: CypherRow): MetricRow {
  return {
    run: asText(row.run),
    component: asText(row.component),
    name: asText(row.name),
    value: asNumber(row.value),
    at: asBigInt(row.at),
  };
}

function failedTrigger(row: Record<string, unknown>): TriggerRow {
  return {
    phase: asText(row.phase) as TriggerRow['phase'],
    name: asText(row.name),
    status: asText(row.status) as TriggerRow['status'],
    message: orNull(row.message, asText),
    value: orNull(row.value, asNumber),
    threshold: orNull(row.threshold, asNumber),
    at: asBigInt(row.at),
  };
}
