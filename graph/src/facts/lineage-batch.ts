/**
 * The facts that one request's spans hold, before anything is looked up. `collector-exporter` makes
 * them, `LineageStore.write` merges them. All times are µs since the epoch as bigint, all names are
 * whole (keys are made by the store), and every list may hold repetitions.
 */
export interface LineageBatch {
  readonly contributions: readonly RunContribution[];
  /** What child spans say of runs that are not in the request. Default none. */
  readonly orphans?: readonly OrphanContribution[];
  /** Facts about pointers, runs or labels that stand beside a run: flags, notes, labels, retractions. */
  readonly annotations: readonly AnnotationFact[];
}

/** What one span says of one component run. */
export interface RunContribution {
  /** Position of the span in its request, so that a refused row names its span. */
  readonly origin: number;
  /** `ml.run.id`, else the span's own key. */
  readonly run: string;
  /** `traceId:spanId`, lowercase hex. */
  readonly span: string;
  readonly start: bigint;
  /** The span's end; null while it runs. */
  readonly end: bigint | null;
  /** What the run is. Null for a child span that only adds inputs, outputs or trigger results. */
  readonly identity: RunIdentity | null;
  readonly inputs: readonly IoFact[];
  readonly outputs: readonly IoFact[];
  /** Only on a span with an identity: a metric belongs to its component. Values are finite. */
  readonly metrics: readonly MetricFact[];
  readonly triggers: readonly TriggerFact[];
  readonly slices: readonly SliceFact[];
  readonly labels: readonly string[];
  /** Keys of the nearest enclosing spans that are runs, or that were not in the same request. */
  readonly parents: readonly string[];
  /** Keys of linked spans. */
  readonly links: readonly string[];
}

/** What a child span says of the run that its parent span belongs to. */
export interface OrphanContribution
  extends Pick<
    RunContribution,
    'origin' | 'span' | 'start' | 'end' | 'inputs' | 'outputs' | 'triggers' | 'slices' | 'labels'
  > {
  /** Key of the nearest enclosing span that is not in the request. */
  readonly parent: string;
}

export type RunState = 'running' | 'ok' | 'failed';

/** The scalar properties of a run: they come together from one contribution, never mixed. */
export interface RunIdentity {
  readonly component: ComponentFact;
  readonly state: RunState;
  readonly service: string | null;
  readonly environment: string | null;
  /** `vcs.ref.head.revision`. */
  readonly codeVersion: string | null;
  readonly code: CodeFact | null;
  /** Error message or type of a failed run. */
  readonly error: string | null;
}

export interface ComponentFact {
  readonly namespace: string;
  readonly name: string;
  readonly description: string | null;
  readonly owner: string | null;
  readonly tags: readonly string[];
}

export interface CodeFact {
  readonly digest: string;
  readonly text: string | null;
  readonly file: string | null;
  readonly line: bigint | null;
}

export type PointerType = 'data' | 'model' | 'endpoint' | 'other';

export interface PointerRef {
  /** Used for bare names only; a name that is a URI is global. */
  readonly namespace: string;
  readonly name: string;
  /** Null: inferred from the name. */
  readonly type: PointerType | null;
}

export interface IoFact {
  readonly pointer: PointerRef;
  /** `algorithm:value` of the real bytes. */
  readonly digest: string | null;
  readonly rows: bigint | null;
  readonly bytes: bigint | null;
  /** When it was read or written; null: the run's start (read) or end (write). */
  readonly at: bigint | null;
}

export interface MetricFact {
  readonly name: string;
  readonly value: number;
  readonly unit: string | null;
}

export type TriggerPhase = 'before_run' | 'after_run';
export type TriggerStatus = 'pass' | 'warn' | 'fail' | 'error' | 'skipped';

export interface TriggerFact {
  readonly phase: TriggerPhase;
  readonly name: string;
  readonly status: TriggerStatus;
  readonly message: string | null;
  readonly value: number | null;
  readonly threshold: number | null;
}

export interface SliceFact {
  readonly key: string;
  readonly value: string;
}

export type AnnotationKind = 'flag' | 'note' | 'label' | 'retraction';

export type AnnotationSubject =
  | { readonly kind: 'pointer'; readonly pointer: PointerRef }
  | { readonly kind: 'run'; readonly run: string }
  | { readonly kind: 'label'; readonly label: string };

/** A statement by a person or a program, kept as a fact: the newest (at, id) counts. */
export interface AnnotationFact {
  /** Position of the span in its request; null for a request of its own. */
  readonly origin: number | null;
  /** Equal ids are one fact: the same flag sent twice is one flag. */
  readonly id: string;
  readonly kind: AnnotationKind;
  readonly about: AnnotationSubject;
  /** Kind `label`, about a pointer: the label that the pointer gets or loses. */
  readonly label?: string;
  /** Flag, label, retraction: 'true' or 'false', which takes it back. Note: its text. */
  readonly value: string;
  readonly reason: string | null;
  readonly by: string | null;
  readonly at: bigint;
}

/** What became of a batch. Rejected spans are counted once each, with the reason in plain words. */
export interface WriteReport {
  readonly runs: number;
  readonly annotations: number;
  readonly rejected: readonly { readonly origin: number | null; readonly reason: string }[];
  /** Forgotten names that came again, and stay forgotten; absent when there were none. */
  readonly forgotten?: number;
  /** Child spans that are kept until their run is known; absent when there are none. */
  readonly waiting?: number;
}
