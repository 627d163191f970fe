/**
 * Breadth-first walks over the derived dependencies. Each run is visited once: diamonds multiply
 * paths, never the answer.
 */
import type { DependencyRow, LineageStore } from '../lineage-store.ts';

export interface Walk {
  /** Steps from the roots by run, in order of the visit; the roots have `rootDepth`. */
  readonly depths: ReadonlyMap<string, number>;
  /** Among the visited runs. */
  readonly edges: readonly DependencyRow[];
  readonly truncated: boolean;
}

export interface WalkOptions {
  readonly asOf: bigint;
  readonly depthMax: number;
  readonly runsMax: number;
  /** 1: the roots are part of the answer. 0: they are what was asked of. */
  readonly rootDepth: 0 | 1;
}

type Step = (
  runs: readonly string[],
  room: number,
) => Promise<{ rows: readonly DependencyRow[]; cut: boolean }>;

/** Everything that these runs were made from. */
export function walkUpstream(
  store: LineageStore,
  roots: readonly string[],
  options: WalkOptions,
): Promise<Walk> {
  const step: Step = async (runs) => ({
    rows: await store.dependencies(runs, options.asOf),
    cut: false,
  });
  return walk(roots, options, step, (edge) => edge.to);
}

/** Everything that was made from these runs. */
export function walkDownstream(
  store: LineageStore,
  roots: readonly string[],
  options: WalkOptions,
): Promise<Walk> {
  const step: Step = async (runs, room) => {
    // A run may be reached by several pointers, so more edges than runs are let in.
    const limit = room * 4 + 1_000;
    const rows = await store.dependents(runs, options.asOf, limit);
    return { rows, cut: rows.length >= limit };
  };
  return walk(roots, options, step, (edge) => edge.from);
}

async function walk(
  roots: readonly string[],
  { depthMax, runsMax, rootDepth }: WalkOptions,
  step: Step,
  next: (edge: DependencyRow) => string,
): Promise<Walk> {
  const depths = new Map<string, number>(roots.slice(0, runsMax).map((run) => [run, rootDepth]));
  const edges: DependencyRow[] = [];
  let truncated = roots.length > runsMax;
  let level = [...depths.keys()];
  for (let depth = rootDepth + 1; level.length > 0; depth += 1) {
    const { rows, cut } = await step(level, runsMax - depths.size + 1);
    truncated ||= cut;
    const found: string[] = [];
    for (const edge of rows) {
      const run = next(edge);
      if (depths.has(run)) {
        edges.push(edge);
      } else if (depth > depthMax || depths.size >= runsMax) {
        truncated = true;
      } else {
        depths.set(run, depth);
        found.push(run);
        edges.push(edge);
      }
    }
    level = found;
  }
  return { depths, edges, truncated };
}
