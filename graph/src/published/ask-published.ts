import type { CypherValue } from '../engines/cypher-engine.ts';
import { NotFoundError } from '../errors.ts';
import { keyOf } from '../facts/keys.ts';
import { formatTime, parseTime } from '../facts/time.ts';
import type { FreeRows, PlainValue } from '../free-cypher/cypher-reader.ts';
import type { LineageStore } from '../lineage-store.ts';
import type { Parameter, ParameterValues } from '../question.ts';
import { inText, type PublishedQuestion, type PublishedRow } from './published-question.ts';

/**
 * The rows of a published question: of its text where the store runs it, else of the question's function.
 *
 * @throws what the question throws, or CypherTimeoutError.
 */
export async function askPublished(
  store: LineageStore,
  published: PublishedQuestion,
  values: ParameterValues,
  now: bigint,
  bounds: { readonly rowsMax: number; readonly timeoutMs: number },
): Promise<FreeRows> {
  const columns = published.columns.map(({ name }) => name);
  if (store.cypher?.dialect !== 'neo4j') {
    const all = await rowsOfFunction(store, published, values, now);
    const rows = all
      .slice(0, bounds.rowsMax)
      .map((row) => columns.map((column) => row[column] ?? null));
    return { columns, rows, truncated: all.length > bounds.rowsMax };
  }
  const parameters = new Map(
    published.parameters.map((parameter) => [
      inText(parameter.name),
      bound(parameter, values.get(parameter.name)),
    ]),
  );
  const text = published.text.text('neo4j');
  const found = await store.cypher.read({ text, parameters, ...bounds });
  const times = published.columns.map(({ type }) => type === 'time');
  const rows = found.rows.map((row) =>
    row.map((value, index) => (times[index] === true ? timeOf(value) : value)),
  );
  return { ...found, rows };
}

/** A text has no rows for a name that it does not find. */
async function rowsOfFunction(
  store: LineageStore,
  { question, rows }: PublishedQuestion,
  values: ParameterValues,
  now: bigint,
): Promise<readonly PublishedRow[]> {
  try {
    return rows(await question.ask(store, values, now));
  } catch (error) {
    if (error instanceof NotFoundError) return [];
    throw error;
  }
}

/** A name is sought by its key: a text cannot hash one that is too long to be its own. */
function bound(
  { type, positional }: Parameter,
  value: ReturnType<ParameterValues['get']>,
): CypherValue {
  if (value === undefined) return null;
  if (type === 'integer' && typeof value === 'number') return BigInt(value);
  return positional && typeof value === 'string' ? keyOf(value) : value;
}

function timeOf(value: PlainValue): PlainValue {
  return typeof value === 'string' ? formatTime(parseTime(value, 'time')) : value;
}
