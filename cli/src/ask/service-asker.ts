import { ServiceAnswerError, ServiceUnavailableError } from '../errors.ts';
import { codeOf, fieldOf, messageOf } from '../thrown.ts';
import type { Asked, Asker } from './asker.ts';
import { pinnedFetch } from './pinned-fetch.ts';

const timeoutMs = 60_000;

/** What Node says of a certificate. */
const untrusted = /CERT|UNABLE_TO_/;

/** Node's HTTP server takes 16 KiB for the whole head of a request: a longer question goes as a body. */
const urlLengthMax = 8_000;

export interface ServiceAddress {
  readonly url: string;
  /** Sent as bearer token; null: none. */
  readonly token: string | null;
  /** SHA-256 of the certificate that the service must have; null: one that an authority vouches for. */
  readonly fingerprint: string | null;
}

/** As the global `fetch`, from the right service and with its token. */
export function fetchFrom(
  { token, fingerprint }: Omit<ServiceAddress, 'url'>,
  url: URL,
  init: RequestInit,
): Promise<Response> {
  const headers = new Headers(init.headers);
  if (token !== null) headers.set('authorization', `Bearer ${token}`);
  // A redirected POST would arrive as a GET: better told than lost.
  const whole: RequestInit = { ...init, headers, redirect: 'error' };
  return fingerprint === null ? fetch(url, whole) : pinnedFetch(url, whole, fingerprint);
}

/** Asks a running service over HTTP. */
export function serviceAsker(address: ServiceAddress): Asker {
  const { url } = address;
  return async (asked) => {
    const response = await send(requestFor(asked, url), address);
    const body = jsonObject(await text(response, url));
    if (response.ok && body !== null) return body;
    throw refusal(response.status, body, url);
  };
}

interface Request {
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly body: string | null;
}

function requestFor({ name, kind, values }: Asked, base: string): Request {
  const url = new URL(base.endsWith('/') ? base : `${base}/`);
  url.pathname += `api/${name}`;
  if (kind === 'question') {
    const query = new URLSearchParams(values.map(([parameter, value]) => [parameter, value]));
    if (query.toString().length <= urlLengthMax) {
      url.search = query.toString();
      return { url, method: 'GET', body: null };
    }
  }
  return { url, method: 'POST', body: JSON.stringify(byName(values)) };
}

/** Parameters by name; one that is given several times is a list. */
function byName(values: Asked['values']): object {
  const all = new Map<string, string[]>();
  for (const [name, value] of values) {
    const known = all.get(name);
    if (known === undefined) all.set(name, [value]);
    else known.push(value);
  }
  return Object.fromEntries(
    [...all].map(([name, list]) => [name, list.length > 1 ? list : list[0]]),
  );
}

async function send({ url, method, body }: Request, address: ServiceAddress): Promise<Response> {
  const headers = new Headers({ accept: 'application/json' });
  if (body !== null) headers.set('content-type', 'application/json');
  try {
    return await fetchFrom(address, url, {
      method,
      headers,
      body,
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (cause) {
    throw away(url.origin, cause);
  }
}

async function text(response: Response, url: string): Promise<string> {
  try {
    return await response.text();
  } catch (cause) {
    throw away(new URL(url).origin, cause);
  }
}

export function away(origin: string, cause: unknown): ServiceUnavailableError {
  // fetch wraps what the network said.
  const inner = fieldOf(cause, 'cause') ?? cause;
  const code = codeOf(inner);
  const timedOut = fieldOf(cause, 'name') === 'TimeoutError';
  const why = timedOut ? `no answer within ${timeoutMs / 1_000} s` : (code ?? messageOf(inner));
  if (code !== null && untrusted.test(code)) {
    return new ServiceUnavailableError(
      `Cannot ask the service at ${origin}: its certificate is not trusted (${code}). Put the authority's certificate into a file and its path into NODE_EXTRA_CA_CERTS, and ask by a name that the certificate has.`,
      { cause },
    );
  }
  return new ServiceUnavailableError(
    `Cannot ask the service at ${origin}: ${why}. Start it with "spantrail serve", or name another place with --url or --store.`,
    { cause, refused: code === 'ECONNREFUSED' },
  );
}

export function refusal(status: number, body: object | null, url: string): Error {
  const error = body !== null && 'error' in body ? body.error : null;
  if (typeof error === 'object' && error !== null && 'code' in error && 'message' in error) {
    const { code, message } = error;
    if (typeof code === 'string' && typeof message === 'string') {
      return new ServiceAnswerError(message, { code, status, body: error });
    }
  }
  return new ServiceUnavailableError(
    `What answers at ${new URL(url).origin} does not speak as a Spantrail service (HTTP ${status}). Check --url or SPANTRAIL_URL.`,
  );
}

export function jsonObject(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
