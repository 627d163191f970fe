/** Sets a store up: numbered schema files, applied in order, and the configuration it was made with. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { CypherEngine } from './cypher-engine.ts';
import { GraphSchemaError } from './errors.ts';
import { query } from './query-files.ts';
import { asBigInt, asRecord } from './row-values.ts';

const FOLDER = new URL('../../schema/', import.meta.url);
const readMeta = query('meta');
const saveMeta = query('write/save-meta');

/** The newest schema that this version knows. */
const SCHEMA_VERSION = 1n;

export interface StoreConfiguration {
  /** A producer up to this many µs after a read still counts. Part of what the graph means. */
  readonly clockSkew: bigint;
}

/**
 * Brings the store's schema up to date and checks that it was made with the same configuration.
 *
 * @throws GraphSchemaError when a newer version wrote it, or the configuration differs.
 */
export async function prepareStore(
  engine: CypherEngine,
  { clockSkew }: StoreConfiguration,
): Promise<void> {
  const version = await checkStore(engine, { clockSkew });
  if (version === SCHEMA_VERSION) return;
  for (const file of schemaFiles(engine.kind, version)) {
    const text = readFileSync(file, 'utf8').replace(/^\/\/.*\n/gm, '');
    for (const statement of text.split(';').map((part) => part.trim())) {
      if (statement !== '') await engine.alter(statement);
    }
  }
  await engine.write((session) =>
    session.run(saveMeta, { properties: { version: SCHEMA_VERSION, clockSkew } }),
  );
}

/** The store's schema version, 0 when it has none yet. */
export async function checkStore(
  engine: CypherEngine,
  { clockSkew }: StoreConfiguration,
): Promise<bigint> {
  const [row] = await engine.read((session) => session.run(readMeta));
  if (row === undefined) return 0n;
  const node = asRecord(row.node);
  const version = asBigInt(node.version);
  if (version > SCHEMA_VERSION) {
    throw new GraphSchemaError(
      `The store has schema ${version}, this version of Spantrail knows up to ${SCHEMA_VERSION}. Use a newer Spantrail.`,
    );
  }
  const known = asBigInt(node.clockSkew);
  if (known !== clockSkew) {
    throw new GraphSchemaError(
      `The store was made with a clock skew allowance of ${known} µs, not ${clockSkew} µs: its dependencies would not agree. Use the same value.`,
    );
  }
  return version;
}

function schemaFiles(kind: string, above: bigint): readonly URL[] {
  const names = readdirSync(FOLDER).filter((name) => /^\d+-[a-z-]+\.cypher$/.test(name));
  return names
    .sort()
    .filter((name) => BigInt(name.slice(0, 3)) > above)
    .map((name) => {
      const own = new URL(name.replace(/\.cypher$/, `.${kind}.cypher`), FOLDER);
      return existsSync(own) ? own : new URL(name, FOLDER);
    });
}
