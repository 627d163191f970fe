/**
 * What a presenter makes: pieces of text with an ink, in lines and tables. Presenters never see an
 * escape sequence, and every piece is escaped when it is printed, so no name from the store can
 * reach the terminal raw.
 */
export type Ink = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan';

/** A stretch of text; a bare string is without ink. */
export type Piece = string | { readonly text: string; readonly ink: Ink };

export interface Column {
  /** A table whose titles are all empty has no title row. */
  readonly title: string;
  /** Default: left. */
  readonly align?: 'left' | 'right';
}

export type Block =
  | { readonly kind: 'line'; readonly pieces: readonly Piece[] }
  | {
      readonly kind: 'table';
      readonly columns: readonly Column[];
      /** One piece a column. */
      readonly rows: readonly (readonly Piece[])[];
      /** Aligned even in a pipe: text for people only, like the help. */
      readonly alwaysAligned?: true;
    };

/** One line; without pieces it is an empty one. */
export function line(...pieces: readonly Piece[]): Block {
  return { kind: 'line', pieces };
}

export function table(
  columns: readonly Column[],
  rows: readonly (readonly Piece[])[],
): Block & { kind: 'table' } {
  return { kind: 'table', columns, rows };
}

export function inked(ink: Ink, text: string): Piece {
  return { text, ink };
}
