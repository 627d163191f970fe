import { describe, expect, test } from '@jest/globals';
import type { EdgeView, RunView } from '@spantrail/graph';
import fc from 'fast-check';
import { lineageTree } from '../src/present/lineage-tree.ts';
import { namesIn } from '../src/present/look.ts';
import { print } from '../src/text/print.ts';
import { asOf, runView } from './fixtures/answers.ts';

/** Lines of the tree of these runs and edges, as a pipe sees them. */
function treeLines(
  runs: readonly RunView[],
  edges: readonly EdgeView[],
  direction: 'up' | 'down' = 'up',
): readonly string[] {
  const blocks = lineageTree({
    roots: runs.slice(0, 1).map(({ id }) => id),
    runs,
    edges,
    direction,
    leafText: () => '',
    asked: null,
    asOf,
    names: namesIn(runs, { shortRunIds: false }),
  });
  return print(blocks, { terminal: false, colour: false }).split('\n');
}

function chain(length: number): { runs: RunView[]; edges: EdgeView[] } {
  const runs = Array.from({ length }, (_, index) =>
    runView({
      id: `run-${index}`,
      component: 'step',
      inputs: [`p${index}`],
      outputs: [`p${index - 1}`],
    }),
  );
  const edges = runs.slice(1).map((run, index) => ({
    from: `run-${index}`,
    to: run.id,
    pointer: `p${index}`,
  }));
  return { runs, edges };
}

/** The head of a run that is shown whole ends in its duration. */
function shownWhole(lines: readonly string[], id: string): number {
  return lines.filter((text) => text.includes(`step  ${id}  ok`)).length;
}

const graphs = fc.integer({ min: 1, max: 14 }).chain((size) =>
  fc.record({
    size: fc.constant(size),
    pairs: fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 40 }),
    direction: fc.constantFrom('up' as const, 'down' as const),
  }),
);

describe('the tree of a lineage', () => {
  test('shows every run whole exactly once, whatever the edges are', () => {
    fc.assert(
      fc.property(graphs, ({ size, pairs, direction }) => {
        const runs = Array.from({ length: size }, (_, index) =>
          runView({ id: `run-${index}`, component: 'step' }),
        );
        const edges = pairs.map(([from, to]) => ({
          from: `run-${from}`,
          to: `run-${to}`,
          pointer: `p${to}`,
        }));

        const lines = treeLines(runs, edges, direction);

        for (const { id } of runs) expect(shownWhole(lines, id)).toBe(1);
      }),
    );
  });

  test('of a chain of 1,000 runs is whole, and no line is wider than a screen', () => {
    const { runs, edges } = chain(1_000);

    const lines = treeLines(runs, edges);

    for (const { id } of runs) expect(shownWhole(lines, id)).toBe(1);
    expect(Math.max(...lines.map((text) => text.length))).toBeLessThan(120);
  });

  test('says of a run that the answer does not hold that it is beyond the limit', () => {
    const runs = [runView({ id: 'run-0', component: 'step', inputs: ['p0'] })];

    const lines = treeLines(runs, [{ from: 'run-0', to: 'far', pointer: 'p0' }]);

    expect(lines).toContain('      └─ run far  (beyond the limit)');
  });

  test('counts the sources that it does not show', () => {
    const inputs = Array.from({ length: 10_000 }, (_, index) => `shard-${index}`);

    const lines = treeLines([runView({ id: 'run-0', component: 'step', inputs })], []);

    expect(lines).toContain('   └─ and 9,980 more (--json lists all)');
    expect(lines).toHaveLength(23);
  });
});
