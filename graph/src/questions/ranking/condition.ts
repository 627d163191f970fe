/**
 * `--where`: one condition on a run, as people write it.
 *
 *     condition = metric | trigger
 *     metric    = name ("<" | "<=" | ">" | ">=" | "=" | "!=") number
 *     trigger   = "trigger:" name ("=" | "!=") status
 *     name      = text without white space, quotes and < > = !, or any text as a JSON string in double quotes
 *     status    = "pass" | "warn" | "fail" | "error" | "skipped"
 *
 * White space may stand between the parts.
 */
import { UsageError } from '../../errors.ts';
import type { TriggerStatus } from '../../facts/lineage-batch.ts';

export type Comparator = '<' | '<=' | '>' | '>=' | '=' | '!=';

export type Condition =
  | {
      readonly kind: 'metric';
      readonly name: string;
      readonly comparator: Comparator;
      readonly value: number;
    }
  | {
      readonly kind: 'trigger';
      readonly name: string;
      readonly comparator: '=' | '!=';
      readonly status: TriggerStatus;
    };

const STATUSES: readonly TriggerStatus[] = ['pass', 'warn', 'fail', 'error', 'skipped'];
const TRIGGER = 'trigger:';

/** @throws UsageError that names the column, counted in characters from 1, and the mend. */
export function parseCondition(text: string): Condition {
  const reader = new Reader(text);
  const isTrigger = reader.take(/trigger:/y) !== null;
  const name = readName(reader, isTrigger);
  const comparator = readComparator(reader);
  const condition = isTrigger
    ? readStatus(reader, name, comparator)
    : readNumber(reader, name, comparator);
  if (!reader.atEnd()) {
    throw reader.wrong(`nothing more`, 'Give each further condition by a --where of its own');
  }
  return condition;
}

/** A condition as it is written, so that parsing it again gives the same. */
export function formatCondition(condition: Condition): string {
  const plain = /^[^\s"<>=!]+$/.test(condition.name) && !condition.name.startsWith(TRIGGER);
  const name = plain ? condition.name : JSON.stringify(condition.name);
  return condition.kind === 'metric'
    ? `${name} ${condition.comparator} ${condition.value}`
    : `${TRIGGER}${name} ${condition.comparator} ${condition.status}`;
}

/** Whether a measured value meets a condition. */
export function compares(value: number, comparator: Comparator, bound: number): boolean {
  switch (comparator) {
    case '<':
      return value < bound;
    case '<=':
      return value <= bound;
    case '>':
      return value > bound;
    case '>=':
      return value >= bound;
    case '=':
      return value === bound;
    case '!=':
      return value !== bound;
  }
}

function readName(reader: Reader, isTrigger: boolean): string {
  const quoted = reader.take(/"(?:[^"\\]|\\.)*"/sy);
  if (quoted !== null) {
    const name = unquoted(quoted);
    if (name === null || name === '') {
      throw reader.wrongBefore(quoted, 'a name as a JSON string', 'Write "my \\"odd\\" name"');
    }
    return name;
  }
  const name = reader.take(/[^\s"<>=!]+/y);
  if (name === null) {
    const what = isTrigger ? 'the name of a trigger' : 'the name of a metric, or trigger:NAME';
    throw reader.wrong(what, 'Put a name with spaces, quotes or < > = ! in double quotes');
  }
  return name;
}

function unquoted(text: string): string | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}

function readComparator(reader: Reader): Comparator {
  const sign = reader.take(/[<>=!~]+/y);
  switch (sign) {
    case '<':
    case '<=':
    case '>':
    case '>=':
    case '=':
    case '!=':
      return sign;
    case null:
      throw reader.wrong('one of < <= > >= = !=', "Write it like 'accuracy < 0.8'");
    default:
      throw reader.wrongBefore(sign, 'one of < <= > >= = !=', "Write it like 'accuracy < 0.8'");
  }
}

function readNumber(reader: Reader, name: string, comparator: Comparator): Condition {
  const text = reader.take(/[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![^\s])/y);
  const value = text === null ? Number.NaN : Number(text);
  if (Number.isFinite(value)) return { kind: 'metric', name, comparator, value };
  const isStatus = STATUSES.some((status) => reader.rest().startsWith(status));
  const mend = isStatus
    ? `For the result of a trigger write 'trigger:${name} ${comparator} ${reader.rest()}'`
    : "Write it like 'accuracy < 0.8'";
  throw text === null
    ? reader.wrong('a number', mend)
    : reader.wrongBefore(text, 'a finite number', mend);
}

function readStatus(reader: Reader, name: string, comparator: Comparator): Condition {
  if (comparator !== '=' && comparator !== '!=') {
    throw reader.wrongBefore(comparator, '= or !=', 'A status is not more or less than another');
  }
  const text = reader.take(/\S+/y);
  const status = STATUSES.find((known) => known === text);
  if (status !== undefined) return { kind: 'trigger', name, comparator, status };
  const mend = "Write it like 'trigger:no_nulls = fail'";
  throw text === null
    ? reader.wrong(`one of ${STATUSES.join(', ')}`, mend)
    : reader.wrongBefore(text, `one of ${STATUSES.join(', ')}`, mend);
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** What stands here, with white space before it passed over; null: something else does. */
  take(pattern: RegExp): string | null {
    this.#skip();
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? null;
    if (found !== null) this.#at += found.length;
    return found;
  }

  rest(): string {
    this.#skip();
    return this.#text.slice(this.#at);
  }

  atEnd(): boolean {
    return this.rest() === '';
  }

  wrong(expected: string, mend: string): UsageError {
    const rest = this.rest();
    const found = rest === '' ? 'the end' : JSON.stringify(shortened(rest));
    return this.#error(this.#at, expected, found, mend);
  }

  /** The same for what was just taken. */
  wrongBefore(taken: string, expected: string, mend: string): UsageError {
    const found = JSON.stringify(shortened(taken));
    return this.#error(this.#at - taken.length, expected, found, mend);
  }

  #error(at: number, expected: string, found: string, mend: string): UsageError {
    const column = [...this.#text.slice(0, at)].length + 1;
    return new UsageError(
      `--where '${shortened(this.#text)}', column ${column}: expected ${expected}, found ${found}. ${mend}.`,
      'where',
    );
  }

  #skip(): void {
    while (/\s/.test(this.#text.charAt(this.#at))) this.#at += 1;
  }
}

function shortened(text: string): string {
  const characters = [...text];
  return characters.length <= 80 ? text : `${characters.slice(0, 79).join('')}…`;
}
