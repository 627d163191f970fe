import { CypherLineageStore } from './cypher-lineage-store.ts';
import { UsageError } from './errors.ts';
import type { LineageStore } from './lineage-store.ts';
import { MemoryLineageStore } from './memory-lineage-store.ts';
import { checkStore, prepareStore } from './schema.ts';

export interface OpenOptions {
  /** `memory:`, `file:PATH`, or `bolt://`, `bolt+s://`, `neo4j://`, `neo4j+s://` with optional user:password@. */
  readonly store: string;
  /** Questions only: several processes may read one file while nobody writes it. Default false. */
  readonly readOnly?: boolean;
  /** Neo4j database; the server's default when left out. */
  readonly database?: string;
  /** µs that a producer's clock may be ahead of a reader's. Default: as the store was made; 0 for a new one. */
  readonly clockSkew?: bigint;
}

/**
 * Opens a lineage store, and sets up its schema when it may write.
 *
 * @throws UsageError for a store that is none of the kinds, GraphUnavailableError when it cannot be
 * reached, GraphSchemaError when another version or configuration made it.
 * @example
 * const lineage = await openLineage({ store: 'file:.spantrail/lineage.db' });
 */
export async function openLineage(options: OpenOptions): Promise<LineageStore> {
  const { store, readOnly = false, clockSkew } = options;
  if (store === 'memory:') return new MemoryLineageStore({ clockSkew: clockSkew ?? 0n });
  const engine = await openEngine(store, readOnly, options.database);
  try {
    const meta = await (readOnly ? checkStore : prepareStore)(engine, { clockSkew });
    return new CypherLineageStore(engine, meta?.clockSkew ?? clockSkew ?? 0n);
  } catch (error) {
    await engine.close();
    throw error;
  }
}

async function openEngine(store: string, readOnly: boolean, database: string | undefined) {
  if (store.startsWith('file:')) {
    const path = store.slice('file:'.length);
    if (path === '')
      throw new UsageError('The store "file:" names no path; write file:PATH.', 'store');
    const { openEmbeddedEngine } = await import('./embedded-engine.ts');
    return openEmbeddedEngine({ path, readOnly });
  }
  if (/^(bolt|neo4j)(\+s|\+ssc)?:\/\//.test(store)) {
    const url = new URL(store);
    const user = decodeURIComponent(url.username);
    const password = decodeURIComponent(url.password);
    url.username = '';
    url.password = '';
    const { openNeo4jEngine } = await import('./neo4j-engine.ts');
    return openNeo4jEngine({
      uri: url.href.replace(/\/$/, ''),
      ...(user === '' ? {} : { user, password }),
      ...(database === undefined ? {} : { database }),
    });
  }
  throw new UsageError(
    `"${store}" is no store; write file:PATH, bolt://HOST:PORT or neo4j://HOST:PORT.`,
    'store',
  );
}
