/** Sets a store up: numbered schema files, applied in order, and the configuration it was made with. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CypherEngine, CypherRow } from '../engines/cypher-engine.ts';
import { query } from '../engines/query-files.ts';
import { asBigInt, asList, asNumber, asText } from '../engines/row-values.ts';
import { GraphSchemaError, GraphUnavailableError } from '../errors.ts';
import { type SchemaFile, schemaFiles, schemaVersion } from './schema-files.ts';
import { placeKnownRuns } from './time-block-tree.ts';

const readMeta = query('meta');
const saveMeta = query('write/save-meta');
const showIndexes = query('show-indexes');
const showConstraints = query('show-constraints');

/** An index of ten million nodes is made in about this time. */
const ONLINE_MS_MAX = 600_000;
const ONLINE_POLL_MS = 100;

export interface StoreConfiguration {
  /**
   * A producer up to this many µs after a read still counts. Part of what the graph means; undefined:
   * as the store was made, 0 for a new one.
   */
  readonly clockSkew?: bigint | undefined;
}

/** What a store says of itself. */
export interface StoreMeta {
  /** The highest number of its schema. */
  readonly version: bigint;
  /** Numbers of the schema files that have been applied. */
  readonly applied: readonly bigint[];
  readonly clockSkew: bigint;
  /** Its dependencies are being derived anew for this allowance, and may be of either; null: they are whole. */
  readonly rederiving: { readonly clockSkew: bigint } | null;
}

/**
 * Brings the store's schema up to date, waits for its indexes, and checks that it was made with the
 * same configuration. Several processes may do so at once.
 *
 * @throws GraphSchemaError when a newer version wrote it, the configuration differs, or an index failed.
 */
export async function prepareStore(
  engine: CypherEngine,
  configuration: StoreConfiguration,
  { mend = false }: { readonly mend?: boolean } = {},
): Promise<StoreMeta> {
  const meta = await checkStore(engine, configuration);
  // To mend is to apply every file again: somebody may have dropped what it made.
  const missing = missingFiles(engine, mend ? null : meta);
  if (meta !== null && missing.length === 0) return meta;
  await applySchema(engine, missing);
  if (engine.kind === 'embedded' && meta !== null) await placeKnownRuns(engine);
  await engine.write((session) =>
    session.run(saveMeta, {
      created: { clockSkew: configuration.clockSkew ?? 0n },
      properties: {
        version: schemaVersion(),
        applied: schemaFiles(engine.kind).map(({ number }) => number),
      },
    }),
  );
  // Another process may have made the store at the same time, with another configuration.
  const made = await checkStore(engine, configuration);
  if (made === null) throw new GraphUnavailableError('The store was emptied while it was opened.');
  return made;
}

/** What the store says of itself, null when it has never been opened for writing. */
async function checkStore(
  engine: CypherEngine,
  configuration: StoreConfiguration,
): Promise<StoreMeta | null> {
  return checkMeta(await storeMeta(engine), configuration);
}

/** @throws GraphSchemaError when this version and configuration must not work on such a store. */
export function checkMeta(
  meta: StoreMeta | null,
  { clockSkew }: StoreConfiguration,
): StoreMeta | null {
  if (meta === null) return null;
  const known = schemaVersion();
  if (meta.version > known) {
    throw new GraphSchemaError(
      `The store has schema ${meta.version}, this version of Spantrail knows up to ${known}. Use a newer Spantrail.`,
    );
  }
  if (meta.rederiving !== null) {
    throw new GraphSchemaError(
      `The dependencies of the store are being derived anew for a clock skew allowance of ${meta.rederiving.clockSkew} µs. Wait for it, or if it was broken off, finish it with "spantrail schema --rederive".`,
    );
  }
  if (clockSkew !== undefined && meta.clockSkew !== clockSkew) {
    throw new GraphSchemaError(
      `The store was made with a clock skew allowance of ${meta.clockSkew} µs, not ${clockSkew} µs: its dependencies would not agree. Use the same value, start again to take the store's own, or change the store's with "spantrail schema --rederive".`,
    );
  }
  return meta;
}

export async function storeMeta(engine: CypherEngine): Promise<StoreMeta | null> {
  return metaFrom(await engine.read((session) => session.run(readMeta)));
}

export function metaFrom([row]: readonly CypherRow[]): StoreMeta | null {
  if (row === undefined) return null;
  const version = asBigInt(row.version);
  return {
    version,
    // Stores of the first version did not keep the list.
    applied: row.applied === null ? [1n] : asList(row.applied).map(asBigInt),
    clockSkew: asBigInt(row.clockSkew),
    rederiving: row.rederiveSkew === null ? null : { clockSkew: asBigInt(row.rederiveSkew) },
  };
}

/**
 * What a store says of itself when it is opened for questions only.
 *
 * @throws GraphSchemaError as `checkStore`, and for an embedded store that lacks what its questions seek by.
 */
export async function checkReadable(
  engine: CypherEngine,
  configuration: StoreConfiguration,
): Promise<StoreMeta | null> {
  const meta = await checkStore(engine, configuration);
  if (engine.kind === 'embedded' && meta !== null && missingFiles(engine, meta).length > 0) {
    throw new GraphSchemaError(
      `The store has schema ${meta.version}, this version of Spantrail asks by schema ${schemaVersion()}. Open it once for writing, which brings it up to date: "spantrail serve" does.`,
    );
  }
  return meta;
}

/** Files that were never applied, also one whose number is below the store's version. */
function missingFiles(engine: CypherEngine, meta: StoreMeta | null): readonly SchemaFile[] {
  const applied = new Set(meta?.applied ?? []);
  return schemaFiles(engine.kind).filter(({ number }) => !applied.has(number));
}

/** What is there already, perhaps from an attempt that was killed, is left as it is. */
async function applySchema(engine: CypherEngine, files: readonly SchemaFile[]): Promise<void> {
  const present = await presentNames(engine);
  const statements = files.flatMap((file) => file.statements);
  for (const { name, text } of statements) {
    if (!present.has(name)) await engine.alter(text);
  }
  await untilOnline(engine, new Set(statements.map(({ name }) => name)));
}

/** Names of the constraints and indexes that are there. */
export async function presentNames(engine: CypherEngine): Promise<ReadonlySet<string>> {
  const rows = await engine.read(async (session) => [
    ...(await session.run(showIndexes)),
    ...(await session.run(showConstraints)),
  ]);
  return new Set(rows.map((row) => asText(row.name)));
}

export interface IndexState {
  readonly name: string;
  readonly state: 'online' | 'populating' | 'failed';
  /** Percent. */
  readonly progress: number;
}

/** The embedded store's indexes are made while the statement runs. */
export async function indexStates(engine: CypherEngine): Promise<readonly IndexState[]> {
  const rows = await engine.read((session) => session.run(showIndexes));
  return rows.map((row) => {
    const state = row.state === undefined ? 'ONLINE' : asText(row.state);
    return {
      name: asText(row.name),
      state: state === 'ONLINE' ? 'online' : state === 'FAILED' ? 'failed' : 'populating',
      progress: row.progress === undefined ? 100 : asNumber(row.progress),
    };
  });
}

async function untilOnline(engine: CypherEngine, names: ReadonlySet<string>): Promise<void> {
  const giveUpAt = Date.now() + ONLINE_MS_MAX;
  for (;;) {
    const states = (await indexStates(engine)).filter(({ name }) => names.has(name));
    const failed = states.find(({ state }) => state === 'failed');
    if (failed !== undefined) {
      throw new GraphSchemaError(
        `The index ${failed.name} failed while it was made. The server's log says why; drop the index and open the store again.`,
      );
    }
    const waiting = states.find(({ state }) => state === 'populating');
    if (waiting === undefined) return;
    if (Date.now() > giveUpAt) {
      throw new GraphUnavailableError(
        `The index ${waiting.name} is still being made (${Math.floor(waiting.progress)} %). Open the store again later; "spantrail schema" shows the progress.`,
      );
    }
    await sleep(ONLINE_POLL_MS);
  }
}
