/**
 * What flagged outputs have in common: the runs, components and code versions in their traces, ranked
 * by how much more often they occur there than in the traces of outputs that nobody flagged.
 */
import type { ReviewAnswer } from '../answers/answers.ts';
import { compareText } from '../facts/keys.ts';
import { compareBigInts } from '../facts/stamp.ts';
import { formatTime } from '../facts/time.ts';
import type { FlagRow, LineageStore } from '../lineage-store.ts';
import type { ParameterValues, Question } from '../question.ts';
import { baselineOf, rankingParameters, rankOptions } from './compared-outputs.ts';
import { latestProducers } from './latest-producer.ts';
import * as parameters from './parameters.ts';
import { rankCauses } from './ranking/rank-causes.ts';

/** The runs, components and code versions that the flagged outputs share, likeliest cause first. */
export const review: Question = {
  name: 'review',
  summary: 'the runs, components and code versions that the flagged outputs share, likeliest first',
  parameters: rankingParameters,
  ask: askReview,
};

async function askReview(
  store: LineageStore,
  values: ParameterValues,
  now: bigint,
): Promise<ReviewAnswer> {
  const asOf = parameters.timeOf(values, 'as-of', now);
  const { namespace, environment } = parameters.placeOf(values);
  const options = await rankOptions(store, values, asOf);
  const all = (await store.flags(asOf)).filter((flag) => flag.value);
  const flags = all.filter((flag) => namespace === undefined || flag.namespace === namespace);
  const producers = await latestProducers(
    store,
    flags.map(({ pointer }) => pointer),
    asOf,
    environment,
  );
  const suspects = [...producers.values()];
  const baseline = await baselineOf(store, {
    asOf,
    environment,
    suspects,
    suspectPointers: new Set(all.map(({ pointer }) => pointer)),
    keep: async (runs) => runs,
  });
  const causes = await rankCauses(
    store,
    { suspects, baseline: baseline.roots, traits: baseline.traits },
    options,
  );
  return {
    asOf: formatTime(asOf),
    flagged: flaggedViews(flags),
    baseline: baseline.roots.length,
    runs: causes.runs,
    components: causes.components,
    codeVersions: causes.codeVersions,
    truncated: causes.truncated,
    notes: [
      ...notesOf(flags.length, suspects.length, environment),
      ...causes.notes,
      ...baseline.notes,
    ],
  };
}

function flaggedViews(flags: readonly FlagRow[]): ReviewAnswer['flagged'] {
  return [...flags]
    .sort(
      (a, b) =>
        compareBigInts(b.at, a.at) ||
        compareText(a.name, b.name) ||
        compareText(a.pointer, b.pointer),
    )
    .map(({ name, reason, at }) => ({ pointer: name, reason, at: formatTime(at) }));
}

function notesOf(
  flags: number,
  traced: number,
  environment: string | undefined,
): readonly string[] {
  if (flags === 0) return ['Nothing is flagged: flag wrong outputs with "spantrail flag POINTER".'];
  const untraced = flags - traced;
  const runs = environment === undefined ? 'run' : `run of the environment ${environment}`;
  return untraced === 0 ? [] : [`${untraced} flagged pointers were written by no known ${runs}.`];
}
