/**
 * Keeps a store that is open from working for another configuration than the store has by now: while
 * its dependencies are derived anew, after that for another clock skew allowance, and after a newer
 * version has changed its schema. A write looks in its own transaction, a read once a second.
 */

import { checkMeta, metaFrom, type StoreConfiguration } from '../cypher/schema.ts';
import type { CypherEngine, CypherSession } from './cypher-engine.ts';
import { query } from './query-files.ts';

const readMeta = query('meta');
const LOOK_MS = 1_000;

export function guardedEngine(
  engine: CypherEngine,
  configuration: StoreConfiguration,
): CypherEngine {
  let lookedAt = Number.NEGATIVE_INFINITY;

  async function look(session: CypherSession): Promise<void> {
    checkMeta(metaFrom(await session.run(readMeta)), configuration);
    lookedAt = performance.now();
  }

  return {
    ...engine,
    unguarded: engine,
    read: (work) =>
      engine.read(async (session) => {
        if (performance.now() - lookedAt >= LOOK_MS) await look(session);
        return work(session);
      }),
    write: (work) =>
      engine.write(async (session) => {
        // The look is sent first and not waited for: it shares the way of the work's first statement.
        const [looked, worked] = await Promise.allSettled([look(session), work(session)]);
        if (looked.status === 'rejected') throw looked.reason;
        if (worked.status === 'rejected') throw worked.reason;
        return worked.value;
      }),
  };
}
