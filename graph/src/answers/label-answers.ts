/** Labels, and what a retracted one reaches. */
import type { Bounded, RunView } from './views.ts';

/** Whether a label is retracted as of the asked time. */
export interface LabelState {
  readonly retracted: boolean;
  /** Since when; null: it is not. */
  readonly retractedAt: string | null;
  /** Why, and who said so, by the latest statement. */
  readonly reason: string | null;
  readonly by: string | null;
}

export interface LabelsAnswer extends Bounded {
  readonly asOf: string;
  /** By name. */
  readonly labels: readonly (LabelState & {
    readonly name: string;
    /** Runs that carry it themselves; counting stops at 100,000. */
    readonly runs: number;
    /** Pointers that it was put on. */
    readonly pointers: number;
  })[];
}

export interface LabelAnswer extends Bounded, LabelState {
  readonly asOf: string;
  readonly label: string;
  /** The pointers that carry it, nearest first, then by name. */
  readonly carriers: readonly {
    readonly pointer: string;
    readonly namespace: string;
    /** True: the label was put on the pointer itself. */
    readonly direct: boolean;
    /** 0: direct. 1: written by a run that carries the label or read a labelled pointer. */
    readonly depth: number;
    /** The run that wrote it, the nearest one; null for a direct one. */
    readonly run: string | null;
    readonly component: string | null;
    /** False: it has since been written by a run that the label does not reach; null: not known. */
    readonly current: boolean | null;
    /** Of a direct one. */
    readonly reason: string | null;
    readonly by: string | null;
    readonly at: string | null;
  }[];
}

export interface LabelPointerAnswer {
  readonly pointer: string;
  readonly label: string;
  readonly labelled: boolean;
  readonly reason: string | null;
  readonly at: string;
  /** True when the label is retracted. */
  readonly retracted: boolean;
  /** False when no run has read or written the pointer yet. */
  readonly known: boolean;
}

export interface RetractAnswer {
  readonly label: string;
  readonly retracted: boolean;
  readonly reason: string | null;
  /** Since when it is so. */
  readonly at: string;
  /** False when nothing carries the label yet. */
  readonly known: boolean;
}

export interface RetractedAnswer extends Bounded {
  readonly asOf: string;
  /** Latest retraction first. */
  readonly labels: readonly {
    readonly name: string;
    readonly since: string;
    readonly reason: string | null;
    readonly by: string | null;
    /** Runs that it reached; of a cut answer those that were found. */
    readonly runs: number;
    /** Pointers that it was put on. */
    readonly pointers: number;
  }[];
  /** Those that read after a retraction first, then the later start. `depth` is the least one. */
  readonly runs: readonly (RunView & { readonly taints: readonly RunTaintView[] })[];
}

export interface RunTaintView {
  readonly label: string;
  /** `source`: the run carries the label and read nothing tainted. Else when it read last, against the retraction. */
  readonly reached: 'source' | 'before' | 'after';
  /** When it read tainted data last; null for a source. */
  readonly readAt: string | null;
  /** The pointer that has the label, where the chain ends in a run that read one. */
  readonly pointer: string | null;
  /** Ids of runs, from this one up to the source. */
  readonly chain: readonly string[];
}
