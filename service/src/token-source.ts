import { type Access, openAccess, parseTokens, type Token, TokenAccess } from './access.ts';
import type { ServiceClock } from './clock.ts';
import { ServiceOptionsError } from './errors.ts';
import type { Log } from './log.ts';
import { readFiles, watchFiles } from './watched-files.ts';

/** Where tokens come from; with both, all of them are good. */
export interface TokenOptions {
  /** `scope token`, one a line as in a file, or with commas between. */
  readonly text?: string;
  /** Path of a file that is read again when it changes. */
  readonly file?: string;
}

export interface OpenedAccess {
  readonly access: Access;
  /** Looks for changes of the file until the function that comes back is called. */
  watch(): () => void;
}

/** @throws ServiceOptionsError for tokens that cannot be read or must not be used. */
export async function openTokens(
  { text, file }: TokenOptions,
  { clock, log }: { clock: ServiceClock; log: Log },
): Promise<OpenedAccess> {
  const given =
    text === undefined ? [] : parseTokens(text.replaceAll(',', '\n'), 'SPANTRAIL_TOKENS');
  if (file === undefined) {
    const access = text === undefined ? openAccess : new TokenAccess(given);
    return { access, watch: () => () => undefined };
  }
  const tokensOf = ([content = '']: readonly string[]): readonly Token[] => [
    ...given,
    ...parseTokens(content, file),
  ];
  const contents = await readFiles([file]).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new ServiceOptionsError(`Cannot read the tokens: ${why}.`, 'tokens');
  });
  const access = new TokenAccess(tokensOf(contents));
  const take = (now: readonly string[]): void => access.replace(tokensOf(now));
  const files = { paths: [file], contents, what: 'The tokens', take };
  return { access, watch: () => watchFiles(files, { clock, log }) };
}
