import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Where builders put the commit; a container rarely has a `.git`. */
const VARIABLES = [
  'GIT_COMMIT',
  'GITHUB_SHA',
  'CI_COMMIT_SHA',
  'BITBUCKET_COMMIT',
  'CIRCLE_SHA1',
  'BUILD_SOURCEVERSION',
] as const;

const REVISION = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

let known: string | undefined;

/** The commit of this process, found once; '' when there is none to be found. Never throws. */
export function gitRevision(): string {
  known ??= findRevision(process.env, process.cwd());
  return known;
}

/**
 * The commit from the builders' variables, else of the nearest checkout at or above the folder. Reads
 * a few small files and starts no process.
 *
 * @returns '' when there is none.
 */
export function findRevision(
  env: Readonly<Record<string, string | undefined>>,
  folder: string,
): string {
  const named = VARIABLES.map((name) => env[name]?.trim().toLowerCase() ?? '');
  return named.find((value) => REVISION.test(value)) ?? (attempt(() => ofCheckout(folder)) || '');
}

function ofCheckout(folder: string): string {
  for (let place = resolve(folder); ; place = dirname(place)) {
    const gitFolder = attempt(() => gitFolderOf(join(place, '.git')));
    if (gitFolder !== undefined) return ofHead(gitFolder);
    if (dirname(place) === place) return '';
  }
}

/** In a worktree or submodule, `.git` is a file that names the real folder. */
function gitFolderOf(path: string): string {
  if (statSync(path).isDirectory()) return path;
  return resolve(dirname(path), read(path).replace(/^gitdir:\s*/, ''));
}

function ofHead(gitFolder: string): string {
  const head = read(join(gitFolder, 'HEAD'));
  if (!head.startsWith('ref:')) return REVISION.test(head) ? head : '';
  const ref = head.slice('ref:'.length).trim();
  // A worktree has a HEAD of its own, but its branches are in the common folder.
  const common = attempt(() => resolve(gitFolder, read(join(gitFolder, 'commondir')))) ?? gitFolder;
  const loose = attempt(() => read(join(common, ref)));
  if (loose !== undefined) return REVISION.test(loose) ? loose : '';
  const packed = read(join(common, 'packed-refs')).split('\n');
  return packed.find((line) => line.endsWith(` ${ref}`))?.split(' ')[0] ?? '';
}

function read(path: string): string {
  return readFileSync(path, 'utf8').trim();
}

function attempt<Value>(body: () => Value): Value | undefined {
  try {
    return body();
  } catch {
    return undefined;
  }
}
