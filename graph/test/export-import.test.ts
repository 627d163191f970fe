import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { describeNeo4j, neo4jForTests } from '@spantrail/neo4j-for-tests';
import fc from 'fast-check';
import type { LineageBatch } from '../src/facts/lineage-batch.ts';
import type { LineageStore } from '../src/lineage-store.ts';
import { MemoryLineageStore } from '../src/memory/memory-lineage-store.ts';
import { openLineage } from '../src/open-lineage.ts';
import { checkExport, splitExport } from '../src/transfer/export-file.ts';
import { exportLines } from '../src/transfer/export-lines.ts';
import { importLines } from '../src/transfer/import-lines.ts';
import { closeEmptier, emptyNeo4j } from './empty-neo4j.ts';
import { at, batch, pointer, run } from './facts.ts';
import { openEmbedded } from './open-embedded.ts';
import { batchOf, history, orphanHistory } from './random-facts.ts';

const seed = Number(process.env.SPANTRAIL_SEED ?? Date.now() % 2 ** 31);
const server = await neo4jForTests();
const NOW = at(1_000);

async function exported(store: LineageStore): Promise<string> {
  let text = '';
  for await (const lines of exportLines(store, NOW)) text += lines;
  return text;
}

/** As a file is read: in pieces that end anywhere, also within a line. */
function pieces(text: string, size = 1_000): readonly string[] {
  return Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
    text.slice(index * size, (index + 1) * size),
  );
}

async function moved(from: LineageStore, to: LineageStore): Promise<void> {
  await importLines(to, pieces(await exported(from)));
}

const hostile = [
  `quote ' " back \\ tick \` newline \n return \r separator \u2028 emoji 😀`,
  '__proto__',
  `long ${'é'.repeat(5_000)}`,
  's3://bucket/é key',
];

/** Everything that a run can carry, at the edges of what the types hold. */
function edges(): LineageBatch {
  const rich = hostile.map((name, index) => ({
    ...run({
      id: index === 0 ? '00:00' : `run ${name}`,
      span: `00:0${index}`,
      component: `component ${name}`,
      namespace: index % 2 === 0 ? '' : `space ${name}`,
      start: index,
      end: index === 3 ? null : index + 1,
      reads: [{ name: `in ${name}`, digest: `sha256:${name}`, rows: 2n ** 62n, bytes: 0n }],
      writes: [{ name, at: at(index + 2), digest: null }],
      metrics: { [name]: [-0, 1e308, 5e-324, 3][index] ?? 0, whole: 2 ** 60 },
      failedTrigger: name,
      owner: name,
      tags: [name, 'b'],
      links: ['00:00'],
    }),
    slices: [{ key: name, value: `value ${name}` }],
    labels: [name],
    parents: index === 2 ? ['00:00', '99:99'] : [],
  }));
  const code = { digest: `sha256:${hostile[0]}`, text: 'a\nb', file: 'x.py', line: 7n };
  const [first, ...rest] = batch(...rich).contributions;
  if (first?.identity == null) throw new Error('The first run has an identity.');
  const child = { ...first, identity: null, run: 'only-child', span: '00:0c', parents: [] };
  return {
    contributions: [{ ...first, identity: { ...first.identity, code } }, ...rest, child].map(
      (contribution, origin) => ({ ...contribution, origin }),
    ),
    annotations: [
      {
        origin: null,
        id: hostile[0] ?? '',
        kind: 'flag',
        about: { kind: 'pointer', pointer: pointer('known by a flag alone', 'ns') },
        value: 'true',
        reason: hostile[0] ?? null,
        by: null,
        at: at(1),
      },
      {
        origin: null,
        id: 'n1',
        kind: 'note',
        about: { kind: 'run', run: 'known by a note alone' },
        value: hostile[2] ?? '',
        reason: null,
        by: 'ann',
        at: -1n,
      },
      {
        origin: null,
        id: 'l1',
        kind: 'label',
        about: { kind: 'pointer', pointer: pointer('known by a label alone', 'ns') },
        label: hostile[2] ?? '',
        value: 'true',
        reason: null,
        by: null,
        at: at(1),
      },
      {
        origin: null,
        id: 'l1',
        kind: 'retraction',
        about: { kind: 'label', label: hostile[0] ?? '' },
        value: 'true',
        reason: null,
        by: null,
        at: at(2),
      },
    ],
  };
}

describe('an export of the reference store', () => {
  test('is equal after the way through the embedded store and back', async () => {
    const first = new MemoryLineageStore();
    const second = await openEmbedded();
    const third = new MemoryLineageStore();
    await first.write(edges());

    await moved(first, second);
    await moved(second, third);

    expect(await second.dump()).toEqual(await first.dump());
    expect(await third.dump()).toEqual(await first.dump());
    await second.close();
  });

  test('may be imported twice, in any order of its lines, and into a store that has grown', async () => {
    const first = new MemoryLineageStore();
    await first.write(edges());
    const lines = (await exported(first)).trimEnd().split('\n');
    const shuffled = [lines[0], ...lines.slice(1, -1).reverse()].map((line) => `${line}\n`);
    const second = await openEmbedded();
    const late = batch(run({ id: 'later', start: 50, reads: [hostile[0] ?? ''], writes: ['x'] }));
    await first.write(late);
    await second.write(late);

    await importLines(second, shuffled, { partial: true });
    await importLines(second, shuffled, { partial: true });

    expect(await second.dump()).toEqual(await first.dump());
    await second.close();
  });
});

test('an export in parts is the same as the whole, and its lines keep their numbers', async () => {
  const first = new MemoryLineageStore();
  const second = new MemoryLineageStore();
  await first.write(edges());
  const text = await exported(first);
  const firstLines: number[] = [];

  for await (const part of splitExport(pieces(text), { charactersMax: 5_000 })) {
    await importLines(second, [part.text], { firstLine: part.firstLine });
    firstLines.push(part.firstLine);
  }

  expect(await second.dump()).toEqual(await first.dump());
  expect(firstLines.length).toBeGreaterThan(3);
  const broken = `${text.slice(0, text.indexOf('\n') + 1)}nonsense\n`;
  await expect(importLines(second, [broken], { firstLine: 77 })).rejects.toMatchObject({
    line: 77,
  });
});

describe('a file that is not whole', () => {
  const file = async (): Promise<string> => {
    const store = new MemoryLineageStore();
    await store.write(batch(run({ id: 'a', writes: ['x'] }), run({ id: 'b', reads: ['x'] })));
    return exported(store);
  };
  const importOf = (text: string, partial = false): Promise<unknown> =>
    importLines(new MemoryLineageStore(), pieces(text), { partial });

  test('without its last line is refused, by the check before the import too', async () => {
    const text = await file();
    const cut = text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1);

    await expect(importOf(cut)).rejects.toMatchObject({ code: 'IMPORT' });
    await expect(checkExport(pieces(cut))).rejects.toMatchObject({ code: 'IMPORT' });
    await expect(checkExport(pieces(text))).resolves.toBe(text.split('\n').length - 3);
  });

  test('is taken as far as it goes with partial', async () => {
    const text = await file();
    const [, , , , start = ''] = text.split('\n');

    const report = await importOf(text.slice(0, text.indexOf(start) + 20), true);

    expect(report).toEqual({ facts: 3, whole: false, notes: [] });
  });

  test('because something in it was changed is refused', async () => {
    const text = (await file()).replace('"id":"a"', '"id":"c"');

    await expect(checkExport(pieces(text))).rejects.toMatchObject({ code: 'IMPORT' });
    await expect(importOf(text)).rejects.toMatchObject({ code: 'IMPORT' });
  });

  test.each([
    ['no JSON', 'nonsense', 3],
    ['no object', '[1]', 3],
    ['no kind of fact', '{"kind":"tale"}', 3],
    ['a number out of range', '{"kind":"run","id":"r","start":1e300}', 3],
    ['a run without a name', '{"kind":"run","id":""}', 3],
    ['a broken stamp', '{"kind":"run","id":"r","head":{"stamp":"x","component":["","c"]}}', 3],
  ])('with a line that is %s names the line', async (_what, line, number) => {
    const lines = (await file()).split('\n');
    const text = [...lines.slice(0, 2), line, ...lines.slice(2)].join('\n');

    await expect(importOf(text)).rejects.toMatchObject({ code: 'IMPORT', line: number });
  });

  test.each([
    ['empty', ''],
    ['of another kind', '{"some":"json"}\n'],
    ['of a newer version', '{"format":"spantrail-export","version":99,"clockSkew":"0"}\n'],
  ])('and is %s is refused at its first line', async (_what, text) => {
    await expect(importOf(text)).rejects.toMatchObject({ code: 'IMPORT', line: 1 });
  });
});

test(`a store that is moved in the middle of a history goes on as if it had not been (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(history(12), orphanHistory),
      fc.double({ min: 0, max: 1, noNaN: true }),
      async (given, part) => {
        const middle = Math.floor(given.requests.length * part);
        const whole = new MemoryLineageStore();
        const first = await openEmbedded();
        const second = await openEmbedded();
        await whole.write(batchOf(given.arrivals));
        for (const request of given.requests.slice(0, middle)) await first.write(batchOf(request));

        await moved(first, second);
        for (const request of given.requests.slice(middle)) await second.write(batchOf(request));

        expect(await second.dump()).toEqual(await whole.dump());
        await Promise.all([first.close(), second.close()]);
      },
    ),
    { numRuns: process.env.CI === 'true' ? 100 : 60, seed },
  );
}, 300_000);

describeNeo4j('Neo4j', server, (uri) => {
  let neo4j: LineageStore;
  beforeAll(async () => {
    neo4j = await openLineage({ store: uri });
  });
  afterAll(async () => {
    await neo4j.close();
    await closeEmptier();
  });

  test('gives and takes an export without a difference', async () => {
    const first = await openEmbedded();
    const third = await openEmbedded();
    await first.write(edges());
    await emptyNeo4j(uri);

    await moved(first, neo4j);
    await moved(neo4j, third);

    expect(await neo4j.dump()).toEqual(await first.dump());
    expect(await third.dump()).toEqual(await first.dump());
    await Promise.all([first.close(), third.close()]);
  });

  test(`goes on from the middle of a history (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(history(12), orphanHistory), async (given) => {
        const middle = Math.floor(given.requests.length / 2);
        const whole = new MemoryLineageStore();
        const first = await openEmbedded();
        await emptyNeo4j(uri);
        await whole.write(batchOf(given.arrivals));
        for (const request of given.requests.slice(0, middle)) await first.write(batchOf(request));

        await moved(first, neo4j);
        for (const request of given.requests.slice(middle)) await neo4j.write(batchOf(request));

        expect(await neo4j.dump()).toEqual(await whole.dump());
        await first.close();
      }),
      { numRuns: 10, seed },
    );
  }, 300_000);
});
