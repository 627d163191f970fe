import { parseArgs } from 'node:util';
import { type Parameter, UsageError } from '@spantrail/graph';
import { globalOptions, valuelessGlobals } from './global-options.ts';

/** One word of the command line, or an option with its value. */
export type Token =
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
export function tokensOf(
  args: readonly string[],
  parameters: readonly Parameter[],
): readonly Token[] {
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

/**
 * An option's value; empty for one that may stand without.
 *
 * @throws UsageError when it is missing.
 */
export function optionText(token: Token & { kind: 'option' }, valueless: boolean): string {
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
