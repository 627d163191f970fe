import type { Parameter } from '@spantrail/graph';
import { type Block, inked, line, type Piece, table } from '../text/document.ts';
import type { CommandSpec } from './command-table.ts';
import { globalOptions } from './global-options.ts';

/** `spantrail --help`: what it is, every command with its line, where it asks, how it exits. */
export function helpForAll(commands: readonly CommandSpec[]): readonly Block[] {
  return [
    line(
      inked('bold', 'spantrail'),
      ': lineage for ML pipelines, from the spans you already have.',
    ),
    line(),
    line('Usage: spantrail COMMAND [ARGUMENTS] [OPTIONS]'),
    line(),
    heading('Commands'),
    list(commands.map(({ name, summary }) => [inked('bold', name), summary])),
    line(),
    heading('Every command takes'),
    optionTable(globalOptions),
    line(),
    heading('Where it asks'),
    line(
      '  --url, else --store, else SPANTRAIL_URL, else file:.spantrail/lineage.db. A service that',
    ),
    line(
      '  writes a file store is found by itself. SPANTRAIL_TOKEN is sent to a service as its token.',
    ),
    line(),
    heading('Exit codes'),
    line('  0 done; 1 not found, or a check failed; 2 wrong use; 3 could not ask.'),
    line(),
    line('"spantrail COMMAND --help" tells about one command. For example:'),
    line('  spantrail trace predictions/2020-05.csv'),
  ];
}

/** `spantrail COMMAND --help`, from the command's parameter table. */
export function helpForCommand(command: CommandSpec): readonly Block[] {
  const positionals = command.parameters.filter(({ positional }) => positional);
  const options = command.parameters.filter(({ positional }) => !positional);
  const words = positionals.map((parameter) => {
    const word = `${placeholder(parameter)}${parameter.type === 'list' ? '…' : ''}`;
    return parameter.required ? word : `[${word}]`;
  });
  return [
    line(command.summary),
    line(),
    line(['Usage: spantrail', command.name, ...words, '[OPTIONS]'].join(' ')),
    ...section(
      'Arguments',
      positionals.map((parameter) => ({
        usage: placeholder(parameter),
        describe: parameter.describe,
      })),
    ),
    ...section(
      'Options',
      options.map((parameter) => ({
        usage: `--${parameter.name}${parameter.type === 'boolean' ? '' : ` ${placeholder(parameter)}`}`,
        describe: `${parameter.describe}${range(parameter)}${parameter.required ? ' (required)' : ''}`,
      })),
    ),
    ...section('Every command takes', globalOptions),
    line(),
    heading('Example'),
    line(`  spantrail ${command.example}`),
  ];
}

interface Described {
  readonly usage: string;
  readonly describe: string;
}

function section(title: string, rows: readonly Described[]): readonly Block[] {
  return rows.length === 0 ? [] : [line(), heading(title), optionTable(rows)];
}

function optionTable(rows: readonly Described[]): Block {
  return list(rows.map(({ usage, describe }) => [usage, describe]));
}

/** Two columns, set in a little. */
function list(rows: readonly (readonly Piece[])[]): Block {
  const columns = [{ title: '' }, { title: '' }, { title: '' }];
  return {
    ...table(
      columns,
      rows.map((row) => ['', ...row]),
    ),
    alwaysAligned: true,
  };
}

function heading(title: string): Block {
  return line(inked('bold', `${title}:`));
}

/** `POINTER` for an argument, `N` or `TIME` for an option's value. */
function placeholder(parameter: Parameter): string {
  if (parameter.placeholder !== undefined) return parameter.placeholder;
  if (parameter.positional) return parameter.name.toUpperCase();
  if (parameter.type === 'integer' || parameter.type === 'number') return 'N';
  if (parameter.type === 'time') return 'TIME';
  return 'TEXT';
}

function range({ type, min, max }: Parameter): string {
  if (type === 'list') return max === undefined ? '' : ` (at most ${max})`;
  if (min !== undefined && max !== undefined) return ` (${min} to ${max})`;
  if (min !== undefined) return ` (${min} or more)`;
  return max === undefined ? '' : ` (at most ${max})`;
}
