import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { types } from 'node:util';
import { isName } from './limits.ts';

/** What a pointer stands for. */
export type PointerType = 'data' | 'model' | 'endpoint' | 'other';

/** What is known of a pointer beside its name. All of it is optional. */
export interface PointerDetails {
  /** Without it, the type is inferred from the name. */
  readonly type?: PointerType | undefined;
  /** `algorithm:value` of the real bytes (an ETag or version id is fine); beats `content` and `file`. */
  readonly digest?: string | undefined;
  /** The real bytes (text as UTF-8), hashed and forgotten. Leave large byte arrays unchanged until the run has ended. */
  readonly content?: string | Uint8Array | undefined;
  /** Path of a file with the real bytes: hashed when it is read, or when the run that writes it ends. */
  readonly file?: string | undefined;
  /** How many rows were read or written. */
  readonly rows?: number | bigint | undefined;
  /** How many bytes; known by itself with `content` and `file`. */
  readonly bytes?: number | bigint | undefined;
  /** When it was read or written; a bigint is µs since the epoch. */
  readonly at?: Date | bigint | undefined;
}

/** A pointer with what is known of it. */
export interface PointerObject extends PointerDetails {
  /** OpenLineage's way of naming (`s3://bucket/key`, `file:/path`); a bare name belongs to its namespace. */
  readonly name: string;
}

/** Something that a run reads or writes: a name, or a name with details. */
export type Pointer = string | PointerObject;

/**
 * The pointer of a file, with the digest of its content.
 *
 * @param path relative paths count from the working directory.
 * @param extra `name` replaces the default, which is `file:` and the absolute path.
 * @example
 * run.read(file('data/rides.csv', { rows: 1_200_000 }));
 */
export function file(path: string | URL, extra: Partial<PointerObject> = {}): PointerObject {
  const absolute = resolve(path instanceof URL ? fileURLToPath(path) : path);
  return { file: absolute, ...extra, name: extra.name ?? `file:${absolute}` };
}

/** A pointer as it stands on the span. Fillers: '' for texts, -1 for numbers. */
export interface PointerFact {
  readonly name: string;
  readonly type: PointerType | '';
  digest: string;
  readonly rows: number;
  bytes: number;
  at: number;
}

/** Where a digest is to come from. */
export type DigestSource =
  | { readonly kind: 'none' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'content'; readonly content: string | Uint8Array }
  | { readonly kind: 'file'; readonly path: string };

const TYPES: ReadonlySet<unknown> = new Set<PointerType>(['data', 'model', 'endpoint', 'other']);
const DIGEST = /^[A-Za-z0-9][A-Za-z0-9+._-]*:\S{1,512}$/;
export const UNKNOWN = -1;

/**
 * Reads what the user gave as a pointer, each property once because it may be a getter.
 *
 * @returns undefined without a usable name; any other detail that is no good is left out.
 */
export function readPointer(
  value: unknown,
): { readonly fact: PointerFact; readonly source: DigestSource } | undefined {
  if (isName(value)) return { fact: bareFact(value), source: { kind: 'none' } };
  if (typeof value !== 'object' || value === null) return undefined;
  const { name, type, digest, content, file, rows, bytes, at } = value as Record<string, unknown>;
  if (!isName(name)) return undefined;
  const fact: PointerFact = {
    name,
    type: TYPES.has(type) ? (type as PointerType) : '',
    digest: typeof digest === 'string' && DIGEST.test(digest) ? digest : '',
    rows: countOf(rows),
    bytes: countOf(bytes),
    at: microsOf(at),
  };
  return { fact, source: sourceOf(fact.digest, digest, content, file) };
}

function bareFact(name: string): PointerFact {
  return { name, type: '', digest: '', rows: UNKNOWN, bytes: UNKNOWN, at: UNKNOWN };
}

function sourceOf(known: string, digest: unknown, content: unknown, path: unknown): DigestSource {
  if (known !== '') return { kind: 'none' };
  if (typeof content === 'string' || types.isUint8Array(content)) {
    return { kind: 'content', content };
  }
  if (typeof path === 'string' && path !== '') return { kind: 'file', path };
  const given = [digest, content, path].some((part) => part !== undefined && part !== null);
  return { kind: given ? 'refused' : 'none' };
}

function countOf(value: unknown): number {
  if (typeof value !== 'number' && typeof value !== 'bigint') return UNKNOWN;
  const count = Number(value);
  return Number.isSafeInteger(count) && count >= 0 ? count : UNKNOWN;
}

function microsOf(value: unknown): number {
  if (typeof value === 'bigint') return countOf(value);
  return types.isDate(value) ? countOf(value.getTime() * 1000) : UNKNOWN;
}
