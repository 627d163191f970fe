/** One run, and lists of runs and components. */
import type { RunState, TriggerPhase, TriggerStatus } from '../facts/lineage-batch.ts';
import type {
  AnnotationView,
  Bounded,
  DailySummary,
  EdgeView,
  IoView,
  RunView,
  TaintView,
  TriggerView,
} from './views.ts';

export interface InspectAnswer {
  readonly asOf: string;
  readonly run: RunView & {
    readonly service: string | null;
    readonly traceId: string | null;
    readonly spanId: string | null;
    readonly codeVersion: string | null;
    readonly code: {
      readonly digest: string;
      readonly file: string | null;
      readonly line: number | null;
      readonly text: string | null;
    } | null;
    readonly owner: string | null;
    readonly description: string | null;
    readonly tags: readonly string[];
    readonly reads: readonly IoView[];
    readonly writes: readonly IoView[];
    readonly metrics: readonly {
      readonly name: string;
      readonly value: number;
      readonly unit: string | null;
    }[];
    readonly triggers: readonly TriggerView[];
    readonly dependencies: readonly EdgeView[];
    readonly slices: readonly { readonly key: string; readonly value: string }[];
    readonly labels: readonly string[];
    /** Retracted labels that reach the run, one entry each. */
    readonly retracted: readonly TaintView[];
    readonly partOf: readonly string[];
    readonly annotations: readonly AnnotationView[];
  };
}

export interface RunsAnswer extends Bounded {
  readonly asOf: string;
  readonly runs: readonly RunView[];
}

export interface HistoryAnswer extends Bounded {
  readonly component: string;
  readonly namespace: string;
  readonly asOf: string;
  /** Newest first. */
  readonly runs: readonly (RunView & {
    readonly metrics: readonly { readonly name: string; readonly value: number }[];
  })[];
  /** Days whose runs retention folded, newest first; only when `runs` is not cut before them. */
  readonly days: readonly (DailySummary & {
    readonly metrics: readonly {
      readonly name: string;
      readonly count: number;
      /** Null beyond the range of floats. */
      readonly mean: number | null;
      readonly min: number;
      readonly max: number;
    }[];
    readonly triggers: readonly {
      readonly phase: TriggerPhase;
      readonly name: string;
      readonly status: TriggerStatus;
      readonly runs: number;
    }[];
  })[];
}

export interface ComponentsAnswer extends Bounded {
  readonly asOf: string;
  /** By namespace, then name. */
  readonly components: readonly {
    readonly name: string;
    readonly namespace: string;
    readonly description: string | null;
    readonly owner: string | null;
    readonly tags: readonly string[];
    readonly lastRun: {
      readonly id: string;
      readonly state: RunState;
      readonly start: string;
    } | null;
  }[];
}

export interface TagsAnswer extends Bounded {
  readonly asOf: string;
  readonly tags: readonly { readonly name: string; readonly components: number }[];
}
