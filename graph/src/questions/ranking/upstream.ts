import type { LineageStore } from '../../lineage-store.ts';
import type { NumberedGraph } from './reached.ts';

/** Bounds on what is held in memory at once: some 100 MB at worst. */
const RUNS_MAX = 100_000;
const EDGES_MAX = 1_000_000;
/** Runs asked for at once: a run may have ten thousand inputs. */
const RUNS_A_QUESTION = 500;

export interface Upstream extends NumberedGraph {
  /** True when the bounds, not the depth, cut it. */
  readonly cut: boolean;
}

/**
 * Everything that these runs were made from, walked in common and level by level, so that a thousand traces
 * cost as many questions as the longest of them has steps.
 *
 * @param depthMax the roots are at depth 1; dependencies of the last level are known, so that a walk of
 * one root over another's runs can say that it was cut.
 */
export async function gatherUpstream(
  store: LineageStore,
  roots: readonly string[],
  asOf: bigint,
  depthMax: number,
): Promise<Upstream> {
  const runs = [...new Set(roots)];
  const numberOf = new Map(runs.map((run, number) => [run, number]));
  const edges: [from: number, to: number][] = [];
  let cut = false;
  let from = 0;
  for (let depth = 1; from < runs.length; depth += 1) {
    const end = runs.length;
    for (; from < end; from += RUNS_A_QUESTION) {
      const asked = runs.slice(from, Math.min(end, from + RUNS_A_QUESTION));
      for (const edge of await store.dependencyPairs(asked, asOf)) {
        const known = numberOf.get(edge.to);
        if ((known === undefined && runs.length >= RUNS_MAX) || edges.length >= EDGES_MAX) {
          cut = true;
          continue;
        }
        const to = known ?? runs.length;
        if (known === undefined) {
          runs.push(edge.to);
          numberOf.set(edge.to, to);
        }
        edges.push([numberOf.get(edge.from) ?? 0, to]);
      }
      if (edges.length >= EDGES_MAX) return { ...numbered(runs, numberOf, edges), cut: true };
    }
    from = end;
    if (depth >= depthMax) break;
  }
  return { ...numbered(runs, numberOf, edges), cut };
}

function numbered(
  runs: readonly string[],
  numberOf: ReadonlyMap<string, number>,
  edges: readonly (readonly [from: number, to: number])[],
): NumberedGraph {
  const offsets = new Uint32Array(runs.length + 1);
  for (const [from] of edges) offsets[from + 1] = (offsets[from + 1] ?? 0) + 1;
  for (let run = 0; run < runs.length; run += 1) {
    offsets[run + 1] = (offsets[run + 1] ?? 0) + (offsets[run] ?? 0);
  }
  const targets = new Uint32Array(edges.length);
  const next = offsets.slice();
  for (const [from, to] of edges) {
    const place = next[from] ?? 0;
    targets[place] = to;
    next[from] = place + 1;
  }
  return { runs, numberOf, offsets, targets };
}
