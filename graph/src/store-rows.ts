/** What a lineage store takes and gives: queries and rows, with times in µs and names by their keys. */
import type { ProducerFact } from './facts/choose-producer.ts';
import type {
  AnnotationKind,
  PointerType,
  RunState,
  TriggerPhase,
  TriggerStatus,
} from './facts/lineage-batch.ts';

export interface ConfigurationRow {
  readonly schema: bigint;
  /** µs. */
  readonly clockSkew: bigint;
}

export interface PointerRow {
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  readonly type: PointerType;
}

export interface ComponentFilter {
  readonly name?: string;
  readonly namespace?: string;
  readonly owner?: string;
  readonly tag?: string;
}

export interface ComponentRow {
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  readonly description: string | null;
  readonly owner: string | null;
  readonly tags: readonly string[];
}

export interface RunRow<Io extends IoRow = IoRow> {
  readonly key: string;
  readonly id: string;
  readonly component: string;
  readonly componentName: string;
  readonly namespace: string;
  /** As known now; `asOf` is applied by the questions. */
  readonly state: RunState;
  /** Where it ran, such as `production`; null when its spans do not say. */
  readonly environment: string | null;
  /** Revision of the source; key of the code that ran. */
  readonly start: bigint;
  readonly end: bigint | null;
  readonly error: string | null;
  readonly inputs: readonly Io[];
  readonly outputs: readonly Io[];
  readonly failedTriggers: readonly TriggerRow[];
  /** Present: not one run but the folded ones of a day, from the first start to the last end. */
  readonly summary?: {
    readonly day: string;
    readonly runs: number;
    readonly ok: number;
    readonly failed: number;
  };
}

/** The folded runs of a component on one UTC day. */
export interface DailyRow {
  readonly day: string;
  readonly runs: number;
  readonly ok: number;
  readonly failed: number;
  /** The first start and the last end. */
  readonly start: bigint;
  readonly end: bigint;
  readonly metrics: readonly {
    readonly name: string;
    readonly unit: string | null;
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
}

export interface IoRow {
  readonly pointer: string;
  readonly name: string;
  readonly at: bigint | null;
}

export interface IoContent {
  readonly type: PointerType;
  readonly digest: string | null;
  readonly rows: bigint | null;
  readonly bytes: bigint | null;
}

export interface ContentRow extends IoContent {
  /** Key of the pointer. */
  readonly pointer: string;
}

export interface RunContentsRow extends RunCode {
  readonly run: string;
  readonly inputs: readonly ContentRow[];
  readonly outputs: readonly ContentRow[];
}

export interface RunCode {
  readonly codeVersion: string | null;
  readonly codeDigest: string | null;
}

export interface TriggerRow {
  readonly phase: TriggerPhase;
  readonly name: string;
  readonly status: TriggerStatus;
  readonly message: string | null;
  readonly value: number | null;
  readonly threshold: number | null;
  readonly at: bigint;
}

export interface RunDetailsRow {
  readonly service: string | null;
  readonly traceId: string | null;
  readonly spanId: string | null;
  readonly code: {
    readonly digest: string;
    readonly text: string | null;
    readonly file: string | null;
    readonly line: bigint | null;
  } | null;
  readonly triggers: readonly TriggerRow[];
  readonly slices: readonly { readonly key: string; readonly value: string }[];
  readonly labels: readonly string[];
  readonly partOf: readonly string[];
}

export interface ComponentRunsQuery {
  readonly component: string;
  readonly asOf: bigint;
  readonly since?: bigint;
  readonly environment?: string;
  readonly limit: number;
}

export interface RecentRunsQuery {
  readonly asOf: bigint;
  readonly namespace?: string;
  readonly environment?: string;
  readonly limit: number;
}

export interface MetricRow {
  readonly run: string;
  /** Key of the component under whose name it was measured. */
  readonly component: string;
  readonly name: string;
  readonly value: number;
  readonly at: bigint;
}

export interface UnitMetricRow extends MetricRow {
  readonly unit: string | null;
}

export interface SliceRow {
  readonly key: string;
  /** The slice's own key, such as `country`. */
  readonly name: string;
  readonly value: string;
  /** How many runs are in it, at any time. */
  readonly runs: number;
}

export interface SliceRunsQuery {
  /** Key of the slice. */
  readonly slice: string;
  readonly asOf: bigint;
  readonly limit: number;
}

export interface SliceMemberRow {
  readonly run: string;
  /** Key of the slice. */
  readonly slice: string;
}

export interface RunTraits {
  readonly key: string;
  readonly component: string;
  readonly componentName: string;
  readonly namespace: string;
  readonly environment: string | null;
  readonly codeVersion: string | null;
  readonly codeDigest: string | null;
  readonly start: bigint;
}

export interface OutputRow {
  readonly run: string;
  /** Key of the pointer. */
  readonly pointer: string;
  readonly at: bigint;
}

export interface CheckRow {
  readonly run: string;
  readonly name: string;
  readonly status: TriggerStatus;
  readonly at: bigint;
}

export interface RunPair {
  /** The consumer. */
  readonly from: string;
  readonly to: string;
}

export interface DependencyRow extends RunPair {
  /** Key of the pointer. */
  readonly pointer: string;
  /** When it was read. */
  readonly at: bigint;
}

export interface ProducersQuery {
  readonly pointer: string;
  readonly until: bigint;
}

export interface ProducerRow extends ProducerFact {
  readonly pointer: string;
  readonly at: bigint;
  /** True when runs are nested in it. */
  readonly encloses: boolean;
}

export interface KinRow {
  readonly run: string;
  readonly ancestor: string;
}

export interface FresherQuery {
  readonly component: string;
  /** Key of a pointer that they must have written; null: any. */
  readonly pointer: string | null;
  readonly after: bigint;
  readonly until: bigint;
}

export interface FresherRow extends FresherQuery {
  readonly count: number;
  readonly last: bigint;
  /** Key of one run that ended last. */
  readonly run: string;
}

export interface FlagRow {
  readonly pointer: string;
  readonly name: string;
  readonly namespace: string;
  readonly value: boolean;
  readonly reason: string | null;
  readonly by: string | null;
  readonly at: bigint;
}

export interface AnnotationRow {
  readonly key: string;
  readonly id: string;
  readonly kind: AnnotationKind;
  readonly value: string;
  readonly reason: string | null;
  readonly by: string | null;
  readonly at: bigint;
}

/** Nodes by label and key, edges by type, ends and own key, each a line of canonical JSON, sorted. */
export interface GraphDump {
  readonly nodes: readonly string[];
  readonly edges: readonly string[];
}
