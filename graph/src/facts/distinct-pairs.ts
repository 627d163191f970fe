interface Pair {
  readonly from: string;
  readonly to: string;
}

/** Each two runs once, without what ties them. */
export function distinctPairs(pairs: readonly Pair[]): readonly Pair[] {
  const distinct = new Map<string, Pair>();
  for (const { from, to } of pairs) distinct.set(JSON.stringify([from, to]), { from, to });
  return [...distinct.values()];
}
