import type { IoFact, PointerType } from '@spantrail/graph';
import {
  ATTR_ML_INPUT_BYTES,
  ATTR_ML_INPUT_DIGESTS,
  ATTR_ML_INPUT_NAMES,
  ATTR_ML_INPUT_ROWS,
  ATTR_ML_INPUT_TIMES,
  ATTR_ML_INPUT_TYPES,
  ATTR_ML_OUTPUT_BYTES,
  ATTR_ML_OUTPUT_DIGESTS,
  ATTR_ML_OUTPUT_NAMES,
  ATTR_ML_OUTPUT_ROWS,
  ATTR_ML_OUTPUT_TIMES,
  ATTR_ML_OUTPUT_TYPES,
} from '@spantrail/semantic-conventions';
import type { AttributeReader } from './attribute-reader.ts';
import { countExtra } from './parallel-lists.ts';
import { type PointerSurroundings, pointerRef } from './pointer-name.ts';

interface IoAttributes {
  readonly names: string;
  readonly types: string;
  readonly digests: string;
  readonly times: string;
  readonly rows: string;
  readonly bytes: string;
}

const INPUT: IoAttributes = {
  names: ATTR_ML_INPUT_NAMES,
  types: ATTR_ML_INPUT_TYPES,
  digests: ATTR_ML_INPUT_DIGESTS,
  times: ATTR_ML_INPUT_TIMES,
  rows: ATTR_ML_INPUT_ROWS,
  bytes: ATTR_ML_INPUT_BYTES,
};

const OUTPUT: IoAttributes = {
  names: ATTR_ML_OUTPUT_NAMES,
  types: ATTR_ML_OUTPUT_TYPES,
  digests: ATTR_ML_OUTPUT_DIGESTS,
  times: ATTR_ML_OUTPUT_TIMES,
  rows: ATTR_ML_OUTPUT_ROWS,
  bytes: ATTR_ML_OUTPUT_BYTES,
};

const POINTER_TYPES: ReadonlySet<string> = new Set(['data', 'model', 'endpoint', 'other']);

export interface IoSurroundings extends PointerSurroundings {
  /** Time of an input or output without one of its own; null: the run's start or end. */
  readonly at: bigint | null;
}

export function inputFacts(reader: AttributeReader, surroundings: IoSurroundings): IoFact[] {
  return ioFacts(reader, INPUT, surroundings);
}

export function outputFacts(reader: AttributeReader, surroundings: IoSurroundings): IoFact[] {
  return ioFacts(reader, OUTPUT, surroundings);
}

function ioFacts(
  reader: AttributeReader,
  attributes: IoAttributes,
  surroundings: IoSurroundings,
): IoFact[] {
  const names = reader.texts(attributes.names);
  const types = reader.texts(attributes.types);
  const digests = reader.texts(attributes.digests);
  const times = reader.wholes(attributes.times);
  const rows = reader.wholes(attributes.rows);
  const bytes = reader.wholes(attributes.bytes);
  countExtra(reader.leftOut, names, [
    [attributes.types, types],
    [attributes.digests, digests],
    [attributes.times, times],
    [attributes.rows, rows],
    [attributes.bytes, bytes],
  ]);
  const facts: IoFact[] = [];
  names.forEach((name, position) => {
    if (name === null) {
      reader.leftOut.add(attributes.names, 'a name is empty');
      return;
    }
    const type = pointerType(types[position] ?? null, reader, attributes.types);
    facts.push({
      pointer: pointerRef(name, type, surroundings),
      digest: digestOf(digests[position] ?? null, reader, attributes.digests),
      rows: rows[position] ?? null,
      bytes: bytes[position] ?? null,
      at: times[position] ?? surroundings.at,
    });
  });
  return facts;
}

function pointerType(
  text: string | null,
  { leftOut }: AttributeReader,
  attribute: string,
): PointerType | null {
  if (text === null || isPointerType(text)) return text;
  leftOut.add(attribute, 'no pointer type');
  return null;
}

function isPointerType(text: string): text is PointerType {
  return POINTER_TYPES.has(text);
}

/** Digests are compared only within one algorithm, so one that does not name it says nothing. */
function digestOf(
  text: string | null,
  { leftOut }: AttributeReader,
  attribute: string,
): string | null {
  if (text === null || /^[^:]+:./s.test(text)) return text;
  leftOut.add(attribute, 'a digest does not name its algorithm');
  return null;
}
