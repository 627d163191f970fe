import type { RunState } from '../facts/lineage-batch.ts';
import type { Bounded } from './answers.ts';

/** The component graph as each component's last runs tell it. */
export interface MapAnswer extends Bounded {
  readonly asOf: string;
  /** How many of its last runs each component was judged by, at most. */
  readonly lastRuns: number;
  /** Id of the node that was asked for with `focus`; null: all. */
  readonly focus: string | null;
  /** By namespace, then name. */
  readonly nodes: readonly MapNode[];
  /** Between these nodes, by from, then to. */
  readonly edges: readonly MapEdge[];
  /** Components that a focus or a limit leaves out. */
  readonly leftOut: number;
}

export interface MapNode {
  /** What edges call it; stable, and nothing to be read out of it. */
  readonly id: string;
  readonly component: string;
  readonly namespace: string;
  readonly owner: string | null;
  /** Runs looked at: the last ones. */
  readonly runs: number;
  /** True when it had earlier ones. */
  readonly moreRuns: boolean;
  readonly failed: number;
  /** `failed` / `runs`; null without runs. */
  readonly failedShare: number | null;
  /** Runs that were stale for a reason of their own when they started. */
  readonly stale: number;
  readonly staleShare: number | null;
  readonly lastRun: {
    readonly id: string;
    readonly state: RunState;
    readonly start: string;
  } | null;
}

export interface MapEdge {
  /** Id of the component that reads. */
  readonly from: string;
  /** Id of the component that made what is read. */
  readonly to: string;
  /** Dependencies of the reader's last runs: one a run, producer and pointer. */
  readonly count: number;
  /** The most frequent of them, at most three. */
  readonly pointers: readonly string[];
  /** How many there are. */
  readonly pointerCount: number;
}
