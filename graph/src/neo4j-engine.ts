/** Neo4j over Bolt. The driver is loaded only when a bolt URL asks for it: it costs start-up time. */
import type { Driver, ManagedTransaction, Session } from 'neo4j-driver';
import {
  type CypherEngine,
  type CypherRow,
  type CypherSession,
  StatementRefusedError,
} from './cypher-engine.ts';
import { GraphUnavailableError } from './errors.ts';

export interface Neo4jOptions {
  /** bolt://, bolt+s://, neo4j:// or neo4j+s://, without user and password. */
  readonly uri: string;
  readonly user?: string;
  readonly password?: string;
  readonly database?: string;
  /** Bound on all tries of one transaction, ms. Default 20,000. */
  readonly retryTimeMs?: number;
}

/** @throws GraphUnavailableError when the server cannot be reached or refuses the credentials. */
export async function openNeo4jEngine(options: Neo4jOptions): Promise<CypherEngine> {
  const neo4j = await import('neo4j-driver');
  const auth =
    options.user === undefined ? undefined : neo4j.auth.basic(options.user, options.password ?? '');
  const driver = neo4j.driver(options.uri, auth, {
    useBigInt: true,
    maxTransactionRetryTime: options.retryTimeMs ?? 20_000,
    connectionTimeout: 5_000,
    connectionAcquisitionTimeout: 10_000,
    userAgent: 'spantrail',
  });
  try {
    await driver.getServerInfo();
  } catch (error) {
    await driver.close();
    throw unavailable(error, options.uri);
  }
  return engineOf(driver, options, neo4j.isRetryableError);
}

function engineOf(
  driver: Driver,
  options: Neo4jOptions,
  isRetryable: (error: unknown) => boolean,
): CypherEngine {
  const database = options.database === undefined ? {} : { database: options.database };

  async function within<T>(
    mode: 'READ' | 'WRITE',
    work: (session: CypherSession) => Promise<T>,
  ): Promise<T> {
    const session: Session = driver.session({ defaultAccessMode: mode, ...database });
    const managed = (transaction: ManagedTransaction): Promise<T> => work(over(transaction));
    try {
      return mode === 'READ'
        ? await session.executeRead(managed)
        : await session.executeWrite(managed);
    } catch (error) {
      throw translated(error, options.uri, isRetryable);
    } finally {
      await session.close();
    }
  }

  return {
    kind: 'neo4j',
    read: (work) => within('READ', work),
    write: (work) => within('WRITE', work),
    alter: async (statement) => {
      try {
        await within('WRITE', (session) => session.run({ name: 'schema', text: () => statement }));
      } catch (error) {
        // Another process made it at the same moment.
        if (!/EquivalentSchemaRuleAlreadyExists/.test(codeOf(error))) throw error;
      }
    },
    close: () => driver.close(),
  };
}

function over(transaction: ManagedTransaction): CypherSession {
  return {
    run: async (query, parameters = {}) => {
      const result = await transaction.run(query.text('neo4j'), parameters);
      return result.records.map((record) => record.toObject() as CypherRow);
    },
  };
}

function translated(
  error: unknown,
  uri: string,
  isRetryable: (error: unknown) => boolean,
): unknown {
  // What `work` itself throws is not the driver's and passes through.
  if (!(error instanceof Error) || error.name !== 'Neo4jError') return error;
  const code = String((error as { code?: unknown }).code);
  if (isRetryable(error) || !code.startsWith('Neo.') || /\.(Security|Database)\./.test(code)) {
    return unavailable(error, uri);
  }
  if (/^Neo\.(ClientError|DatabaseError)\.(Statement|Schema|General|Request)/.test(code)) {
    return new StatementRefusedError(`Neo4j refused a statement (${code}): ${error.message}`, {
      cause: error,
    });
  }
  return unavailable(error, uri);
}

/** The server's code, also of an error that wraps the driver's. */
function codeOf(error: unknown): string {
  const inner = error instanceof Error ? (error.cause ?? error) : error;
  return String((inner as { code?: unknown }).code);
}

function unavailable(cause: unknown, uri: string): GraphUnavailableError {
  const whole = cause instanceof Error ? cause.message : String(cause);
  // The driver's page of advice ends in the one line that says what happened.
  const reason = whole.replace(/^.*Caused by: /s, '').replace(/\.$/, '');
  return new GraphUnavailableError(
    `Cannot use Neo4j at ${uri}: ${reason}. Start the server, or name another with --store; nothing was acknowledged.`,
    { cause },
  );
}
