/**
 * Values of rows, checked once at the border. The engines differ: one gives bigint for whole numbers,
 * the other number up to 2^53, so a whole number is read as what its column is meant to be.
 */
export function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new TypeError(`The store holds ${typeof value} where text is expected.`);
}

export function asBigInt(value: unknown): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  throw new TypeError(`The store holds ${String(value)} where a whole number is expected.`);
}

/** A float, or a whole number small enough to be one exactly. */
export function asNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint' && Number.isSafeInteger(Number(value))) return Number(value);
  throw new TypeError(`The store holds ${String(value)} where a number is expected.`);
}

export function asList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new TypeError(`The store holds ${typeof value} where a list is expected.`);
}

export function asRecord(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  throw new TypeError(`The store holds ${typeof value} where a map is expected.`);
}

export function asRecords(value: unknown): readonly Record<string, unknown>[] {
  return asList(value).map(asRecord);
}

export function orNull<T>(value: unknown, as: (value: unknown) => T): T | null {
  return value === null || value === undefined ? null : as(value);
}
