import type { PlainValue } from './cypher-reader.ts';

/** What JSON can hold of a value; `special` knows the engine's own kinds, undefined for the rest. */
export function plainValue(
  value: unknown,
  special: (value: object) => PlainValue | undefined,
): PlainValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'object':
      break;
    default:
      return null;
  }
  if (value === null) return null;
  const own = special(value);
  if (own !== undefined) return own;
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    return [...(value as Iterable<unknown>)].map((item) => plainValue(item, special));
  }
  return plainMap(value, special);
}

/** `fromEntries` makes own properties, also of a name like `__proto__`. */
export function plainMap(
  map: object,
  special: (value: object) => PlainValue | undefined,
): { readonly [name: string]: PlainValue } {
  return Object.fromEntries(
    Object.entries(map).map(([name, value]) => [name, plainValue(value, special)]),
  );
}
