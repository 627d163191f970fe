/** What answers show of runs, edges, pointers and reasons. */
import type {
  AnnotationKind,
  PointerType,
  RunState,
  TriggerPhase,
  TriggerStatus,
} from '../facts/lineage-batch.ts';

export interface StaleReason {
  readonly kind: 'old' | 'fresher' | 'trigger' | 'drift';
  /** `atRun`: seen from the run's start. `now`: seen from the asked time. */
  readonly clock: 'atRun' | 'now';
  /** Id of the run that the reason is about: a dependency, or for `now` also a newer writer. */
  readonly dependency: string;
  readonly message: string;
  /** Present and true when the reason belongs to a run further up. */
  readonly transitive?: true;
  /** With `transitive`: the runs from the asked one up to the one whose own reason this is. */
  readonly chain?: readonly string[];
}

export interface TriggerView {
  readonly phase: TriggerPhase;
  readonly name: string;
  readonly status: TriggerStatus;
  readonly message: string | null;
  readonly value: number | null;
  readonly threshold: number | null;
}

/** A run as every list shows it. */
export interface RunView {
  readonly id: string;
  readonly component: string;
  readonly namespace: string;
  /** `deployment.environment.name` of its spans. */
  readonly environment: string | null;
  /** As of the asked time: a run that ends later is running. */
  readonly state: RunState;
  /** Steps from what was asked for, 1 for the nearest; 0 where there is no distance. */
  readonly depth: number;
  readonly start: string;
  readonly end: string | null;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly stale: readonly StaleReason[];
  /** Reasons inherited from further up that are not shown, beyond the limit per run. */
  readonly staleOmitted: number;
  readonly failedTriggers: readonly TriggerView[];
  readonly error: string | null;
  /**
   * Present when this is not one run but what retention folded: the runs of the component on a UTC day
   * that had the same producers. `start` is the first start, `end` the last end; there are no outputs,
   * and `state` is failed when all runs were.
   */
  readonly summary?: DailySummary;
}

export interface DailySummary {
  readonly day: string;
  readonly runs: number;
  readonly ok: number;
  readonly failed: number;
}

export interface EdgeView {
  /** The consumer. */
  readonly from: string;
  /** The producer. */
  readonly to: string;
  readonly pointer: string;
}

export interface Bounded {
  /** True when a limit cut the answer; `notes` says which. */
  readonly truncated: boolean;
  /** Plain sentences that a reader needs beside the rows. */
  readonly notes: readonly string[];
}

export interface IoView {
  readonly pointer: string;
  readonly type: PointerType;
  readonly flagged: boolean;
  readonly at: string | null;
  readonly digest: string | null;
  readonly rows: number | null;
  readonly bytes: number | null;
  /** Inputs: the run that it came from. `changedOutside`: it was written, but with other content. */
  readonly producer?: string | null;
  readonly changedOutside?: boolean;
}

export interface AnnotationView {
  readonly kind: AnnotationKind;
  readonly value: string;
  readonly reason: string | null;
  readonly by: string | null;
  readonly at: string;
}

/** Data whose label is retracted, and how it came here. */
export interface TaintView {
  readonly label: string;
  /** Since when the label is retracted. */
  readonly retractedAt: string;
  readonly reason: string | null;
  /** Id of the nearest run that carries the label or read a pointer with it; null: the asked pointer has it. */
  readonly source: string | null;
  /** The pointer that has the label; null: the source itself carries it. */
  readonly pointer: string | null;
  /** Ids of runs, from the asked one (or the one that wrote the asked pointer) up to the source. */
  readonly chain: readonly string[];
}
