/** `label` and `labels`: names on data, which travel downstream with what was made from it. */
import type {
  LabelAnswer,
  LabelPointerAnswer,
  LabelState,
  LabelsAnswer,
} from '../answers/answers.ts';
import { NotFoundError } from '../errors.ts';
import { compareText, keyOf, pointerKey } from '../facts/keys.ts';
import type { PointerRef } from '../facts/lineage-batch.ts';
import { formatTime } from '../facts/time.ts';
import type { LabellingRow, LabelRow, RetractionRow } from '../label-store.ts';
import type { LineageStore, RunRow } from '../lineage-store.ts';
import type { Command, ParameterValues, Question } from '../question.ts';
import { runsOf } from './lineage-of.ts';
import { nearestNames } from './nearest-names.ts';
import * as parameters from './parameters.ts';
import { factOf, said } from './said.ts';
import { findPointer, pointerNotFound } from './subject.ts';
import { type Reach, reachOf, retractedLabels } from './taint.ts';

const LIMIT = 1_000;
/** Runs of one label are counted up to here. */
const COUNT_MAX = 100_000;
const NEAREST_MAX = 5;
const EVER = 2n ** 62n;

/** Puts a label on a pointer, or takes it away. */
export const label: Command = {
  name: 'label',
  summary: 'put a label on a pointer: everything made from it carries the label too',
  writes: true,
  parameters: [
    parameters.positional('pointer', 'the name of an input or output'),
    parameters.positional('label', 'the label'),
    parameters.flag('remove', 'take the label away again'),
    ...said,
    parameters.flag('unseen', 'accept a pointer that no run has named yet'),
    parameters.namespace,
  ],
  ask: askLabel,
};

/** All labels; or the pointers that one of them reaches. */
export const labels: Question = {
  name: 'labels',
  summary: 'all labels and their state; of one label, the pointers that carry it',
  parameters: [
    parameters.positional('label', 'a label; left out: all labels', false),
    { ...parameters.limit(LIMIT), describe: `at most this many labels, or runs; default ${LIMIT}` },
    parameters.asOf,
    { ...parameters.namespace, describe: 'with a label: only pointers of this namespace' },
    {
      ...parameters.environment,
      describe: 'with a label: only pointers that runs of this environment wrote',
    },
  ],
  ask: async (store, values, now): Promise<LabelsAnswer | LabelAnswer> => {
    const name = parameters.optionalText(values, 'label');
    return name === undefined ? allLabels(store, values, now) : oneLabel(store, name, values, now);
  },
};

/** @throws NotFoundError with the nearest names. */
export async function labelNamed(store: LineageStore, name: string): Promise<LabelRow> {
  const [found] = await store.labels.find([keyOf(name)]);
  if (found !== undefined) return found;
  const names = (await store.labels.all(LIMIT)).map((row) => row.name);
  throw new NotFoundError('label', name, nearestNames(name, names, NEAREST_MAX));
}

async function askLabel(
  store: LineageStore,
  values: ParameterValues,
  now: bigint,
): Promise<LabelPointerAnswer> {
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
  const wanted = parameters.textOf(values, 'label');
  const fact = factOf(values, now, {
    kind: 'label',
    label: wanted,
    value: String(!parameters.isSet(values, 'remove')),
    about: { kind: 'pointer', pointer },
  });
  await store.write({ contributions: [], annotations: [fact] });
  // What counts after the write: an older statement than the newest one changes nothing.
  const states = await store.labels.labellingsAt([pointerKey(pointer)], EVER);
  const state = states.find((row) => row.label === keyOf(wanted));
  const retracted = await retractedLabels(store, now);
  return {
    pointer: pointer.name,
    label: wanted,
    labelled: state?.value ?? fact.value === 'true',
    reason: state?.reason ?? null,
    at: formatTime(state?.at ?? fact.at),
    retracted: retracted.has(keyOf(wanted)),
    known: known !== null,
  };
}

async function allLabels(
  store: LineageStore,
  values: ParameterValues,
  now: bigint,
): Promise<LabelsAnswer> {
  const asOf = parameters.timeOf(values, 'as-of', now);
  const limit = parameters.numberOf(values, 'limit', LIMIT);
  const found = await store.labels.all(limit + 1);
  const rows = found.slice(0, limit);
  const keys = rows.map(({ key }) => key);
  const counts = new Map(
    (await store.labels.runCounts(keys, asOf, COUNT_MAX)).map((row) => [row.label, row.runs]),
  );
  const pointers = new Map<string, number>();
  for (const row of await store.labels.labellingsOf(keys, asOf)) {
    pointers.set(row.label, (pointers.get(row.label) ?? 0) + (row.value ? 1 : 0));
  }
  const retractions = await store.labels.retractions(asOf);
  const states = new Map(retractions.map((row) => [row.label, row]));
  return {
    asOf: formatTime(asOf),
    labels: rows
      // As of a time before anybody used it, a label is not there.
      .filter(({ key }) => (counts.get(key) ?? 0) > 0 || pointers.has(key) || states.has(key))
      .map(({ key, name }) => ({
        name,
        runs: counts.get(key) ?? 0,
        pointers: pointers.get(key) ?? 0,
        ...stateOf(states.get(key)),
      }))
      .sort((a, b) => compareText(a.name, b.name)),
    truncated: found.length > limit,
    notes: [
      ...(values.has('namespace') || values.has('environment')
        ? ['A label belongs to no namespace or environment: these are all.']
        : []),
      ...(found.length > limit ? ['There are more labels: raise --limit.'] : []),
    ],
  };
}

function stateOf(row: RetractionRow | undefined): LabelState {
  return {
    retracted: row?.value ?? false,
    retractedAt: row?.value === true ? formatTime(row.since) : null,
    reason: row?.reason ?? null,
    by: row?.by ?? null,
  };
}

type LabelledPointer = LabelAnswer['carriers'][number];

async function oneLabel(
  store: LineageStore,
  name: string,
  values: ParameterValues,
  now: bigint,
): Promise<LabelAnswer> {
  const asOf = parameters.timeOf(values, 'as-of', now);
  const limit = parameters.numberOf(values, 'limit', LIMIT);
  const { namespace, environment } = parameters.placeOf(values);
  const found = await labelNamed(store, name);
  const reach = await reachOf(store, found.key, { asOf, runsMax: limit });
  const runs = await runsOf(store, reach.walk.depths.keys(), asOf);
  const state = (await retractedLabels(store, asOf)).get(found.key);
  const written = await writtenPointers(store, reach, runs, { asOf, environment });
  const pointers = [...reach.direct.map(directPointer), ...written].filter(
    (pointer) => namespace === undefined || pointer.namespace === namespace,
  );
  const { truncated } = reach.walk;
  return {
    asOf: formatTime(asOf),
    label: found.name,
    ...stateOf(state),
    carriers: pointers.sort(
      (a, b) =>
        a.depth - b.depth ||
        compareText(a.pointer, b.pointer) ||
        compareText(a.namespace, b.namespace) ||
        compareText(a.run ?? '', b.run ?? ''),
    ),
    truncated,
    notes: truncated ? [`It reaches more than ${limit} runs: raise --limit.`] : [],
  };
}

function directPointer({ name, namespace, reason, by, at }: LabellingRow): LabelledPointer {
  return {
    pointer: name,
    namespace,
    direct: true,
    depth: 0,
    run: null,
    component: null,
    current: true,
    reason,
    by,
    at: formatTime(at),
  };
}

/** What the reached runs wrote, each pointer once, from the nearest run; without the direct ones. */
async function writtenPointers(
  store: LineageStore,
  { walk, direct }: Reach,
  runs: ReadonlyMap<string, RunRow>,
  { asOf, environment }: { readonly asOf: bigint; readonly environment: string | undefined },
): Promise<readonly LabelledPointer[]> {
  const labelled = new Set(direct.map(({ pointer }) => pointer));
  const nearest = new Map<string, { run: RunRow; depth: number; name: string }>();
  const lastTainted = new Map<string, bigint>();
  for (const run of runs.values()) {
    const depth = walk.depths.get(run.key) ?? 0;
    for (const { pointer, name, at } of run.outputs) {
      if (labelled.has(pointer) || at === null) continue;
      const last = lastTainted.get(pointer);
      if (last === undefined || last < at) lastTainted.set(pointer, at);
      if (environment !== undefined && run.environment !== environment) continue;
      const known = nearest.get(pointer);
      const order =
        known === undefined ? -1 : depth - known.depth || compareText(run.key, known.run.key);
      if (order < 0) nearest.set(pointer, { run, depth, name });
    }
  }
  const latest = await store.producers(
    [...nearest.keys()].map((pointer) => ({ pointer, until: asOf })),
    1,
  );
  const overwritten = new Set(
    latest
      .filter(({ pointer, at }) => at > (lastTainted.get(pointer) ?? at))
      .map(({ pointer }) => pointer),
  );
  const known = await namespacesOf(store, nearest);
  return [...nearest].map(([pointer, { run, depth, name }]) => ({
    pointer: name,
    namespace: known.get(pointer) ?? '',
    direct: false,
    depth,
    run: run.id,
    component: run.componentName,
    current: overwritten.has(pointer) ? (walk.truncated ? null : false) : true,
    reason: null,
    by: null,
    at: null,
  }));
}

async function namespacesOf(
  store: LineageStore,
  pointers: ReadonlyMap<string, { readonly name: string }>,
): Promise<ReadonlyMap<string, string>> {
  const rows = await store.findPointers([...pointers.values()].map(({ name }) => name));
  return new Map(rows.map(({ key, namespace }) => [key, namespace]));
}
