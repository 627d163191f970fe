/** The service's own certificate and key, which may be exchanged while it runs. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { SecureContextOptions } from 'node:tls';
import type { ServiceClock } from './clock.ts';
import { ServiceOptionsError } from './errors.ts';
import type { Log } from './log.ts';
import { readFiles, watchFiles } from './watched-files.ts';

/** Paths of PEM files that are read again when they change. */
export interface TlsOptions {
  /** The certificate, and those between it and the authority, if any. */
  readonly cert: string;
  readonly key: string;
}

export interface TlsPair {
  readonly context: SecureContextOptions;
  /** SHA-256 of the certificate, as Node writes it: by this the command line knows it again. */
  readonly fingerprint: string;
}

export interface OpenedTls {
  readonly pair: TlsPair;
  /** Gives `take` every later pair that is good, until the function that comes back is called. */
  watch(take: (pair: TlsPair) => void): () => void;
}

/** @throws ServiceOptionsError for files that cannot be read, or do not belong together. */
export async function openTls(
  { cert, key }: TlsOptions,
  { clock, log }: { clock: ServiceClock; log: Log },
): Promise<OpenedTls> {
  const paths = [cert, key];
  try {
    const contents = await readFiles(paths);
    const pair = pairOf(contents, { clock, log });
    return {
      pair,
      watch: (take) =>
        watchFiles(
          {
            paths,
            contents,
            what: 'The certificate and its key',
            take: (now) => take(pairOf(now, { clock, log })),
          },
          { clock, log },
        ),
    };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ServiceOptionsError(
      `Cannot serve TLS with ${cert} and ${key}: ${why}. Give a certificate and its key, both as PEM and without a password.`,
      'tls',
    );
  }
}

function pairOf(
  [cert = '', key = '']: readonly string[],
  { clock, log }: { clock: ServiceClock; log: Log },
): TlsPair {
  const certificate = new X509Certificate(cert);
  if (!certificate.checkPrivateKey(createPrivateKey(key))) {
    throw new Error('the key is not the one of the certificate');
  }
  if (BigInt(Date.parse(certificate.validTo)) * 1_000n < clock.now()) {
    log('warn', `The certificate has expired: it was good until ${certificate.validTo}.`);
  }
  return {
    context: { cert, key, minVersion: 'TLSv1.2' },
    fingerprint: certificate.fingerprint256,
  };
}
