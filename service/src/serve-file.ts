/**
 * `<database>.serve.json` tells the command line that a service holds the database, and where it
 * answers: the embedded store lets one process in at a time.
 */
import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { hasCode } from './errors.ts';
import { isLoopback } from './request-guard.ts';

/** Where the service answers, and its process. */
export interface ServeFile {
  readonly url: string;
  readonly pid: number;
  /** With https: SHA-256 of the service's certificate, which may bear another name. */
  readonly fingerprint?: string;
}

/** Readable by its owner alone; replaced in one step, so that no reader sees half of it. */
export async function writeServeFile(database: string, content: ServeFile): Promise<void> {
  const unfinished = `${pathOf(database)}.${randomUUID()}`;
  await writeFile(unfinished, `${JSON.stringify(content)}\n`, { mode: 0o600, flag: 'wx' });
  await rename(unfinished, pathOf(database));
}

/** Leaves the file of another process alone. */
export async function removeServeFile(database: string, pid: number): Promise<void> {
  const content = await parse(database);
  if (content?.pid === pid) await rm(pathOf(database), { force: true });
}

/**
 * The service that holds the database, or null: no file, none of ours, or its process is gone. The
 * number of a dead process may have been given to another one, so a caller whose connection is refused
 * treats the service as gone too.
 *
 * @param database path of the store, without `file:`.
 */
export async function readServeFile(database: string): Promise<ServeFile | null> {
  const content = await parse(database);
  return content !== null && isAlive(content.pid) ? content : null;
}

async function parse(database: string): Promise<ServeFile | null> {
  try {
    const content: unknown = JSON.parse(await readFile(pathOf(database), 'utf8'));
    if (typeof content !== 'object' || content === null) return null;
    const { url, pid, fingerprint } = content as Readonly<Record<keyof ServeFile, unknown>>;
    if (typeof url !== 'string' || typeof pid !== 'number' || !Number.isSafeInteger(pid))
      return null;
    // Whoever can write beside the database must not send the command line to another machine.
    if (pid <= 0 || !isOfThisMachine(new URL(url).hostname)) return null;
    return { url, pid, ...(typeof fingerprint === 'string' ? { fingerprint } : {}) };
  } catch {
    return null;
  }
}

function isOfThisMachine(hostname: string): boolean {
  const address = hostname.replace(/^\[(.*)\]$/, '$1');
  if (isLoopback(address)) return true;
  return Object.values(networkInterfaces()).some((all) =>
    all?.some((one) => one.address === address),
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to another user.
    return hasCode(error, 'EPERM');
  }
}

function pathOf(database: string): string {
  return `${database}.serve.json`;
}
