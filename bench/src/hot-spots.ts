/** Histories that grow at one place: what is written there, and a question that has to pass it. */
import type { IoFact, LineageBatch, RunContribution } from '@spantrail/graph';
import { madeHistory } from '@spantrail/made-history';

export interface HotSpot {
  readonly name: string;
  /** What the rate counts. */
  readonly unit: 'runs' | 'inputs';
  readonly perBatch: number;
  readonly batches: number;
  batch(number: number): LineageBatch;
  /** Asked after each batch. */
  readonly question: string;
  /** Of the question, after a batch. */
  parameter(number: number): readonly [name: string, value: string];
}

export interface HotSpotSizes {
  /** Keeps what is written apart from that of another space. */
  readonly space: string;
  readonly runs: number;
  readonly runsPerBatch: number;
}

const INPUTS = 10_000;
/** Writers for one reader. */
const READ_EVERY = 100;

export function hotSpots(sizes: HotSpotSizes): readonly HotSpot[] {
  return [runsOfOneComponent, rewrittenPointer, pointerPerRequest, runsWithManyInputs].map((spot) =>
    spot(sizes),
  );
}

function runsOfOneComponent(sizes: HotSpotSizes): HotSpot {
  const component = `${sizes.space}-busy`;
  return {
    ...ofRuns(sizes, 1, (run, index) => ({
      ...inComponent(run, component),
      inputs: [io(sizes, `table-${index % INPUTS}`)],
      outputs: [io(sizes, `report-${index % INPUTS}`)],
    })),
    name: 'one component',
    question: 'history',
    parameter: () => ['component', component],
  };
}

function rewrittenPointer(sizes: HotSpotSizes): HotSpot {
  const hot = io(sizes, 'rewritten');
  const report = io(sizes, 'made-of-rewritten');
  return {
    ...ofRuns(sizes, 2, (run, index) => {
      const reads = index % READ_EVERY === 0;
      return { ...run, inputs: reads ? [hot] : [], outputs: [reads ? report : hot] };
    }),
    name: 'one pointer rewritten',
    question: 'stale',
    parameter: () => ['subject', report.pointer.name],
  };
}

function pointerPerRequest(sizes: HotSpotSizes): HotSpot {
  const model = io(sizes, 'model');
  const prediction = (index: number): IoFact => io(sizes, `prediction-${index}`);
  return {
    ...ofRuns(sizes, 3, (run, index) => ({
      ...inComponent(run, `${sizes.space}-service`),
      // The first trains what all others read.
      inputs: index === 0 ? [] : [model],
      outputs: [index === 0 ? model : prediction(index)],
    })),
    name: 'one new pointer a request',
    question: 'trace',
    parameter: (number) => [
      'pointer',
      prediction((number + 1) * sizes.runsPerBatch - 1).pointer.name,
    ],
  };
}

/** The same inputs each time, one run a batch, as many batches as elsewhere. */
function runsWithManyInputs(sizes: HotSpotSizes): HotSpot {
  const inputs = Array.from({ length: INPUTS }, (_, index) => io(sizes, `part-${index}`));
  const joined = io(sizes, 'joined');
  const some = { ...sizes, runs: Math.floor(sizes.runs / sizes.runsPerBatch), runsPerBatch: 1 };
  return {
    ...ofRuns(some, 4, (run) => ({ ...run, inputs, outputs: [joined] })),
    name: `a run with ${INPUTS} inputs`,
    unit: 'inputs',
    perBatch: INPUTS,
    question: 'trace',
    parameter: () => ['pointer', joined.pointer.name],
  };
}

function ofRuns(
  { space, runs, runsPerBatch }: HotSpotSizes,
  seed: number,
  hot: (run: RunContribution, index: number) => RunContribution,
): Pick<HotSpot, 'unit' | 'perBatch' | 'batches' | 'batch'> {
  const history = madeHistory({ runs, seed, plain: true });
  return {
    unit: 'runs',
    perBatch: runsPerBatch,
    batches: Math.floor(runs / runsPerBatch),
    batch: (number) => ({
      contributions: Array.from({ length: runsPerBatch }, (_, origin) => {
        const index = number * runsPerBatch + origin;
        const made = history.runAt(index);
        return { ...hot({ ...made, run: `${space} ${made.run}` }, index), origin };
      }),
      annotations: [],
    }),
  };
}

function inComponent(run: RunContribution, name: string): RunContribution {
  const { identity } = run;
  if (identity === null) throw new Error('A made run is whole.');
  return { ...run, identity: { ...identity, component: { ...identity.component, name } } };
}

function io({ space }: HotSpotSizes, name: string): IoFact {
  const pointer = { namespace: '', name: `s3://${space}/${name}`, type: null };
  return { pointer, digest: null, rows: null, bytes: null, at: null };
}
