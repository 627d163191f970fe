/**
 * Own Cypher on Neo4j, its words already checked: the plan is, then it runs in a transaction of access mode
 * READ with the server's own time limit.
 */
import type { Driver, Plan, SessionConfig, Transaction } from 'neo4j-driver';
import { CypherRefusedError, CypherTimeoutError } from '../errors.ts';
import type { FreeRows, FreeStatement, PlainValue } from './cypher-reader.ts';
import { plainMap, plainValue } from './plain-value.ts';
import { withinTime } from './within-time.ts';

/** Planning is not under the server's time limit, nor is a slow network. */
const GRACE_MS = 2_000;

/** Read-only in Neo4j's eyes, and still not for everybody: files, network, server, other transactions. */
const REFUSED_OPERATORS =
  /LoadCSV|ProcedureCall|^Show|^Terminate|Administration|Command|Transaction/;

export async function readFreelyOnNeo4j(
  driver: Driver,
  config: SessionConfig,
  statement: FreeStatement,
): Promise<FreeRows> {
  const { timeoutMs, rowsMax } = statement;
  const session = driver.session({
    defaultAccessMode: 'READ',
    fetchSize: Math.min(rowsMax + 1, 1_000),
    ...config,
  });
  const told = `The query took more than ${timeoutMs / 1_000} s and was stopped. Narrow it, or give it a longer --timeout.`;
  try {
    const transaction = session.beginTransaction({ timeout: timeoutMs });
    const work = Promise.resolve(transaction).then((opened) => checkedRows(opened, statement));
    return await withinTime(work, { timeoutMs: timeoutMs + GRACE_MS, told });
  } catch (error) {
    const code = String((error as { code?: unknown }).code);
    if (code.includes('TransactionTimedOut')) throw new CypherTimeoutError(told);
    if (/^Neo\.ClientError\.(Statement|Request|Procedure)/.test(code)) {
      const { message } = error as Error;
      throw new CypherRefusedError(`Neo4j refused the query: ${message}`, { cause: error });
    }
    throw error;
  } finally {
    // Also rolls back: a transaction like this one is never committed.
    await session.close();
  }
}

async function checkedRows(
  transaction: Transaction,
  { text, parameters, rowsMax }: FreeStatement,
): Promise<FreeRows> {
  const values = Object.fromEntries(parameters);
  const { summary } = await transaction.run(`EXPLAIN ${text}`, values);
  const found = summary.plan === false ? undefined : refusedOperator(summary.plan);
  if (summary.queryType !== 'r' || found !== undefined) {
    throw new CypherRefusedError(
      found === undefined
        ? 'Refused: the query writes or changes the schema, and a query only reads.'
        : `Refused: ${found} reaches beyond this graph (files, network, server or procedures).`,
    );
  }
  const result = transaction.run(text, values);
  const columns = await result.keys();
  const rows: PlainValue[][] = [];
  let truncated = false;
  for await (const record of result) {
    if (rows.length === rowsMax) {
      truncated = true;
      break;
    }
    rows.push([...record.values()].map((value) => plainValue(value, neo4jValue)));
  }
  return { columns, rows, truncated };
}

function refusedOperator(plan: Plan): string | undefined {
  const own = plan.operatorType.replace(/@.*$/, '');
  if (REFUSED_OPERATORS.test(own)) return own;
  for (const child of plan.children) {
    const found = refusedOperator(child);
    if (found !== undefined) return found;
  }
  return undefined;
}

interface DriverNode {
  readonly elementId: string;
  readonly labels: readonly string[];
  readonly properties: object;
}

interface DriverRelationship {
  readonly elementId: string;
  readonly type: string;
  readonly startNodeElementId: string;
  readonly endNodeElementId: string;
  readonly properties: object;
}

/** The driver's own classes, told apart by what they have: loading it for its checks costs start-up. */
function neo4jValue(value: object): PlainValue | undefined {
  if ('labels' in value && 'elementId' in value) {
    const { elementId, labels, properties } = value as DriverNode;
    return { id: elementId, labels, properties: plainMap(properties, neo4jValue) };
  }
  if ('startNodeElementId' in value) {
    const { elementId, type, startNodeElementId, endNodeElementId, properties } =
      value as DriverRelationship;
    return {
      id: elementId,
      type,
      from: startNodeElementId,
      to: endNodeElementId,
      properties: plainMap(properties, neo4jValue),
    };
  }
  if ('segments' in value) return pathOf(value as DriverPath);
  const own = value.constructor;
  // Times, durations and points have a text of their own; maps come as plain objects.
  const plain = own === Object || own === undefined || Array.isArray(value);
  return plain || ArrayBuffer.isView(value) ? undefined : String(value);
}

interface DriverPath {
  readonly start: object;
  readonly segments: readonly { readonly relationship: object; readonly end: object }[];
}

function pathOf({ start, segments }: DriverPath): PlainValue {
  return {
    nodes: [start, ...segments.map(({ end }) => end)].map((node) => plainValue(node, neo4jValue)),
    relationships: segments.map(({ relationship }) => plainValue(relationship, neo4jValue)),
  };
}
