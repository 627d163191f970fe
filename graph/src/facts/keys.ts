/**
 * Keys of nodes. Neo4j refuses index entries over about 8,150 bytes and fails the whole batch, so a
 * long name is indexed by a digest; both stores compare keys byte for byte.
 */
import { createHash } from 'node:crypto';
import type {
  AnnotationFact,
  AnnotationSubject,
  ComponentFact,
  PointerRef,
  TriggerFact,
} from './lineage-batch.ts';

const KEY_BYTES_MAX = 512;
const KEY_HEAD_BYTES = 400;
const NAME_BYTES_MAX = 65_536;

/** The name up to 512 UTF-8 bytes, else its first 400 bytes, cut at a code point, and its digest. */
export function keyOf(name: string): string {
  // A UTF-16 unit is at most three UTF-8 bytes: short names need no encoding to be known as short.
  if (name.length * 3 <= KEY_BYTES_MAX) return name;
  const bytes = Buffer.from(name, 'utf8');
  if (bytes.length <= KEY_BYTES_MAX) return name;
  return `${cutAtCodePoint(bytes, KEY_HEAD_BYTES)}#sha256:${sha256(bytes)}`;
}

/** A key of several parts; JSON keeps `['a,b', 'c']` and `['a', 'b,c']` apart. */
export function compositeKey(parts: readonly string[]): string {
  return keyOf(JSON.stringify(parts));
}

export function componentKey(component: Pick<ComponentFact, 'namespace' | 'name'>): string {
  return compositeKey([component.namespace, component.name]);
}

/** URIs are global, bare names belong to their namespace. */
export function pointerKey(pointer: Pick<PointerRef, 'namespace' | 'name'>): string {
  return isUri(pointer.name)
    ? keyOf(pointer.name)
    : compositeKey([pointer.namespace, pointer.name]);
}

export function isUri(name: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]+:/.test(name);
}

export function triggerKey(run: string, trigger: Pick<TriggerFact, 'phase' | 'name'>): string {
  return compositeKey([run, trigger.phase, trigger.name]);
}

/** One id may speak of several subjects, and of several labels of one pointer. */
export function annotationKey({
  id,
  kind,
  about,
  label,
}: Pick<AnnotationFact, 'id' | 'kind' | 'about' | 'label'>): string {
  const labels = label === undefined ? [] : [keyOf(label)];
  return compositeKey([id, kind, about.kind, subjectKey(about), ...labels]);
}

export function subjectKey(about: AnnotationSubject): string {
  switch (about.kind) {
    case 'pointer':
      return pointerKey(about.pointer);
    case 'run':
      return keyOf(about.run);
    case 'label':
      return keyOf(about.label);
  }
}

/**
 * How a name is kept on its node: `name` is indexed and therefore a key, `fullName` holds the rest of
 * a long one, unindexed, up to 64 KiB.
 */
export function nameProperties(name: string): { name: string; fullName: string | null } {
  const key = keyOf(name);
  if (key === name) return { name, fullName: null };
  const bytes = Buffer.from(name, 'utf8');
  return {
    name: key,
    fullName: bytes.length <= NAME_BYTES_MAX ? name : cutAtCodePoint(bytes, NAME_BYTES_MAX),
  };
}

/** Order by code point, the same on every platform; the stores' own string orders differ. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left !== right) {
      // Surrogates stand for code points above U+FFFF, so they come after every other unit.
      const leftHigh = left >= 0xd800 && left <= 0xdfff;
      const rightHigh = right >= 0xd800 && right <= 0xdfff;
      if (leftHigh !== rightHigh) return leftHigh ? 1 : -1;
      return left < right ? -1 : 1;
    }
  }
  return a.length < b.length ? -1 : 1;
}

export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function cutAtCodePoint(bytes: Buffer, limit: number): string {
  let end = limit;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end).toString('utf8');
}
