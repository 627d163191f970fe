/** What the driver and the server say, in our words: what happened, to what, and the mend. */

import { GraphUnavailableError } from '../errors.ts';
import { StatementRefusedError, TooMuchAtOnceError } from './cypher-engine.ts';
import type { Neo4jConnection } from './neo4j-connection.ts';

type Where = Pick<Neo4jConnection, 'uri' | 'credentials' | 'database'>;

/** `ServiceUnavailable`, `Neo.ClientError.…`; empty for what is not the driver's. */
export function driverCode(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if (Reflect.get(error, 'name') !== 'Neo4jError') return '';
  return String(Reflect.get(error, 'code'));
}

/** The memory of the server, or of one transaction, does not hold what was sent. */
export function isMemoryShort(code: string): boolean {
  return /^Neo\.TransientError\.General\.\w*(OutOfMemory|StackOverFlow)/.test(code);
}

/** What `work` itself threw is not the driver's and passes through as it is. */
export function translated(error: unknown, where: Where): unknown {
  const code = driverCode(error);
  if (code === '') return error;
  if (isMemoryShort(code)) {
    return new TooMuchAtOnceError(
      `Neo4j at ${where.uri} has too little memory for one transaction (${code}). Raise dbms.memory.transaction.total.max there, or send smaller batches; nothing was acknowledged.`,
      { cause: error },
    );
  }
  if (
    /^Neo\.(ClientError\.(Statement|Schema|Request|General)|DatabaseError\.(Statement|Schema))\./.test(
      code,
    )
  ) {
    if (!/ForbiddenOnReadOnlyDatabase|ReadOnly/.test(code)) {
      return new StatementRefusedError(`Neo4j refused a statement (${code}): ${textOf(error)}`, {
        cause: error,
      });
    }
  }
  return new GraphUnavailableError(`${told(code, error, where)} Nothing was acknowledged.`, {
    cause: error,
  });
}

/** Tries until the bound was reached. */
export function exhausted(
  error: unknown,
  where: Where,
  { attempts, elapsedMs }: { readonly attempts: number; readonly elapsedMs: number },
): unknown {
  const last = translated(error, where);
  if (last instanceof TooMuchAtOnceError || !(last instanceof GraphUnavailableError)) return last;
  return new GraphUnavailableError(`After ${attempts} tries in ${elapsedMs} ms: ${last.message}`, {
    cause: error,
  });
}

function told(code: string, error: unknown, where: Where): string {
  const { uri, database } = where;
  if (/\.Security\./.test(code)) return toldOfSecurity(code, where);
  if (code === 'Neo.ClientError.Database.DatabaseNotFound') {
    return `Neo4j at ${uri} has no database "${database ?? ''}". "SHOW DATABASES" lists them; name one with ?database= or SPANTRAIL_NEO4J_DATABASE.`;
  }
  if (/NotALeader|ForbiddenOnReadOnlyDatabase|ReadOnly/.test(code)) {
    return `The Neo4j at ${uri} only reads (${code}). For a cluster write neo4j:// instead of bolt://, so that writes find the leader.`;
  }
  if (/TransactionTimedOut/.test(code)) {
    return `Neo4j at ${uri} ended a transaction that took too long (${code}). Raise SPANTRAIL_NEO4J_WRITE_MS_MAX or SPANTRAIL_NEO4J_READ_MS_MAX, send smaller batches, or see "SHOW TRANSACTIONS" for one that holds its locks.`;
  }
  if (code.startsWith('Neo.')) return `Neo4j at ${uri} failed (${code}): ${textOf(error)}.`;
  return toldOfConnection(deepest(error), where);
}

function toldOfSecurity(code: string, { uri, credentials }: Where): string {
  const { kind, user } = credentials;
  const set = 'SPANTRAIL_NEO4J_USER and SPANTRAIL_NEO4J_PASSWORD (or _PASSWORD_FILE)';
  if (/RateLimit/.test(code)) {
    return `Neo4j at ${uri} has locked the user "${user}" for some seconds after wrong passwords. Correct ${set} and try again.`;
  }
  if (/CredentialsExpired/.test(code)) {
    return `Neo4j at ${uri} wants the password of the user "${user}" to be changed first: ALTER CURRENT USER SET PASSWORD FROM … TO …, in the database "system".`;
  }
  if (/TokenExpired|AuthorizationExpired/.test(code)) {
    return `The bearer token for Neo4j at ${uri} has expired. Put a new one into the file that SPANTRAIL_NEO4J_TOKEN_FILE names: it is read again at once.`;
  }
  if (/Forbidden/.test(code)) {
    return `Neo4j at ${uri} does not let the user "${user ?? 'of the token'}" do this. It needs rights to read, to write and to make indexes and constraints (the role "architect").`;
  }
  if (kind === 'none') {
    return `Neo4j at ${uri} wants to know who asks. Set ${set}, or SPANTRAIL_NEO4J_TOKEN.`;
  }
  if (kind === 'token') return `Neo4j at ${uri} refused the bearer token. Correct it.`;
  return `Neo4j at ${uri} refused the user "${user}" with this password. Correct ${set}, or the address.`;
}

function toldOfConnection(reason: string, { uri }: Where): string {
  if (/HTTP/.test(reason)) {
    return `What answers at ${uri} speaks HTTP, not Bolt. Neo4j's Bolt port is 7687 unless configured otherwise.`;
  }
  if (/before secure TLS|wrong version number|packet length too long|EPROTO/i.test(reason)) {
    return `What answers at ${uri} does not speak TLS. Switch TLS on in Neo4j (server.bolt.tls_level), or write bolt:// or neo4j:// without +s.`;
  }
  if (/certificate|altnames|self.signed|CERT_/i.test(reason)) {
    return `The certificate of ${uri} is not trusted (${certificateReason(reason)}). Name its authority in NODE_EXTRA_CA_CERTS; "+ssc" instead of "+s" takes any certificate.`;
  }
  if (/protocol version|handshake|Unknown Bolt|did not return any valid/i.test(reason)) {
    return `What answers at ${uri} is no Neo4j that this version of Spantrail can speak to (${reason}). It needs Neo4j 5.26 or newer.`;
  }
  if (/acquisition timed out/i.test(reason)) {
    return `All connections to Neo4j at ${uri} are taken (${reason}). Raise SPANTRAIL_NEO4J_POOL_SIZE_MAX, or send less at once.`;
  }
  return `Cannot use Neo4j at ${uri}: ${reason}. Start the server, or name another with --store.`;
}

function certificateReason(reason: string): string {
  return /Socket responded with: (.+)$/.exec(reason)?.[1] ?? reason;
}

/** The driver's page of advice ends in the one line that says what happened; routing keeps it as a cause. */
function deepest(error: unknown): string {
  const cause = (error as { cause?: unknown }).cause;
  const inner = driverCode(cause) === '' ? error : cause;
  return textOf(inner).replace(/^.*Caused by: /s, '');
}

function textOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/\.$/, '');
}
