import type { FactPart } from './facts/fact-parts.ts';
import type { LineageBatch, WriteReport } from './facts/lineage-batch.ts';
import type { Forgetting } from './forgetting.ts';
import type { CypherReader } from './free-cypher/cypher-reader.ts';
import type { LabelStore } from './label-store.ts';
import type { RetainPlan, RetainReport } from './retention/retention-rules.ts';
import type {
  AnnotationRow,
  CheckRow,
  ComponentFilter,
  ComponentRow,
  ComponentRunsQuery,
  ConfigurationRow,
  DailyRow,
  DependencyRow,
  FlagRow,
  FresherQuery,
  FresherRow,
  GraphDump,
  KinRow,
  MetricRow,
  OutputRow,
  PointerRow,
  ProducerRow,
  ProducersQuery,
  RecentRunsQuery,
  RunContentsRow,
  RunDetailsRow,
  RunPair,
  RunRow,
  RunTraits,
  SliceMemberRow,
  SliceRow,
  SliceRunsQuery,
  UnitMetricRow,
} from './store-rows.ts';
import type { StoreUpkeep } from './store-upkeep.ts';

export type * from './store-rows.ts';

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
  /** Pointers of which reads are still to be decided; nearly always 0. */
  pendingRepairs(): Promise<number>;

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
  /** A component's runs that started at or before `asOf`, the latest starts, then the greater keys. */
  componentRuns(query: ComponentRunsQuery): Promise<readonly string[]>;
  /** Runs of any component that started at or before `asOf`, the latest starts, then the greater keys. */
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
  /** The same of the runs of `componentRuns`, in their order. */
  componentTraits(query: ComponentRunsQuery): Promise<readonly RunTraits[]>;
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
