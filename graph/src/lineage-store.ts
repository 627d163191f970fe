import type { ProducerFact } from './facts/choose-producer.ts';
import type { FactPart } from './facts/fact-parts.ts';
import type {
  AnnotationKind,
  LineageBatch,
  PointerType,
  RunState,
  TriggerPhase,
  TriggerStatus,
  WriteReport,
} from './facts/lineage-batch.ts';
import type { Forgetting } from './forgetting.ts';
import type { CypherReader } from './free-cypher/cypher-reader.ts';
import type { LabelStore } from './label-store.ts';
import type { RetainPlan, RetainReport } from './retention/retention-rules.ts';
import type { StoreUpkeep } from './store-upkeep.ts';

/**
 * Where lineage is kept. Keys of runs may also be keys of the daily summaries that retention folds runs
 * into: they occur where those runs stood, in dependencies and among consumers. Keys are made by
 * `keys.ts`, times are µs since the epoch, `asOf` is event time: only facts at or before it are seen.
 * Rows come in no particular order unless said; nothing that is not known makes a row. Every adapter
 * is tested against `test/conformance.ts`.
 *
 * Every method throws GraphUnavailableError when the store cannot be asked.
 */
export interface LineageStore {
  /**
   * Merges the facts and derives the dependencies, all in one transaction; resolves after its commit.
   * Any order and any repetition of the same facts gives the same graph. A row that the store refuses
   * is found by bisection and reported, the rest is committed.
   */
  write(batch: LineageBatch): Promise<WriteReport>;
  /**
   * A write that concerns very many reads of others decides the first of them itself and leaves the rest
   * to this: one call does one bounded part in a transaction of its own; false when nothing is left.
   * Writers carry on by themselves, one part after each write, and answers are right meanwhile.
   */
  repair(): Promise<boolean>;

  /** What the store was made with. */
  configuration(): Promise<ConfigurationRow>;
  /**
   * Everything that is kept, as facts, in parts of bounded size and in no order. Facts that are
   * written meanwhile may be left out, each of them whole.
   */
  facts(): AsyncIterable<FactPart>;
  /**
   * Merges facts of this or another store, as `write` merges those of spans, in one transaction. Runs
   * that retention has folded here stay folded: they are left out.
   *
   * @throws StatementRefusedError when a value is refused; nothing was merged.
   */
  merge(parts: readonly FactPart[]): Promise<void>;
  /**
   * Folds old runs of components that run often into daily summaries, and refuses them from then on.
   * May be stopped at any moment and called again; equal plans end in the same graph.
   */
  retain(plan: RetainPlan): Promise<RetainReport>;
  /** The time before which old runs may be summaries; null: nothing was ever folded. */
  horizon(): Promise<bigint | null>;

  /** Pointers of these names, in any namespace. */
  findPointers(names: readonly string[]): Promise<readonly PointerRow[]>;
  findComponents(filter: ComponentFilter): Promise<readonly ComponentRow[]>;
  /** Keys of runs whose id starts with the text, at most `limit`. */
  findRuns(idPrefix: string, limit: number): Promise<readonly string[]>;
  /** Some existing names that start like the text, then any; at most `limit`. For "did you mean". */
  sampleNames(kind: 'pointer' | 'run', start: string, limit: number): Promise<readonly string[]>;

  runs(keys: readonly string[]): Promise<readonly RunRow[]>;
  /** The code of these runs, and what is known of their inputs and outputs; of summaries the types of pointers alone. */
  contents(runs: readonly string[]): Promise<readonly RunContentsRow[]>;
  /** Everything else that is kept of one run. */
  runDetails(key: string): Promise<RunDetailsRow | null>;
  /** A component's runs that started at or before `asOf`, the latest starts. */
  componentRuns(query: ComponentRunsQuery): Promise<readonly string[]>;
  /** Runs of any component that started at or before `asOf`, the latest starts. */
  recentRuns(query: RecentRunsQuery): Promise<readonly string[]>;
  metrics(runs: readonly string[]): Promise<readonly MetricRow[]>;
  metricsWithUnits(runs: readonly string[]): Promise<readonly UnitMetricRow[]>;
  /** A component's folded runs of the days from `since` to `until`, both included; one row a day. */
  dailyRuns(component: string, since: string, until: string): Promise<readonly DailyRow[]>;

  /** Slices of these keys that runs are in. */
  findSlices(keys: readonly string[]): Promise<readonly SliceRow[]>;
  /** Some slices whose key starts with the text; at most `limit`. For "did you mean". */
  sampleSlices(start: string, limit: number): Promise<readonly Pick<SliceRow, 'name' | 'value'>[]>;
  /** A slice's runs that started at or before `asOf`, the latest starts. */
  sliceRuns(query: SliceRunsQuery): Promise<readonly string[]>;
  slicesOf(runs: readonly string[]): Promise<readonly SliceMemberRow[]>;
  /** Little of many runs and summaries: what a ranking of a hundred thousand of them needs. */
  traits(runs: Iterable<string>): Promise<readonly RunTraits[]>;
  /** What these runs had written at `asOf`. */
  outputs(runs: readonly string[], asOf: bigint): Promise<readonly OutputRow[]>;
  /** Results of these runs' triggers, of any status. */
  checks(runs: readonly string[]): Promise<readonly CheckRow[]>;

  /** What these runs depend on, by what they had read at `asOf`. */
  dependencies(runs: readonly string[], asOf: bigint): Promise<readonly DependencyRow[]>;
  /** The same, once for each two runs and without their pointers: a lighter answer. */
  dependencyPairs(runs: readonly string[], asOf: bigint): Promise<readonly RunPair[]>;
  /** What depends on these runs; at most `limit` rows. */
  dependents(
    runs: readonly string[],
    asOf: bigint,
    limit: number,
  ): Promise<readonly DependencyRow[]>;
  /** The latest writes of each pointer at or before its `until`, at most `limit` each. */
  producers(queries: readonly ProducersQuery[], limit: number): Promise<readonly ProducerRow[]>;
  /** Runs that had started by `asOf` and name the pointer as output, not written by then. */
  unfinishedProducers(pointer: string, asOf: bigint): Promise<readonly string[]>;
  /** Runs that read the pointer at or before `asOf`; at most `limit`. */
  consumers(pointer: string, asOf: bigint, limit: number): Promise<readonly string[]>;
  /** Every run that encloses one of these, at any distance. */
  ancestors(runs: readonly string[]): Promise<readonly KinRow[]>;

  /** Ok runs of a component that ended after `after` and at or before `until`: how many, the last end. */
  fresherRuns(queries: readonly FresherQuery[]): Promise<readonly FresherRow[]>;
  /** Latest state of each flag at or before `asOf`; cleared ones included. */
  flags(asOf: bigint): Promise<readonly FlagRow[]>;
  /** Labels of runs and pointers, and which are retracted. */
  readonly labels: LabelStore;
  /** What was said of a run. */
  annotations(run: string): Promise<readonly AnnotationRow[]>;

  /** For Cypher of the asker's own; null on a store that speaks none. */
  readonly cypher: CypherReader | null;

  /** What is taken out again, for good. */
  readonly forgetting: Forgetting;

  /** The whole graph as plain facts, for tests. */
  dump(): Promise<GraphDump>;
  /** Schema, derivation anew, emptying. */
  readonly upkeep: StoreUpkeep;
  close(): Promise<void>;
}

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
