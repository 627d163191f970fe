import { parseArgs } from 'node:util';
import { nearestNames, type Parameter, UsageError } from '@spantrail/graph';
import { UnknownNameError } from '../errors.ts';
import type { CommandSpec } from './command-table.ts';

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

/** Options that every command takes. `--json` alone may stand without a value. */
export const globalOptions: readonly { name: string; usage: string; describe: string }[] = [
  {
    name: 'json',
    usage: '--json[=FIELDS]',
    describe: "the answer as JSON; with a,b only these fields; '?' lists them",
  },
  { name: 'url', usage: '--url URL', describe: 'ask a running service (default: SPANTRAIL_URL)' },
  {
    name: 'store',
    usage: '--store STORE',
    describe: 'file:PATH, bolt://… or neo4j://… (default: file:.spantrail/lineage.db)',
  },
  { name: 'help', usage: '--help, -h', describe: 'this text' },
  { name: 'version', usage: '--version', describe: 'the version of spantrail' },
];

const valuelessGlobals: ReadonlySet<string> = new Set(['json', 'help', 'version']);

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
      const parameter = positionals.shift();
      if (parameter === undefined) throw tooMany(command, token.value);
      values.push([parameter.name, token.value]);
      continue;
    }
    const parameter = command.parameters.find(({ name }) => name === token.name);
    if (parameter !== undefined) {
      // A positional may be given by its name too, as in a query string.
      values.push([parameter.name, optionText(token, parameter.type === 'boolean')]);
      const index = positionals.indexOf(parameter);
      if (index >= 0) positionals.splice(index, 1);
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

type Token =
  | { readonly kind: 'positional'; readonly index: number; readonly value: string }
  | { readonly kind: 'option-terminator'; readonly index: number }
  | {
      readonly kind: 'option';
      readonly index: number;
      readonly name: string;
      readonly rawName: string;
      readonly value: string | undefined;
      readonly inlineValue: boolean | undefined;
    };

/** node:util's own tokenizer, not strict: it would refuse `--json` with and without a value. */
function tokensOf(args: readonly string[], parameters: readonly Parameter[]): readonly Token[] {
  const options: Record<string, { type: 'string' | 'boolean'; short?: string }> = {};
  for (const { name, type } of parameters) {
    options[name] = { type: type === 'boolean' ? 'boolean' : 'string' };
  }
  for (const { name } of globalOptions) {
    options[name] = { type: valuelessGlobals.has(name) ? 'boolean' : 'string' };
  }
  options.help = { type: 'boolean', short: 'h' };
  const { tokens } = parseArgs({
    args: [...args],
    options,
    strict: false,
    tokens: true,
    allowPositionals: true,
  });
  return tokens as readonly Token[];
}

function optionText(token: Token & { kind: 'option' }, valueless: boolean): string {
  if (token.value === undefined) {
    if (valueless) return '';
    throw new UsageError(`${token.rawName} needs a value.`, token.name);
  }
  // `--reason --json` is a forgotten value far more often than a reason that reads "--json".
  if (token.inlineValue === false && token.value.startsWith('--')) {
    throw new UsageError(
      `${token.rawName} needs a value; if it is "${token.value}", write ${token.rawName}=${token.value}.`,
      token.name,
    );
  }
  return token.value;
}

function find(name: string, table: readonly CommandSpec[]): CommandSpec {
  const command = table.find((candidate) => candidate.name === name);
  if (command !== undefined) return command;
  const names = table.map((candidate) => candidate.name);
  const nearest = nearestNames(name, names, 3);
  throw new UnknownNameError(
    `There is no command "${name}".${didYouMean(nearest)} "spantrail --help" lists them all.`,
    nearest,
  );
}

function unknownOption(rawName: string, command: CommandSpec): UnknownNameError {
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

function tooMany(command: CommandSpec, extra: string): UsageError {
  const takes = command.parameters.filter(({ positional }) => positional).map(({ name }) => name);
  const list = takes.length === 0 ? 'no arguments' : `only ${takes.join(' and ')}`;
  return new UsageError(
    `"${extra}" is one argument too many: "spantrail ${command.name}" takes ${list}. Put quotes around a name with spaces.`,
  );
}

function twice(name: string): UsageError {
  return new UsageError(`"${name}" is given twice; give it once.`, name);
}

function didYouMean(nearest: readonly string[]): string {
  if (nearest.length === 0) return '';
  return ` Did you mean ${nearest.map((name) => `"${name}"`).join(', ')}?`;
}
