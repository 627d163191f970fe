import { CypherLineageStore } from '../src/cypher/cypher-lineage-store.ts';
import { prepareStore } from '../src/cypher/schema.ts';
import { openEmbeddedEngine } from '../src/engines/embedded-engine.ts';
import { neo4jConnection } from '../src/engines/neo4j-connection.ts';
import { openNeo4jEngine } from '../src/engines/neo4j-engine.ts';
import type { LineageStore } from '../src/lineage-store.ts';

/** A store of which a transaction decides at most 20 reads of others again, and only `repair` carries on. */
export async function openTinyRepairs(place: string): Promise<LineageStore> {
  const engine = place.startsWith('file:')
    ? openEmbeddedEngine({ path: place.slice('file:'.length), readOnly: false })
    : await openNeo4jEngine(neo4jConnection(place, {}, {}));
  await prepareStore(engine, { clockSkew: 0n });
  return new CypherLineageStore(engine, 0n, { max: 20, carryOn: false });
}
