/** The address that the service listens on: who reaches it, and by what URL. */
import { ServiceOptionsError } from './errors.ts';
import type { Log } from './log.ts';
import { isLoopback } from './request-guard.ts';

export interface Exposure {
  /** Whether tokens are asked for. */
  readonly guarded: boolean;
  readonly encrypted: boolean;
  readonly log: Log;
}

/** @throws ServiceOptionsError for an address that others reach while nobody is asked for a token. */
export function checkAddress(host: string, { guarded, encrypted, log }: Exposure): void {
  if (isLoopback(host)) return;
  if (!guarded) {
    throw new ServiceOptionsError(
      `Refused to listen on ${host} without tokens: anybody who reaches this address could read and write all lineage. Give tokens by --tokens FILE or SPANTRAIL_TOKENS, or listen on 127.0.0.1.`,
      'listen',
    );
  }
  if (encrypted) return;
  log(
    'warn',
    `Listening on ${host} without TLS: tokens and lineage can be read on the way. Give --tls-cert and --tls-key, or let a proxy with TLS stand before it.`,
  );
}

/** How a process of this machine reaches us: the address of all addresses is none to connect to. */
export function nearHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}

export function urlOf(scheme: 'http' | 'https', host: string, port: number): string {
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
