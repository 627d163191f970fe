import { withoutPassword } from '@spantrail/graph';
import type { CommandLine } from '../line/parse-command-line.ts';
import { type Block, inked, line } from '../text/document.ts';
import { shellCommand } from '../text/shell-quote.ts';
import { nextFor } from './next-commands.ts';

/**
 * What to type next, as it runs when pasted: quoted for the shell, at the place that was asked now,
 * by the way that this program was started.
 */
export function hintLines(
  { command, url, store }: CommandLine & { kind: 'run' },
  answer: object,
  environment: Readonly<Record<string, string | undefined>>,
): readonly Block[] {
  // A password is not repeated on the screen, and without it the command would not run.
  if (store !== null && withoutPassword(store) !== store) return [];
  const program = environment.npm_command === 'exec' ? ['npx', 'spantrail'] : ['spantrail'];
  const place = [
    ...(url === null ? [] : ['--url', url]),
    ...(store === null ? [] : ['--store', store]),
  ];
  return nextFor(command.name, answer).map((words) => {
    // Behind `--` nothing is an option any more.
    const end = words.includes('--') ? words.indexOf('--') : words.length;
    const whole = [...program, ...words.toSpliced(end, 0, ...place)];
    return line(inked('dim', 'next: '), shellCommand(whole));
  });
}
