import type { MetricFact } from '@spantrail/graph';
import {
  ATTR_ML_METRIC,
  ATTR_ML_METRIC_NAMES,
  ATTR_ML_METRIC_UNITS,
  ATTR_ML_METRIC_VALUES,
} from '@spantrail/semantic-conventions';
import { type AttributeReader, numberOf } from './attribute-reader.ts';
import type { LeftOut } from './left-out.ts';
import type { AttributeValue } from './otlp-span.ts';
import { countExtra } from './parallel-lists.ts';

const PREFIX = ATTR_ML_METRIC('');
const ANY_METRIC = ATTR_ML_METRIC('*');
const LISTS: ReadonlySet<string> = new Set([
  ATTR_ML_METRIC_NAMES,
  ATTR_ML_METRIC_VALUES,
  ATTR_ML_METRIC_UNITS,
]);

/**
 * The metrics of a run span, one for each name: of a name given twice the last value in the lists
 * stays, and the lists win over `ml.metric.<name>`.
 */
export function metricFacts(reader: AttributeReader): MetricFact[] {
  const facts = new Map<string, MetricFact>();
  for (const [key, value] of reader.attributes) {
    if (!key.startsWith(PREFIX) || isList(key, value, reader)) continue;
    const name = reader.bounded(ANY_METRIC, key.slice(PREFIX.length));
    const number = numberOf(value);
    if (name === '') reader.leftOut.add(ANY_METRIC, 'the name is empty');
    else if (number === undefined) reader.leftOut.add(ANY_METRIC, 'is no number');
    else addFact(facts, { name, value: number, unit: null }, reader.leftOut);
  }
  addFromLists(facts, reader);
  return [...facts.values()];
}

function addFromLists(facts: Map<string, MetricFact>, reader: AttributeReader): void {
  const names = reader.texts(ATTR_ML_METRIC_NAMES);
  if (names.length === 0 && !Array.isArray(reader.attributes.get(ATTR_ML_METRIC_VALUES))) return;
  const values = reader.numbers(ATTR_ML_METRIC_VALUES);
  const units = reader.texts(ATTR_ML_METRIC_UNITS);
  countExtra(reader.leftOut, names, [
    [ATTR_ML_METRIC_VALUES, values],
    [ATTR_ML_METRIC_UNITS, units],
  ]);
  names.forEach((name, position) => {
    const value = values[position] ?? null;
    if (name === null) reader.leftOut.add(ATTR_ML_METRIC_NAMES, 'a name is empty');
    else if (value === null) reader.leftOut.add(ATTR_ML_METRIC_VALUES, 'a metric has no value');
    else addFact(facts, { name, value, unit: units[position] ?? null }, reader.leftOut);
  });
}

function addFact(facts: Map<string, MetricFact>, fact: MetricFact, leftOut: LeftOut): void {
  if (Number.isFinite(fact.value)) facts.set(fact.name, fact);
  else leftOut.add(ANY_METRIC, 'the value is not finite');
}

/** `ml.metric.values` with one number is a metric of that name, unless names stand beside it. */
function isList(key: string, value: AttributeValue, { attributes }: AttributeReader): boolean {
  return (
    LISTS.has(key) &&
    (numberOf(value) === undefined ||
      (key === ATTR_ML_METRIC_VALUES && attributes.has(ATTR_ML_METRIC_NAMES)))
  );
}
