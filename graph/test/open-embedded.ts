import { CypherLineageStore } from '../src/cypher/cypher-lineage-store.ts';
import { prepareStore } from '../src/cypher/schema.ts';
import type { CypherEngine } from '../src/engines/cypher-engine.ts';
import { openEmbeddedEngine } from '../src/engines/embedded-engine.ts';
import type { LineageStore } from '../src/lineage-store.ts';
import type { RepairOptions } from '../src/write/cypher-writer.ts';

/** An embedded store in memory, its schema set up; `around` may stand between the store and its engine. */
export async function openEmbedded(
  around: (engine: CypherEngine) => CypherEngine = (engine) => engine,
  repairs?: RepairOptions,
): Promise<LineageStore> {
  const engine = openEmbeddedEngine({ path: null, readOnly: false });
  await prepareStore(engine, { clockSkew: 0n });
  return new CypherLineageStore(around(engine), 0n, repairs);
}

/** Nearly every late producer is too much for one transaction, and only `repair` carries on. */
export const TINY_REPAIRS: RepairOptions = { max: 2, carryOn: false };

export async function repairAll(store: LineageStore): Promise<void> {
  while (await store.repair());
}
