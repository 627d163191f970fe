/** The outputs that a slice is made of, the latest ones when there are many. */
import { compareText } from '../../facts/keys.ts';
import { compareBigInts } from '../../facts/stamp.ts';
import type { LineageStore, RunTraits, SliceRow } from '../../lineage-store.ts';
import { runsMaxOf, runsOfComponent } from '../compared-outputs.ts';
import { latestProducers } from '../latest-producer.ts';
import type { Place } from '../parameters.ts';
import type { Condition } from './condition.ts';
import { latestOutputs, type RunSource } from './latest-outputs.ts';
import { inPlace, membersAmong } from './slice-members.ts';

/** Outputs of a slice that are traced; of a larger one the latest. */
const OUTPUTS_MAX = 1_000;

export interface SliceAsked {
  readonly slices: readonly SliceRow[];
  readonly conditions: readonly Condition[];
  /** Keys of pointers; null: not asked for by name. */
  readonly pointers: readonly string[] | null;
  readonly place: Place;
}

export interface SliceOutputs {
  /** Each with the run that made it. */
  readonly outputs: readonly { readonly run: string }[];
  readonly notes: { readonly cut: boolean; readonly lines: readonly string[] };
}

export function sliceOutputs(
  store: LineageStore,
  asked: SliceAsked,
  asOf: bigint,
): Promise<SliceOutputs> {
  return asked.pointers === null
    ? outputsOfRuns(store, asked, asOf)
    : outputsOfPointers(store, asked.pointers, asked, asOf);
}

async function outputsOfRuns(
  store: LineageStore,
  asked: SliceAsked,
  asOf: bigint,
): Promise<SliceOutputs> {
  const sources = await sourcesOf(store, asked);
  const runsMax = runsMaxOf(sources);
  const found = await latestOutputs(store, sources, {
    asOf,
    outputsMax: OUTPUTS_MAX,
    runsMax,
    keep: (runs) => membersOf(store, runs, asked, asOf),
    accept: () => true,
  });
  const { outputs, runs, silentRuns, cut } = found;
  const each = asked.slices.length > 0 ? 'runs' : 'runs of each component';
  const lines = [
    ...(runs === 0 ? ['No run is in this slice.'] : []),
    ...(silentRuns === 0
      ? []
      : [`${silentRuns} of the ${runs} runs in the slice had written nothing.`]),
    ...(cut === 'outputs' ? [`The slice is larger: its latest ${OUTPUTS_MAX} outputs count.`] : []),
    ...(cut === 'runs'
      ? [`The latest ${runsMax} ${each} were looked through; older ones may be in the slice too.`]
      : []),
  ];
  return { outputs, notes: { cut: cut !== null, lines } };
}

/** The runs of the slice with the fewest, or of every component when a condition alone was given. */
async function sourcesOf(
  store: LineageStore,
  { slices, place }: SliceAsked,
): Promise<readonly RunSource[]> {
  const [smallest] = [...slices].sort((a, b) => a.runs - b.runs);
  if (smallest !== undefined) {
    return [
      async (asOf, limit) =>
        store.traits(await store.sliceRuns({ slice: smallest.key, asOf, limit })),
    ];
  }
  const { namespace } = place;
  const components = await store.findComponents(namespace === undefined ? {} : { namespace });
  return components.map(({ key }) => runsOfComponent(store, key, place.environment));
}

async function outputsOfPointers(
  store: LineageStore,
  pointers: readonly string[],
  asked: SliceAsked,
  asOf: bigint,
): Promise<SliceOutputs> {
  const producers = await latestProducers(store, pointers, asOf, asked.place.environment);
  const traits = await store.traits(producers.values());
  // Names are told apart by namespace, producers chosen by environment already.
  const members = await membersOf(store, traits, { ...asked, place: {} }, asOf);
  const starts = new Map(members.map(({ key, start }) => [key, start]));
  const written = [...producers.values()].flatMap((run) => {
    const start = starts.get(run);
    return start === undefined ? [] : [{ run, start }];
  });
  const outputs = written.sort(
    (a, b) => compareBigInts(b.start, a.start) || compareText(a.run, b.run),
  );
  const unwritten = pointers.length - producers.size;
  const outside = producers.size - outputs.length;
  const lines = [
    ...(unwritten === 0 ? [] : [`${unwritten} of the pointers were written by no known run.`]),
    ...(outside === 0
      ? []
      : [`${outside} of the pointers were written by runs outside the slice.`]),
    ...(outputs.length <= OUTPUTS_MAX
      ? []
      : [`The slice is larger: its latest ${OUTPUTS_MAX} outputs count.`]),
  ];
  return {
    outputs: outputs.slice(0, OUTPUTS_MAX),
    notes: { cut: outputs.length > OUTPUTS_MAX, lines },
  };
}

function membersOf(
  store: LineageStore,
  runs: readonly RunTraits[],
  { slices, conditions, place }: SliceAsked,
  asOf: bigint,
): Promise<readonly RunTraits[]> {
  const here = runs.filter((run) => inPlace(run, place));
  const membership = { slices: slices.map(({ key }) => key), conditions };
  return membersAmong(store, here, membership, asOf);
}
