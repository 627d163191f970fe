import { displayWidth } from './display-width.ts';
import type { Block, Ink, Piece } from './document.ts';
import { escapeControls } from './escape-controls.ts';

/** Where the text goes. */
export interface Screen {
  /** True on a terminal: aligned tables. False in a pipe: columns parted by one tab. */
  readonly terminal: boolean;
  readonly colour: boolean;
}

const codes: Readonly<Record<Ink, number>> = {
  bold: 1,
  dim: 2,
  red: 31,
  green: 32,
  yellow: 33,
  cyan: 36,
};

/** The text of a document, each line ended by a newline; nothing in it depends on the width. */
export function print(blocks: readonly Block[], screen: Screen): string {
  const lines: string[] = [];
  for (const block of blocks) {
    if (block.kind === 'line') {
      lines.push(block.pieces.map((piece) => paint(piece, screen)).join(''));
    } else {
      lines.push(...printTable(block, screen));
    }
  }
  return lines.map((text) => `${text.replace(/ +$/, '')}\n`).join('');
}

function printTable(
  { columns, rows, alwaysAligned }: Block & { kind: 'table' },
  screen: Screen,
): string[] {
  const titles: readonly Piece[] = columns.map(({ title }) => ({ text: title, ink: 'dim' }));
  const untitled = columns.every(({ title }) => title === '');
  const all = untitled ? rows : [titles, ...rows];
  if (!screen.terminal && alwaysAligned !== true) {
    return all.map((row) => row.map((piece) => paint(piece, screen)).join('\t'));
  }
  const widths = columns.map((_, index) =>
    Math.max(...all.map((row) => displayWidth(escapeControls(textOf(row[index] ?? ''))))),
  );
  return all.map((row) =>
    row
      .map((piece, index) => {
        const missing = (widths[index] ?? 0) - displayWidth(escapeControls(textOf(piece)));
        const padding = ' '.repeat(Math.max(0, missing));
        const text = paint(piece, screen);
        return columns[index]?.align === 'right' ? padding + text : text + padding;
      })
      .join('  '),
  );
}

function textOf(piece: Piece): string {
  return typeof piece === 'string' ? piece : piece.text;
}

function paint(piece: Piece, screen: Screen): string {
  const text = escapeControls(textOf(piece));
  if (typeof piece === 'string' || !screen.colour || text === '') return text;
  return `\u001b[${codes[piece.ink]}m${text}\u001b[0m`;
}
