import type { TraceAnswer } from '../answers/answers.ts';
import { formatTime } from '../facts/time.ts';
import type { LineageStore, RunRow } from '../lineage-store.ts';
import type { ParameterValues, Question } from '../question.ts';
import { focusOn } from './focus.ts';
import { latestProducer } from './latest-producer.ts';
import { edgeViews, inWalkOrder, runsOf } from './lineage-of.ts';
import { walkUpstream } from './lineage-walk.ts';
import * as parameters from './parameters.ts';
import { newestFirst, runView } from './run-view.ts';
import { stalenessOf } from './staleness.ts';
import { pointerNamed } from './subject.ts';
import { taintAmong, taintNotes } from './taint.ts';

const LIMIT = 10_000;

/** The runs and pointers that a pointer was made from, nearest first. */
export const trace: Question = {
  name: 'trace',
  summary: 'the runs and pointers that a pointer was made from, nearest first',
  parameters: [
    parameters.positional('pointer', 'the name of an input or output'),
    parameters.depth,
    parameters.limit(LIMIT),
    parameters.maxAgeDays,
    parameters.fresherBy,
    parameters.focus,
    parameters.asOf,
    parameters.namespace,
    {
      ...parameters.environment,
      describe: 'start from the last run of this environment that wrote it',
    },
  ],
  ask: askTrace,
};

async function askTrace(
  store: LineageStore,
  values: ParameterValues,
  now: bigint,
): Promise<TraceAnswer> {
  const asOf = parameters.timeOf(values, 'as-of', now);
  const namespace = parameters.optionalText(values, 'namespace');
  const environment = parameters.optionalText(values, 'environment');
  const pointer = await pointerNamed(store, parameters.textOf(values, 'pointer'), namespace);
  const depthMax = parameters.numberOf(values, 'depth', Number.MAX_SAFE_INTEGER);
  const runsMax = parameters.numberOf(values, 'limit', LIMIT);
  const root = await latestProducer(store, pointer.key, asOf, environment);
  const roots = root === null ? [] : [root];
  const whole = await walkUpstream(store, roots, {
    asOf,
    depthMax,
    runsMax,
    rootDepth: 1,
  });
  const runs = await runsOf(store, whole.depths.keys(), asOf);
  const staleness = await stalenessOf(
    store,
    { runs, edges: whole.edges },
    { asOf, ...parameters.stalenessRules(values), clock: 'atRun' },
  );
  const component = parameters.optionalText(values, 'focus');
  const {
    walk,
    leftOut,
    notes: left,
  } = await focusOn(store, whole, runs, { component, namespace });
  const writing =
    root === null ? await unfinishedWriter(store, pointer.key, asOf, environment) : null;
  const producer = root === null ? writing : (runs.get(root) ?? null);
  const flags = await store.flags(asOf);
  const retracted = await taintAmong(store, { runs, edges: whole.edges, roots, pointer }, asOf);
  return {
    pointer: pointer.name,
    asOf: formatTime(asOf),
    flagged: flags.some((flag) => flag.pointer === pointer.key && flag.value),
    retracted,
    producer: { state: producer?.state ?? 'none', run: producer?.id ?? null },
    runs: inWalkOrder(walk, runs).map(({ row, depth }) =>
      runView(row, depth, staleness.get(row.key)),
    ),
    edges: edgeViews(walk.edges, runs),
    leftOut,
    truncated: walk.truncated,
    notes: [
      ...notesOf(pointer.name, environment, root, producer),
      ...taintNotes(retracted, runs),
      ...left,
      ...cut(walk.truncated),
    ],
  };
}

async function unfinishedWriter(
  store: LineageStore,
  pointer: string,
  asOf: bigint,
  environment: string | undefined,
): Promise<RunRow | null> {
  const runs = await runsOf(store, await store.unfinishedProducers(pointer, asOf), asOf);
  const started = [...runs.values()].filter(
    (run) => environment === undefined || run.environment === environment,
  );
  return started.sort(newestFirst)[0] ?? null;
}

function notesOf(
  name: string,
  environment: string | undefined,
  root: string | null,
  producer: RunRow | null,
): readonly string[] {
  const lines: string[] = [];
  if (root === null && producer === null) {
    lines.push(
      environment === undefined
        ? `No known run has written ${name}; it is a source, or its writer sends no spans.`
        : `No known run of the environment ${environment} has written ${name}.`,
    );
  }
  if (root === null && producer !== null) {
    lines.push(
      `${producer.componentName} run ${producer.id} says it writes ${name} and has not finished.`,
    );
  }
  if (root !== null && producer?.state === 'failed') {
    lines.push(`The run that wrote ${name} failed; what it wrote may be incomplete.`);
  }
  return lines;
}

function cut(truncated: boolean): readonly string[] {
  return truncated ? ['There is more: raise --depth or --limit.'] : [];
}
