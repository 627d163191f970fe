import type { Properties } from './properties.ts';

/** True when writing `b` over `a` would change nothing. */
export function sameProperties(a: Properties, b: Properties): boolean {
  return canonical(a) === canonical(b);
}

/** JSON with sorted names and whole numbers as text; absent and null are the same. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) => {
    if (typeof part === 'bigint') return `${part}`;
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    const entries = Object.entries(part).filter(([, item]) => item !== null && item !== undefined);
    entries.sort(([left], [right]) => (left < right ? -1 : 1));
    return Object.fromEntries(entries);
  });
}
