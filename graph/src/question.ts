/**
 * What a question is to its doors: the CLI and the HTTP service read the same parameter table, so
 * `spantrail trace X --depth 3` and `GET /api/trace?pointer=X&depth=3` cannot drift apart.
 */
import { UsageError } from './errors.ts';
import { parseTime } from './facts/time.ts';
import { wellFormed } from './facts/well-formed.ts';
import type { LineageStore } from './lineage-store.ts';
import { nearestNames } from './questions/nearest-names.ts';

export interface Parameter {
  /** As on the command line and in a query string: `as-of`. */
  readonly name: string;
  /** A `list` takes texts and may be given again and again; a positional one takes all that is left. */
  readonly type: 'string' | 'list' | 'integer' | 'number' | 'time' | 'boolean';
  readonly required: boolean;
  /** Positional on the command line. */
  readonly positional: boolean;
  readonly describe: string;
  /** The only texts that are allowed. */
  readonly values?: readonly string[];
  readonly min?: number;
  /** Of a list: how many texts at most. */
  readonly max?: number;
  /** How help writes the value; default by the type. */
  readonly placeholder?: string;
  /** On the command line the value of this list is a file with one text a line. */
  readonly linesOfFile?: true;
}

/** Parsed values by parameter name; absent ones are not in the map. Times are µs as bigint. */
export type ParameterValues = ReadonlyMap<string, ParameterValue>;

/** A list is an array, in the order given. */
export type ParameterValue = string | number | bigint | boolean | readonly string[];

export interface Question {
  readonly name: string;
  /** One line for `--help`. */
  readonly summary: string;
  readonly parameters: readonly Parameter[];
  /** `now` is µs since the epoch; the clock belongs to the caller. */
  readonly ask: (store: LineageStore, values: ParameterValues, now: bigint) => Promise<object>;
}

/** A question that writes: same table, other HTTP method, and a scope of its own. */
export interface Command extends Question {
  readonly writes: true;
  /** Works on the store as a whole, whatever its schema: a door that opens a store for it says so. */
  readonly upkeep?: true;
}

/**
 * Reads raw text values into typed ones.
 *
 * @throws UsageError for an unknown, repeated, missing or malformed parameter; it names the nearest
 * parameter for an unknown one.
 */
export function parseParameters(
  question: Pick<Question, 'name' | 'parameters'>,
  raw: Iterable<readonly [name: string, value: string]>,
): ParameterValues {
  const values = new Map<string, ParameterValue>();
  for (const [name, text] of raw) {
    const parameter = question.parameters.find((candidate) => candidate.name === name);
    if (parameter === undefined) {
      const known = question.parameters.map((candidate) => candidate.name);
      const nearest = nearestNames(name, known, 1)[0];
      throw new UsageError(
        `"${question.name}" has no option "${name}".${nearest === undefined ? '' : ` Did you mean "${nearest}"?`} It takes: ${known.join(', ')}.`,
        name,
      );
    }
    if (parameter.type === 'list') {
      values.set(name, longerList(parameter, values.get(name), text));
      continue;
    }
    if (values.has(name)) throw new UsageError(`"${name}" is given twice; give it once.`, name);
    values.set(name, parseValue(parameter, text));
  }
  for (const parameter of question.parameters) {
    if (parameter.required && !values.has(parameter.name)) {
      throw new UsageError(
        `"${question.name}" needs a ${parameter.name}: ${parameter.describe}.`,
        parameter.name,
      );
    }
  }
  return values;
}

/** Lists are long and hold what is parsed once: the array grows in place. */
function longerList(
  { name, max = Number.POSITIVE_INFINITY }: Parameter,
  known: ParameterValue | undefined,
  text: string,
): string[] {
  if (text === '') throw new UsageError(`"${name}" is empty.`, name);
  const list = Array.isArray(known) ? (known as string[]) : [];
  if (list.length >= max) throw new UsageError(`"${name}" takes at most ${max} values.`, name);
  list.push(wellFormed(text));
  return list;
}

function parseValue(parameter: Parameter, text: string): string | number | bigint | boolean {
  switch (parameter.type) {
    case 'string':
      if (text === '') throw new UsageError(`"${parameter.name}" is empty.`, parameter.name);
      if (parameter.values !== undefined && !parameter.values.includes(text)) {
        throw new UsageError(
          `"${parameter.name}" is ${parameter.values.join(' or ')}, not "${text}".`,
          parameter.name,
        );
      }
      return wellFormed(text);
    case 'boolean':
      if (text === 'true' || text === '') return true;
      if (text === 'false') return false;
      throw new UsageError(`"${parameter.name}" is true or false, not "${text}".`, parameter.name);
    case 'time':
      return parseTime(text, parameter.name);
    default:
      return parseNumber(parameter, text);
  }
}

function parseNumber(parameter: Parameter, text: string): number {
  const value = Number(text);
  const whole = parameter.type === 'integer';
  const min = parameter.min ?? Number.NEGATIVE_INFINITY;
  const max = parameter.max ?? Number.POSITIVE_INFINITY;
  const valid =
    text.trim() !== '' && Number.isFinite(value) && (!whole || Number.isSafeInteger(value));
  if (!valid || value < min || value > max) {
    throw new UsageError(
      `"${parameter.name}" is a ${whole ? 'whole number' : 'number'} from ${min} to ${max}, not "${text}".`,
      parameter.name,
    );
  }
  return value;
}
