import { expect, test } from '@jest/globals';
import type { RunView, TraceAnswer } from '@spantrail/graph';
import { instance } from '@viz-js/viz';
import { dot } from '../src/draw/dot.ts';
import { drawImpact, drawTrace } from '../src/draw/draw-lineage.ts';
import { mermaid } from '../src/draw/mermaid.ts';
import { asOf, runView } from './fixtures/answers.ts';

const hostile = [
  '"quoted"',
  'ends in a backslash\\',
  'two\nlines',
  '`**markdown**`',
  '<img src=x onerror=alert(1)>',
  '&lt;entity&gt; #quot;',
  '"]; r1 --> r9',
  'click r1 href "javascript:alert(1)"',
  '%% comment',
  '1. list',
  '- list',
  'taxi 🚕',
  '\\N\\G\\l',
];

/** A chain: each run reads what the next one wrote. */
function chain(names: readonly string[]): TraceAnswer {
  const runs: RunView[] = names.map((name, index) =>
    runView({ id: `${index} ${name}`, component: name, outputs: [name] }),
  );
  return {
    pointer: names[0] ?? '',
    asOf,
    flagged: false,
    producer: { state: 'ok', run: runs[0]?.id ?? null },
    runs,
    edges: runs.slice(1).map(({ id }, index) => ({
      from: runs[index]?.id ?? '',
      to: id,
      pointer: names[index + 1] ?? '',
    })),
    leftOut: 0,
    retracted: [],
    truncated: false,
    notes: ['a note\nof "two" lines'],
  };
}

test('Graphviz reads a drawing of hostile names, and every name is one label', async () => {
  const drawing = drawTrace(chain(hostile));
  const viz = await instance();

  const { objects = [], edges = [] } = viz.renderJSON(dot(drawing)) as {
    objects?: unknown[];
    edges?: unknown[];
  };
  const shown = viz.renderString(dot(drawing), { format: 'plain' });

  expect(objects).toHaveLength(hostile.length + 1);
  expect(edges).toHaveLength(hostile.length);
  expect(shown).toContain('<img src=x onerror=alert(1)>');
});

test('a Mermaid label holds nothing that Mermaid, Markdown or HTML would read', () => {
  const text = mermaid(drawTrace(chain(hostile)));
  const labels = [...text.matchAll(/[[|]"([^"]*)"[\]|]/g)].map(([, label = '']) => label);

  expect(labels).toHaveLength(2 * hostile.length);
  for (const label of labels) {
    const plain = label.replaceAll('<br/>', '').replace(/#\d+;/g, '');
    expect(plain).not.toMatch(/[<>"`&#%;|[\]{}\\]|^(?:\d+\.|[-+*]) /);
  }
});

test('a long name keeps its two ends', () => {
  const text = mermaid(drawTrace(chain([`s3://bucket/${'x'.repeat(10_000)}/model.pkl`])));

  expect(text).toContain('s3://bucket/');
  expect(text).toContain('…');
  expect(text).toContain('/model.pkl');
  expect(text.length).toBeLessThan(1_000);
});

test('what is cut, and too many arrows for Mermaid, are said in the drawing', () => {
  const names = Array.from({ length: 502 }, (_, index) => `p${index}`);
  const text = mermaid(drawTrace({ ...chain(names), notes: ['There is more.'] }));

  expect(text).toContain('%% There is more.');
  expect(text).toContain('%% Mermaid draws at most 500 arrows, these are 502');
});

test('an impact of a run starts at that run', async () => {
  const { runs, edges } = chain(['a', 'b']);
  const drawing = drawImpact({
    run: runs[1]?.id ?? '',
    asOf,
    runs: runs.slice(0, 1),
    edges,
    leftOut: 0,
    retracted: [],
    truncated: false,
    notes: [],
  });

  expect(drawing.arrows).toEqual([{ from: 'asked', to: 'r1', label: 'b' }]);
});
