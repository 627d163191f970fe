import type { PointerType } from './facts/lineage-batch.ts';

/** The part of a lineage store that knows labels: of runs, of pointers, and which are retracted. */
export interface LabelStore {
  /** Labels by key, the first `limit` of them in the store's own order. */
  all(limit: number): Promise<readonly LabelRow[]>;
  /** Labels of these keys. */
  find(keys: readonly string[]): Promise<readonly LabelRow[]>;
  /**
   * Runs that carry each label themselves and were there by `asOf`: had started,
   * had written, or were depended on. Counting stops at `limit`.
   */
  runCounts(
    labels: readonly string[],
    asOf: bigint,
    limit: number,
  ): Promise<readonly LabelCountRow[]>;
  /** Keys of such runs; at most `limit`. */
  runsWith(label: string, asOf: bigint, limit: number): Promise<readonly string[]>;
  /** The labels that each run carries itself. */
  ofRuns(runs: readonly string[]): Promise<readonly RunLabelRow[]>;
  /** The labels on what each run had read by `asOf`, as they were then. */
  ofInputs(runs: readonly string[], asOf: bigint): Promise<readonly InputLabelRow[]>;
  /** Latest word, at or before `asOf`, on each pointer that these labels were put on or taken from. */
  labellingsOf(labels: readonly string[], asOf: bigint): Promise<readonly LabellingRow[]>;
  /** The same, of every label of these pointers. */
  labellingsAt(pointers: readonly string[], asOf: bigint): Promise<readonly LabellingRow[]>;
  /** Latest state of each label that was ever retracted at or before `asOf`. */
  retractions(asOf: bigint): Promise<readonly RetractionRow[]>;
}

export interface LabelRow {
  readonly key: string;
  readonly name: string;
}

export interface LabelCountRow {
  readonly label: string;
  readonly runs: number;
}

export interface RunLabelRow {
  readonly run: string;
  readonly label: string;
}

export interface InputLabelRow extends RunLabelRow {
  /** Name of the pointer. */
  readonly pointer: string;
}

export interface LabellingRow {
  /** Key of the label. */
  readonly label: string;
  readonly pointer: string;
  readonly name: string;
  readonly namespace: string;
  readonly type: PointerType;
  /** False: the label was taken away again. */
  readonly value: boolean;
  readonly reason: string | null;
  readonly by: string | null;
  readonly at: bigint;
}

export interface RetractionRow {
  /** Key of the label. */
  readonly label: string;
  readonly name: string;
  /** False: the retraction was taken back. */
  readonly value: boolean;
  /** When it became so: the first of the statements that agree with the latest one. */
  readonly since: bigint;
  /** Of the latest statement. */
  readonly reason: string | null;
  readonly by: string | null;
}
