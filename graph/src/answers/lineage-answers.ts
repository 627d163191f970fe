/** Up, down, and what is stale. */
import type { RunState } from '../facts/lineage-batch.ts';
import type { Bounded, EdgeView, RunView, TaintView } from './views.ts';

export interface TraceAnswer extends Bounded {
  readonly pointer: string;
  readonly asOf: string;
  readonly flagged: boolean;
  /** `none`: only read, never written by a known run. `running`: a writer has not finished. */
  readonly producer: { readonly state: RunState | 'none'; readonly run: string | null };
  /** Retracted labels that reach the pointer, one entry each. */
  readonly retracted: readonly TaintView[];
  readonly runs: readonly RunView[];
  readonly edges: readonly EdgeView[];
  /** Runs that a focus left out: an input without an edge may come from one of them. */
  readonly leftOut: number;
}

export interface ImpactAnswer extends Bounded {
  readonly pointer?: string;
  readonly run?: string;
  readonly asOf: string;
  /** Retracted labels that reach what was asked of, and so all of this, one entry each. */
  readonly retracted: readonly TaintView[];
  readonly runs: readonly RunView[];
  readonly edges: readonly EdgeView[];
  /** Runs that a focus or an environment left out. */
  readonly leftOut: number;
}

export interface StaleAnswer extends Bounded {
  readonly asOf: string;
  /** What was asked of; null: the latest run of every component. */
  readonly subject: {
    readonly kind: 'pointer' | 'run' | 'component';
    readonly name: string;
  } | null;
  readonly checked: number;
  /** Retracted labels that reach what was checked, the nearest way each. */
  readonly retracted: readonly TaintView[];
  /** Only the stale ones, direct reasons first. */
  readonly runs: readonly RunView[];
}
