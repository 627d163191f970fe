import { createHash } from 'node:crypto';
import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { type ContentDigest, finish } from './content-digest.ts';

/** Files that are read at the same time: enough for a disk, far from the limit of open files. */
const READERS_MAX = 4;
/** A service reads the same model for each prediction; it is hashed once. */
const REMEMBERED_MAX = 1_000;
/** Time stamps of files are coarse: a younger file may change again without a sign of it. */
const SETTLED_AFTER_MS = 2_000;

/** To open a named pipe otherwise waits for its writer and holds one of Node's few I/O threads. */
const READ_WITHOUT_WAITING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

const remembered = new Map<string, ContentDigest>();
const waiting: (() => void)[] = [];
let readers = 0;

/**
 * The digest of a file's bytes, streamed. A directory and a file that changes while it is read have
 * none.
 *
 * @throws Error of `node:fs`, or one that says that the file changed or is no file.
 */
export async function fileDigest(path: string): Promise<ContentDigest> {
  await turn();
  try {
    const handle = await open(path, READ_WITHOUT_WAITING);
    try {
      return await digestOf(handle);
    } finally {
      await handle.close();
    }
  } finally {
    leave();
  }
}

async function turn(): Promise<void> {
  if (readers >= READERS_MAX) await new Promise<void>((resolve) => waiting.push(resolve));
  else readers += 1;
}

/** The place goes straight to the one who waits longest, so that nobody slips in between. */
function leave(): void {
  const next = waiting.shift();
  if (next === undefined) readers -= 1;
  else next();
}

async function digestOf(handle: FileHandle): Promise<ContentDigest> {
  const before = await handle.stat({ bigint: true });
  // A pipe or a device has no content of its own, and reading it would take it from the user.
  if (!before.isFile()) throw new Error('not a regular file');
  const key = identity(before);
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const hash = createHash('sha256');
  for await (const chunk of handle.createReadStream({ autoClose: false })) {
    hash.update(chunk as Buffer);
  }
  const digest = { digest: finish(hash), bytes: Number(before.size) };
  if (identity(await handle.stat({ bigint: true })) !== key) {
    throw new Error('the file changed while its digest was made');
  }
  if (Date.now() - Number(before.mtimeMs) > SETTLED_AFTER_MS) remember(key, digest);
  return digest;
}

function identity({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join(':');
}

function remember(key: string, digest: ContentDigest): void {
  const oldest = remembered.size >= REMEMBERED_MAX ? remembered.keys().next().value : undefined;
  if (oldest !== undefined) remembered.delete(oldest);
  remembered.set(key, digest);
}
