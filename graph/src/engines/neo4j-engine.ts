/** Neo4j over Bolt. The driver is loaded only when a bolt URL asks for it: it costs start-up time. */
import type { Driver, SessionConfig } from 'neo4j-driver';
import { GraphUnavailableError } from '../errors.ts';
import { readFreelyOnNeo4j } from '../free-cypher/read-freely-on-neo4j.ts';
import type { CypherEngine, CypherSession } from './cypher-engine.ts';
import type { Neo4jConnection } from './neo4j-connection.ts';
import { authTokenManager } from './neo4j-credentials.ts';
import { driverCode, translated } from './neo4j-errors.ts';
import { inTransaction } from './neo4j-transactions.ts';

/** `CALL (row) { … }` came with 5.23; 5.26 is the release that is supported for long. */
const OLDEST = [5, 26] as const;
/** Idle longer than this, a connection is tried before it is used: a firewall may have dropped it. */
const IDLE_MS_MAX = 60_000;
const POOL_WAIT_MS_MAX = 10_000;
/** A constraint is there only when its index has read every node. */
const SCHEMA_MS_MAX = 600_000;

/**
 * @throws GraphUnavailableError when the server cannot be reached, refuses us, is none of Neo4j's, or is
 * too old; the message says which, and what to do.
 */
export async function openNeo4jEngine(connection: Neo4jConnection): Promise<CypherEngine> {
  const neo4j = await import('neo4j-driver');
  const { basic, bearer } = neo4j.auth;
  const auth =
    connection.credentials.kind === 'none'
      ? undefined
      : authTokenManager(connection.credentials, { basic, bearer, nowMs: () => performance.now() });
  const driver = neo4j.driver(connection.uri, auth, {
    useBigInt: true,
    maxConnectionPoolSize: connection.poolSizeMax,
    connectionTimeout: connection.connectMsMax,
    connectionAcquisitionTimeout: Math.max(POOL_WAIT_MS_MAX, connection.connectMsMax),
    connectionLivenessCheckTimeout: IDLE_MS_MAX,
    userAgent: 'spantrail',
    telemetryDisabled: true,
  });
  try {
    await checkVersion(driver, connection);
  } catch (error) {
    await driver.close();
    throw translated(error, connection);
  }
  // Each session starts where the last one of this store ended: on a cluster a question after a write
  // waits until the server that it asks has that write.
  return engineOf(driver, connection, neo4j.bookmarkManager(), neo4j.isRetryableError);
}

function engineOf(
  driver: Driver,
  connection: Neo4jConnection,
  bookmarkManager: NonNullable<SessionConfig['bookmarkManager']>,
  isRetryable: (error: unknown) => boolean,
): CypherEngine {
  const database = connection.database === null ? {} : { database: connection.database };
  const within = <T>(
    mode: 'READ' | 'WRITE',
    msMax: number,
    work: (session: CypherSession) => Promise<T>,
  ): Promise<T> => {
    const session = { defaultAccessMode: mode, bookmarkManager, ...database };
    return inTransaction({ driver, connection, session, isRetryable, msMax }, work);
  };
  return {
    kind: 'neo4j',
    read: (work) => within('READ', connection.readMsMax, work),
    write: (work) => within('WRITE', connection.writeMsMax, work),
    alter: async (statement) => {
      try {
        await within('WRITE', SCHEMA_MS_MAX, (session) =>
          session.run({ name: 'schema', text: () => statement }),
        );
      } catch (error) {
        // Another process made it at the same moment.
        const cause = error instanceof Error ? error.cause : undefined;
        if (!/EquivalentSchemaRuleAlreadyExists/.test(driverCode(cause))) throw error;
      }
    },
    readFreely: async (statement) => {
      try {
        return await readFreelyOnNeo4j(driver, { bookmarkManager, ...database }, statement);
      } catch (error) {
        throw translated(error, connection);
      }
    },
    close: () => driver.close(),
  };
}

async function checkVersion(driver: Driver, { uri, database }: Neo4jConnection): Promise<void> {
  const { agent = '' } = await driver.getServerInfo(database === null ? {} : { database });
  const refusal = versionRefusal(agent, uri);
  if (refusal !== null) throw new GraphUnavailableError(refusal);
}

/** Why a server that calls itself so is not used; null: it is. */
export function versionRefusal(agent: string, uri: string): string | null {
  const wanted = OLDEST.join('.');
  const [, major, minor] = /^Neo4j\/(\d+)\.(\d+)/.exec(agent) ?? [];
  if (major === undefined || minor === undefined) {
    return `What answers at ${uri} calls itself "${agent}" and is no Neo4j. Spantrail needs Neo4j ${wanted} or newer.`;
  }
  const version = [Number(major), Number(minor)] as const;
  if (version[0] > OLDEST[0] || (version[0] === OLDEST[0] && version[1] >= OLDEST[1])) return null;
  return `The Neo4j at ${uri} is of version ${version.join('.')}. Spantrail needs ${wanted} or newer: upgrade the server, or name another with --store.`;
}
