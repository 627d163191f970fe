import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { countReached, type NumberedGraph } from '../../../src/questions/ranking/reached.ts';

const seed = Number(process.env.SPANTRAIL_SEED ?? Date.now() % 2 ** 31);
type Edge = readonly [from: number, to: number];

function graphOf(size: number, edges: readonly Edge[]): NumberedGraph {
  const runs = Array.from({ length: size }, (_, number) => `run${number}`);
  const offsets = new Uint32Array(size + 1);
  const targets: number[] = [];
  runs.forEach((_, number) => {
    targets.push(...edges.flatMap(([from, to]) => (from === number ? [to] : [])));
    offsets[number + 1] = targets.length;
  });
  return {
    runs,
    numberOf: new Map(runs.map((run, number) => [run, number])),
    offsets,
    targets: Uint32Array.from(targets),
  };
}

/** One walk for each root. */
function distances(edges: readonly Edge[], root: number): Map<number, number> {
  const found = new Map([[root, 1]]);
  for (const [run, depth] of found) {
    for (const [from, to] of edges) if (from === run && !found.has(to)) found.set(to, depth + 1);
  }
  return found;
}

const given = fc.integer({ min: 1, max: 12 }).chain((size) => {
  const run = fc.integer({ min: 0, max: size - 1 });
  return fc.record({
    size: fc.constant(size),
    edges: fc.array(fc.tuple(run, run), { maxLength: 30 }),
    roots: fc.array(run, { maxLength: 70 }),
    groups: fc.array(fc.integer({ min: -1, max: 3 }), { minLength: size, maxLength: size }),
    depthMax: fc.constantFrom(1, 2, 3, 100),
  });
});

test(`counts as a walk of each root by itself does, cycles and depth included (seed ${seed})`, () => {
  fc.assert(
    fc.property(given, ({ size, edges, roots, groups, depthMax }) => {
      const alone = Int32Array.from({ length: size }, (_, number) => number);
      const { counts, cut } = countReached(graphOf(size, edges), roots, depthMax, [
        alone,
        Int32Array.from(groups),
      ]);

      const walks = roots.map((root) => distances(edges, root));
      const near = walks.map(
        (walk) => new Set([...walk].flatMap(([run, depth]) => (depth <= depthMax ? [run] : []))),
      );
      for (let run = 0; run < size; run += 1) {
        expect(counts[0]?.[run]).toBe(near.filter((set) => set.has(run)).length);
      }
      for (let group = 0; group <= Math.max(...groups); group += 1) {
        const reached = near.filter((set) => [...set].some((run) => groups[run] === group));
        expect(counts[1]?.[group]).toBe(reached.length);
      }
      expect(cut).toBe(walks.some((walk) => [...walk.values()].some((depth) => depth > depthMax)));
    }),
    { numRuns: 500, seed },
  );
});

test('walks a thousand outputs over a hundred thousand runs within memory and a few seconds', () => {
  const size = 100_000;
  const edges = Array.from({ length: size - 1 }, (_, number): Edge => [number, number + 1]);
  const offsets = Uint32Array.from({ length: size + 1 }, (_, number) => Math.min(number, size - 1));
  const graph: NumberedGraph = {
    runs: Array.from({ length: size }, (_, number) => `run${number}`),
    numberOf: new Map(),
    offsets,
    targets: Uint32Array.from(edges, ([, to]) => to),
  };
  const roots = Array.from({ length: 1_000 }, (_, index) => index);

  const { counts } = countReached(graph, roots, Number.MAX_SAFE_INTEGER, [
    Int32Array.from({ length: size }, (_, number) => number),
  ]);

  expect(counts[0]?.[size - 1]).toBe(1_000);
  expect(counts[0]?.[0]).toBe(1);
}, 60_000);
