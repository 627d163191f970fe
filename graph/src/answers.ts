/**
 * The shapes that questions answer with: what `--json` prints and `GET /api/<question>` returns.
 * Times are ISO 8601 in UTC with microseconds; a missing value is null; lists are never absent.
 */
import type { PlainValue } from './free-cypher/cypher-reader.ts';
import type {
  AnnotationKind,
  PointerType,
  RunState,
  TriggerPhase,
  TriggerStatus,
} from './lineage-batch.ts';

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

export interface AnnotationView {
  readonly kind: AnnotationKind;
  readonly value: string;
  readonly reason: string | null;
  readonly by: string | null;
  readonly at: string;
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

export interface FlagAnswer {
  readonly pointer: string;
  readonly flagged: boolean;
  readonly reason: string | null;
  readonly at: string;
  /** False when no run has read or written the pointer yet. */
  readonly known: boolean;
}

export interface UnflagAllAnswer {
  readonly unflagged: readonly string[];
}

export interface RetainAnswer extends Bounded {
  /** Runs that were over before it are summaries, unless there was a reason to keep them. */
  readonly horizon: string;
  /** True: nothing was done, these are the counts that would come. */
  readonly dryRun: boolean;
  /** Runs folded now. */
  readonly folded: number;
  /** Summaries that they went to. */
  readonly summaries: number;
  /** Older runs that stay whole, by the first reason that holds. */
  readonly kept: {
    /** Their component ran less often that day. */
    readonly fewADay: number;
    /** Not over before the horizon. */
    readonly unfinished: number;
    /** Flagged, labelled or annotated, they or what they wrote. */
    readonly marked: number;
    /** A newer run depends on them. */
    readonly needed: number;
    /** The last of their component, or the last to write something that is still in use. */
    readonly latest: number;
    /** They enclose a run that stays, or wrote the same as their kin. */
    readonly nested: number;
  };
}

export interface NoteAnswer {
  readonly run: string;
  readonly note: string;
  readonly at: string;
}

/** What is known of a published question without asking it. */
export interface PublishedView {
  readonly name: string;
  readonly summary: string;
  /** Each is `$name` in the text, null when it is left out. */
  readonly parameters: readonly {
    readonly name: string;
    readonly type: 'string' | 'list' | 'integer' | 'number' | 'time' | 'boolean';
    readonly required: boolean;
    readonly describe: string;
  }[];
  readonly columns: readonly {
    readonly name: string;
    readonly type: 'string' | 'integer' | 'float' | 'boolean' | 'time';
    readonly nullable: boolean;
  }[];
}

export interface QueriesAnswer {
  readonly queries: readonly PublishedView[];
  /** The Cypher of the one that was asked for by name, else null. */
  readonly text: string | null;
}

export interface QueryAnswer extends Bounded {
  /** The published question; null for Cypher of the asker's own. */
  readonly name: string | null;
  readonly columns: readonly string[];
  /** Values by column. */
  readonly rows: readonly (readonly PlainValue[])[];
}

/** `schema`. */
export interface SchemaAnswer {
  /** Null: the store was never opened for writing. */
  readonly version: number | null;
  /** The newest that this version of Spantrail knows. */
  readonly newest: number;
  readonly state: 'ready' | 'missing' | 'populating' | 'failed' | 'rederiving' | 'newer';
  /** How far a producer's clock may be ahead of a reader's; part of what the dependencies mean. */
  readonly clockSkewMs: number | null;
  /** The allowance that dependencies are being derived anew for, unless that is finished. */
  readonly rederivingMs: number | null;
  readonly elements: readonly SchemaElementView[];
  /** Names of what this call created. */
  readonly applied: readonly string[];
  /** Runs whose dependencies this call decided anew; null: it was not asked to. */
  readonly rederivedRuns: number | null;
}

export interface SchemaElementView {
  readonly name: string;
  readonly kind: 'constraint' | 'index';
  /** The schema file that it comes from. */
  readonly file: string;
  readonly state: 'online' | 'populating' | 'failed' | 'missing';
  /** Percent. */
  readonly progress: number;
}

/** `clear`: what went. */
export interface ClearAnswer {
  readonly nodes: number;
  readonly edges: number;
}

/** What `forget` would take away, or has taken away. */
export interface ForgetAnswer {
  /** False: it was only shown. */
  readonly done: boolean;
  readonly fate: 'tombstone' | 'erase';
  readonly scope: 'only' | 'alone' | 'downstream';
  /** How many go, the subject among them. */
  readonly pointers: number;
  readonly runs: number;
  /** At most 50, the subject first; none when done, so that nothing is named again. */
  readonly forgets: readonly { readonly kind: 'pointer' | 'run'; readonly name: string }[];
  /** How many were made of it and stay. */
  readonly kept: number;
  /** At most 50: models that were trained on it, and what was made of other things too. */
  readonly keeps: readonly { readonly name: string; readonly why: 'model' | 'shared' }[];
  readonly truncated: boolean;
  readonly receipt: ReceiptView | null;
}

/** Proves that something was forgotten, without saying what. */
export interface ReceiptView {
  readonly id: string;
  readonly at: string;
  readonly by: string | null;
  readonly reason: string | null;
  readonly subject: 'pointer' | 'run' | 'label';
  readonly fate: 'tombstone' | 'erase';
  readonly scope: 'only' | 'alone' | 'downstream';
  readonly pointers: number;
  readonly runs: number;
  readonly removed: {
    readonly metrics: number;
    readonly triggers: number;
    readonly annotations: number;
  };
  /** Salted hashes, at most 100, the subject's first. */
  readonly hashes: readonly string[];
  /** SHA-256 over all of them in their order, one a line. */
  readonly allHashes: string;
  /** False: it was broken off; any further `forget` finishes it. */
  readonly done: boolean;
  /** SHA-256 of this object without this field: JSON, names sorted, nulls left out. */
  readonly digest: string;
}

export interface ForgottenAnswer {
  readonly name: string | null;
  /** Null when no name was asked for. */
  readonly forgotten: boolean | null;
  readonly hashes: readonly string[];
  /** The latest first. */
  readonly receipts: readonly ReceiptView[];
}
