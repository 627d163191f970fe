/**
 * Loopback is no trust boundary: any page in the user's browser can send requests to it, and with DNS
 * rebinding even read the answers under a name of its own. So a request must name us as its host, and
 * one that says it comes from another page is refused, on every route. On another address tokens are
 * needed, which no page has; there any name is ours unless some are listed.
 */
import type { IncomingMessage } from 'node:http';
import { isIPv4 } from 'node:net';

export interface GuardOptions {
  /** The port that we listen on. */
  readonly port: number;
  /** False where other machines reach us, by names that we cannot know, and need a token. */
  readonly loopback: boolean;
  /** Further values of the Host header, `name` (any port) or `name:port`. */
  readonly allowedHosts: readonly string[];
}

/** Why the request is refused, or null. */
export function requestRefusal(request: IncomingMessage, options: GuardOptions): string | null {
  const names = request.rawHeaders.filter((_, index) => index % 2 === 0);
  if (names.filter((name) => name.toLowerCase() === 'host').length !== 1) {
    return 'The request needs exactly one Host header.';
  }
  const host = (request.headers.host ?? '').toLowerCase();
  if (!isOwnHost(host, options)) {
    return 'The Host header names another server. Ask for localhost, or start the service with --allow-host and this name.';
  }
  const { origin } = request.headers;
  if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`) {
    return 'The request comes from a page of another origin.';
  }
  return isCrossSite(request) ? 'The request comes from a page of another site.' : null;
}

/** True for `localhost` and the loopback addresses, IPv6 with or without brackets. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  return name === 'localhost' || name === '::1' || (isIPv4(name) && name.startsWith('127.'));
}

function isOwnHost(host: string, { port, loopback, allowedHosts }: GuardOptions): boolean {
  const [, name, givenPort = '80'] = /^(\[[0-9a-f:.]+\]|[^:[\]]+)(?::(\d{1,5}))?$/.exec(host) ?? [];
  if (name === undefined) return false;
  if (isLoopback(name) && Number(givenPort) === port) return true;
  if (!loopback && allowedHosts.length === 0) return true;
  return allowedHosts.some((allowed) => [host, name].includes(allowed.toLowerCase()));
}

/** Browsers say so even where they send no Origin, as for an image. Following a link is fine. */
function isCrossSite({ headers, method }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== 'cross-site' && site !== 'same-site') return false;
  return method !== 'GET' || headers['sec-fetch-mode'] !== 'navigate';
}
