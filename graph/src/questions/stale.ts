import type { StaleAnswer } from '../answers/answers.ts';
import { NotFoundError } from '../errors.ts';
import { formatTime } from '../facts/time.ts';
import type { LineageStore } from '../lineage-store.ts';
import type { ParameterValues, Question } from '../question.ts';
import { latestProducer } from './latest-producer.ts';
import { latestRun } from './latest-run.ts';
import { runsOf } from './lineage-of.ts';
import { walkUpstream } from './lineage-walk.ts';
import * as parameters from './parameters.ts';
import { newestFirst, runView } from './run-view.ts';
import { stalenessOf } from './staleness.ts';
import {
  checkPlace,
  componentNamed,
  findComponent,
  findPointer,
  findRun,
  pointerNotFound,
} from './subject.ts';
import { taintAmong, taintNotes } from './taint.ts';

const LIMIT = 10_000;

/** What is stale now, and why. */
export const stale: Question = {
  name: 'stale',
  summary: 'what is stale now, and why: a pointer, a run, a component, or everything at once',
  parameters: [
    parameters.positional(
      'subject',
      'a pointer, a run or a component; left out: the last run of every component',
      false,
    ),
    parameters.maxAgeDays,
    parameters.fresherBy,
    parameters.limit(LIMIT),
    parameters.asOf,
    parameters.namespace,
    parameters.environment,
  ],
  ask: askStale,
};

async function askStale(
  store: LineageStore,
  values: ParameterValues,
  now: bigint,
): Promise<StaleAnswer> {
  const asOf = parameters.timeOf(values, 'as-of', now);
  const place = parameters.placeOf(values);
  const name = parameters.optionalText(values, 'subject');
  const asked =
    name === undefined
      ? { subject: null, runs: await latestRuns(store, place, asOf), notes: [] }
      : await subjectNamed(store, name, place, asOf);
  const walk = await walkUpstream(store, asked.runs, {
    asOf,
    depthMax: Number.MAX_SAFE_INTEGER,
    runsMax: parameters.numberOf(values, 'limit', LIMIT),
    rootDepth: 0,
  });
  const runs = await runsOf(store, walk.depths.keys(), asOf);
  const staleness = await stalenessOf(
    store,
    { runs, edges: walk.edges },
    { asOf, ...parameters.stalenessRules(values), clock: 'now', inheritedBy: asked.runs },
  );
  const lineage = { runs, edges: walk.edges, roots: asked.runs };
  const retracted = await taintAmong(store, lineage, asOf);
  const staleRuns = asked.runs
    .flatMap((key) => {
      const row = runs.get(key);
      const found = staleness.get(key);
      return row === undefined || found === undefined || found.stale.length === 0
        ? []
        : [{ row, found }];
    })
    .sort(
      (a, b) =>
        Number(b.found.stale[0]?.transitive !== true) -
          Number(a.found.stale[0]?.transitive !== true) || newestFirst(a.row, b.row),
    );
  return {
    asOf: formatTime(asOf),
    subject: asked.subject,
    checked: asked.runs.length,
    retracted,
    runs: staleRuns.map(({ row, found }) => runView(row, 0, found)),
    truncated: walk.truncated,
    notes: [
      ...asked.notes,
      ...taintNotes(retracted, runs),
      ...(walk.truncated ? ['Not everything upstream was looked at: raise --limit.'] : []),
    ],
  };
}

interface Asked {
  readonly subject: StaleAnswer['subject'];
  readonly runs: readonly string[];
  readonly notes: readonly string[];
}

/** A name may be a pointer's, a run's or a component's; that order decides, and the answer says it. */
async function subjectNamed(
  store: LineageStore,
  name: string,
  place: parameters.Place,
  asOf: bigint,
): Promise<Asked> {
  const { namespace, environment } = place;
  const pointer = await findPointer(store, name, namespace);
  if (pointer !== null) {
    const run = await latestProducer(store, pointer.key, asOf, environment);
    const note = `No known run has written ${pointer.name}, so nothing says whether it is stale.`;
    return {
      subject: { kind: 'pointer', name: pointer.name },
      runs: run === null ? [] : [run],
      notes: run === null ? [note] : [],
    };
  }
  const run = await findRun(store, name);
  if (run !== null) {
    checkPlace(run, place);
    return { subject: { kind: 'run', name: run.id }, runs: [run.key], notes: [] };
  }
  const component = await findComponent(store, name, namespace);
  if (component === null) throw await subjectNotFound(store, name, namespace);
  const last = await latestRun(store, component.key, asOf, environment);
  return {
    subject: { kind: 'component', name: component.name },
    runs: last === null ? [] : [last.key],
    notes: last === null ? [`${component.name} had no run by then.`] : [],
  };
}

/** The nearest names of both kinds that people type. */
async function subjectNotFound(
  store: LineageStore,
  name: string,
  namespace: string | undefined,
): Promise<Error> {
  const notPointer = await pointerNotFound(store, name);
  try {
    await componentNamed(store, name, namespace);
  } catch (error) {
    if (error instanceof NotFoundError) {
      return error.nearest.length > 0 && notPointer.nearest.length === 0 ? error : notPointer;
    }
  }
  return notPointer;
}

async function latestRuns(
  store: LineageStore,
  { namespace, environment }: parameters.Place,
  asOf: bigint,
): Promise<readonly string[]> {
  const keys: string[] = [];
  for (const { key } of await store.findComponents(namespace === undefined ? {} : { namespace })) {
    const run = await latestRun(store, key, asOf, environment);
    if (run !== null) keys.push(run.key);
  }
  return keys;
}
