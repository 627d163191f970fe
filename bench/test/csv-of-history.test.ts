import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { openLineage } from '@spantrail/graph';
import { madeHistory } from '@spantrail/made-history';
import { writeCsv } from '../src/csv-of-history.ts';

const folder = mkdtempSync(join(tmpdir(), 'spantrail-csv-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a made history as CSV', () => {
  test('is the graph that a store makes of it', async () => {
    const history = madeHistory({ runs: 2_700, triggersPerRun: 1 });
    const store = await openLineage({ store: 'memory:' });
    for (const batch of history.batches()) await store.write(batch);

    const { nodes, relationships } = await writeCsv(history, folder);

    const labelOf = (key: string): string => key.replace(/^:?\w+:?ID\(|\)$/g, '');
    const dumped = await store.dump();
    const imported = Object.entries(nodes).flatMap(([label, file]) =>
      rowsOf(file).map((row) => [label, propertiesOf(row, 0)]),
    );
    const edges = Object.entries(relationships).flatMap(([type, file]) =>
      rowsOf(file).map((row) => {
        const [from = ['', ''], to = ['', '']] = row;
        return [type, [labelOf(from[0]), from[1]], [labelOf(to[0]), to[1]], propertiesOf(row, 2)];
      }),
    );
    expect(sorted(imported)).toEqual(sorted(dumped.nodes.map((line) => JSON.parse(line))));
    expect(sorted(edges)).toEqual(sorted(dumped.edges.map((line) => JSON.parse(line))));
    await store.close();
  }, 120_000);
});

type Row = readonly (readonly [column: string, text: string])[];

function rowsOf(file: string): readonly Row[] {
  const [heading = [], ...rows] = readFileSync(file, 'utf8').trimEnd().split('\n').map(cellsOf);
  return rows.map((cells) => heading.map((column, index) => [column, cells[index] ?? ''] as const));
}

function cellsOf(line: string): readonly string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, bare]) => quoted?.replaceAll('""', '"').replace(/^$/, '""') ?? bare ?? '',
  );
}

/** As a dump spells them: whole numbers as text, what is absent left out. */
function propertiesOf(row: Row, skipped: number): object {
  const entries = row.slice(skipped).filter(([, text]) => text !== '');
  return Object.fromEntries(
    entries.map(([column, text]) => {
      const [name = '', type = ''] = column.split(':');
      if (type === 'double') return [name, Number(text)];
      if (type === 'boolean') return [name, text === 'true'];
      if (type === 'string[]') return [name, text.split(';')];
      return [name, text === '""' ? '' : text];
    }),
  );
}

/** Canonical: by the text of each, names in order. */
function sorted(lines: readonly unknown[]): readonly string[] {
  const canonical = (value: unknown): unknown =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  return lines.map((line) => JSON.stringify((line as readonly unknown[]).map(canonical))).sort();
}
