/**
 * How many outputs' traces each run is in, without walking each trace by itself: 32 outputs are walked
 * at once, each a bit of one word, and a run is passed on only the bits that are new to it. A run's
 * distance to each output is kept exact, whatever the graph looks like, cycles included.
 *
 * @see M. Then et al., The More the Merrier: Efficient Multi-Source Graph Traversal, PVLDB 8 (2014) 449-460
 */

/** Runs by number, and what each depends on. */
export interface NumberedGraph {
  readonly runs: readonly string[];
  readonly numberOf: ReadonlyMap<string, number>;
  /** Where each run's dependencies begin in `targets`; one more than there are runs. */
  readonly offsets: Uint32Array;
  readonly targets: Uint32Array;
}

export interface Reached {
  /** For each grouping, by group: outputs whose trace has a run of the group. */
  readonly counts: readonly Uint32Array[];
  /** True when a trace goes on behind `depthMax`. */
  readonly cut: boolean;
}

const BLOCK = 32;

/**
 * @param roots for each output the number of the run that made it, at depth 1.
 * @param groupings group of each run, by its number; -1: of none.
 */
export function countReached(
  graph: NumberedGraph,
  roots: readonly number[],
  depthMax: number,
  groupings: readonly Int32Array[],
): Reached {
  const counts = groupings.map((groups) => new Uint32Array(groupCount(groups)));
  const scratch = counts.map((count) => new Uint32Array(count.length));
  let cut = false;
  for (let start = 0; start < roots.length; start += BLOCK) {
    const block = walkBlock(graph, roots.slice(start, start + BLOCK), depthMax);
    cut ||= block.cut;
    groupings.forEach((groups, index) => {
      tally(block, groups, counts[index] as Uint32Array, scratch[index] as Uint32Array);
    });
  }
  return { counts, cut };
}

interface Block {
  /** By run: which of the block's outputs it is behind. */
  readonly seen: Uint32Array;
  /** The runs that are behind any. */
  readonly touched: readonly number[];
  readonly cut: boolean;
}

function walkBlock(graph: NumberedGraph, roots: readonly number[], depthMax: number): Block {
  const seen = new Uint32Array(graph.runs.length);
  let fresh = new Uint32Array(graph.runs.length);
  let coming = new Uint32Array(graph.runs.length);
  const touched: number[] = [];
  let level: number[] = [];
  const reach = (run: number, bits: number, into: Uint32Array, next: number[]): void => {
    if (seen[run] === 0) touched.push(run);
    if (into[run] === 0) next.push(run);
    seen[run] = at(seen, run) | bits;
    into[run] = at(into, run) | bits;
  };
  roots.forEach((run, bit) => {
    reach(run, 1 << bit, fresh, level);
  });
  for (let depth = 1; level.length > 0; depth += 1) {
    const next: number[] = [];
    for (const run of level) {
      const bits = at(fresh, run);
      fresh[run] = 0;
      for (let edge = at(graph.offsets, run); edge < at(graph.offsets, run + 1); edge += 1) {
        const target = at(graph.targets, edge);
        const added = bits & ~at(seen, target);
        if (added === 0) continue;
        if (depth >= depthMax) return { seen, touched, cut: true };
        reach(target, added, coming, next);
      }
    }
    [fresh, coming] = [coming, fresh];
    level = next;
  }
  return { seen, touched, cut: false };
}

function tally(
  { seen, touched }: Block,
  groups: Int32Array,
  counts: Uint32Array,
  masks: Uint32Array,
): void {
  const met: number[] = [];
  for (const run of touched) {
    const group = groups[run] ?? -1;
    if (group < 0) continue;
    if (masks[group] === 0) met.push(group);
    masks[group] = at(masks, group) | at(seen, run);
  }
  for (const group of met) {
    counts[group] = at(counts, group) + bitCount(at(masks, group));
    masks[group] = 0;
  }
}

function groupCount(groups: Int32Array): number {
  let last = -1;
  for (const group of groups) if (group > last) last = group;
  return last + 1;
}

/** @see H. S. Warren, Hacker's Delight, section 5-1 */
function bitCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  bits = (bits + (bits >>> 4)) & 0x0f0f0f0f;
  return Math.imul(bits, 0x01010101) >>> 24;
}

function at(words: Uint32Array, index: number): number {
  return words[index] ?? 0;
}
