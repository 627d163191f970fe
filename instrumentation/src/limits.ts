/**
 * What one run may say. The bounds are far above any sensible pipeline and keep a span of a runaway
 * loop below the 64 MiB that `spantrail serve` takes. What goes beyond is counted and shown on the
 * span as `ml.dropped.*`.
 */
export const LIMITS = {
  /** Entries a direction. */
  pointers: 10_000,
  /** UTF-16 units of names and digests together, a direction. */
  pointerTextLength: 4_194_304,
  /** UTF-8 bytes of one name; the graph keeps no more of it, and half a name is another name. */
  nameBytes: 65_536,
  metrics: 1_000,
  triggers: 1_000,
  slices: 1_000,
  labels: 1_000,
  notes: 1_000,
  /** UTF-16 units of one text for people: a note, a message, a stack. */
  textLength: 16_384,
  /** UTF-8 bytes of source text. */
  codeBytes: 65_536,
} as const;

/** The text itself, or its beginning and the statement that there was more. */
export function shortened(text: string): string {
  if (text.length <= LIMITS.textLength) return text;
  return `${text.slice(0, LIMITS.textLength)} … (cut from ${text.length} characters)`;
}

/** Whether a value can be a name: text that is not empty and not longer than a name may be. */
export function isName(value: unknown): value is string {
  if (typeof value !== 'string' || value === '') return false;
  // A UTF-16 unit makes at most three bytes, so short names need no counting.
  return value.length * 3 <= LIMITS.nameBytes || Buffer.byteLength(value) <= LIMITS.nameBytes;
}
