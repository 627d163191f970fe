/** Schema, derivation anew and emptying, over an engine. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CypherEngine, CypherSession } from '../engines/cypher-engine.ts';
import { query } from '../engines/query-files.ts';
import { asBigInt, asNumber, asText, orNull } from '../engines/row-values.ts';
import { readByKeys } from '../engines/statements.ts';
import { GraphSchemaError } from '../errors.ts';
import { readHorizon } from '../retention/horizon.ts';
import type {
  RederivedRow,
  SchemaElementRow,
  SchemaRow,
  StoreCounts,
  StoreUpkeep,
  WaitingSpanRow,
} from '../store-upkeep.ts';
import { waitingOf } from '../transfer/facts-of-lines.ts';
import type { Read } from '../write/affected-readers.ts';
import { endWaiting } from '../write/bridges.ts';
import { repointReads } from '../write/repoint.ts';
import {
  checkMeta,
  indexStates,
  prepareStore,
  presentNames,
  type StoreMeta,
  storeMeta,
} from './schema.ts';
import { schemaFiles, schemaVersion } from './schema-files.ts';

const saveMeta = query('write/save-meta');
const lockMeta = query('write/lock-meta');
const deleteMeta = query('write/delete-meta');
const runsAfter = query('write/runs-after');
const ioOfRuns = query('write/io-of-runs');
const deleteEdges = query('write/delete-edges-of-runs');
const deleteNodes = query('write/delete-nodes');
const countNodes = query('count-nodes');
const countEdges = query('count-edges');
const transactions = query('transactions');
const countWaiting = query('count-waiting');
const waitingSpans = query('waiting-spans');

/**
 * Runs in one transaction. The embedded store finds the next ones by a scan, so there it is worth taking
 * more at a time; on Neo4j the memory of one transaction is what counts.
 */
const CHUNK = { neo4j: 2_000n, embedded: 10_000n } as const;
const DRAIN_POLL_MS = 100;
const EXPIRED_AT_ONCE = 1_000n;

export class CypherUpkeep implements StoreUpkeep {
  readonly #engine: CypherEngine;
  readonly #chunk: bigint;

  /** @param chunk runs in one transaction. */
  constructor(engine: CypherEngine, chunk: bigint = CHUNK[engine.kind]) {
    this.#engine = engine.unguarded ?? engine;
    this.#chunk = chunk;
  }

  async schema(): Promise<SchemaRow> {
    const meta = await storeMeta(this.#engine);
    return {
      version: meta?.version ?? null,
      known: schemaVersion(),
      clockSkew: meta?.clockSkew ?? null,
      rederiving: meta?.rederiving?.clockSkew ?? null,
      elements: await this.#elements(),
    };
  }

  async countWaiting(): Promise<number> {
    const [row] = await this.#engine.read((session) => session.run(countWaiting));
    return asNumber(row?.spans ?? 0);
  }

  expireWaiting(before: bigint): Promise<readonly WaitingSpanRow[]> {
    return this.#engine.write(async (session) => {
      const rows = await session.run(waitingSpans, { before, limit: EXPIRED_AT_ONCE });
      const expired = rows.map((row) => waitingOf(asText(row.facts)));
      await endWaiting(
        session,
        expired.map(({ key }) => key),
      );
      return expired.map(({ key, parent }) => ({ span: key, parent }));
    });
  }

  async #elements(): Promise<readonly SchemaElementRow[]> {
    const present = await presentNames(this.#engine);
    const states = new Map(
      (await indexStates(this.#engine)).map((state) => [state.name, state] as const),
    );
    return schemaFiles(this.#engine.kind).flatMap((file) =>
      file.statements.map(({ name, kind }): SchemaElementRow => {
        const index = states.get(name);
        const state = index?.state ?? (present.has(name) ? 'online' : 'missing');
        const progress = index?.progress ?? (state === 'online' ? 100 : 0);
        return { name, kind, file: file.name, state, progress };
      }),
    );
  }

  async applySchema(): Promise<void> {
    const meta = await storeMeta(this.#engine);
    await prepareStore(this.#engine, { clockSkew: meta?.clockSkew }, { mend: true });
  }

  async rederive(clockSkew: bigint | null): Promise<RederivedRow> {
    const wanted = await this.#beginRederiving(clockSkew);
    await this.#drain();
    let runs = 0;
    for (;;) {
      const done = await this.#engine.write((session) => this.#rederiveChunk(session, wanted));
      if (done === null) return { clockSkew: wanted, runs };
      runs += done;
    }
  }

  /** From here on nobody else reads or writes. @returns the allowance that is derived for. */
  async #beginRederiving(clockSkew: bigint | null): Promise<bigint> {
    const meta = await this.#known();
    const wanted = clockSkew ?? meta.rederiving?.clockSkew ?? meta.clockSkew;
    if (meta.rederiving?.clockSkew === wanted) return wanted;
    await this.#saveMeta({ rederiveSkew: wanted, rederiveAfter: '' });
    return wanted;
  }

  async #known(): Promise<StoreMeta> {
    const meta = await storeMeta(this.#engine);
    if (meta === null) {
      throw new GraphSchemaError(
        'The store has no schema yet: run "spantrail schema --apply" first.',
      );
    }
    checkMeta({ ...meta, rederiving: null }, {});
    return meta;
  }

  /**
   * Waits for the transactions that began before the store said so: they decide by the old allowance.
   * In the embedded store writes take turns anyway.
   */
  async #drain(): Promise<void> {
    if (this.#engine.kind !== 'neo4j') return;
    const open = async (): Promise<Set<string>> => {
      const rows = await this.#engine.read((session) => session.run(transactions));
      return new Set(rows.map((row) => asText(row.id)));
    };
    const before = await open();
    for (;;) {
      const now = await open();
      if (![...before].some((id) => now.has(id))) return;
      await sleep(DRAIN_POLL_MS);
    }
  }

  /** @returns the number of runs; null when none are left and the store has its new allowance. */
  async #rederiveChunk(session: CypherSession, clockSkew: bigint): Promise<number | null> {
    const { kind } = this.#engine;
    // Two that derive at once take turns here, and each goes on where the other stopped.
    const [row] = await session.run(lockMeta);
    const after = orNull(row?.after, asText);
    if (after === null) return null;
    const found = await session.run(runsAfter, { after, limit: this.#chunk });
    const keys = found.map(({ key }) => asText(key));
    const last = keys.at(-1);
    if (last === undefined) {
      const properties = { clockSkew, rederiveSkew: null, rederiveAfter: null };
      await session.run(saveMeta, { created: {}, properties });
      return null;
    }
    const horizon = await readHorizon(session);
    await repointReads(session, kind, await readsOf(session, keys), { clockSkew, horizon });
    await session.run(saveMeta, { created: {}, properties: { rederiveAfter: last } });
    return keys.length;
  }

  async count(): Promise<StoreCounts> {
    return this.#engine.read(async (session) => {
      const [nodes] = await session.run(countNodes);
      const [edges] = await session.run(countEdges);
      return { nodes: asNumber(nodes?.nodes), edges: asNumber(edges?.edges) };
    });
  }

  async clear(): Promise<StoreCounts> {
    const { version, applied, clockSkew } = await this.#known();
    const counts = await this.count();
    // Nearly all edges start at a run, and few of them at one: with them gone no node is dense any more.
    for (let after: string | null = ''; after !== null; ) after = await this.#deleteEdges(after);
    while (await this.#deleteNodes());
    await this.#engine.write(async (session) => {
      // What else it kept of itself belonged to the facts.
      await session.run(deleteMeta);
      const properties = { version, applied: [...applied], clockSkew };
      await session.run(saveMeta, { created: {}, properties });
    });
    return counts;
  }

  /** @returns the last run whose edges are gone; null when there was none. */
  #deleteEdges(after: string): Promise<string | null> {
    return this.#engine.write(async (session) => {
      const found = await session.run(runsAfter, { after, limit: this.#chunk });
      const keys = found.map(({ key }) => asText(key));
      if (keys.length > 0) await session.run(deleteEdges, { keys });
      return keys.at(-1) ?? null;
    });
  }

  /** @returns whether there were any. */
  #deleteNodes(): Promise<boolean> {
    return this.#engine.write(async (session) => {
      const [row] = await session.run(deleteNodes, { limit: this.#chunk });
      return row !== undefined && asNumber(row.nodes) > 0;
    });
  }

  async #saveMeta(properties: Record<string, bigint | string | null>): Promise<void> {
    await this.#engine.write((session) => session.run(saveMeta, { created: {}, properties }));
  }
}

async function readsOf(session: CypherSession, runs: readonly string[]): Promise<readonly Read[]> {
  const rows = await readByKeys(session, ioOfRuns, runs);
  return rows.flatMap((row) => {
    const at = orNull(row.at, asBigInt);
    if (row.how !== 'CONSUMED' || at === null) return [];
    const digest = orNull(row.digest, asText);
    return [{ run: asText(row.run), pointer: asText(row.pointer), at, digest }];
  });
}
