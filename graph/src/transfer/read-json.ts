/** Checked reading of one JSON object from outside: a fault names the field and what it should be. */

/** What was read is not what it should be; the caller knows where. */
export class FormatError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'FormatError';
  }
}

export interface Read {
  has(name: string): boolean;
  text(name: string): string;
  /** Text that is not empty. */
  name(name: string): string;
  textOrNull(name: string): string | null;
  whole(name: string): bigint;
  wholeOrNull(name: string): bigint | null;
  float(name: string): number;
  floatOrNull(name: string): number | null;
  isTrue(name: string): boolean;
  oneOf<T extends string>(name: string, values: readonly T[]): T;
  part(name: string): Read;
  /** Objects; none when absent. */
  list(name: string): readonly Read[];
  textList(name: string): readonly string[];
  /** Lists of `length` texts each. */
  texts(name: string, length: number): readonly (readonly string[])[];
  /** [namespace, name] or [namespace, name, key]. */
  nameParts(name: string): readonly string[];
  fault(name: string, wanted: string): FormatError;
}

const WHOLE_MAX = 2n ** 63n - 1n;
const WHOLE_MIN = -(2n ** 63n);

/** @throws FormatError for anything but an object. */
export function reader(value: unknown): Read {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new FormatError('it is no JSON object');
  }
  return readerOf(new Map(Object.entries(value)));
}

function readerOf(fields: ReadonlyMap<string, unknown>): Read {
  const get = (name: string): unknown => fields.get(name) ?? null;
  const fault = (name: string, wanted: string): FormatError =>
    new FormatError(`"${name}" is not ${wanted}`);
  const must = <T>(name: string, wanted: string, value: T | null): T => {
    if (value === null) throw fault(name, wanted);
    return value;
  };
  const orNull = <T>(
    name: string,
    wanted: string,
    read: (value: unknown) => T | null,
  ): T | null => {
    const value = get(name);
    return value === null ? null : must(name, wanted, read(value));
  };
  const items = (name: string): readonly unknown[] => {
    const value = get(name) ?? [];
    if (!Array.isArray(value)) throw fault(name, 'a list');
    return value;
  };
  const textsOf = (name: string, value: unknown): readonly string[] => {
    if (!Array.isArray(value)) throw fault(name, 'a list of texts');
    return value.map((item) => must(name, 'a list of texts', asText(item)));
  };
  return {
    fault,
    has: (name) => get(name) !== null,
    text: (name) => must(name, 'text', asText(get(name))),
    name: (name) => must(name, 'text with content', asText(get(name)) || null),
    textOrNull: (name) => orNull(name, 'text', asText),
    whole: (name) => must(name, 'a whole number', asWhole(get(name))),
    wholeOrNull: (name) => orNull(name, 'a whole number', asWhole),
    float: (name) => must(name, 'a number', asFloat(get(name))),
    floatOrNull: (name) => orNull(name, 'a number', asFloat),
    isTrue: (name) => get(name) === true,
    oneOf: (name, values) =>
      must(name, values.join(', '), values.find((value) => value === get(name)) ?? null),
    part: (name) => {
      const value = get(name);
      if (typeof value !== 'object' || value === null) throw fault(name, 'an object');
      return reader(value);
    },
    list: (name) => items(name).map(reader),
    textList: (name) => textsOf(name, get(name) ?? []),
    texts: (name, length) =>
      items(name).map((item) => {
        const texts = textsOf(name, item);
        if (texts.length !== length) throw fault(name, `a list of lists of ${length} texts`);
        return texts;
      }),
    nameParts: (name) => {
      const parts = textsOf(name, get(name));
      if (parts.length < 2 || parts.length > 3) {
        throw fault(name, 'a namespace and a name');
      }
      return parts;
    },
  };
}

function asText(value: unknown): string | null {
  // Node 20 has it, the library that is compiled against does not tell of it.
  return typeof value === 'string'
    ? (value as string & { toWellFormed(): string }).toWellFormed()
    : null;
}

function asWhole(value: unknown): bigint | null {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  if (typeof value !== 'string' || !/^-?\d{1,19}$/.test(value)) return null;
  const number = BigInt(value);
  return number >= WHOLE_MIN && number <= WHOLE_MAX ? number : null;
}

function asFloat(value: unknown): number | null {
  if (value === '-0') return -0;
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
