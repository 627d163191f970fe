/** What is done to a store as a whole, by the commands `schema` and `clear`. */
export interface StoreUpkeep {
  /** What the schema of the store is, and what of it is there. Works on a store of any version. */
  schema(): Promise<SchemaRow>;
  /**
   * Creates what is missing, as an opening for writing does.
   *
   * @throws GraphSchemaError when a newer version wrote the store, or an index failed.
   */
  applySchema(): Promise<void>;
  /**
   * Derives every dependency anew, for this clock skew allowance (µs; null: the one under way, else the
   * store's own), in chunks: killed in the middle, the next call goes on from there. Until it is done the
   * store neither answers nor takes anything, and afterwards it does so for openings with the new
   * allowance alone.
   */
  rederive(clockSkew: bigint | null): Promise<RederivedRow>;
  /** Nodes and edges, without what the store keeps of itself. */
  count(): Promise<StoreCounts>;
  /** Child spans that wait for their run. */
  countWaiting(): Promise<number>;
  /**
   * Gives up child spans that came before a time (µs, by the clock of the machine that took them) and whose
   * run did not come since. At most 1,000 at a time; what was given up, none when nothing is left.
   */
  expireWaiting(before: bigint): Promise<readonly WaitingSpanRow[]>;
  /** Removes every fact, in chunks; schema and clock skew allowance stay. Nobody may write meanwhile. */
  clear(): Promise<StoreCounts>;
}

export interface SchemaRow {
  /** Null: never opened for writing. */
  readonly version: bigint | null;
  /** The newest that this version of Spantrail knows. */
  readonly known: bigint;
  readonly clockSkew: bigint | null;
  /** The allowance that dependencies are being derived anew for; null: they are not. */
  readonly rederiving: bigint | null;
  readonly elements: readonly SchemaElementRow[];
}

export interface SchemaElementRow {
  readonly name: string;
  readonly kind: 'constraint' | 'index';
  /** `001-keys`. */
  readonly file: string;
  readonly state: 'online' | 'populating' | 'failed' | 'missing';
  /** Percent. */
  readonly progress: number;
}

export interface RederivedRow {
  readonly clockSkew: bigint;
  /** In this call; an earlier one may have done its part. */
  readonly runs: number;
}

export interface WaitingSpanRow {
  /** `traceId:spanId`, as all spans are keyed. */
  readonly span: string;
  /** The span that it waited for. */
  readonly parent: string;
}

export interface StoreCounts {
  readonly nodes: number;
  readonly edges: number;
}
