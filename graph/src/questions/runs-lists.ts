/** `recent` and `history`: the latest runs, of all components or of one. */
import type { HistoryAnswer, RunsAnswer } from '../answers/answers.ts';
import { compareText } from '../facts/keys.ts';
import { dayOf, formatTime } from '../facts/time.ts';
import type { LineageStore, RunRow } from '../lineage-store.ts';
import type { ParameterValues, Question } from '../question.ts';
import { runsOf } from './lineage-of.ts';
import { metricsBy } from './metrics-by.ts';
import * as parameters from './parameters.ts';
import { newestFirst, runView } from './run-view.ts';
import { stalenessOf } from './staleness.ts';
import { componentNamed } from './subject.ts';

const LIMIT = 10;

/** The last runs of all components, newest first. */
export const recent: Question = {
  name: 'recent',
  summary: 'the last runs of all components, newest first',
  parameters: [
    parameters.limit(LIMIT),
    parameters.maxAgeDays,
    parameters.fresherBy,
    parameters.asOf,
    parameters.namespace,
    parameters.environment,
  ],
  ask: async (store, values, now): Promise<RunsAnswer> => {
    const asOf = parameters.timeOf(values, 'as-of', now);
    const limit = parameters.numberOf(values, 'limit', LIMIT);
    const keys = await store.recentRuns({
      asOf,
      limit: limit + 1,
      ...parameters.placeOf(values),
    });
    const { views, truncated } = await latest(store, keys, values, asOf, limit);
    return {
      asOf: formatTime(asOf),
      runs: views.map(({ view }) => view),
      truncated,
      notes: truncated ? ['There are earlier runs: raise --limit.'] : [],
    };
  },
};

/** A component's runs and their metrics, newest first. */
export const history: Question = {
  name: 'history',
  summary: "a component's runs and their metrics, newest first",
  parameters: [
    parameters.positional('component', 'the name of a component'),
    parameters.limit(LIMIT),
    {
      name: 'since',
      type: 'time',
      required: false,
      positional: false,
      describe: 'only runs that started at or after this time',
    },
    parameters.maxAgeDays,
    parameters.fresherBy,
    parameters.asOf,
    parameters.namespace,
    parameters.environment,
  ],
  ask: async (store, values, now): Promise<HistoryAnswer> => {
    const asOf = parameters.timeOf(values, 'as-of', now);
    const limit = parameters.numberOf(values, 'limit', LIMIT);
    const component = await componentNamed(
      store,
      parameters.textOf(values, 'component'),
      parameters.optionalText(values, 'namespace'),
    );
    const since = values.get('since');
    const environment = parameters.optionalText(values, 'environment');
    const keys = await store.componentRuns({
      component: component.key,
      asOf,
      limit: limit + 1,
      ...(typeof since === 'bigint' ? { since } : {}),
      ...(environment === undefined ? {} : { environment }),
    });
    const { views, truncated } = await latest(store, keys, values, asOf, limit);
    const metrics = metricsBy(asOf, await store.metrics(views.map(({ row }) => row.key)));
    return {
      component: component.name,
      namespace: component.namespace,
      asOf: formatTime(asOf),
      runs: views.map(({ row, view }) => ({
        ...view,
        metrics: metrics
          .filter((metric) => metric.run === row.key)
          .map(({ name, value }) => ({ name, value })),
      })),
      days: truncated ? [] : await foldedDays(store, component.key, { since, asOf, limit }),
      truncated,
      notes: truncated ? ['There are earlier runs: raise --limit.'] : [],
    };
  },
};

async function foldedDays(
  store: LineageStore,
  component: string,
  { since, asOf, limit }: { since: unknown; asOf: bigint; limit: number },
): Promise<HistoryAnswer['days']> {
  const first = typeof since === 'bigint' ? dayOf(since) : '';
  const rows = [...(await store.dailyRuns(component, first, dayOf(asOf)))];
  rows.sort((a, b) => compareText(b.day, a.day));
  return rows.slice(0, limit).map(({ day, runs, ok, failed, metrics, triggers }) => ({
    day,
    runs,
    ok,
    failed,
    metrics: metrics
      .map(({ name, count, mean, min, max }) => ({ name, count, mean, min, max }))
      .sort((a, b) => compareText(a.name, b.name) || b.count - a.count || b.max - a.max),
    triggers: [...triggers].sort(
      (a, b) =>
        compareText(b.phase, a.phase) ||
        compareText(a.name, b.name) ||
        compareText(a.status, b.status),
    ),
  }));
}

/** The newest of these runs, each with its own (not inherited) staleness. */
async function latest(
  store: LineageStore,
  keys: readonly string[],
  values: ParameterValues,
  asOf: bigint,
  limit: number,
) {
  const rows = [...(await runsOf(store, keys, asOf)).values()].sort(newestFirst);
  const shown = rows.slice(0, limit);
  const rules = parameters.stalenessRules(values);
  const asked = shown.map((row) => row.key);
  const edges =
    rules.fresherBy === 'pointer'
      ? await store.dependencies(asked, asOf)
      : await store.dependencyPairs(asked, asOf);
  const runs = new Map<string, RunRow>(shown.map((row) => [row.key, row]));
  const dependencies = await runsOf(
    store,
    edges.map(({ to }) => to),
    asOf,
  );
  const staleness = await stalenessOf(
    store,
    { runs: new Map([...dependencies, ...runs]), edges },
    { asOf, ...rules, clock: 'atRun', inheritedBy: [] },
  );
  const views = shown.map((row) => {
    return { row, view: runView(row, 0, staleness.get(row.key)) };
  });
  return { views, truncated: rows.length > limit };
}
