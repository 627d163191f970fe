import { escapeControls } from '../text/escape-controls.ts';
import { colours, type Drawing, type DrawnNode, type Look } from './drawing.ts';

/** Mermaid refuses to draw more, unless its page is configured otherwise. */
const ARROWS_MAX = 500;

/** A flowchart for Mermaid, as Markdown renders it in a ```mermaid block. */
export function mermaid({ nodes, arrows, notes }: Drawing): string {
  const tooMany = arrows.length > ARROWS_MAX;
  const warning = `Mermaid draws at most ${ARROWS_MAX} arrows, these are ${arrows.length}: narrow it with --depth or --focus, or take --dot.`;
  const looks = [...new Set(nodes.map(({ look }) => look))].sort();
  return [
    ...[...notes, ...(tooMany ? [warning] : [])].map((note) => `%% ${escapeControls(note)}`),
    'flowchart LR',
    ...nodes.map((node) => `  ${nodeText(node)}`),
    ...arrows.map(({ from, to, label }) =>
      label === '' ? `  ${from} --> ${to}` : `  ${from} -->|"${quoted(label)}"| ${to}`,
    ),
    ...looks.map((look) => `  ${classText(look)}`),
    '',
  ].join('\n');
}

function nodeText({ id, lines, shape, look }: DrawnNode): string {
  const label = `"${lines.map(quoted).join('<br/>')}"`;
  return `${id}${shape === 'run' ? `[${label}]` : `([${label}])`}:::${look}`;
}

function classText(look: Look): string {
  const { stroke, fill } = colours[look];
  const dashed = look === 'running' ? ',stroke-dasharray:4' : '';
  return `classDef ${look} stroke:${stroke},fill:${fill},color:#000${dashed}`;
}

/** Mermaid reads HTML, Markdown and its own entities in a label; here every character is itself. */
function quoted(text: string): string {
  return text
    .replace(/[^\p{L}\p{N} ./:,_=()+-]/gu, (character) =>
      character < '\u0080' ? entity(character) : character,
    )
    .replace(
      /^(?:\d+(?=\.)|(?=[+-]))(.)/,
      (start, last: string) => start.slice(0, -1) + entity(last),
    );
}

function entity(character: string): string {
  return `#${character.codePointAt(0)};`;
}
