/**
 * Where a Neo4j is and how to come in: the store's address, options and environment, read once. What is
 * secret stays in `credentials` and never in `uri`, which is shown in messages.
 */
import { UsageError } from '../errors.ts';
import { type CredentialSource, credentialsFrom } from './neo4j-credentials.ts';

/** Each wins over the address of the store, which wins over the environment. */
export interface Neo4jOptions {
  /** Default: `SPANTRAIL_NEO4J_USER`; `neo4j` where there is a password alone. */
  readonly user?: string;
  /** Default: `SPANTRAIL_NEO4J_PASSWORD`, or what the file `SPANTRAIL_NEO4J_PASSWORD_FILE` holds. */
  readonly password?: string;
  /** Bearer token. Default: `SPANTRAIL_NEO4J_TOKEN`, or what the file `SPANTRAIL_NEO4J_TOKEN_FILE` holds. */
  readonly token?: string;
  /** Default: `?database=` of the address, `SPANTRAIL_NEO4J_DATABASE`, else the server's own. */
  readonly database?: string;
  /** Connections at most, for each server of a cluster. Default `SPANTRAIL_NEO4J_POOL_SIZE_MAX`, else 50. */
  readonly poolSizeMax?: number;
  /** To open one connection, ms. Default `SPANTRAIL_NEO4J_CONNECT_MS_MAX`, else 5,000. */
  readonly connectMsMax?: number;
  /** All tries of one write together, ms. Default `SPANTRAIL_NEO4J_WRITE_MS_MAX`, else 60,000. */
  readonly writeMsMax?: number;
  /** All tries of one read together, ms. Default `SPANTRAIL_NEO4J_READ_MS_MAX`, else 300,000. */
  readonly readMsMax?: number;
}

/** A connection that is fully described. */
export interface Neo4jConnection {
  /** Without user, password and our own query parameters. */
  readonly uri: string;
  readonly credentials: CredentialSource;
  /** Null: the server's default. */
  readonly database: string | null;
  readonly poolSizeMax: number;
  readonly connectMsMax: number;
  readonly writeMsMax: number;
  readonly readMsMax: number;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const LIMITS = {
  poolSizeMax: { variable: 'SPANTRAIL_NEO4J_POOL_SIZE_MAX', standard: 50 },
  connectMsMax: { variable: 'SPANTRAIL_NEO4J_CONNECT_MS_MAX', standard: 5_000 },
  writeMsMax: { variable: 'SPANTRAIL_NEO4J_WRITE_MS_MAX', standard: 60_000 },
  readMsMax: { variable: 'SPANTRAIL_NEO4J_READ_MS_MAX', standard: 300_000 },
} as const;

/** @throws UsageError for an address, option or variable that has no meaning; it never repeats a secret. */
export function neo4jConnection(
  store: string,
  options: Neo4jOptions,
  environment: Environment,
): Neo4jConnection {
  const url = parsed(store);
  const user = decodeURIComponent(url.username);
  const password = decodeURIComponent(url.password);
  const database =
    options.database ??
    url.searchParams.get('database') ??
    (environment.SPANTRAIL_NEO4J_DATABASE || null);
  const credentials = credentialsFrom({ options, url: { user, password }, environment });
  url.username = '';
  url.password = '';
  url.searchParams.delete('database');
  refuseQuery(url);
  return {
    // Only the routing context of neo4j:// is left of the query.
    uri: url.href.replace(/\/(?=$|\?)/, '').replace(/\?$/, ''),
    credentials,
    database: database === '' ? null : database,
    poolSizeMax: limit('poolSizeMax', options, environment),
    connectMsMax: limit('connectMsMax', options, environment),
    writeMsMax: limit('writeMsMax', options, environment),
    readMsMax: limit('readMsMax', options, environment),
  };
}

function parsed(store: string): URL {
  try {
    const url = new URL(store);
    decodeURIComponent(url.username + url.password);
    if (url.hostname !== '') return url;
  } catch {
    // Told below: the error of URL repeats its input, password and all.
  }
  throw new UsageError(
    'The address of the store cannot be read: it is bolt://HOST:PORT or neo4j://HOST:PORT. In a user or password write /, @, :, # and % as %2F, %40, %3A, %23 and %25, or better put them into SPANTRAIL_NEO4J_USER and SPANTRAIL_NEO4J_PASSWORD.',
    'store',
  );
}

function refuseQuery(url: URL): void {
  if (!/^\/?$/.test(url.pathname) || url.hash !== '') {
    throw new UsageError(
      `The address ${url.protocol}//${url.host} goes on with a path; name a database with ?database=NAME.`,
      'store',
    );
  }
  const names = [...url.searchParams.keys()];
  if (names.length > 0 && url.protocol.startsWith('bolt')) {
    throw new UsageError(
      `The address ${url.protocol}//${url.host} has parameters that nobody knows: ${names.join(', ')}. It takes ?database=NAME.`,
      'store',
    );
  }
}

function limit(name: keyof typeof LIMITS, options: Neo4jOptions, environment: Environment): number {
  const { variable, standard } = LIMITS[name];
  const text = environment[variable];
  const value = options[name] ?? (text === undefined || text === '' ? standard : Number(text));
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new UsageError(`${variable} is a whole number above 0, not "${text ?? value}".`);
}
