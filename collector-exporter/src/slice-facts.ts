import type { SliceFact } from '@spantrail/graph';
import {
  ATTR_ML_LABELS,
  ATTR_ML_SLICE_KEYS,
  ATTR_ML_SLICE_VALUES,
} from '@spantrail/semantic-conventions';
import type { AttributeReader } from './attribute-reader.ts';
import { countExtra } from './parallel-lists.ts';

/** The slices that a run serves; a key or value that is empty makes none. */
export function sliceFacts(reader: AttributeReader): SliceFact[] {
  const keys = reader.texts(ATTR_ML_SLICE_KEYS);
  const values = reader.texts(ATTR_ML_SLICE_VALUES);
  countExtra(reader.leftOut, keys, [[ATTR_ML_SLICE_VALUES, values]]);
  const facts: SliceFact[] = [];
  keys.forEach((key, position) => {
    const value = values[position] ?? null;
    if (key === null) reader.leftOut.add(ATTR_ML_SLICE_KEYS, 'a key is empty');
    else if (value === null) reader.leftOut.add(ATTR_ML_SLICE_VALUES, 'a value is empty');
    else facts.push({ key, value });
  });
  return facts;
}

/** Labels of what the run wrote. */
export function labelFacts(reader: AttributeReader): string[] {
  return filledTexts(reader, ATTR_ML_LABELS);
}

/** The texts of a list; empty ones are refused and counted. */
export function filledTexts(reader: AttributeReader, attribute: string): string[] {
  const filled: string[] = [];
  for (const text of reader.texts(attribute)) {
    if (text === null) reader.leftOut.add(attribute, 'a text is empty');
    else filled.push(text);
  }
  return filled;
}
