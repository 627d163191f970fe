/** What suspect outputs have in common. */
import type { Bounded, RunView } from './views.ts';

/** What every ranked run, component and code version carries. */
export interface Score {
  /** Suspect outputs whose trace has it. */
  readonly count: number;
  /** `count` / suspect outputs, 0..1. */
  readonly coverage: number;
  /** Baseline outputs whose trace has it. */
  readonly baselineCount: number;
  /** Coverage against the share among the baseline outputs; null without a baseline. */
  readonly lift: number | null;
  /** At least this much more of the suspect outputs than of the baseline have it, 0..1; null without a baseline. */
  readonly confidence: number | null;
}

export type RankedRun = RunView & Score;

export type RankedComponent = Score & {
  readonly component: string;
  readonly namespace: string;
};

export type RankedCode = Score & {
  readonly version: string;
  /** `version`: as the runs' spans name it. `digest`: of the code text, where they name none. */
  readonly kind: 'version' | 'digest';
  /** Names of the components that ran it. */
  readonly components: readonly string[];
};

interface Ranking extends Bounded {
  readonly asOf: string;
  /** Other outputs of the same components that the ranking compares with. */
  readonly baseline: number;
  /** The likeliest cause first: greatest confidence, then count, then lift, then the later start. */
  readonly runs: readonly RankedRun[];
  /** The same order, ties by name. */
  readonly components: readonly RankedComponent[];
  readonly codeVersions: readonly RankedCode[];
}

export interface ReviewAnswer extends Ranking {
  readonly flagged: readonly {
    readonly pointer: string;
    readonly reason: string | null;
    readonly at: string;
  }[];
}

export interface SliceAnswer extends Ranking {
  /** What was asked for. */
  readonly slice: {
    readonly slices: readonly { readonly key: string; readonly value: string }[];
    readonly where: readonly string[];
    /** How many known pointers; null: they were not asked for by name. */
    readonly pointers: number | null;
  };
  /** The slice's outputs that were counted. */
  readonly outputs: number;
}
