/**
 * What a slice's outputs were made from, and what of that is special to the slice: the runs, components
 * and code versions in their traces, ranked by how much more often they occur there than elsewhere.
 */
import type { SliceAnswer } from '../answers/answers.ts';
import { UsageError } from '../errors.ts';
import { formatTime } from '../facts/time.ts';
import type { LineageStore } from '../lineage-store.ts';
import type { ParameterValues, Question } from '../question.ts';
import { baselineOf, rankingParameters, rankOptions } from './compared-outputs.ts';
import * as parameters from './parameters.ts';
import { formatCondition, parseCondition } from './ranking/condition.ts';
import { rankCauses } from './ranking/rank-causes.ts';
import { membersAmong } from './ranking/slice-members.ts';
import { type SliceAsked, sliceOutputs } from './ranking/slice-outputs.ts';
import { pointersNamed, slicesNamed } from './slice-subject.ts';

const POINTERS_MAX = 10_000;
const LIST_MAX = 100;

/** What the outputs of a slice share, likeliest cause first. */
export const slice: Question = {
  name: 'slice',
  summary: 'what the outputs of a slice share that others lack: runs, components, code versions',
  parameters: [
    {
      name: 'slice',
      type: 'list',
      required: false,
      positional: true,
      describe:
        'outputs of the runs that serve this slice; several mean all of them. With = in the key write ["KEY","VALUE"]',
      placeholder: 'KEY=VALUE',
      max: LIST_MAX,
    },
    {
      name: 'pointers',
      type: 'list',
      required: false,
      positional: false,
      describe: 'these outputs: one pointer name a line',
      placeholder: 'FILE',
      linesOfFile: true,
      max: POINTERS_MAX,
    },
    {
      name: 'where',
      type: 'list',
      required: false,
      positional: false,
      describe:
        "outputs of runs with this: 'accuracy < 0.8', 'trigger:no_nulls = fail'; several mean all of them",
      placeholder: 'CONDITION',
      max: LIST_MAX,
    },
    ...rankingParameters,
  ],
  ask: askSlice,
};

async function askSlice(
  store: LineageStore,
  values: ParameterValues,
  now: bigint,
): Promise<SliceAnswer> {
  const asOf = parameters.timeOf(values, 'as-of', now);
  const place = parameters.placeOf(values);
  const conditions = [...new Set(parameters.listOf(values, 'where'))].map(parseCondition);
  const texts = [...new Set(parameters.listOf(values, 'slice'))];
  const names = [...new Set(parameters.listOf(values, 'pointers'))];
  if (texts.length + names.length + conditions.length === 0) {
    throw new UsageError(
      '"slice" needs to know which outputs: KEY=VALUE, --pointers FILE or --where CONDITION.',
      'slice',
    );
  }
  const slices = await slicesNamed(store, texts);
  const named = names.length === 0 ? null : await pointersNamed(store, names, place.namespace);
  const options = await rankOptions(store, values, asOf);
  const asked: SliceAsked = { slices, conditions, pointers: named?.pointers ?? null, place };
  const { outputs, notes } = await sliceOutputs(store, asked, asOf);
  const suspects = outputs.map(({ run }) => run);
  const baseline = await baselineOf(store, {
    asOf,
    environment: place.environment,
    suspects,
    suspectPointers: new Set([...(await flagged(store, asOf)), ...(named?.pointers ?? [])]),
    keep: async (runs) => {
      if (named !== null) return runs;
      const membership = { slices: slices.map(({ key }) => key), conditions };
      const inside = new Set(await membersAmong(store, runs, membership, asOf));
      return runs.filter((run) => !inside.has(run));
    },
  });
  const causes = await rankCauses(
    store,
    { suspects, baseline: baseline.roots, traits: baseline.traits },
    options,
  );
  return {
    asOf: formatTime(asOf),
    slice: {
      slices: slices.map(({ name, value }) => ({ key: name, value })),
      where: conditions.map(formatCondition),
      pointers: named?.pointers.length ?? null,
    },
    outputs: outputs.length,
    baseline: baseline.roots.length,
    runs: causes.runs,
    components: causes.components,
    codeVersions: causes.codeVersions,
    truncated: causes.truncated || notes.cut,
    notes: [...(named?.notes ?? []), ...notes.lines, ...causes.notes, ...baseline.notes],
  };
}

async function flagged(store: LineageStore, asOf: bigint): Promise<readonly string[]> {
  const flags = await store.flags(asOf);
  return flags.flatMap(({ pointer, value }) => (value ? [pointer] : []));
}
