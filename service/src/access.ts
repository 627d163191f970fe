/** Who may do what: bearer tokens, each with a scope. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { ServiceOptionsError } from './errors.ts';

/** `admin` includes the others; `ingest` and `read` include nothing of each other. */
export type Scope = 'ingest' | 'read' | 'admin';

/** Whoever sent a request. */
export interface Asker {
  /** False for whoever reaches a service that has no tokens. */
  readonly byToken: boolean;
  may(scope: Scope): boolean;
}

export interface Access {
  /** False while there are no tokens: then whoever reaches the service may do everything. */
  readonly guarded: boolean;
  /** @param authorization the header, as it came. */
  askerOf(authorization: string | undefined): Asker | 'noToken' | 'wrongToken';
}

export interface Token {
  readonly scope: Scope;
  /** SHA-256: all of one length, so that comparing tells nothing of the token's own. */
  readonly digest: Buffer;
}

const SCOPES: readonly Scope[] = ['ingest', 'read', 'admin'];

const TOKEN_LENGTH_MIN = 16;

/** RFC 6750, 2.1: what can stand behind `Bearer`. */
const TOKEN = /^[A-Za-z0-9._~+/-]+=*$/;

/** An open route's asker, who may do nothing else. */
export const NOBODY: Asker = { byToken: false, may: () => false };

export const openAccess: Access = {
  guarded: false,
  askerOf: () => ({ byToken: false, may: () => true }),
};

/** Tokens that may be exchanged for others while the service runs. */
export class TokenAccess implements Access {
  readonly guarded = true;
  #tokens: readonly Token[];

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  replace(tokens: readonly Token[]): void {
    this.#tokens = tokens;
  }

  askerOf(authorization: string | undefined): Asker | 'noToken' | 'wrongToken' {
    const text = /^bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
    if (text === undefined) return 'noToken';
    const given = digestOf(text);
    const scopes = new Set<Scope>();
    // All of them, always: where the search ends must not tell which one is like the given one.
    for (const { scope, digest } of this.#tokens) {
      if (timingSafeEqual(digest, given)) scopes.add(scope);
    }
    if (scopes.size === 0) return 'wrongToken';
    return { byToken: true, may: (scope) => scopes.has(scope) || scopes.has('admin') };
  }
}

/**
 * Reads `scope token` entries, one a line; `#` begins a line that is a comment. No message holds a token.
 *
 * @param source where the text is from, for messages: a file's name, or a variable's.
 * @throws ServiceOptionsError for an entry that is none, for a weak token, and when there is no entry.
 */
export function parseTokens(text: string, source: string): readonly Token[] {
  const tokens: Token[] = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    const entry = line.trim();
    if (entry === '' || entry.startsWith('#')) continue;
    const fault = (what: string): ServiceOptionsError =>
      new ServiceOptionsError(`${source}, line ${index + 1}: ${what}`, 'tokens');
    const [word, token = '', ...more] = entry.split(/\s+/);
    const scope = SCOPES.find((candidate) => candidate === word);
    if (scope === undefined || more.length > 0) {
      throw fault('write a scope and a token: "ingest TOKEN", "read TOKEN" or "admin TOKEN".');
    }
    if (token.length < TOKEN_LENGTH_MIN) {
      throw fault(
        `the token is shorter than ${TOKEN_LENGTH_MIN} characters and could be guessed. Make one with "openssl rand -hex 32".`,
      );
    }
    if (!TOKEN.test(token)) {
      throw fault('a token has letters, digits and . _ ~ + / - alone, "=" only at its end.');
    }
    tokens.push({ scope, digest: digestOf(token) });
  }
  if (tokens.length === 0) {
    throw new ServiceOptionsError(
      `${source} holds no token: write "read TOKEN", one a line.`,
      'tokens',
    );
  }
  return tokens;
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
