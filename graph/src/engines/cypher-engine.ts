/**
 * What the lineage store needs of a database that speaks Cypher. Parameters and rows are plain data:
 * whole numbers travel as bigint in both directions, floats as number, a missing value as null.
 */
import { GraphUnavailableError } from '../errors.ts';
import type { FreeRows, FreeStatement } from '../free-cypher/cypher-reader.ts';

export type CypherValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly CypherValue[]
  | { readonly [name: string]: CypherValue };

export type CypherRow = { readonly [column: string]: unknown };

export interface CypherSession {
  /**
   * Statements may be sent before those sent earlier are answered: they run in the order sent, and after
   * one has failed the others fail as well. Whoever sends several awaits all of them together.
   */
  run(query: Query, parameters?: Record<string, CypherValue>): Promise<readonly CypherRow[]>;
}

export interface CypherEngine {
  readonly kind: EngineKind;
  /** The same engine for upkeep, where this one refuses what the store is not set up for. */
  readonly unguarded?: CypherEngine;
  /** One read transaction. */
  read<T>(work: (session: CypherSession) => Promise<T>): Promise<T>;
  /**
   * One write transaction, committed when `work` resolves, rolled back when it throws. Transient
   * failures are tried again, so `work` must not have effects of its own.
   */
  write<T>(work: (session: CypherSession) => Promise<T>): Promise<T>;
  /** Statements that cannot share a transaction: schema changes. */
  alter(statement: string): Promise<void>;
  /** Cypher that is not ours, its words already checked: refused by its plan, bounded in time and rows. */
  readFreely(statement: FreeStatement): Promise<FreeRows>;
  close(): Promise<void>;
}

export type EngineKind = 'embedded' | 'neo4j';

/** A statement, with a text of its own for an engine that cannot run the portable one well. */
export interface Query {
  readonly name: string;
  readonly text: (kind: EngineKind) => string;
}

/** The engine refused the statement for what it holds, not for the moment: trying again is no use. */
export class StatementRefusedError extends Error {
  constructor(message: string, options: { cause: unknown }) {
    super(message, options);
    this.name = 'StatementRefusedError';
  }
}

/** The engine cannot hold this much at once: half of it may go well. */
export class TooMuchAtOnceError extends GraphUnavailableError {}
