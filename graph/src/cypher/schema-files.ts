/**
 * The numbered files of `schema/`. A file is `NNN-what.cypher`; `NNN-what.neo4j.cypher` or
 * `NNN-what.embedded.cypher` takes its place on that engine, and may stand without it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import type { EngineKind } from '../engines/cypher-engine.ts';

const FOLDER = new URL('../../../schema/', import.meta.url);

export interface SchemaFile {
  readonly number: bigint;
  /** `001-keys`. */
  readonly name: string;
  /** Empty when the file says nothing to this engine. */
  readonly statements: readonly SchemaStatement[];
}

/** `CREATE CONSTRAINT name …` or `CREATE INDEX name …`. */
export interface SchemaStatement {
  readonly kind: 'constraint' | 'index';
  readonly name: string;
  readonly text: string;
}

/** All files in the order of their numbers. @throws Error for two of one number, or other statements. */
export function schemaFiles(engine: EngineKind): readonly SchemaFile[] {
  const names = readdirSync(FOLDER);
  const files = new Map<string, string | null>();
  for (const name of names.sort()) {
    const match = /^(\d{3}-[a-z0-9-]+)(?:\.(embedded|neo4j))?\.cypher$/.exec(name);
    const [, base, own] = match ?? [];
    if (base === undefined) continue;
    if (own === engine || (own === undefined && files.get(base) == null)) files.set(base, name);
    else if (!files.has(base)) files.set(base, null);
  }
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([name, file], index) => {
    if (sorted[index + 1]?.[0].startsWith(name.slice(0, 4)) === true) {
      throw new Error(`Two schema files have the number ${name.slice(0, 3)}.`);
    }
    return {
      number: BigInt(name.slice(0, 3)),
      name,
      statements: file === null ? [] : statementsIn(file),
    };
  });
}

/** The newest schema that this version knows: the highest number. */
export function schemaVersion(): bigint {
  return schemaFiles('neo4j').at(-1)?.number ?? 0n;
}

function statementsIn(file: string): readonly SchemaStatement[] {
  const text = readFileSync(new URL(file, FOLDER), 'utf8').replace(/^\/\/.*\n/gm, '');
  return text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((statement) => {
      const [, kind, name] = /^CREATE (CONSTRAINT|INDEX) (\w+) /.exec(statement) ?? [];
      if (kind === undefined || name === undefined) {
        throw new Error(`schema/${file} may only create named constraints and indexes.`);
      }
      return { kind: kind === 'INDEX' ? 'index' : 'constraint', name, text: statement };
    });
}
