/**
 * Secrets that are exchanged while the service runs. Files are read again and again, not watched: what a
 * file system tells of a mounted secret, where a link is moved, differs from one to the next.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ServiceClock } from './clock.ts';
import type { Log } from './log.ts';

const LOOK_MS = 2_000;

export interface WatchedFiles {
  readonly paths: readonly string[];
  /** What they held when they were taken first. */
  readonly contents: readonly string[];
  /** For the log: "The tokens". */
  readonly what: string;
  /** Takes new contents; what it throws is logged, and the old ones stay in use. */
  readonly take: (contents: readonly string[]) => void;
}

/** All of them, as text. */
export function readFiles(paths: readonly string[]): Promise<readonly string[]> {
  return Promise.all(paths.map((path) => readFile(path, 'utf8')));
}

/** Looks now and then; the function that comes back ends it. */
export function watchFiles(
  { paths, contents, what, take }: WatchedFiles,
  { clock, log }: { clock: Pick<ServiceClock, 'every'>; log: Log },
): () => void {
  let seen = digestOf(contents);
  let looking = false;
  const look = async (): Promise<void> => {
    const read = await readFiles(paths).catch((error: unknown) => messageOf(error));
    const now = digestOf(read);
    // A fault is told once, not at every look.
    if (now === seen) return;
    seen = now;
    try {
      if (typeof read === 'string') throw new Error(read);
      take(read);
      log('info', `${what} were read again and are in use.`);
    } catch (error) {
      log(
        'error',
        `${what} have changed, but cannot be used: the old ones stay. ${messageOf(error)}`,
      );
    }
  };
  return clock.every(LOOK_MS, () => {
    if (looking) return;
    looking = true;
    void look().finally(() => {
      looking = false;
    });
  });
}

/** What was seen is not kept: it holds secrets. */
function digestOf(contents: readonly string[] | string): string {
  return createHash('sha256').update(JSON.stringify(contents)).digest('hex');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
