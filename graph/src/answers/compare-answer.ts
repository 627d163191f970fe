import type { TriggerPhase, TriggerStatus } from '../facts/lineage-batch.ts';
import type { Bounded, RunView } from './answers.ts';

/** What differs between two runs; what is the same is counted or left out. */
export interface CompareAnswer extends Bounded {
  readonly asOf: string;
  readonly a: RunView;
  readonly b: RunView;
  /** True when nothing below is known to differ; when they ran and how long is no difference. */
  readonly same: boolean;
  /** Plain facts of the runs that differ, in a fixed order. */
  readonly facts: readonly FactDifference[];
  readonly durationMs: { readonly a: number | null; readonly b: number | null };
  readonly code: {
    readonly version: Sides<string>;
    readonly digest: Sides<string>;
    /** `path:line`. */
    readonly file: Sides<string>;
    /** Null where a text is not known. */
    readonly textDiffers: boolean | null;
    readonly differs: boolean;
  };
  readonly inputs: IoComparison;
  readonly outputs: IoComparison;
  /** All that one of them measured, by name. */
  readonly metrics: readonly (Sides<number> & {
    readonly name: string;
    readonly unit: string | null;
    /** b - a; null where one is missing, or the difference is no finite number. */
    readonly difference: number | null;
  })[];
  /** Triggers with another status or value. */
  readonly triggers: readonly {
    readonly phase: TriggerPhase;
    readonly name: string;
    readonly status: Sides<TriggerStatus>;
    readonly value: Sides<number>;
  }[];
  /** `key=value`. */
  readonly slices: OnlyOn;
  readonly labels: OnlyOn;
  /** Corresponding runs upstream that differ, nearest first. The first is the first upstream difference. */
  readonly upstream: readonly UpstreamDifference[];
}

/** A value on either side; null: not there. */
export interface Sides<T> {
  readonly a: T | null;
  readonly b: T | null;
}

export interface OnlyOn {
  readonly onlyA: readonly string[];
  readonly onlyB: readonly string[];
}

export type FactName = 'component' | 'namespace' | 'service' | 'environment' | 'state' | 'error';

export interface FactDifference extends Sides<string> {
  readonly name: FactName;
}

export interface IoComparison {
  /** Pointers that both have with content that is known to be the same. */
  readonly same: number;
  /** By pointer. */
  readonly differences: readonly IoDifference[];
}

export interface IoDifference {
  readonly pointer: string;
  /** `content`: both, with other content. `unknown`: both, and nothing says whether it is the same. */
  readonly change: 'content' | 'onlyA' | 'onlyB' | 'unknown';
  readonly a: IoContent | null;
  readonly b: IoContent | null;
}

export interface IoContent {
  readonly digest: string | null;
  readonly rows: number | null;
  readonly bytes: number | null;
}

export interface UpstreamDifference {
  /** Steps up from the compared runs, 1 for their own dependencies. */
  readonly depth: number;
  /** The pointer by which `a`'s side depends on its run (`b`'s, where only that one does). */
  readonly pointer: string;
  readonly component: string;
  /** Id of the run on either side; null: that side has no such dependency. */
  readonly a: string | null;
  readonly b: string | null;
  /** In what they differ. */
  readonly differs: readonly UpstreamAspect[];
}

/** `inputs`: other pointers, or other content of the same. `outputs`: other content of the same pointer. */
export type UpstreamAspect =
  | 'missing'
  | 'component'
  | 'code'
  | 'environment'
  | 'state'
  | 'inputs'
  | 'triggers'
  | 'outputs';
