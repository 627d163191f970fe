/** What is said of words that have no meaning, with the names that they were perhaps meant to be. */
import { nearestNames, UsageError } from '@spantrail/graph';
import { UnknownNameError } from '../errors.ts';
import type { CommandSpec } from './command-table.ts';
import { globalOptions } from './global-options.ts';

export function unknownCommand(name: string, table: readonly CommandSpec[]): UnknownNameError {
  const names = table.map((candidate) => candidate.name);
  const nearest = nearestNames(name, names, 3);
  return new UnknownNameError(
    `There is no command "${name}".${didYouMean(nearest)} "spantrail --help" lists them all.`,
    nearest,
  );
}

export function unknownOption(rawName: string, command: CommandSpec): UnknownNameError {
  const names = [
    ...command.parameters.filter(({ positional }) => !positional).map(({ name }) => name),
    ...globalOptions.map(({ name }) => name),
  ].map((name) => `--${name}`);
  const nearest = nearestNames(rawName, names, 3);
  return new UnknownNameError(
    `"spantrail ${command.name}" has no option "${rawName}".${didYouMean(nearest)} It takes: ${names.join(', ')}.`,
    nearest,
  );
}

export function tooMany(command: CommandSpec, extra: string): UsageError {
  const takes = command.parameters.filter(({ positional }) => positional).map(({ name }) => name);
  const list = takes.length === 0 ? 'no arguments' : `only ${takes.join(' and ')}`;
  return new UsageError(
    `"${extra}" is one argument too many: "spantrail ${command.name}" takes ${list}. Put quotes around a name with spaces.`,
  );
}

export function twice(name: string): UsageError {
  return new UsageError(`"${name}" is given twice; give it once.`, name);
}

/** ` Did you mean "a", "b"?`, with the space before it; empty without a name. */
export function didYouMean(nearest: readonly string[]): string {
  if (nearest.length === 0) return '';
  return ` Did you mean ${nearest.map((name) => `"${name}"`).join(', ')}?`;
}
