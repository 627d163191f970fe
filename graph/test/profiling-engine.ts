import type { Driver, ManagedTransaction } from 'neo4j-driver';
import type { CypherEngine, CypherRow, CypherSession } from '../src/engines/cypher-engine.ts';
import { hitsOf } from './plan-of.ts';

/** An engine that runs every statement under PROFILE and adds its db hits up, by the statement's name. */
export function profilingEngine(
  engine: CypherEngine,
  driver: Driver,
): { readonly engine: CypherEngine; readonly takeHits: () => ReadonlyMap<string, number> } {
  let hits = new Map<string, number>();
  const over = (transaction: ManagedTransaction): CypherSession => ({
    run: async (query, parameters = {}) => {
      const text = query.text('neo4j');
      const { records, summary } = await transaction.run(`PROFILE ${text}`, parameters);
      if (summary.profile !== false) {
        hits.set(query.name, (hits.get(query.name) ?? 0) + hitsOf(summary.profile));
      }
      return records.map((record) => record.toObject() as CypherRow);
    },
  });
  const within = async <T>(
    mode: 'READ' | 'WRITE',
    work: (session: CypherSession) => Promise<T>,
  ): Promise<T> => {
    const session = driver.session({ defaultAccessMode: mode });
    try {
      return mode === 'READ'
        ? await session.executeRead((transaction) => work(over(transaction)))
        : await session.executeWrite((transaction) => work(over(transaction)));
    } finally {
      await session.close();
    }
  };
  return {
    engine: {
      ...engine,
      read: (work) => within('READ', work),
      write: (work) => within('WRITE', work),
    },
    takeHits: () => {
      const taken = hits;
      hits = new Map();
      return taken;
    },
  };
}
