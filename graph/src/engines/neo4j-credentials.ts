/** Who we are to Neo4j. Secrets in files are read anew when the server no longer takes the old ones. */
import { readFileSync } from 'node:fs';
import type { AuthToken, AuthTokenManager } from 'neo4j-driver';
import { UsageError } from '../errors.ts';
import type { Environment, Neo4jOptions } from './neo4j-connection.ts';

/** Where the secret comes from; null: the server lets anybody in. */
export interface CredentialSource {
  readonly kind: 'none' | 'password' | 'token';
  /** Shown in messages; null for tokens. */
  readonly user: string | null;
  /** @throws UsageError when its file cannot be read. */
  readonly secret: () => string;
  /** The secret may change while we run. */
  readonly rotates: boolean;
}

export interface CredentialPlaces {
  readonly options: Neo4jOptions;
  readonly url: { readonly user: string; readonly password: string };
  readonly environment: Environment;
}

/** The first place that has a secret: options, the address, the environment. */
export function credentialsFrom({ options, url, environment }: CredentialPlaces): CredentialSource {
  const given = (variable: string): string | undefined => environment[variable] || undefined;
  const user = options.user ?? (url.user || given('SPANTRAIL_NEO4J_USER')) ?? 'neo4j';
  const fixed = (kind: 'password' | 'token', secret: string): CredentialSource => ({
    kind,
    user: kind === 'token' ? null : user,
    secret: () => secret,
    rotates: false,
  });
  if (options.token !== undefined) return fixed('token', options.token);
  if (options.password !== undefined) return fixed('password', options.password);
  if (url.user !== '' && url.password !== '') return fixed('password', url.password);

  const places = [
    ['password', 'SPANTRAIL_NEO4J_PASSWORD'],
    ['password', 'SPANTRAIL_NEO4J_PASSWORD_FILE'],
    ['token', 'SPANTRAIL_NEO4J_TOKEN'],
    ['token', 'SPANTRAIL_NEO4J_TOKEN_FILE'],
  ] as const;
  const set = places.filter(([, variable]) => given(variable) !== undefined);
  if (set.length > 1) {
    const names = set.map(([, variable]) => variable).join(' and ');
    throw new UsageError(`${names} are set; one of them says who we are to Neo4j: keep that one.`);
  }
  const [place] = set;
  if (place === undefined) return { kind: 'none', user: null, secret: () => '', rotates: false };
  const [kind, variable] = place;
  const value = given(variable) ?? '';
  if (!variable.endsWith('_FILE')) return fixed(kind, value);
  return {
    kind,
    user: kind === 'token' ? null : user,
    secret: () => textOf(value, variable),
    rotates: true,
  };
}

/** Files of secrets end in a line break that is none of the secret's. */
function textOf(path: string, variable: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    const code = String((error as { code?: unknown }).code);
    throw new UsageError(
      `Cannot read ${path}, which ${variable} names (${code}). Make the file, or let this user read it.`,
    );
  }
}

const REREAD_MS = 1_000;

export interface Authentication {
  readonly basic: (user: string, password: string) => AuthToken;
  readonly bearer: (token: string) => AuthToken;
  /** Milliseconds of any steady clock. */
  readonly nowMs: () => number;
}

/**
 * What the driver asks for a token, and tells of a refusal. It tries again only when the file holds
 * another secret by then: a wrong password tried for ever would lock the account.
 */
export function authTokenManager(
  source: CredentialSource,
  { basic, bearer, nowMs }: Authentication,
): AuthTokenManager {
  const tokenOf = (secret: string): AuthToken =>
    source.user === null ? bearer(secret) : basic(source.user, secret);
  let current = source.secret();
  let token = tokenOf(current);
  let readAt = nowMs();

  /** @returns whether there is another secret now. */
  function reread(): boolean {
    readAt = nowMs();
    let secret: string;
    try {
      secret = source.secret();
    } catch {
      // Perhaps just being replaced: what was known is tried again.
      return false;
    }
    if (secret === current) return false;
    current = secret;
    token = tokenOf(secret);
    return true;
  }

  return {
    getToken: () => {
      if (source.rotates && nowMs() - readAt >= REREAD_MS) reread();
      return token;
    },
    handleSecurityException: (refused, code) => {
      if (!source.rotates || !/\.(Unauthorized|TokenExpired|CredentialsExpired)$/.test(code)) {
        return false;
      }
      return reread() || refused.credentials !== token.credentials;
    },
  };
}
