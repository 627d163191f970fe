import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { hasCode } from './errors.ts';

export type BodyOutcome =
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  | { readonly kind: 'tooLarge' }
  | { readonly kind: 'unreadable'; readonly reason: string }
  | { readonly kind: 'unknownEncoding' }
  | { readonly kind: 'senderGone' };

const DRAIN_MS = 1_000;

const unzip = promisify(gunzip);

/**
 * The body, unzipped. At most `bytesMax` are held before and after unzipping: a gzip bomb is stopped
 * when its output passes the limit.
 */
export async function readBody(request: IncomingMessage, bytesMax: number): Promise<BodyOutcome> {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding !== 'identity' && encoding !== 'gzip') return { kind: 'unknownEncoding' };
  const raw = await readRaw(request, bytesMax);
  if (typeof raw === 'string') return { kind: raw };
  if (encoding === 'identity' || raw.length === 0) return { kind: 'read', bytes: raw };
  try {
    return { kind: 'read', bytes: await unzip(raw, { maxOutputLength: bytesMax }) };
  } catch (error) {
    if (hasCode(error, 'ERR_BUFFER_TOO_LARGE')) return { kind: 'tooLarge' };
    return { kind: 'unreadable', reason: 'The body is no gzip stream, or it is cut.' };
  }
}

/** Answers as soon as it is too large; the rest is left to `drain`. */
function readRaw(
  request: IncomingMessage,
  bytesMax: number,
): Promise<Buffer | 'tooLarge' | 'senderGone'> {
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) return Promise.resolve('tooLarge');
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const take = (chunk: Buffer): void => {
      length += chunk.length;
      if (length <= bytesMax) {
        chunks.push(chunk);
        return;
      }
      request.off('data', take);
      chunks.length = 0;
      resolve('tooLarge');
    };
    request.on('data', take);
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', () => resolve('senderGone'));
    request.on('close', () => resolve('senderGone'));
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
