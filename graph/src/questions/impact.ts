import type { ImpactAnswer } from '../answers/answers.ts';
import { NotFoundError } from '../errors.ts';
import { formatTime } from '../facts/time.ts';
import type { LineageStore, PointerRow } from '../lineage-store.ts';
import type { ParameterValues, Question } from '../question.ts';
import { focusOn } from './focus.ts';
import { edgeViews, inWalkOrder, runsOf } from './lineage-of.ts';
import { type Walk, type WalkOptions, walkDownstream } from './lineage-walk.ts';
import * as parameters from './parameters.ts';
import { runView } from './run-view.ts';
import { findPointer, findRun, pointerNotFound } from './subject.ts';
import { taintNotes, taintOf } from './taint.ts';

const LIMIT = 1_000;

/** Everything that was made from a pointer or a run, nearest first. */
export const impact: Question = {
  name: 'impact',
  summary: 'everything that was made from a pointer or a run, nearest first',
  parameters: [
    parameters.positional('subject', 'the name of a pointer, or the id of a run'),
    parameters.depth,
    parameters.limit(LIMIT),
    parameters.focus,
    parameters.asOf,
    parameters.namespace,
    {
      ...parameters.environment,
      describe: 'only the runs of this environment, and those on the way to them',
    },
  ],
  ask: askImpact,
};

async function askImpact(
  store: LineageStore,
  values: ParameterValues,
  now: bigint,
): Promise<ImpactAnswer> {
  const subject = parameters.textOf(values, 'subject');
  const pointer = await findPointer(store, subject, parameters.optionalText(values, 'namespace'));
  if (pointer !== null) {
    return {
      pointer: pointer.name,
      ...(await impactOf(store, { pointer }, values, now)),
    };
  }
  const run = await findRun(store, subject);
  if (run === null) throw await subjectNotFound(store, subject);
  return { run: run.id, ...(await impactOf(store, { run: run.key }, values, now)) };
}

async function impactOf(
  store: LineageStore,
  subject: { readonly pointer: PointerRow } | { readonly run: string },
  values: ParameterValues,
  now: bigint,
): Promise<Omit<ImpactAnswer, 'pointer' | 'run'>> {
  const asOf = parameters.timeOf(values, 'as-of', now);
  const options = {
    asOf,
    depthMax: parameters.numberOf(values, 'depth', Number.MAX_SAFE_INTEGER),
    runsMax: parameters.numberOf(values, 'limit', LIMIT),
  };
  const whole =
    'pointer' in subject
      ? await belowPointer(store, subject.pointer.key, options)
      : await belowRun(store, subject.run, options);
  const ends = whole.edges.flatMap(({ from, to }) => [from, to]);
  const runs = await runsOf(store, new Set([...whole.depths.keys(), ...ends]), asOf);
  const retracted = await taintOf(store, subject, asOf);
  const { walk, leftOut, notes } = await focusOn(store, whole, runs, {
    component: parameters.optionalText(values, 'focus'),
    namespace: parameters.optionalText(values, 'namespace'),
    environment: parameters.optionalText(values, 'environment'),
  });
  return {
    asOf: formatTime(asOf),
    retracted,
    runs: inWalkOrder(walk, runs).map(({ row, depth }) => runView(row, depth)),
    edges: edgeViews(walk.edges, runs),
    leftOut,
    truncated: walk.truncated,
    notes: [
      ...taintNotes(retracted, runs),
      ...notes,
      ...(walk.truncated ? ['There is more: raise --depth or --limit.'] : []),
    ],
  };
}

type Bounds = Omit<WalkOptions, 'rootDepth'>;

async function belowPointer(store: LineageStore, pointer: string, bounds: Bounds): Promise<Walk> {
  const readers = await store.consumers(pointer, bounds.asOf, bounds.runsMax + 1);
  return walkDownstream(store, [...new Set(readers)], { ...bounds, rootDepth: 1 });
}

/** The edges to the run itself stay: they say by what it reached the next ones. */
async function belowRun(store: LineageStore, run: string, bounds: Bounds): Promise<Walk> {
  const walk = await walkDownstream(store, [run], {
    ...bounds,
    runsMax: bounds.runsMax + 1,
    rootDepth: 0,
  });
  return { ...walk, depths: new Map([...walk.depths].filter(([key]) => key !== run)) };
}

async function subjectNotFound(store: LineageStore, subject: string): Promise<NotFoundError> {
  const looksLikeRun = /^[0-9a-f]{8,}(:|$)/.test(subject);
  return looksLikeRun
    ? new NotFoundError('run', subject, [])
    : await pointerNotFound(store, subject);
}
