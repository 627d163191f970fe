import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One row of the table of rooms: a folder, its package, and what its `src` may import. */
export interface Room {
  readonly folder: string;
  readonly packageName: string;
  /** Packages of ours. */
  readonly mayImport: readonly string[];
  /** Packages of others, when the room is held to a list; `any`: what its package.json names. */
  readonly mayImportOfOthers: readonly string[] | 'any';
}

/** Packages of ours that any room's tests may have, and no room's source but that of `bench`. */
export const testTools: readonly string[] = [
  '@spantrail/collector-for-tests',
  '@spantrail/made-history',
  '@spantrail/neo4j-for-tests',
];

/** The walls, as the design has them. `biome.json` says the same to the editor, and a test compares the two. */
export const rooms: readonly Room[] = [
  room('semantic-conventions', [], []),
  room('instrumentation', ['@spantrail/semantic-conventions'], ['@opentelemetry/api']),
  room('graph', [], ['neo4j-driver', '@grafeo-db/js']),
  room('collector-exporter', ['@spantrail/semantic-conventions', '@spantrail/graph'], 'any'),
  room('service', ['@spantrail/collector-exporter', '@spantrail/graph'], 'any'),
  {
    ...room(
      'cli',
      [
        '@spantrail/semantic-conventions',
        '@spantrail/instrumentation',
        '@spantrail/graph',
        '@spantrail/collector-exporter',
        '@spantrail/service',
      ],
      'any',
    ),
    packageName: 'spantrail',
  },
  {
    ...room(
      'examples/taxi',
      ['@spantrail/instrumentation', '@spantrail/semantic-conventions'],
      'any',
    ),
    packageName: '@spantrail/example-taxi',
  },
  room(
    'bench',
    ['@spantrail/collector-exporter', '@spantrail/graph', ...testTools],
    [
      'neo4j-driver',
      '@grafeo-db/js',
      '@opentelemetry/otlp-transformer',
      '@opentelemetry/resources',
    ],
  ),
];

/** The packages that talk to a store; graph alone may import them. */
export const storeDrivers: readonly string[] = ['neo4j-driver', '@grafeo-db/js'];

/** The root of the checkout, seen from this file's compiled place, `test/dist/support`. */
export const root: string = fileURLToPath(new URL('../../..', import.meta.url));

export interface TextFile {
  /** From the root of the checkout. */
  readonly path: string;
  readonly text: string;
}

/** Every file under `folder` (from the root) whose name ends so, compiled and installed ones left out; none when the folder is missing. */
export function filesUnder(folder: string, ending: string): readonly TextFile[] {
  const found: TextFile[] = [];
  for (const entry of entriesOf(join(root, folder))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!['dist', 'node_modules'].includes(entry.name)) found.push(...filesUnder(path, ending));
    } else if (entry.name.endsWith(ending)) {
      found.push({ path, text: readFileSync(join(root, path), 'utf8') });
    }
  }
  return found;
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function room(
  folder: string,
  mayImport: readonly string[],
  mayImportOfOthers: readonly string[] | 'any',
): Room {
  return { folder, packageName: `@spantrail/${folder}`, mayImport, mayImportOfOthers };
}
