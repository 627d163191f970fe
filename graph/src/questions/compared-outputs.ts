/** What `review` and `slice` share: their parameters, and the outputs that suspects are compared with. */
import type { LineageStore, RunTraits } from '../lineage-store.ts';
import type { Parameter, ParameterValues } from '../question.ts';
import * as parameters from './parameters.ts';
import { latestOutputs, type RunSource } from './ranking/latest-outputs.ts';
import type { RankOptions } from './ranking/rank-causes.ts';
import { componentNamed } from './subject.ts';

const LIMIT = 20;
const DEPTH = 100;
/** Outputs that suspects are compared with. */
const BASELINE_MAX = 1_000;
/** Runs that are looked at for outputs, all components together, and of each at least. */
const RUNS_MAX = 20_000;
const RUNS_OF_EACH = 1_000;

export const rankingParameters: readonly Parameter[] = [
  {
    ...parameters.limit(LIMIT),
    describe: `at most this many runs, components and code versions each; default ${LIMIT}`,
  },
  {
    ...parameters.depth,
    describe: `look at most this many steps up from each output; default ${DEPTH}`,
  },
  {
    ...parameters.focus,
    describe: 'rank only the runs and code versions of this component',
  },
  parameters.asOf,
  parameters.namespace,
  {
    ...parameters.environment,
    describe: 'only outputs of runs of this environment (deployment.environment.name)',
  },
];

/** @throws NotFoundError or UsageError for a component in focus that is unknown, or in several namespaces. */
export async function rankOptions(
  store: LineageStore,
  values: ParameterValues,
  asOf: bigint,
): Promise<RankOptions> {
  const focus = parameters.optionalText(values, 'focus');
  const namespace = parameters.optionalText(values, 'namespace');
  return {
    asOf,
    depthMax: parameters.numberOf(values, 'depth', DEPTH),
    limit: parameters.numberOf(values, 'limit', LIMIT),
    focus: focus === undefined ? null : (await componentNamed(store, focus, namespace)).key,
  };
}

/** How far back to look in each of several sources of runs. */
export function runsMaxOf(sources: readonly RunSource[]): number {
  return Math.max(RUNS_OF_EACH, Math.floor(RUNS_MAX / Math.max(1, sources.length)));
}

/** A component's runs, for looking through them. */
export function runsOfComponent(
  store: LineageStore,
  component: string,
  environment: string | undefined,
): RunSource {
  const place = environment === undefined ? {} : { environment };
  return (asOf, limit) => store.componentTraits({ component, asOf, limit, ...place });
}

export interface Others {
  readonly asOf: bigint;
  readonly environment: string | undefined;
  /** The runs that made the suspect outputs. */
  readonly suspects: readonly string[];
  /** Pointers whose writes are no normal outputs: flagged, or suspects themselves. */
  readonly suspectPointers: ReadonlySet<string>;
  /** Runs whose outputs are normal. */
  readonly keep: (runs: readonly RunTraits[]) => Promise<readonly RunTraits[]>;
}

export interface Baseline {
  readonly roots: readonly string[];
  /** Of the suspects and of these runs, by key. */
  readonly traits: ReadonlyMap<string, RunTraits>;
  readonly notes: readonly string[];
}

/** The runs that made the latest normal outputs of the suspects' components, one entry an output. */
export async function baselineOf(
  store: LineageStore,
  { asOf, environment, suspects, suspectPointers, keep }: Others,
): Promise<Baseline> {
  const known = await store.traits(suspects);
  const components = [...new Set(known.map(({ component }) => component))];
  const sources = components.map((key) => runsOfComponent(store, key, environment));
  const runsMax = runsMaxOf(sources);
  const { outputs, traits, cut } = await latestOutputs(store, sources, {
    asOf,
    outputsMax: BASELINE_MAX,
    runsMax,
    keep,
    accept: (pointer) => !suspectPointers.has(pointer),
  });
  return {
    roots: outputs.map(({ run }) => run),
    traits: new Map([...traits, ...known.map((run) => [run.key, run] as const)]),
    notes:
      cut === 'runs'
        ? [`For comparison the latest ${runsMax} runs of each component were looked through.`]
        : [],
  };
}
