import { CypherLineageStore } from './cypher/cypher-lineage-store.ts';
import { checkReadable, prepareStore } from './cypher/schema.ts';
import type { CypherEngine } from './engines/cypher-engine.ts';
import { guardedEngine } from './engines/guarded-engine.ts';
import type { Neo4jOptions } from './engines/neo4j-connection.ts';
import { UsageError } from './errors.ts';
import type { LineageStore } from './lineage-store.ts';
import { MemoryLineageStore } from './memory/memory-lineage-store.ts';

export interface OpenOptions {
  /**
   * `memory:`, `file:PATH`, or Neo4j: `bolt://HOST:PORT` for one server, `neo4j://` for a cluster, `+s` with
   * TLS, `+ssc` with any certificate; `?database=NAME`; `user:password@`, better left to the environment.
   */
  readonly store: string;
  /** Questions only: several processes may read one file while nobody writes it. Default false. */
  readonly readOnly?: boolean;
  /**
   * Opens the store whatever its schema, and changes nothing of it: for `upkeep` alone, questions and writes
   * may fail in any way. Default false.
   */
  readonly upkeep?: boolean;
  /** For Neo4j alone: who we are, and bounds. Default: the address, then `SPANTRAIL_NEO4J_…` of the environment. */
  readonly neo4j?: Neo4jOptions;
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
  const { store, readOnly = false, upkeep = false, clockSkew } = options;
  if (store === 'memory:') return new MemoryLineageStore({ clockSkew: clockSkew ?? 0n });
  const engine = await openEngine(options);
  if (upkeep) return new CypherLineageStore(engine, clockSkew ?? 0n);
  try {
    const meta = await (readOnly ? checkReadable : prepareStore)(engine, { clockSkew });
    const agreed = meta?.clockSkew ?? clockSkew ?? 0n;
    const guarded = guardedEngine(engine, { clockSkew: agreed });
    const lineage = new CypherLineageStore(guarded, agreed);
    if (!readOnly) lineage.carryOn();
    return lineage;
  } catch (error) {
    await engine.close();
    throw error;
  }
}

async function openEngine(options: OpenOptions): Promise<CypherEngine> {
  const { store, readOnly = false } = options;
  if (store.startsWith('file:')) {
    const path = store.slice('file:'.length);
    if (path === '')
      throw new UsageError('The store "file:" names no path; write file:PATH.', 'store');
    const { openEmbeddedEngine } = await import('./engines/embedded-engine.ts');
    return openEmbeddedEngine({ path, readOnly });
  }
  if (/^(bolt|neo4j)(\+s|\+ssc)?:\/\//.test(store)) {
    const { neo4jConnection } = await import('./engines/neo4j-connection.ts');
    const { openNeo4jEngine } = await import('./engines/neo4j-engine.ts');
    return openNeo4jEngine(neo4jConnection(store, options.neo4j ?? {}, process.env));
  }
  throw new UsageError(
    `"${withoutPassword(store)}" is no store; write file:PATH, bolt://HOST:PORT or neo4j://HOST:PORT.`,
    'store',
  );
}

/** An address as it may be shown and logged: nothing before the last @. */
export function withoutPassword(address: string): string {
  return address.replace(/\/\/.*@/s, '//');
}
