/**
 * One transaction, tried again after what passes (a deadlock, another leader, a lost connection), all
 * tries together within one bound. A commit whose answer was lost is tried again too: every write of
 * ours is idempotent, so doing it twice is the same as doing it once.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Driver, Session, SessionConfig } from 'neo4j-driver';
import { GraphUnavailableError } from '../errors.ts';
import type { CypherRow, CypherSession } from './cypher-engine.ts';
import type { Neo4jConnection } from './neo4j-connection.ts';
import { driverCode, exhausted, isMemoryShort, translated } from './neo4j-errors.ts';

/** A deadlock's partner is done in milliseconds; a server that starts takes seconds. */
const PAUSE_MS_MIN = 50;
const PAUSE_MS_MAX = 1_000;
/** Too little memory is rarely for the moment. */
const MEMORY_TRIES = 3;

export interface Transacting {
  readonly driver: Driver;
  readonly connection: Neo4jConnection;
  readonly session: SessionConfig;
  readonly isRetryable: (error: unknown) => boolean;
  /** Bound on all tries together, from the call to the answer. Neo4j ends a transaction after it too. */
  readonly msMax: number;
}

/** @throws GraphUnavailableError when the bound is reached, StatementRefusedError, or what `work` throws. */
export async function inTransaction<T>(
  transacting: Transacting,
  work: (session: CypherSession) => Promise<T>,
): Promise<T> {
  const { connection, msMax } = transacting;
  const call = { startedAt: performance.now(), attempts: 0, session: null as Session | null };
  const bound = new AbortController();
  const outOfTime = sleep(msMax, null, { signal: bound.signal }).then(() => {
    throw new GraphUnavailableError(
      `Neo4j at ${connection.uri} gave no answer in ${msMax} ms (${call.attempts} tries). Nothing was acknowledged.`,
    );
  });
  try {
    return await Promise.race([untilDone(transacting, work, call, bound.signal), outOfTime]);
  } finally {
    outOfTime.catch(() => undefined);
    bound.abort();
    // Out of time, its transaction may still hang on a dead line: nobody waits for the goodbye.
    void call.session?.close().catch(() => undefined);
  }
}

interface Call {
  readonly startedAt: number;
  attempts: number;
  session: Session | null;
}

async function untilDone<T>(
  transacting: Transacting,
  work: (session: CypherSession) => Promise<T>,
  call: Call,
  ended: AbortSignal,
): Promise<T> {
  const { connection, msMax, isRetryable } = transacting;
  const elapsed = (): number => performance.now() - call.startedAt;
  for (let pause = PAUSE_MS_MIN; ; pause = Math.min(pause * 2, PAUSE_MS_MAX)) {
    call.attempts += 1;
    try {
      return await once(transacting, work, call, Math.ceil(msMax - elapsed()));
    } catch (error) {
      if (ended.aborted || !isRetryable(error)) throw translated(error, connection);
      const wait = pause * (0.5 + Math.random());
      const tooOften = isMemoryShort(driverCode(error)) && call.attempts >= MEMORY_TRIES;
      if (tooOften || elapsed() + wait >= msMax) {
        const elapsedMs = Math.round(elapsed());
        throw exhausted(error, connection, { attempts: call.attempts, elapsedMs });
      }
      await sleep(wait);
    }
  }
}

async function once<T>(
  { driver, session: config }: Transacting,
  work: (session: CypherSession) => Promise<T>,
  call: Call,
  timeout: number,
): Promise<T> {
  const session = driver.session(config);
  call.session = session;
  try {
    const transaction = await session.beginTransaction({
      timeout: Math.max(1, timeout),
      metadata: { app: 'spantrail' },
    });
    const result = await work({
      run: async (query, parameters = {}) => {
        const { records } = await transaction.run(query.text('neo4j'), parameters);
        return records.map((record) => record.toObject() as CypherRow);
      },
    });
    await transaction.commit();
    return result;
  } finally {
    // Rolls back what is open; what is wrong with the line was told already.
    await session.close().catch(() => undefined);
    call.session = null;
  }
}
