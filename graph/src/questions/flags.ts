/** `flag`, `unflag` and `note`: what people and programs say of pointers and runs, kept as facts. */
import type { FlagAnswer, NoteAnswer, UnflagAllAnswer } from '../answers/answers.ts';
import { UsageError } from '../errors.ts';
import { compareText, pointerKey } from '../facts/keys.ts';
import type { AnnotationFact, PointerRef } from '../facts/lineage-batch.ts';
import { formatTime } from '../facts/time.ts';
import type { LineageStore } from '../lineage-store.ts';
import type { Command, ParameterValues } from '../question.ts';
import * as parameters from './parameters.ts';
import { factOf, said } from './said.ts';
import { findPointer, pointerNotFound, runNamed } from './subject.ts';

/** Marks an output as wrong. */
export const flag: Command = {
  name: 'flag',
  summary: 'mark an output as wrong',
  writes: true,
  parameters: [
    parameters.positional('pointer', 'the name of the output'),
    ...said,
    parameters.flag('unseen', 'accept a pointer that no run has named yet'),
    parameters.namespace,
  ],
  ask: async (store, values, now): Promise<FlagAnswer> => setFlag(store, values, now, true),
};

/** Takes the mark of one output, or of all, away. */
export const unflag: Command = {
  name: 'unflag',
  summary: 'take the mark of an output, or of all, away',
  writes: true,
  parameters: [
    parameters.positional('pointer', 'the name of the output', false),
    parameters.flag('all', 'every flagged output'),
    ...said,
    parameters.namespace,
  ],
  ask: async (store, values, now): Promise<FlagAnswer | UnflagAllAnswer> => {
    const all = parameters.isSet(values, 'all');
    const one = parameters.optionalText(values, 'pointer') !== undefined;
    if (all === one)
      throw new UsageError('unflag takes a pointer, or --all, and not both.', 'pointer');
    return all ? unflagAll(store, values, now) : setFlag(store, values, now, false);
  },
};

/** Keeps a note at a run. */
export const note: Command = {
  name: 'note',
  summary: 'keep a note at a run',
  writes: true,
  parameters: [
    parameters.positional('run', 'the id of a run, or a beginning that only one id has'),
    parameters.positional('text', 'the note'),
    ...said.filter(({ name }) => name !== 'reason'),
  ],
  ask: async (store, values, now): Promise<NoteAnswer> => {
    const run = await runNamed(store, parameters.textOf(values, 'run'));
    const text = parameters.textOf(values, 'text');
    const fact = factOf(values, now, {
      kind: 'note',
      value: text,
      about: { kind: 'run', run: run.id },
    });
    await store.write({ contributions: [], annotations: [fact] });
    return { run: run.id, note: text, at: formatTime(fact.at) };
  },
};

async function setFlag(
  store: LineageStore,
  values: ParameterValues,
  now: bigint,
  value: boolean,
): Promise<FlagAnswer> {
  const name = parameters.textOf(values, 'pointer');
  const namespace = parameters.optionalText(values, 'namespace');
  const known = await findPointer(store, name, namespace);
  if (known === null && !parameters.isSet(values, 'unseen'))
    throw await pointerNotFound(store, name);
  const pointer: PointerRef = {
    namespace: known?.namespace ?? namespace ?? '',
    name: known?.name ?? name,
    type: null,
  };
  const fact = flagFact(values, now, pointer, value);
  await store.write({ contributions: [], annotations: [fact] });
  return flagAnswer(store, pointer, fact, known !== null);
}

/** What counts after the write: an older flag than the newest one changes nothing. */
async function flagAnswer(
  store: LineageStore,
  pointer: PointerRef,
  fact: AnnotationFact,
  known: boolean,
): Promise<FlagAnswer> {
  const key = pointerKey(pointer);
  const flags = await store.flags(2n ** 62n);
  const state = flags.find((flag) => flag.pointer === key);
  return {
    pointer: pointer.name,
    flagged: state?.value ?? fact.value === 'true',
    reason: state?.reason ?? fact.reason,
    at: formatTime(state?.at ?? fact.at),
    known,
  };
}

async function unflagAll(
  store: LineageStore,
  values: ParameterValues,
  now: bigint,
): Promise<UnflagAllAnswer> {
  const namespace = parameters.optionalText(values, 'namespace');
  const flagged = (await store.flags(2n ** 62n)).filter(
    (flag) => flag.value && (namespace === undefined || flag.namespace === namespace),
  );
  const annotations = flagged.map((row) =>
    flagFact(values, now, { namespace: row.namespace, name: row.name, type: null }, false),
  );
  await store.write({ contributions: [], annotations });
  return { unflagged: flagged.map((row) => row.name).sort(compareText) };
}

function flagFact(
  values: ParameterValues,
  now: bigint,
  pointer: PointerRef,
  value: boolean,
): AnnotationFact {
  return factOf(values, now, {
    kind: 'flag',
    value: String(value),
    about: { kind: 'pointer', pointer },
  });
}
