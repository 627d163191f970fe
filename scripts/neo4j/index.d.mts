/** A Neo4j of our own on 127.0.0.1, with its data in a temporary folder. */
export interface Neo4jServer {
  /** `bolt://127.0.0.1:<port>`; the same after `restart()`. */
  readonly uri: string;
  readonly pid: number;
  /** The data folder, which `stop()` removes unless it is the caller's. */
  readonly home: string;
  readonly logFile: string;
  /** Ends it in order and removes its data. */
  stop(): Promise<void>;
  /** Ends it in order; the data stays for a `restart()`. Call `stop()` in the end all the same. */
  halt(): Promise<void>;
  /** `kill -9`; the data stays for a `restart()`. Call `stop()` in the end all the same. */
  kill(): Promise<void>;
  /** Starts it again on the same port and data, after ending it if it still runs. */
  restart(): Promise<void>;
}

/** The long-term line (5.26), or the newest calendar version; pom.xml pins both. */
export type Neo4jLine = 'lts' | 'calendar';

export interface StartOptions {
  /** Default `lts`. */
  version?: Neo4jLine;
  /** Of the user `neo4j`, at least 8 characters. Default: no accounts, anybody may come in. */
  password?: string;
  /** PEM files in one folder: `bolt+s` and `bolt+ssc` are served beside `bolt`. Default: plain alone. */
  tls?: { key: string; certificate: string };
  /** Bolt port on 127.0.0.1. Default 0: a free one. */
  port?: number;
  /** How long the first answer may take. Default 120,000. */
  startMs?: number;
  /** Java's greatest heap. Default `1g`. */
  heapMax?: string;
  /** Default `256m`. */
  pageCache?: string;
  /** A folder of the caller's that is kept, with its data. Default: a temporary one. */
  home?: string;
  /** Told, in words, when a download begins. Default: silent. */
  say?: (text: string) => void;
  /** Ends a start that is under way. */
  signal?: AbortSignal;
}

/**
 * Starts a server of the caller's own, for tests that kill it. Other tests share one: `neo4jForTests()`.
 *
 * @throws Neo4jMissingError without a Java that fits, or without the jars and a way to fetch them.
 * @throws Neo4jStartError when it does not answer in time; the message ends with its log's tail.
 */
export function startNeo4j(options?: StartOptions): Promise<Neo4jServer>;

/** Where the test server is, or why there is none. */
export type Neo4jForTests = { uri: string } | { skip: string };

/**
 * The Neo4j that all test files of a jest run share. Call it once, at the top level of a test file, before its own
 * hooks. It is `NEO4J_URI` (with NEO4J_USERNAME and NEO4J_PASSWORD) when set, else started by the first file that asks:
 * of the line that SPANTRAIL_TEST_NEO4J names, `lts` (the default) or `calendar`.
 *
 * Each file has the database for itself from its first test to its last, and finds it empty, without schema.
 * Without Java or Maven the answer is `skip`, said once on stderr; under `CI=true` that is an error.
 *
 * @throws Neo4jMissingError under `CI=true`, when there is no Java or no jars.
 * @throws Neo4jStartError when the server did not start.
 * @example
 * const server = await neo4jForTests();
 * describeNeo4j('lineage in Neo4j', server, (uri) => {
 *   test('…', async () => { … });
 * });
 */
export function neo4jForTests(environment?: NodeJS.ProcessEnv): Promise<Neo4jForTests>;

/** `describe` when there is a server, else the same block with all its tests counted as skipped. */
export function describeNeo4j(
  name: string,
  server: Neo4jForTests,
  body: (uri: string) => void,
): void;

/**
 * For a test file that starts servers of its own with `startNeo4j()`: whether it can, or why not. Fetches the jars.
 *
 * @throws Neo4jMissingError under `CI=true`, when there is no Java or no jars.
 * @example
 * describeNeo4j('a server that is killed', await neo4jOfOwn(), () => {
 *   test('…', async () => { const server = await startNeo4j(); … });
 * });
 */
export function neo4jOfOwn(
  version?: Neo4jLine,
  environment?: NodeJS.ProcessEnv,
): Promise<Neo4jForTests>;

/** Java, Maven or the jars are not to be had on this machine. */
export class Neo4jMissingError extends Error {
  readonly code: 'NEO4J_MISSING';
}

/** The server did not answer; the message ends with the tail of its log. */
export class Neo4jStartError extends Error {
  readonly code: 'NEO4J_START';
}

/** What the keeper of the shared server says to the workers. */
export type KeeperState =
  | { status: 'ready'; uri: string; keeperPid: number }
  | { status: 'missing' | 'broken'; message: string };
