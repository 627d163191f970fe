import { compareText } from './keys.ts';

/**
 * What decides between two contributions to the same property: finished beats running, then the later
 * end, then the span key. Content breaks the tie that is left when one span is sent twice with
 * different content, so that the order is total and any order of arrival gives the same graph.
 */
export interface Stamp {
  /** 0 running, 1 finished. */
  readonly rank: 0 | 1;
  /** The span's end, or its start while it runs, µs. */
  readonly end: bigint;
  readonly span: string;
}

export function compareStamps(a: Stamp, b: Stamp): number {
  return a.rank - b.rank || compareBigInts(a.end, b.end) || compareText(a.span, b.span);
}

export function compareBigInts(a: bigint, b: bigint): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Null comes first. */
export function compareNullable<T>(
  a: T | null,
  b: T | null,
  compare: (a: T, b: T) => number,
): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
  return compare(a, b);
}

const SEPARATOR = '|';

export function formatStamp(stamp: Stamp): string {
  return [stamp.rank, stamp.end, stamp.span].join(SEPARATOR);
}

export function parseStamp(text: string): Stamp {
  const [rank = '', end = '', ...span] = text.split(SEPARATOR);
  return { rank: rank === '1' ? 1 : 0, end: BigInt(end), span: span.join(SEPARATOR) };
}
