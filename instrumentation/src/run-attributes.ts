import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_ML_DROPPED_DIGESTS,
  ATTR_ML_DROPPED_INPUTS,
  ATTR_ML_DROPPED_LABELS,
  ATTR_ML_DROPPED_METRICS,
  ATTR_ML_DROPPED_NOTES,
  ATTR_ML_DROPPED_OUTPUTS,
  ATTR_ML_DROPPED_SLICES,
  ATTR_ML_DROPPED_TRIGGERS,
  ATTR_ML_INPUT_BYTES,
  ATTR_ML_INPUT_DIGESTS,
  ATTR_ML_INPUT_NAMES,
  ATTR_ML_INPUT_ROWS,
  ATTR_ML_INPUT_TIMES,
  ATTR_ML_INPUT_TYPES,
  ATTR_ML_LABELS,
  ATTR_ML_METRIC_NAMES,
  ATTR_ML_METRIC_UNITS,
  ATTR_ML_METRIC_VALUES,
  ATTR_ML_OUTPUT_BYTES,
  ATTR_ML_OUTPUT_DIGESTS,
  ATTR_ML_OUTPUT_NAMES,
  ATTR_ML_OUTPUT_ROWS,
  ATTR_ML_OUTPUT_TIMES,
  ATTR_ML_OUTPUT_TYPES,
  ATTR_ML_RUN_NOTES,
  ATTR_ML_SLICE_KEYS,
  ATTR_ML_SLICE_VALUES,
  ATTR_ML_TRIGGER_MESSAGES,
  ATTR_ML_TRIGGER_NAMES,
  ATTR_ML_TRIGGER_PHASES,
  ATTR_ML_TRIGGER_STATUSES,
  ATTR_ML_TRIGGER_THRESHOLDS,
  ATTR_ML_TRIGGER_VALUES,
} from '@spantrail/semantic-conventions';
import type { PointerFact } from './pointer.ts';
import { UNKNOWN } from './pointer.ts';
import type { RunFacts } from './run-facts.ts';
import type { TriggerFact } from './trigger.ts';

/** What a run has said of itself, as parallel arrays. Pure. */
export function runAttributes(facts: RunFacts): Attributes {
  return {
    ...inputAttributes(facts.inputs.facts),
    ...outputAttributes(facts.outputs.facts),
    ...metricAttributes(facts),
    ...triggerAttributes(facts.triggers),
    ...sliceAttributes([...facts.slices.values()]),
    ...(facts.labels.size > 0 && { [ATTR_ML_LABELS]: [...facts.labels] }),
    ...(facts.notes.length > 0 && { [ATTR_ML_RUN_NOTES]: facts.notes.join('\n') }),
    ...droppedAttributes(facts),
  };
}

/** Trigger results as parallel arrays. Pure. */
export function triggerAttributes(facts: readonly TriggerFact[]): Attributes {
  if (facts.length === 0) return {};
  return {
    [ATTR_ML_TRIGGER_NAMES]: facts.map(({ name }) => name),
    [ATTR_ML_TRIGGER_PHASES]: facts.map(({ phase }) => phase),
    [ATTR_ML_TRIGGER_STATUSES]: facts.map(({ status }) => status),
    ...unlessAll(null, ATTR_ML_TRIGGER_VALUES, facts, ({ value }) => value),
    ...unlessAll(null, ATTR_ML_TRIGGER_THRESHOLDS, facts, ({ threshold }) => threshold),
    ...unlessAll('', ATTR_ML_TRIGGER_MESSAGES, facts, ({ message }) => message),
  };
}

function inputAttributes(facts: readonly PointerFact[]): Attributes {
  if (facts.length === 0) return {};
  return {
    [ATTR_ML_INPUT_NAMES]: facts.map(({ name }) => name),
    ...unlessAll('', ATTR_ML_INPUT_TYPES, facts, ({ type }) => type),
    ...unlessAll('', ATTR_ML_INPUT_DIGESTS, facts, ({ digest }) => digest),
    ...unlessAll(UNKNOWN, ATTR_ML_INPUT_TIMES, facts, ({ at }) => at),
    ...unlessAll(UNKNOWN, ATTR_ML_INPUT_ROWS, facts, ({ rows }) => rows),
    ...unlessAll(UNKNOWN, ATTR_ML_INPUT_BYTES, facts, ({ bytes }) => bytes),
  };
}

function outputAttributes(facts: readonly PointerFact[]): Attributes {
  if (facts.length === 0) return {};
  return {
    [ATTR_ML_OUTPUT_NAMES]: facts.map(({ name }) => name),
    ...unlessAll('', ATTR_ML_OUTPUT_TYPES, facts, ({ type }) => type),
    ...unlessAll('', ATTR_ML_OUTPUT_DIGESTS, facts, ({ digest }) => digest),
    ...unlessAll(UNKNOWN, ATTR_ML_OUTPUT_TIMES, facts, ({ at }) => at),
    ...unlessAll(UNKNOWN, ATTR_ML_OUTPUT_ROWS, facts, ({ rows }) => rows),
    ...unlessAll(UNKNOWN, ATTR_ML_OUTPUT_BYTES, facts, ({ bytes }) => bytes),
  };
}

function metricAttributes({ metrics }: RunFacts): Attributes {
  if (metrics.size === 0) return {};
  const facts = [...metrics.values()];
  return {
    [ATTR_ML_METRIC_NAMES]: [...metrics.keys()],
    [ATTR_ML_METRIC_VALUES]: facts.map(({ value }) => value),
    ...unlessAll('', ATTR_ML_METRIC_UNITS, facts, ({ unit }) => unit),
  };
}

function sliceAttributes(slices: readonly (readonly [key: string, value: string])[]): Attributes {
  if (slices.length === 0) return {};
  return {
    [ATTR_ML_SLICE_KEYS]: slices.map(([key]) => key),
    [ATTR_ML_SLICE_VALUES]: slices.map(([, value]) => value),
  };
}

function droppedAttributes({ inputs, outputs, dropped }: RunFacts): Attributes {
  const counts = {
    [ATTR_ML_DROPPED_INPUTS]: inputs.dropped,
    [ATTR_ML_DROPPED_OUTPUTS]: outputs.dropped,
    [ATTR_ML_DROPPED_METRICS]: dropped.metrics,
    [ATTR_ML_DROPPED_TRIGGERS]: dropped.triggers,
    [ATTR_ML_DROPPED_SLICES]: dropped.slices,
    [ATTR_ML_DROPPED_LABELS]: dropped.labels,
    [ATTR_ML_DROPPED_NOTES]: dropped.notes,
    [ATTR_ML_DROPPED_DIGESTS]: inputs.digestsMissing + outputs.digestsMissing,
  };
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

/** An array that would hold nothing but its filler is left out. */
function unlessAll<Fact, Value extends string | number | null>(
  filler: Value,
  key: string,
  facts: readonly Fact[],
  read: (fact: Fact) => Value,
): Attributes {
  const values = facts.map(read);
  if (values.every((value) => value === filler)) return {};
  return { [key]: values as string[] | (number | null)[] };
}
