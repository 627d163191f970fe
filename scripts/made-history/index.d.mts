// By path and not by package name: graph's own tests use this file, and a project may not read its own output.
import type {
  AnnotationFact,
  LineageBatch,
  RunContribution,
} from '../../graph/src/facts/lineage-batch.ts';

export interface MadeHistoryOptions {
  /** How many runs; whole days hold 2,432, the last day may be cut. */
  runs: number;
  /** Default 1. Equal seeds give equal histories; a longer one begins with the shorter. */
  seed?: number;
  /** Runs a batch; default 1,000. */
  batchSize?: number;
  /** Trigger results, each a node, that every run has besides the few of the plain pipeline; default 0. */
  triggersPerRun?: number;
  /** Only inputs, outputs and digests: no metrics, triggers, slices, failures. Default false. */
  plain?: boolean;
  /** Start of the first day, µs; default 2024-01-01T00:00Z. */
  start?: bigint;
}

export interface MadeHistory {
  readonly runs: number;
  /** The runs in order of start, `batchSize` each; made while they are walked, so a million cost no memory. */
  batches(from?: number, until?: number): Generator<LineageBatch>;
  /** The run at a position of the history. */
  runAt(index: number): RunContribution;
  /** Names of the latest predictions' outputs, the latest first; bare, in `namespace`. */
  latestPredictions(count: number): readonly string[];
  /** Flags of `count` (default 100) of the latest 1,000 predictions: all that one customer tier got from one region. */
  flags(count?: number): readonly AnnotationFact[];
  readonly namespace: string;
  /** Names of the components: ingest, clean, features, train, infer. */
  readonly components: readonly string[];
  /** A minute after the last run has ended, µs. */
  readonly now: bigint;
}

/**
 * A believable history of a pipeline, the same whenever it is made: each day a model is trained from 31 runs of ingest,
 * clean and features; each hour seven runs renew the online features; 93 predictions an hour read both and write one
 * new pointer each. A run has two inputs and one output. A prediction's trace holds 40 runs (34 when the history is
 * younger than an hour of it), however long the history is.
 */
export function madeHistory(options: MadeHistoryOptions): MadeHistory;

/** Changes when the same options give another history: a key for stores that are kept between benches. */
export const MADE_HISTORY_VERSION: number;
