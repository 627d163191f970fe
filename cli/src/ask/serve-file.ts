import { readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { codeOf, fieldOf } from '../thrown.ts';

/** A process that holds a file store open and answers for it. */
export interface Server {
  readonly url: string;
  readonly pid: number;
  /** With https: SHA-256 of its certificate. */
  readonly fingerprint: string | null;
}

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * The service that has left its address beside a file store, if its process lives. Read here rather
 * than through the service's own reader: loading that room would cost every command its start-up.
 */
export async function serverOf(storePath: string): Promise<Server | null> {
  const server = parseServer(await readIfThere(`${storePath}.serve.json`));
  return server !== null && lives(server.pid) ? server : null;
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    // Missing is the common case; one that we may not read is another user's, the store will tell.
    return '';
  }
}

function parseServer(text: string): Server | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return null;
    if (!('url' in value) || !('pid' in value)) return null;
    const { url, pid } = value;
    // Whoever can write beside the file must not send our questions to another machine.
    if (typeof url !== 'string' || !isOfThisMachine(new URL(url).hostname)) return null;
    if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0) return null;
    const fingerprint = fieldOf(value, 'fingerprint');
    return { url, pid, fingerprint: typeof fingerprint === 'string' ? fingerprint : null };
  } catch {
    return null;
  }
}

function isOfThisMachine(hostname: string): boolean {
  if (loopback.test(hostname)) return true;
  const address = hostname.replace(/^\[(.*)\]$/, '$1');
  return Object.values(networkInterfaces()).some((all) =>
    all?.some((one) => one.address === address),
  );
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    return codeOf(error) === 'EPERM';
  }
}
