/**
 * The embedded store: one file, one process, no server. The engine lets two transactions that MERGE the
 * same new key both commit, so writes take turns here.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { GrafeoDB, QueryResult, Transaction } from '@grafeo-db/js';
import { GraphUnavailableError } from '../errors.ts';
import { readFreelyEmbedded } from '../free-cypher/read-freely-embedded.ts';
import {
  type CypherEngine,
  type CypherRow,
  type CypherSession,
  type CypherValue,
  type Query,
  StatementRefusedError,
} from './cypher-engine.ts';

type Run = (text: string, parameters?: Record<string, CypherValue>) => Promise<QueryResult>;

/**
 * The log is folded into the file at this size: an open replays what is left of it, 0.5 s for 18 MB, and
 * the engine folds nothing by itself unless told.
 */
const CHECKPOINT_WAL_BYTES = 64 * 1024 * 1024;

export interface EmbeddedOptions {
  /** Null: in memory. */
  readonly path: string | null;
  readonly readOnly: boolean;
}

/** @throws GraphUnavailableError when the file is missing (read-only), locked, or no store. */
export function openEmbeddedEngine({ path, readOnly }: EmbeddedOptions): CypherEngine {
  const db = openFile(path, readOnly);
  let turn: Promise<unknown> = Promise.resolve();

  async function write<T>(work: (session: CypherSession) => Promise<T>): Promise<T> {
    const transaction = guarded(path, () => db.beginTransaction());
    try {
      const result = await work(
        session(
          oneByOne((text, parameters) => transaction.executeCypher(text, parameters)),
          path,
        ),
      );
      guarded(path, () => transaction.commit());
      return result;
    } catch (error) {
      rollBack(transaction);
      throw error;
    }
  }

  return {
    kind: 'embedded',
    read: (work) => work(session((text, parameters) => db.executeCypher(text, parameters), path)),
    write: (work) => {
      const result = turn.then(() => write(work));
      turn = result.catch(() => undefined);
      return result;
    },
    alter: async (statement) => {
      await db.executeCypher(statement);
    },
    readFreely: (statement) => readFreelyEmbedded(db, readOnly, statement),
    close: async () => {
      await turn;
      db.close();
    },
  };
}

/** Statements of a transaction may be sent at once; they run one after another, none after a failure. */
function oneByOne(run: Run): Run {
  let last: Promise<unknown> = Promise.resolve();
  return (text, parameters) => {
    const result = last.then(() => run(text, parameters));
    last = result;
    return result;
  };
}

/** A commit that failed (a full disk) has ended the transaction already, whatever `isActive` says. */
function rollBack(transaction: Transaction): void {
  try {
    if (transaction.isActive) transaction.rollback();
  } catch {
    // The error that led here is the one to tell.
  }
}

function openFile(path: string | null, readOnly: boolean): GrafeoDB {
  if (path === null) return grafeo().GrafeoDB.create();
  if (readOnly && !existsSync(path)) {
    throw new GraphUnavailableError(
      `There is no lineage store at ${path}. Start one with "spantrail serve" or "npm run demo", or name another with --store.`,
    );
  }
  return guarded(path, () => {
    if (readOnly) return grafeo().GrafeoDB.openReadOnly(path);
    const db = grafeo().GrafeoDB.open(path);
    db.setCheckpointTriggers({ walBytes: CHECKPOINT_WAL_BYTES });
    return db;
  });
}

// The package is CommonJS whose names Node's ESM loader cannot see.
function grafeo(): typeof import('@grafeo-db/js') {
  return createRequire(import.meta.url)('@grafeo-db/js') as typeof import('@grafeo-db/js');
}

function session(run: Run, path: string | null): CypherSession {
  return {
    run: async (query: Query, parameters = {}): Promise<readonly CypherRow[]> => {
      try {
        return rowsOf(await run(query.text('embedded'), parameters));
      } catch (error) {
        throw translated(error, path, query.name);
      }
    },
  };
}

/** As `toArray()`, in two thirds of its time. */
function rowsOf(result: QueryResult): readonly CypherRow[] {
  const { columns } = result;
  return result.rows().map((cells) => {
    const row: Record<string, unknown> = {};
    for (const [index, column] of columns.entries()) row[column] = cells[index];
    return row;
  });
}

function guarded<T>(path: string | null, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw translated(error, path, 'open or commit');
  }
}

/** GQLSTATUS classes 22 (data) and 42 (syntax, semantics) blame the statement; the rest the moment. */
function translated(error: unknown, path: string | null, what: string): Error {
  const status = (error as { gqlStatus?: string }).gqlStatus ?? '';
  const message = error instanceof Error ? error.message : String(error);
  if (status.startsWith('22') || status.startsWith('42')) {
    return new StatementRefusedError(`The embedded store refused "${what}": ${message}`, {
      cause: error,
    });
  }
  const where = path ?? 'memory';
  if (/lock/i.test(message)) {
    return new GraphUnavailableError(
      `Another process has the store ${where} open. Ask that one (spantrail serve leaves its URL beside the file) or stop it.`,
      { cause: error },
    );
  }
  return new GraphUnavailableError(`The store ${where} failed: ${message}.`, { cause: error });
}
