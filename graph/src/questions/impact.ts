import type { ImpactAnswer } from '../answers.ts';
import { NotFoundError } from '../errors.ts';
import type { LineageStore } from '../lineage-store.ts';
import type { ParameterValues, Question } from '../question.ts';
import { formatTime } from '../time.ts';
import { edgeViews, inWalkOrder, runsOf } from './lineage-of.ts';
import { type Walk, walkDownstream } from './lineage-walk.ts';
import * as parameters from './parameters.ts';
import { runView } from './run-view.ts';
import { findPointer, findRun, pointerNotFound } from './subject.ts';

const LIMIT = 1_000;

/** Everything that was made from a pointer or a run, nearest first. */
export const impact: Question = {
  name: 'impact',
  summary: 'everything that was made from a pointer or a run, nearest first',
  parameters: [
    parameters.positional('subject', 'the name of a pointer, or the id of a run'),
    parameters.depth,
    parameters.limit(LIMIT),
    parameters.asOf,
    parameters.namespace,
  ],
  ask: askImpact,
};

async function askImpact(
  store: LineageStore,
  values: ParameterValues,
  now: bigint,
): Promise<ImpactAnswer> {
  const asOf = parameters.timeOf(values, 'as-of', now);
  const subject = parameters.textOf(values, 'subject');
  const options = {
    asOf,
    depthMax: parameters.numberOf(values, 'depth', Number.MAX_SAFE_INTEGER),
    runsMax: parameters.numberOf(values, 'limit', LIMIT),
  };
  const pointer = await findPointer(store, subject, parameters.optionalText(values, 'namespace'));
  if (pointer !== null) {
    const readers = await store.consumers(pointer.key, asOf, options.runsMax + 1);
    const walk = await walkDownstream(store, [...new Set(readers)], { ...options, rootDepth: 1 });
    return { pointer: pointer.name, ...(await answer(store, walk, asOf)) };
  }
  const run = await findRun(store, subject);
  if (run === null) throw await subjectNotFound(store, subject);
  const walk = await walkDownstream(store, [run.key], {
    ...options,
    runsMax: options.runsMax + 1,
    rootDepth: 0,
  });
  const below = new Map([...walk.depths].filter(([key]) => key !== run.key));
  return { run: run.id, ...(await answer(store, { ...walk, depths: below }, asOf)) };
}

async function answer(
  store: LineageStore,
  walk: Walk,
  asOf: bigint,
): Promise<Omit<ImpactAnswer, 'pointer' | 'run'>> {
  const ends = walk.edges.flatMap(({ from, to }) => [from, to]);
  const runs = await runsOf(store, new Set([...walk.depths.keys(), ...ends]), asOf);
  return {
    asOf: formatTime(asOf),
    runs: inWalkOrder(walk, runs).map(({ row, depth }) => runView(row, depth)),
    edges: edgeViews(walk.edges, runs),
    truncated: walk.truncated,
    notes: walk.truncated ? ['There is more: raise --depth or --limit.'] : [],
  };
}

async function subjectNotFound(store: LineageStore, subject: string): Promise<NotFoundError> {
  const looksLikeRun = /^[0-9a-f]{8,}(:|$)/.test(subject);
  return looksLikeRun
    ? new NotFoundError('run', subject, [])
    : await pointerNotFound(store, subject);
}
