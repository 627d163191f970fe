import { UsageError } from '@spantrail/graph';
import type { CommandSpec } from './command-table.ts';
import { globalOptions, valuelessGlobals } from './global-options.ts';
import { optionText, tokensOf } from './tokens.ts';
import { tooMany, twice, unknownCommand, unknownOption } from './wrong-words.ts';

/** How the answer is printed: as text, or as JSON whole, with some fields, or only their names. */
export type Output =
  | { readonly kind: 'text' }
  | { readonly kind: 'json'; readonly fields: readonly string[] | null }
  | { readonly kind: 'fields' };

export type CommandLine =
  | { readonly kind: 'version' }
  | { readonly kind: 'help'; readonly command: CommandSpec | null }
  | {
      readonly kind: 'run';
      readonly command: CommandSpec;
      /** Arguments and options as typed, in order. */
      readonly values: readonly (readonly [name: string, text: string])[];
      readonly output: Output;
      readonly url: string | null;
      readonly store: string | null;
    };

/**
 * Reads the words behind `spantrail`. Options may stand anywhere, also before the command; after
 * `--` everything is an argument.
 *
 * @throws UsageError, UnknownNameError (with the nearest names) for words without a meaning.
 */
export function parseCommandLine(
  args: readonly string[],
  table: readonly CommandSpec[],
): CommandLine {
  const all = tokensOf(
    args,
    table.flatMap(({ parameters }) => parameters),
  );
  const positionals = all.filter((token) => token.kind === 'positional');
  const [first, second] = positionals;
  const has = (name: string) => all.some((token) => token.kind === 'option' && token.name === name);
  if (first === undefined) {
    if (has('version')) return { kind: 'version' };
    if (has('help')) return { kind: 'help', command: null };
    throw new UsageError(
      'Say what to do: spantrail COMMAND. "spantrail --help" lists the commands.',
    );
  }
  if (first.value === 'help') {
    return { kind: 'help', command: second === undefined ? null : find(second.value, table) };
  }
  const command = find(first.value, table);
  if (has('help')) return { kind: 'help', command };
  return readCommand(args.toSpliced(first.index, 1), command);
}

/** Whether errors are to be told as JSON; also right for a line that cannot be parsed. */
export function wantsJson(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  const options = end < 0 ? args : args.slice(0, end);
  return options.some((word) => word === '--json' || word.startsWith('--json='));
}

function readCommand(args: readonly string[], command: CommandSpec): CommandLine {
  const positionals = command.parameters.filter(({ positional }) => positional);
  const values: (readonly [string, string])[] = [];
  const globals = new Map<string, string>();
  for (const token of tokensOf(args, command.parameters)) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') {
      const [parameter] = positionals;
      if (parameter?.type !== 'list') positionals.shift();
      if (parameter === undefined) throw tooMany(command, token.value);
      values.push([parameter.name, token.value]);
      continue;
    }
    const parameter = command.parameters.find(({ name }) => name === token.name);
    if (parameter !== undefined) {
      // A positional may be given by its name too, as in a query string.
      values.push([parameter.name, optionText(token, parameter.type === 'boolean')]);
      const index = positionals.indexOf(parameter);
      if (index >= 0 && parameter.type !== 'list') positionals.splice(index, 1);
    } else if (globalOptions.some(({ name }) => name === token.name)) {
      if (globals.has(token.name)) throw twice(token.name);
      globals.set(token.name, optionText(token, valuelessGlobals.has(token.name)));
    } else {
      throw unknownOption(token.rawName, command);
    }
  }
  if (globals.has('version')) return { kind: 'version' };
  const url = globals.get('url') ?? null;
  const store = globals.get('store') ?? null;
  if (url !== null && store !== null) {
    throw new UsageError('Give --url or --store, not both: one place is asked.', 'store');
  }
  return { kind: 'run', command, values, output: outputOf(globals.get('json')), url, store };
}

function outputOf(json: string | undefined): Output {
  if (json === undefined) return { kind: 'text' };
  if (json === '') return { kind: 'json', fields: null };
  if (json === '?') return { kind: 'fields' };
  const fields = json.split(',').map((field) => field.trim());
  if (fields.includes('')) {
    throw new UsageError(`"--json=${json}" has an empty field; write --json=a,b.`, 'json');
  }
  return { kind: 'json', fields };
}

function find(name: string, table: readonly CommandSpec[]): CommandSpec {
  const command = table.find((candidate) => candidate.name === name);
  if (command === undefined) throw unknownCommand(name, table);
  return command;
}
