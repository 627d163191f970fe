/** Cypher of the asker's own, read-only, bounded in time and rows. */
import type { CypherValue, EngineKind } from '../engines/cypher-engine.ts';

export interface CypherReader {
  readonly dialect: EngineKind;
  /**
   * @throws CypherRefusedError for a text that could write, reaches beyond the graph (files, network,
   * procedures, other databases), or that the engine does not understand; CypherTimeoutError.
   */
  read(statement: FreeStatement): Promise<FreeRows>;
}

export interface FreeStatement {
  readonly text: string;
  readonly parameters: ReadonlyMap<string, CypherValue>;
  readonly timeoutMs: number;
  readonly rowsMax: number;
}

export interface FreeRows {
  readonly columns: readonly string[];
  /** Values by column, plain: what JSON can hold. */
  readonly rows: readonly (readonly PlainValue[])[];
  /** True when there were more rows than `rowsMax`. */
  readonly truncated: boolean;
}

/**
 * Whole numbers beyond 2^53 and floats that JSON has no word for are strings; nodes are
 * `{id, labels, properties}`, relationships `{id, type, from, to, properties}`, paths
 * `{nodes, relationships}`; times are as the store writes them.
 */
export type PlainValue =
  | null
  | boolean
  | number
  | string
  | readonly PlainValue[]
  | { readonly [name: string]: PlainValue };
