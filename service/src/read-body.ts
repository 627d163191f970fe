import type { IncomingMessage } from 'node:http';
import { createGunzip } from 'node:zlib';
import type { Intake, Place } from './intake.ts';

export type BodyOutcome =
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  | { readonly kind: 'tooLarge' }
  /** There is no room for it now; all of it may be sent again. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'unreadable'; readonly reason: string }
  | { readonly kind: 'unknownEncoding' }
  | { readonly kind: 'senderGone' };

export interface BodyLimits {
  /** Limit before and after unzipping: a gzip bomb is stopped when its output passes it. */
  readonly bytesMax: number;
  /** Ends the reading; what was read is thrown away. Default never. */
  readonly signal?: AbortSignal;
}

const DRAIN_MS = 1_000;

/** Zip expands text about tenfold: one or two pieces for most bodies. */
const UNZIP_FACTOR = 8;
const UNZIP_PIECE_MIN = 16_384;
const UNZIP_PIECE_MAX = 1_048_576;

/** Takes a place for as long as `use` has the body. */
export async function withBody<T>(
  request: IncomingMessage,
  { intake, ...limits }: BodyLimits & { readonly intake: Intake },
  use: (outcome: BodyOutcome) => Promise<T> | T,
): Promise<T> {
  const place = intake.enter(announcedBytes(request, limits.bytesMax));
  if (place === null) return use({ kind: 'busy' });
  try {
    return await use(await readBody(request, place, limits));
  } finally {
    place.leave();
  }
}

/** What the sender says that the body has; 0 when it says nothing, or more than will be read. */
export function announcedBytes({ headers }: IncomingMessage, bytesMax: number): number {
  const length = Number(headers['content-length'] ?? 0);
  return length > 0 && length <= bytesMax ? length : 0;
}

/** The body, unzipped. What is held of it is counted in its place as it grows. */
export async function readBody(
  request: IncomingMessage,
  place: Place,
  { bytesMax, signal }: BodyLimits,
): Promise<BodyOutcome> {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding !== 'identity' && encoding !== 'gzip') return { kind: 'unknownEncoding' };
  const raw = await readRaw(request, place, { bytesMax, ...(signal ? { signal } : {}) });
  if (typeof raw === 'string') return { kind: raw };
  if (encoding === 'identity' || raw.length === 0) return { kind: 'read', bytes: raw };
  const plain = await unzip(raw, place, bytesMax);
  if (!(plain instanceof Uint8Array)) return plain;
  place.hold(plain.length);
  return { kind: 'read', bytes: plain };
}

async function unzip(
  raw: Uint8Array,
  place: Place,
  bytesMax: number,
): Promise<Uint8Array | BodyOutcome> {
  const expected = Math.max(UNZIP_PIECE_MIN, raw.length * UNZIP_FACTOR);
  const gunzip = createGunzip({ chunkSize: Math.min(UNZIP_PIECE_MAX, expected) });
  gunzip.end(raw);
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    for await (const piece of gunzip as AsyncIterable<Buffer>) {
      length += piece.length;
      if (length > bytesMax) return { kind: 'tooLarge' };
      if (!place.hold(raw.length + length)) return { kind: 'busy' };
      pieces.push(piece);
    }
  } catch {
    return { kind: 'unreadable', reason: 'The body is no gzip stream, or it is cut.' };
  }
  return Buffer.concat(pieces);
}

/** Answers as soon as it is too large; the rest is left to `drain`. */
function readRaw(
  request: IncomingMessage,
  place: Place,
  { bytesMax, signal }: BodyLimits,
): Promise<Buffer | 'tooLarge' | 'busy' | 'senderGone'> {
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) return Promise.resolve('tooLarge');
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const announced = announcedBytes(request, bytesMax);
    let length = 0;
    const giveUp = (why: 'tooLarge' | 'busy' | 'senderGone'): void => {
      request.off('data', take);
      chunks.length = 0;
      resolve(why);
    };
    const take = (chunk: Buffer): void => {
      length += chunk.length;
      if (length > bytesMax) giveUp('tooLarge');
      else if (length > announced && !place.hold(length)) giveUp('busy');
      else chunks.push(chunk);
    };
    request.on('data', take);
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', () => giveUp('senderGone'));
    request.on('close', () => giveUp('senderGone'));
    signal?.addEventListener('abort', () => giveUp('senderGone'), { once: true });
  });
}

/**
 * Throws away what is left of a body, for a second at most. A socket that is closed with unread bytes
 * is reset, and the sender would never see why it was refused.
 */
export function drain(request: IncomingMessage): Promise<void> {
  if (request.complete || request.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const bound = setTimeout(resolve, DRAIN_MS);
    const done = (): void => {
      clearTimeout(bound);
      resolve();
    };
    request.once('end', done);
    request.once('close', done);
    request.resume();
  });
}
