/** Reads a whole store as facts, a page at a time: nothing but one page is held here. */

import { loadRuns } from '../cypher/run-rows.ts';
import type { CypherEngine, CypherSession, Query } from '../engines/cypher-engine.ts';
import { query } from '../engines/query-files.ts';
import { asBigInt, asRecord, asText, orNull } from '../engines/row-values.ts';
import { readByKeys } from '../engines/statements.ts';
import type { FactPart } from '../facts/fact-parts.ts';
import { annotationFrom, codeFrom, componentFrom, pointerFrom } from '../facts/properties.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import type { NameKind } from '../forget/forgotten-names.ts';
import { type TombstoneRow, tombstoneFrom } from '../forgetting.ts';
import { waitingOf } from './facts-of-lines.ts';

const lastNode = query('export/last-node');
const nodesByNumber = query('export/nodes-by-number');
const findLabels = query('find-labels');
const load = {
  components: query('write/load-components'),
  pointers: query('write/load-pointers'),
  codes: query('write/load-codes'),
  annotations: query('write/load-annotations'),
  tombstones: query('forget/tombstones'),
  waiting: query('write/load-waiting'),
};

interface Keyed {
  readonly label: string;
  readonly keys: Query;
  /** Keys a page: a run has edges, the others do not. */
  readonly page: number;
}

interface Kind extends Keyed {
  readonly read: (session: CypherSession, keys: readonly string[]) => Promise<FactPart>;
}

const KINDS: readonly Kind[] = [
  {
    label: 'Tombstone',
    keys: query('export/tombstone-keys'),
    page: 1_000,
    read: async (session, keys) => ({ tombstones: await readTombstones(session, keys) }),
  },
  { label: 'ComponentRun', keys: query('export/run-keys'), page: 100, read: readRuns },
  {
    label: 'Component',
    keys: query('export/component-keys'),
    page: 500,
    read: async (session, keys) => ({
      components: await readNodes(session, load.components, keys, componentFrom),
    }),
  },
  {
    label: 'IOPointer',
    keys: query('export/pointer-keys'),
    page: 1_000,
    read: async (session, keys) => ({
      pointers: await readNodes(session, load.pointers, keys, pointerFrom),
    }),
  },
  {
    label: 'Code',
    keys: query('export/code-keys'),
    // A text may have 64 KiB.
    page: 100,
    read: async (session, keys) => ({
      codes: await readNodes(session, load.codes, keys, codeFrom),
    }),
  },
  {
    label: 'Annotation',
    keys: query('export/annotation-keys'),
    page: 500,
    read: readAnnotations,
  },
];

const WAITING: Kind = {
  label: 'Span',
  keys: query('export/span-keys'),
  page: 500,
  read: async (session, keys) => ({
    waiting: (await readByKeys(session, load.waiting, keys)).map((row) =>
      waitingOf(asText(row.facts)),
    ),
  }),
};

export async function* storedFacts(engine: CypherEngine): AsyncGenerator<FactPart> {
  for await (const { kind, keys } of pagesOf(engine, [...KINDS, WAITING])) {
    yield await engine.read((session) => kind.read(session, keys));
  }
}

interface Named extends Keyed {
  readonly names: NameKind;
}

/** A run may be known by name alone, as the parent of another. */
const NAMED: readonly Named[] = [
  { label: 'IOPointer', keys: query('export/pointer-keys'), page: 1_000, names: 'pointer' },
  { label: 'ComponentRun', keys: query('export/run-keys'), page: 1_000, names: 'run' },
  { label: 'Span', keys: query('export/span-keys'), page: 1_000, names: 'run' },
];

/** Keys of all pointers and runs, in pages. */
export async function* storedNames(
  engine: CypherEngine,
): AsyncGenerator<readonly { readonly kind: NameKind; readonly key: string }[]> {
  for await (const { kind, keys } of pagesOf(engine, NAMED)) {
    yield keys.map((key) => ({ kind: kind.names, key }));
  }
}

interface KeyPage<K> {
  readonly kind: K;
  readonly keys: readonly string[];
}

function pagesOf<K extends Keyed>(
  engine: CypherEngine,
  kinds: readonly K[],
): AsyncGenerator<KeyPage<K>> {
  return engine.kind === 'embedded' ? pagesByNumber(engine, kinds) : pagesByKey(engine, kinds);
}

async function* pagesByKey<K extends Keyed>(
  engine: CypherEngine,
  kinds: readonly K[],
): AsyncGenerator<KeyPage<K>> {
  for (const kind of kinds) {
    const limit = BigInt(kind.page);
    let after = '';
    for (;;) {
      const rows = await engine.read((session) => session.run(kind.keys, { after, limit }));
      const keys = rows.map((row) => asText(row.key));
      const last = keys.at(-1);
      if (last === undefined) break;
      yield { kind, keys };
      after = last;
    }
  }
}

const NUMBERS_A_PAGE = 2_000n;

/** The embedded engine seeks no ranges of keys, but it numbers its nodes, new ones higher. */
async function* pagesByNumber<K extends Keyed>(
  engine: CypherEngine,
  kinds: readonly K[],
): AsyncGenerator<KeyPage<K>> {
  const [row] = await engine.read((session) => session.run(lastNode));
  const last = orNull(row?.last, asBigInt) ?? -1n;
  for (let from = 0n; from <= last; from += NUMBERS_A_PAGE) {
    const range = { from, until: from + NUMBERS_A_PAGE - 1n };
    const rows = await engine.read((session) => session.run(nodesByNumber, range));
    for (const kind of kinds) {
      const keys = rows.filter((node) => node.label === kind.label).map(({ key }) => asText(key));
      for (let start = 0; start < keys.length; start += kind.page) {
        yield { kind, keys: keys.slice(start, start + kind.page) };
      }
    }
  }
}

async function readNodes<T>(
  session: CypherSession,
  statement: Query,
  keys: Iterable<string>,
  from: (node: Record<string, unknown>) => T | null,
): Promise<readonly T[]> {
  const rows = await readByKeys(session, statement, keys);
  return rows.flatMap((row) => from(asRecord(row.node)) ?? []);
}

async function readRuns(session: CypherSession, keys: readonly string[]): Promise<FactPart> {
  const runs = [...(await loadRuns(session, keys)).values()];
  const named = namedBy(runs);
  return {
    runs,
    components: await readNodes(session, load.components, named.components, componentFrom),
    pointers: await readNodes(session, load.pointers, named.pointers, pointerFrom),
    codes: await readNodes(session, load.codes, named.codes, codeFrom),
  };
}

function namedBy(runs: readonly RunFacts[]) {
  const named = {
    components: new Set<string>(),
    pointers: new Set<string>(),
    codes: new Set<string>(),
  };
  for (const { head, inputs, outputs } of runs) {
    if (head !== null) named.components.add(head.component);
    if (head?.codeDigest != null) named.codes.add(head.codeDigest);
    for (const key of [...inputs.keys(), ...outputs.keys()]) named.pointers.add(key);
  }
  return named;
}

async function readTombstones(
  session: CypherSession,
  keys: readonly string[],
): Promise<readonly TombstoneRow[]> {
  return (await readByKeys(session, load.tombstones, keys)).map(tombstoneFrom);
}

async function readAnnotations(session: CypherSession, keys: readonly string[]): Promise<FactPart> {
  const annotations = await readNodes(session, load.annotations, keys, annotationFrom);
  const about = annotations.flatMap((one) => (one.subject === 'pointer' ? [one.about] : []));
  const labels = annotations.flatMap((one) => [
    ...(one.subject === 'label' ? [one.about] : []),
    ...(one.label === null ? [] : [one.label]),
  ]);
  const rows = await readByKeys(session, findLabels, labels);
  return {
    annotations,
    labels: rows.map((row) => ({ key: asText(row.key), name: asText(row.name) })),
    pointers: await readNodes(session, load.pointers, about, pointerFrom),
  };
}
