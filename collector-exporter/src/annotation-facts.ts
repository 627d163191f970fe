import type { AnnotationFact } from '@spantrail/graph';
import {
  ATTR_ML_FLAG_POINTER,
  ATTR_ML_FLAG_REASON,
  ATTR_ML_FLAG_VALUE,
  ATTR_ML_RUN_NOTES,
  ATTR_SERVICE_NAME,
} from '@spantrail/semantic-conventions';
import { AttributeReader } from './attribute-reader.ts';
import { type OtlpSpan, spanKey } from './otlp-span.ts';
import { type PointerSurroundings, pointerRef } from './pointer-name.ts';

/**
 * The flag that a span sets or clears, or null. Its id is the span's key, so that a span that arrives
 * twice flags once. A value that is no boolean is not guessed: the flag is left out and counted.
 */
export function flagFact(
  span: OtlpSpan,
  reader: AttributeReader,
  { at, surroundings }: { at: bigint; surroundings: PointerSurroundings },
): AnnotationFact | null {
  const name = reader.text(ATTR_ML_FLAG_POINTER);
  if (name === null) return null;
  const value = String(reader.attributes.get(ATTR_ML_FLAG_VALUE) ?? true);
  if (value !== 'true' && value !== 'false') {
    reader.leftOut.add(ATTR_ML_FLAG_VALUE, 'is neither true nor false');
    return null;
  }
  return {
    origin: span.index,
    id: spanKey(span),
    kind: 'flag',
    about: { kind: 'pointer', pointer: pointerRef(name, null, surroundings) },
    value,
    reason: reader.text(ATTR_ML_FLAG_REASON),
    by: serviceOf(span, reader),
    at,
  };
}

/** The free text of a run as a note about it, or null. */
export function noteFact(
  span: OtlpSpan,
  reader: AttributeReader,
  { at, run }: { at: bigint; run: string },
): AnnotationFact | null {
  const value = reader.text(ATTR_ML_RUN_NOTES);
  if (value === null) return null;
  return {
    origin: span.index,
    id: spanKey(span),
    kind: 'note',
    about: { kind: 'run', run },
    value,
    reason: null,
    by: serviceOf(span, reader),
    at,
  };
}

function serviceOf(span: OtlpSpan, { leftOut }: AttributeReader): string | null {
  return new AttributeReader(span.resource, leftOut).text(ATTR_SERVICE_NAME);
}
