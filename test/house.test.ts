import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { cypherFaults, cypherHeaderFaults, unusedCypherFaults } from './support/cypher-faults.ts';
import { errorFaults } from './support/error-faults.ts';
import { leftOutTestFaults } from './support/left-out-tests.ts';
import { type LockFile, lockFaults } from './support/lock-faults.ts';
import { filesUnder, type Room, rooms, root, type TextFile, testTools } from './support/rooms.ts';
import { wallFaults } from './support/wall-faults.ts';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const planted = (text: string, path = 'service/src/planted.ts'): TextFile => ({ path, text });

describe('the walls between the rooms', () => {
  test('hold: no source imports what the table of rooms does not allow', () => {
    const faults = rooms.flatMap((room) =>
      filesUnder(`${room.folder}/src`, '.ts').flatMap((file) => wallFaults(room, file)),
    );

    expect(faults).toEqual([]);
  });

  test.each([
    ['a room further down the line', "import { x } from 'spantrail';"],
    ['a room beside it', "import { x } from '@spantrail/instrumentation';"],
    [
      'the inside of a room that it may import',
      "import { x } from '../../graph/src/facts/keys.ts';",
    ],
    ['a room, when it is loaded late', "const x = await import('@spantrail/test');"],
    ['a room, when it is passed on', "export { x } from '@spantrail/semantic-conventions';"],
    ['a side effect of a room', "import '@spantrail/instrumentation';"],
    ['a store driver outside graph', "import neo4j from 'neo4j-driver/lite';"],
    ['its own door', "import { x } from '@spantrail/service';"],
    ['the test server', "import { startNeo4j } from '@spantrail/neo4j-for-tests';"],
  ])('find fault with %s', (_what, text) => {
    expect(wallFaults(roomOf('service'), planted(text))).toHaveLength(1);
  });

  test('let through what the table allows, and what a comment says', () => {
    const text = [
      "import { readFileSync } from 'node:fs';",
      "import { decode } from '@spantrail/collector-exporter';",
      "import { listen } from './listen.ts';",
      "// import { x } from 'spantrail';",
      " * import { x } from '@spantrail/instrumentation';",
    ].join('\n');

    expect(wallFaults(roomOf('service'), planted(text))).toEqual([]);
  });

  test('keep instrumentation on the OpenTelemetry API alone', () => {
    const room = roomOf('instrumentation');
    const file = planted("import '@opentelemetry/sdk-node';", 'instrumentation/src/planted.ts');

    expect(wallFaults(room, file)).toHaveLength(1);
  });

  test.each(rooms.map((room) => [room.folder, room] as const))(
    'are the same in biome.json and package.json for %s',
    (folder, room) => {
      const { dependencies = {} } = JSON.parse(read(`${folder}/package.json`)) as {
        dependencies?: Record<string, string>;
      };
      const ours = Object.keys(dependencies).filter(
        (name) => name.startsWith('@spantrail/') || name === 'spantrail',
      );

      expect(ours.filter((name) => !room.mayImport.includes(name))).toEqual([]);
      if (folder === 'cli') return;
      const rooms = room.mayImport.filter((name) => !testTools.includes(name));
      expect(allowedByBiome(folder)).toEqual(rooms.sort());
    },
  );
});

describe('Cypher', () => {
  test('is in graph and nowhere else, but for the files of what bench holds it against', () => {
    const elsewhere = rooms.filter(({ folder }) => folder !== 'graph');

    const faults = elsewhere.flatMap(({ folder }) =>
      filesUnder(`${folder}/src`, '.ts').flatMap(cypherFaults),
    );

    expect(faults).toEqual([]);
  });

  test.each([
    'MATCH (r:ComponentRun)',
    'OPTIONAL MATCH path = (a)-->(b)',
    'UNWIND $rows AS row',
    'DETACH DELETE n',
    'RETURN n.name AS name',
    'CREATE INDEX run_key',
  ])('is recognised: %s', (text) => {
    expect(cypherFaults(planted(`await run(\`${text}\`);`))).toHaveLength(1);
  });

  test('is not seen where there is none', () => {
    expect(cypherFaults(planted('// The words match (or not), and MERGE is a word.'))).toEqual([]);
  });

  test.each(['graph', 'bench'])(
    'has a header in every file of %s, and a source that uses it',
    (folder) => {
      const queries = filesUnder(`${folder}/queries`, '.cypher');

      const faults = [
        ...queries.flatMap(cypherHeaderFaults),
        ...unusedCypherFaults(queries, filesUnder(`${folder}/src`, '.ts')),
      ];

      expect(faults).toEqual([]);
    },
  );

  test('without one of the four lines of a header is a fault', () => {
    const lines = ['// Purpose: a.', '// Params:  b.', '// Columns: c.', '// Cost:    d.'];
    const body = 'RETURN 1 AS one LIMIT 1';
    const whole = planted([...lines, body].join('\n'), 'graph/queries/whole.cypher');

    expect(cypherHeaderFaults(whole)).toEqual([]);
    for (const missing of lines) {
      const text = [...lines.filter((line) => line !== missing), body].join('\n');
      expect(cypherHeaderFaults(planted(text, 'graph/queries/cut.cypher'))).toHaveLength(1);
    }
  });

  test('for one engine is used by the name without the engine', () => {
    const query = planted('', 'graph/queries/runs.neo4j.cypher');

    expect(unusedCypherFaults([query], [planted("query('runs')")])).toEqual([]);
  });

  test('that no source names is a fault', () => {
    const query = planted('', 'graph/queries/trace-pointer.cypher');

    expect(unusedCypherFaults([query], [planted("load('trace')")])).toHaveLength(1);
    for (const name of ['trace-pointer.cypher', 'trace-pointer', 'read/trace-pointer']) {
      expect(unusedCypherFaults([query], [planted(`load('${name}')`)])).toEqual([]);
    }
  });
});

describe('errors', () => {
  test('have a code that docs/errors.md explains', () => {
    const files = rooms
      .filter(({ folder }) => !folder.startsWith('examples/'))
      .flatMap(({ folder }) => filesUnder(`${folder}/src`, 'errors.ts'));

    expect(errorFaults(files, read('docs/errors.md'))).toEqual([]);
  });

  test.each([
    ['without a code', 'export class AError extends Error {}', ''],
    ['with a code that is not explained', "export class AError { code = 'A' as const; }", ''],
    ['that is explained and does not exist', '', '## `A`'],
  ])('%s are a fault', (_what, source, documentation) => {
    expect(errorFaults([planted(source)], documentation)).toHaveLength(1);
  });

  test('with an explained code, or with the code of another error, are none', () => {
    const source = [
      "export class AError extends Error {\n  readonly code = 'A';\n}",
      'export class PassedOnError extends Error {\n  readonly code: string;\n}',
    ].join('\n');

    expect(errorFaults([planted(source)], 'Codes\n\n## `A`\n')).toEqual([]);
  });
});

describe('tests', () => {
  test('all run: none is left out or run alone', () => {
    const folders = ['test', ...rooms.map(({ folder }) => `${folder}/test`)];

    const faults = folders.flatMap((folder) =>
      filesUnder(folder, '.ts').flatMap(leftOutTestFaults),
    );

    expect(faults).toEqual([]);
  });

  // Put together here, and not written out, so that the check above does not find them in this file.
  test.each([
    ['test', '.only('],
    ['describe', '.skip('],
    ['it', '.todo('],
    ['test', '.concurrent.only.each('],
    ['xit', '('],
    ['fit', '('],
  ])('that are left out are found: %s%s', (word, rest) => {
    expect(leftOutTestFaults(planted(`${word}${rest}'does a thing', () => {});`))).toHaveLength(1);
  });
});

describe('package-lock.json', () => {
  test('has an entry for every platform, so that npm ci accepts it anywhere', () => {
    expect(lockFaults(JSON.parse(read('package-lock.json')) as LockFile)).toEqual([]);
  });

  test('without an optional package is a fault', () => {
    const biome = { optionalDependencies: { 'biome-linux': '1.0.0', 'biome-mac': '1.0.0' } };
    const packages = { 'node_modules/biome': biome, 'node_modules/biome-linux': {} };

    expect(lockFaults({ packages })).toHaveLength(1);
  });
});

describe('documentation', () => {
  test('shows the tested example of instrumentation in the first README', () => {
    const example = read('instrumentation/test/examples/train.ts').replace(
      '../../src/index.ts',
      '@spantrail/instrumentation',
    );

    expect(read('README.md')).toContain(`\`\`\`ts\n${example}\`\`\``);
  });

  test('leads nowhere that does not exist', () => {
    const files = filesUnder('.', '.md');

    const dead = files.flatMap(({ path, text }) =>
      [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)/g)]
        .map((match) => match[1] ?? '')
        .filter((link) => !existsSync(join(root, path, '..', link)))
        .map((link) => `${path}: ${link}`),
    );

    expect(files.length).toBeGreaterThan(10);
    expect(dead).toEqual([]);
  });
});

describe('every room', () => {
  test.each(rooms.map(({ folder }) => [folder]))('%s has a README', (folder) => {
    expect(existsSync(join(root, folder, 'README.md'))).toBe(true);
  });
});

function roomOf(folder: string): Room {
  const found = rooms.find((room) => room.folder === folder);
  if (found === undefined) throw new Error(`No room ${folder}.`);
  return found;
}

interface BiomeOverride {
  includes: string[];
  linter: {
    rules: { style: { noRestrictedImports: { options: { patterns: { group: string[] }[] } } } };
  };
}

/** The packages of ours that biome.json lets a room import, without the tools of its tests. */
function allowedByBiome(folder: string): readonly string[] {
  const { overrides } = JSON.parse(read('biome.json')) as { overrides: BiomeOverride[] };
  const glob = folder.startsWith('examples/') ? 'examples/**/*.ts' : `${folder}/**/*.ts`;
  const patterns = overrides
    .filter(({ includes }) => includes.includes(glob))
    .flatMap(({ linter }) => linter.rules.style.noRestrictedImports.options.patterns)
    .filter(({ group }) => group.includes('@spantrail/*'));
  expect(patterns).toHaveLength(1);
  return (patterns[0]?.group ?? [])
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(1))
    .filter((name) => !testTools.includes(name))
    .sort();
}
