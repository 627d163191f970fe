/** `query`: the rows of a published question, or of read-only Cypher of the asker's own. */
import type { QueryAnswer } from '../answers/answers.ts';
import type { CypherValue } from '../engines/cypher-engine.ts';
import { NotFoundError, UsageError } from '../errors.ts';
import type { FreeRows } from '../free-cypher/cypher-reader.ts';
import type { LineageStore } from '../lineage-store.ts';
import { askPublished } from '../published/ask-published.ts';
import { published } from '../published/index.ts';
import { inText, type PublishedQuestion } from '../published/published-question.ts';
import { type ParameterValues, parseParameters, type Question } from '../question.ts';
import { nearestNames } from './nearest-names.ts';
import * as parameters from './parameters.ts';

const ROWS = 1_000;
const SECONDS = 10;

export const query: Question = {
  name: 'query',
  summary: 'the rows of a published question, or of your own read-only Cypher',
  parameters: [
    parameters.positional('name', 'a published question ("queries" lists them)', false),
    parameters.option('cypher', 'Cypher of your own in its place; refused when it could write'),
    {
      ...parameters.option(
        'param',
        'NAME=VALUE for $NAME, as often as needed; for Cypher of your own the value is JSON, else text',
      ),
      type: 'list',
    },
    {
      ...parameters.limit(ROWS),
      describe: `at most this many rows; default ${ROWS}`,
    },
    {
      ...parameters.option('timeout', `at most this many seconds; default ${SECONDS}`),
      type: 'integer',
      min: 1,
      max: 60,
    },
  ],
  ask: askQuery,
};

async function askQuery(
  store: LineageStore,
  values: ParameterValues,
  now: bigint,
): Promise<QueryAnswer> {
  const name = parameters.optionalText(values, 'name');
  const cypher = parameters.optionalText(values, 'cypher');
  if ((name === undefined) === (cypher === undefined)) {
    throw new UsageError(
      'query takes the name of a published question, or Cypher, not both.',
      'name',
    );
  }
  const given = parameters.listOf(values, 'param').map(pairOf);
  const bounds = {
    rowsMax: parameters.numberOf(values, 'limit', ROWS),
    timeoutMs: parameters.numberOf(values, 'timeout', SECONDS) * 1_000,
  };
  if (name !== undefined) {
    const found = publishedNamed(name);
    return answerOf(name, await askPublished(store, found, valuesFor(found, given), now, bounds));
  }
  if (store.cypher === null) {
    throw new UsageError('This store speaks no Cypher; ask a published question.', 'cypher');
  }
  const own = new Map(given.map(([key, text]) => [key, fromText(text)]));
  return answerOf(
    null,
    await store.cypher.read({ text: cypher ?? '', parameters: own, ...bounds }),
  );
}

function answerOf(name: string | null, { columns, rows, truncated }: FreeRows): QueryAnswer {
  const cut = `Only the first ${rows.length} rows: raise --limit.`;
  return { name, columns, rows, truncated, notes: truncated ? [cut] : [] };
}

/** @throws NotFoundError */
export function publishedNamed(name: string): PublishedQuestion {
  const found = published.find((candidate) => candidate.name === name);
  if (found !== undefined) return found;
  const names = published.map((candidate) => candidate.name);
  throw new NotFoundError('query', name, nearestNames(name, names, 3));
}

function pairOf(text: string): readonly [name: string, value: string] {
  const end = text.indexOf('=');
  if (end <= 0) throw new UsageError(`"param" is NAME=VALUE, not "${text}".`, 'param');
  return [text.slice(0, end).replace(/^\$/, ''), text.slice(end + 1)];
}

/** By the question's own table; a name may be spelled as in the text or as on the command line. */
function valuesFor(
  { name, question, parameters: known }: PublishedQuestion,
  given: readonly (readonly [string, string])[],
): ParameterValues {
  const spelled = given.map(([key, text]): [string, string] => [
    known.find((parameter) => inText(parameter.name) === key)?.name ?? key,
    text,
  ]);
  return parseParameters({ ...question, name, parameters: known }, spelled);
}

/** JSON where it is JSON, whole numbers as such; anything else is text as it stands. */
function fromText(text: string): CypherValue {
  if (/^-?\d+$/.test(text)) return integerOf(text);
  try {
    return cypherOf(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

function integerOf(text: string): bigint {
  const value = BigInt(text);
  if (BigInt.asIntN(64, value) === value) return value;
  throw new UsageError(
    `"${text}" is beyond the whole numbers of Cypher; put it in quotes.`,
    'param',
  );
}

function cypherOf(value: unknown): CypherValue {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(cypherOf);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, cypherOf(item)]));
  }
  return value as string | boolean | null;
}
