import { escapeControls } from '../text/escape-controls.ts';
import { colours, type Drawing, type DrawnNode } from './drawing.ts';

/** A directed graph for Graphviz: `spantrail trace X --dot | dot -Tsvg`. */
export function dot({ nodes, arrows, notes }: Drawing): string {
  return [
    ...notes.map((note) => `// ${escapeControls(note)}`),
    'digraph lineage {',
    '  rankdir=LR; node [style="filled", fontname="sans-serif"]; edge [fontname="sans-serif"];',
    ...nodes.map((node) => `  ${nodeText(node)}`),
    ...arrows.map(({ from, to, label }) => {
      const attributes = label === '' ? '' : ` [label=${quoted([label])}]`;
      return `  ${from} -> ${to}${attributes};`;
    }),
    '}',
    '',
  ].join('\n');
}

function nodeText({ id, lines, shape, look }: DrawnNode): string {
  const { stroke, fill } = colours[look];
  const attributes = [
    `label=${quoted(lines)}`,
    `shape=${shape === 'run' ? 'box' : 'ellipse'}`,
    `color="${stroke}"`,
    `fillcolor="${fill}"`,
    ...(look === 'running' ? ['style="filled,dashed"'] : []),
  ];
  return `${id} [${attributes.join(', ')}];`;
}

function quoted(lines: readonly string[]): string {
  const texts = lines.map((text) => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"'));
  // In HTML's way `&lt;` would be read as an entity: the ampersand is spelled out.
  return `"${texts.map((text) => text.replaceAll('&', '&amp;')).join('\\n')}"`;
}
