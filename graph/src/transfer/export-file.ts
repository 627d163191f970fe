/** Reading an export without a store: its lines, whether it is whole, and parts of it that stand alone. */
import { createHash } from 'node:crypto';
import { ImportError } from '../errors.ts';
import { FormatError, type Read, reader } from './read-json.ts';

export type Chunks = AsyncIterable<string> | Iterable<string>;

/** A run with ten thousand inputs has two million characters. */
const LINE_LENGTH_MAX = 64 * 1_024 * 1_024;

/**
 * Reads an export to its end and merges nothing.
 *
 * @returns the number of facts.
 * @throws ImportError when it is cut or changed on the way; lines are not looked into.
 */
export async function checkExport(chunks: Chunks): Promise<number> {
  let facts = 0;
  for await (const part of splitExport(chunks, { charactersMax: 1_000_000 })) facts += part.facts;
  return facts;
}

export interface ExportPart {
  /** An export of its own: header, lines, end. */
  readonly text: string;
  readonly facts: number;
  /** The number that its first fact's line has in the whole. */
  readonly firstLine: number;
  /** True of the last part of an export that was not cut. */
  readonly whole: boolean;
}

/**
 * An export in parts that can be imported one by one.
 *
 * @throws ImportError after the last part when the whole is cut (unless `partial`) or changed.
 */
export async function* splitExport(
  chunks: Chunks,
  { charactersMax, partial = false }: { charactersMax: number; partial?: boolean },
): AsyncGenerator<ExportPart> {
  const hash = createHash('sha256');
  let header = '';
  let lines: string[] = [];
  let size = 0;
  let firstLine = 2;
  let number = 0;
  let ended = false;
  const part = (): ExportPart => {
    const body = `${[header, ...lines].join('\n')}\n`;
    const end = endLine(lines.length, createHash('sha256').update(body).digest('hex'));
    const done = { text: `${body}${end}`, facts: lines.length, firstLine, whole: ended };
    firstLine += lines.length;
    lines = [];
    size = 0;
    return done;
  };
  for await (const { text, complete } of linesIn(chunks)) {
    number += 1;
    if (ended) throw moreAfterEnd(number);
    if (!complete && partial) break;
    if (number === 1) header = text;
    else if (text.startsWith('{"kind":"end",')) {
      ended = true;
      checkEnd(parsed(text, number), number, hash.copy().digest('hex'));
    } else {
      lines.push(text);
      size += text.length;
    }
    hash.update(`${text}\n`);
    if (size >= charactersMax) yield part();
  }
  if (number === 0) throw nothing();
  if (lines.length > 0 || ended) yield part();
  if (!ended && !partial) throw cut(number);
}

/** The last line of an export. */
export function endLine(facts: number, sha256: string): string {
  return `${JSON.stringify({ kind: 'end', facts, sha256 })}\n`;
}

/** @throws ImportError when the digest is another. */
export function checkEnd(end: Read, number: number, sha256: string): void {
  within(number, () => {
    if (end.text('sha256') !== sha256) {
      throw new ImportError(
        'The lines before it are not those that were exported: the digest differs. Take an undamaged copy of the file.',
        number,
      );
    }
  });
}

export function cut(number: number): ImportError {
  return new ImportError(
    'The export is cut: its last line, with the digest, is missing. Export again; or import what there is with --partial.',
    number,
  );
}

export function nothing(): ImportError {
  return new ImportError('There is nothing to import: the file is empty.', 1);
}

export function moreAfterEnd(number: number): ImportError {
  return new ImportError('There is more after the last line of the export.', number);
}

/** @throws ImportError for a line that is no JSON object. */
export function parsed(text: string, number: number): Read {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ImportError('It is no JSON: the export is cut or damaged there.', number);
  }
  return within(number, () => reader(value));
}

/** What is wrong with the line's content is told with its number. */
export function within<T>(number: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new ImportError(`It is no fact: ${error.message}.`, number);
  }
}

/** Without the newline; only the last line can be incomplete. */
export async function* linesIn(
  chunks: Chunks,
): AsyncGenerator<{ readonly text: string; readonly complete: boolean }> {
  let rest: string[] = [];
  let length = 0;
  let number = 1;
  for await (const chunk of chunks) {
    const pieces = chunk.split('\n');
    const last = pieces.pop() ?? '';
    for (const piece of pieces) {
      rest.push(piece);
      yield { text: rest.join(''), complete: true };
      rest = [];
      length = 0;
      number += 1;
    }
    rest.push(last);
    length += last.length;
    if (length > LINE_LENGTH_MAX) {
      throw new ImportError(`It is over ${LINE_LENGTH_MAX} characters.`, number);
    }
  }
  const text = rest.join('');
  if (text !== '') yield { text, complete: false };
}
