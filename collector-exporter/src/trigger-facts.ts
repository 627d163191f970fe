import type { TriggerFact, TriggerPhase, TriggerStatus } from '@spantrail/graph';
import {
  ATTR_ML_TRIGGER,
  ATTR_ML_TRIGGER_MESSAGES,
  ATTR_ML_TRIGGER_NAMES,
  ATTR_ML_TRIGGER_PHASES,
  ATTR_ML_TRIGGER_STATUSES,
  ATTR_ML_TRIGGER_THRESHOLDS,
  ATTR_ML_TRIGGER_VALUES,
} from '@spantrail/semantic-conventions';
import { type AttributeReader, numberOf } from './attribute-reader.ts';
import type { LeftOut } from './left-out.ts';
import type { Attributes, AttributeValue } from './otlp-span.ts';
import { countExtra } from './parallel-lists.ts';

const PREFIX = ATTR_ML_TRIGGER('');
const ANY_TRIGGER = ATTR_ML_TRIGGER('*');
const PHASES: ReadonlySet<string> = new Set(['before_run', 'after_run']);
const STATUSES: ReadonlySet<string> = new Set(['pass', 'warn', 'fail', 'error', 'skipped']);
const FIELDS: ReadonlySet<string> = new Set(['phase', 'status', 'message', 'value', 'threshold']);

interface TriggerTexts {
  readonly name: string;
  readonly phase: string | null;
  readonly status: string | null;
  readonly message: string | null;
  readonly value: number | null;
  readonly threshold: number | null;
}

/**
 * The trigger results on a span, one for each phase and name: of one given twice the last in the
 * lists stays, and the lists win over `ml.trigger.<name>.<field>`.
 */
export function triggerFacts(reader: AttributeReader): TriggerFact[] {
  // Most spans have none, and reading six empty lists of each took a tenth of the mapping.
  if (!hasAny(reader.attributes)) return [];
  const facts = new Map<string, TriggerFact>();
  for (const texts of [...fromTemplates(reader), ...fromLists(reader)]) {
    const fact = checked(texts, reader.leftOut);
    if (fact !== null) facts.set(`${fact.phase} ${fact.name}`, fact);
  }
  return [...facts.values()];
}

function hasAny(attributes: Attributes): boolean {
  for (const name of attributes.keys()) if (name.startsWith(PREFIX)) return true;
  return false;
}

function fromLists(reader: AttributeReader): TriggerTexts[] {
  const names = reader.texts(ATTR_ML_TRIGGER_NAMES);
  const phases = reader.texts(ATTR_ML_TRIGGER_PHASES);
  const statuses = reader.texts(ATTR_ML_TRIGGER_STATUSES);
  const messages = reader.texts(ATTR_ML_TRIGGER_MESSAGES);
  const values = reader.numbers(ATTR_ML_TRIGGER_VALUES);
  const thresholds = reader.numbers(ATTR_ML_TRIGGER_THRESHOLDS);
  countExtra(reader.leftOut, names, [
    [ATTR_ML_TRIGGER_PHASES, phases],
    [ATTR_ML_TRIGGER_STATUSES, statuses],
    [ATTR_ML_TRIGGER_MESSAGES, messages],
    [ATTR_ML_TRIGGER_VALUES, values],
    [ATTR_ML_TRIGGER_THRESHOLDS, thresholds],
  ]);
  return names.map((name, position) => ({
    name: name ?? '',
    phase: phases[position] ?? null,
    status: statuses[position] ?? null,
    message: messages[position] ?? null,
    value: values[position] ?? null,
    threshold: thresholds[position] ?? null,
  }));
}

/** `ml.trigger.<name>.<field>`: the field is after the last dot, a name may hold dots itself. */
function fromTemplates(reader: AttributeReader): TriggerTexts[] {
  const byName = new Map<string, Map<string, AttributeValue>>();
  for (const [key, value] of reader.attributes) {
    const dot = key.lastIndexOf('.');
    if (!key.startsWith(PREFIX) || dot < PREFIX.length) continue;
    const name = reader.bounded(ANY_TRIGGER, key.slice(PREFIX.length, dot));
    const field = key.slice(dot + 1);
    if (!FIELDS.has(field)) {
      reader.leftOut.add(ANY_TRIGGER, 'no field of a trigger result');
      continue;
    }
    const fields = byName.get(name) ?? new Map<string, AttributeValue>();
    byName.set(name, fields.set(field, value));
  }
  return [...byName].map(([name, fields]) => ({
    name,
    phase: textField(fields, 'phase', reader),
    status: textField(fields, 'status', reader),
    message: textField(fields, 'message', reader),
    value: numberField(fields, 'value', reader),
    threshold: numberField(fields, 'threshold', reader),
  }));
}

function textField(
  fields: ReadonlyMap<string, AttributeValue>,
  field: string,
  reader: AttributeReader,
): string | null {
  const value = fields.get(field) ?? '';
  if (typeof value === 'string') return value === '' ? null : reader.bounded(ANY_TRIGGER, value);
  reader.leftOut.add(ATTR_ML_TRIGGER(`*.${field}`), 'is no text');
  return null;
}

function numberField(
  fields: ReadonlyMap<string, AttributeValue>,
  field: string,
  reader: AttributeReader,
): number | null {
  const value = fields.get(field) ?? null;
  if (value === null) return null;
  const number = numberOf(value);
  if (number === undefined) reader.leftOut.add(ATTR_ML_TRIGGER(`*.${field}`), 'is no number');
  return number ?? null;
}

/** A result without a status says nothing; one without a phase is of the usual kind, after the run. */
function checked(texts: TriggerTexts, leftOut: LeftOut): TriggerFact | null {
  const { name, status, message } = texts;
  const phase = texts.phase ?? 'after_run';
  if (name === '') return refused(leftOut, 'the name is empty');
  if (!isPhase(phase)) return refused(leftOut, 'no phase of a run');
  if (status === null) return refused(leftOut, 'has no status');
  if (!isStatus(status)) return refused(leftOut, 'no status of a check');
  return {
    phase,
    name,
    status,
    message,
    value: finiteOrNull(texts.value),
    threshold: finiteOrNull(texts.threshold),
  };
}

function refused(leftOut: LeftOut, reason: string): null {
  leftOut.add(ANY_TRIGGER, reason);
  return null;
}

/** NaN is how a list of numbers says that one is missing; no store can hold the infinities. */
function finiteOrNull(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

function isPhase(text: string): text is TriggerPhase {
  return PHASES.has(text);
}

function isStatus(text: string): text is TriggerStatus {
  return STATUSES.has(text);
}
