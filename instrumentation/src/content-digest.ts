import { createHash, type Hash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Hashing this much takes about a millisecond; more is done in slices between other work. */
const SLICE = 1024 * 1024;

/** What hashing gives. */
export interface ContentDigest {
  /** `sha256:` and lowercase hex. */
  readonly digest: string;
  readonly bytes: number;
}

/** The digest of bytes at hand: at once when they are few, else without holding up the caller. */
export function contentDigest(
  content: string | Uint8Array,
): ContentDigest | Promise<ContentDigest> {
  if (content.length > SLICE) return sliced(content);
  return {
    digest: finish(createHash('sha256').update(content)),
    bytes: Buffer.byteLength(content),
  };
}

/** The digest in the one form that spans carry. */
export function finish(hash: Hash): string {
  return `sha256:${hash.digest('hex')}`;
}

async function sliced(content: string | Uint8Array): Promise<ContentDigest> {
  const hash = createHash('sha256');
  const bytes = Buffer.byteLength(content);
  for (let start = 0; start < content.length; ) {
    await nextTurn();
    const end = sliceEnd(content, start + SLICE);
    hash.update(
      typeof content === 'string' ? content.slice(start, end) : content.subarray(start, end),
    );
    start = end;
  }
  return { digest: finish(hash), bytes };
}

/** A surrogate pair that is cut in two would be hashed as two replacement characters. */
function sliceEnd(content: string | Uint8Array, end: number): number {
  if (typeof content !== 'string' || end >= content.length) return end;
  const last = content.charCodeAt(end - 1);
  return last >= 0xd800 && last <= 0xdbff ? end + 1 : end;
}
