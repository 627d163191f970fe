/** Reading fields of parsed JSON with the tolerance that OTLP/JSON asks for: absent and null are zero. */

export type JsonObject = Readonly<Record<string, unknown>>;

/** A field has a type that it cannot have. The message names the field and holds no value. */
export class JsonShapeError extends Error {}

const INT32_MAX = 2 ** 32;

/** Absent is an empty object. The fields read from it are fixed names, never names from outside. */
export function jsonObject(value: unknown, what: string): JsonObject {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new JsonShapeError(`${what} is no object`);
  }
  return value as JsonObject;
}

export function jsonList(owner: JsonObject, field: string): readonly unknown[] {
  const value = owner[field];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new JsonShapeError(`${field} is no list`);
  return value;
}

export function jsonString(owner: JsonObject, field: string): string {
  const value = owner[field];
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') throw new JsonShapeError(`${field} is no text`);
  return value;
}

/** Also for unsigned 32-bit fields and enums, which OTLP/JSON writes as integers only. */
export function jsonInt32(owner: JsonObject, field: string): number {
  const value = owner[field];
  if (value === undefined || value === null) return 0;
  if (typeof value !== 'number' || !Number.isInteger(value) || Math.abs(value) >= INT32_MAX) {
    throw new JsonShapeError(`${field} is no integer`);
  }
  return value;
}

export function jsonInt64(value: unknown, field: string): bigint {
  if (value === undefined || value === null || value === '') return 0n;
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value);
  if (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) return BigInt(value);
  throw new JsonShapeError(`${field} is no 64-bit integer`);
}
