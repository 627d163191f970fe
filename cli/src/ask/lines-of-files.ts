import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { UsageError } from '@spantrail/graph';
import type { CommandLine } from '../line/parse-command-line.ts';
import type { Surroundings } from '../surroundings.ts';
import { codeOf, messageOf } from '../thrown.ts';

/**
 * The values of a call, with each file that stands for a list replaced by its lines. Empty lines are
 * passed over; a line's own spaces are part of its text, for names may begin and end with them.
 *
 * @throws UsageError for a file that cannot be read, or has no text.
 */
export async function withLinesOfFiles(
  { command, values }: CommandLine & { kind: 'run' },
  { stdin }: Surroundings,
): Promise<readonly (readonly [name: string, text: string])[]> {
  const all: (readonly [string, string])[] = [];
  for (const [name, text] of values) {
    const parameter = command.parameters.find((candidate) => candidate.name === name);
    if (parameter?.linesOfFile !== true) {
      all.push([name, text]);
      continue;
    }
    for (const line of await linesOf(name, text, stdin)) all.push([name, line]);
  }
  return all;
}

async function linesOf(
  name: string,
  path: string,
  stdin: Surroundings['stdin'],
): Promise<readonly string[]> {
  let text: string;
  try {
    text = path === '-' ? (await buffer(stdin)).toString('utf8') : await readFile(path, 'utf8');
  } catch (cause) {
    const why = codeOf(cause) === 'ENOENT' ? 'there is no such file' : messageOf(cause);
    throw new UsageError(
      `--${name} takes a file with one name a line ("-" is the standard input), but "${path}" cannot be read: ${why}.`,
      name,
    );
  }
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line !== '');
  if (lines.length === 0) throw new UsageError(`--${name}: the file "${path}" is empty.`, name);
  return lines;
}
