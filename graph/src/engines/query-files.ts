import { existsSync, readFileSync } from 'node:fs';
import type { EngineKind, Query } from './cypher-engine.ts';

const FOLDER = new URL('../../../queries/', import.meta.url);

/**
 * The statement in `queries/<name>.cypher`; `queries/<name>.<engine>.cypher` takes its place on that
 * engine. Texts are read when first run, so that a command loads only what it asks.
 */
export function query(name: string): Query {
  const texts = new Map<EngineKind, string>();
  return {
    name,
    text: (kind) => {
      const known = texts.get(kind);
      if (known !== undefined) return known;
      const text = textOf(name, kind).replace(/^\/\/.*\n/gm, '');
      texts.set(kind, text);
      return text;
    },
  };
}

/** The file as it is, with its header. */
export function textOf(name: string, kind: EngineKind): string {
  const own = new URL(`${name}.${kind}.cypher`, FOLDER);
  const file = existsSync(own) ? own : new URL(`${name}.cypher`, FOLDER);
  return readFileSync(file, 'utf8');
}
