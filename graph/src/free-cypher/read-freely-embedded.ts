/**
 * Own Cypher on the embedded store, its words already checked: every operator of the plan is, then it runs
 * in a transaction that is always rolled back. A file that was opened read-only refuses writes by itself.
 */
import type { GrafeoDB, QueryResult, Transaction } from '@grafeo-db/js';
import { CypherRefusedError } from '../errors.ts';
import type { FreeRows, FreeStatement, PlainValue } from './cypher-reader.ts';
import { plainMap, plainValue } from './plain-value.ts';
import { withinTime } from './within-time.ts';

/** Operators that read the graph and nothing else. One that a later engine adds is refused until known. */
const READING = new Set([
  ...[
    'Aggregate',
    'AntiJoin',
    'Apply',
    'Discriminant',
    'Distinct',
    'Empty',
    'Expand',
    'Filter',
    'Join',
  ],
  ...[
    'LeftJoin',
    'Limit',
    'NodeScan',
    'Project',
    'Return',
    'SemiJoin',
    'ShortestPath',
    'Skip',
    'Sort',
  ],
  ...['Union', 'Unwind'],
]);

export async function readFreelyEmbedded(
  db: GrafeoDB,
  readOnly: boolean,
  { text, parameters, timeoutMs, rowsMax }: FreeStatement,
): Promise<FreeRows> {
  const values = Object.fromEntries(parameters);
  refusePlan(await understood(db.executeCypher(`EXPLAIN ${text}`, values)));
  const told = `The query took more than ${timeoutMs / 1_000} s; it is not waited for any longer. This store cannot stop a query at once: it ends in the background. Narrow it, or give it a longer --timeout.`;
  const transaction = readOnly ? null : db.beginTransaction();
  const running = (transaction ?? db).executeCypher(text, values);
  // A transaction cannot end before its query does.
  const ended = running.finally(() => rollBack(transaction));
  ended.catch(() => undefined);
  const result = await withinTime(understood(ended), { timeoutMs, told });
  if (Object.values(result.counters).some((count) => count !== 0)) {
    throw new CypherRefusedError('Refused: the query writes, and a query only reads.');
  }
  const rows = result.rows().slice(0, rowsMax);
  return {
    columns: result.columns,
    rows: rows.map((row) => row.map((value) => plainValue(value, embeddedValue))),
    truncated: result.length > rowsMax,
  };
}

function rollBack(transaction: Transaction | null): void {
  if (transaction?.isActive === true) transaction.rollback();
}

async function understood(result: Promise<QueryResult>): Promise<QueryResult> {
  try {
    return await result;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new CypherRefusedError(`The embedded store refused the query: ${message}`, {
      cause: error,
    });
  }
}

function refusePlan(explained: QueryResult): void {
  const plan = String(explained.scalar());
  for (const line of plan.split('\n')) {
    const operator = /^\s*(\w+)/.exec(line)?.[1];
    if (operator === undefined || READING.has(operator)) continue;
    throw new CypherRefusedError(
      `Refused: ${operator} is not known to read this graph and nothing else.`,
    );
  }
}

function embeddedValue(value: object): PlainValue | undefined {
  if ('_labels' in value && '_id' in value) {
    const { _id, _labels, ...properties } = value;
    const labels = Array.isArray(_labels) ? _labels.map(String) : [];
    return { id: String(_id), labels, properties: plainMap(properties, embeddedValue) };
  }
  if ('_type' in value && '_source' in value && '_target' in value && '_id' in value) {
    const { _id, _type, _source, _target, ...properties } = value;
    return {
      id: String(_id),
      type: String(_type),
      from: String(_source),
      to: String(_target),
      properties: plainMap(properties, embeddedValue),
    };
  }
  if ('nodes' in value && 'edges' in value && Object.keys(value).length === 2) {
    return {
      nodes: plainValue(value.nodes, embeddedValue),
      relationships: plainValue(value.edges, embeddedValue),
    };
  }
  if (value instanceof Date) return value.toISOString();
  return Buffer.isBuffer(value) ? value.toString('base64') : undefined;
}
