interface Pair {
  readonly from: string;
  readonly to: string;
}

/** Each two runs once, without what ties them. */
export function distinctPairs(pairs: readonly Pair[]): readonly Pair[] {
  const ends = new Map<string, Set<string>>();
  for (const { from, to } of pairs) {
    const known = ends.get(from);
    if (known === undefined) ends.set(from, new Set([to]));
    else known.add(to);
  }
  return [...ends].flatMap(([from, tos]) => Array.from(tos, (to) => ({ from, to })));
}
