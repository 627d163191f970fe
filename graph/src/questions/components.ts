/** `components` and `tags`. */
import type { ComponentsAnswer, TagsAnswer } from '../answers/answers.ts';
import { compareText } from '../facts/keys.ts';
import { formatTime } from '../facts/time.ts';
import type { ComponentRow, LineageStore, RunRow } from '../lineage-store.ts';
import type { ParameterValues, Question } from '../question.ts';
import { latestRun } from './latest-run.ts';
import * as parameters from './parameters.ts';

const LIMIT = 1_000;
const whichComponents = [parameters.asOf, parameters.namespace, parameters.environment];

/** All components with owner, tags and last run. */
export const components: Question = {
  name: 'components',
  summary: 'all components with owner, tags and last run',
  parameters: [
    parameters.option('owner', 'only those of this owner'),
    parameters.option('tag', 'only those with this tag'),
    { ...parameters.limit(LIMIT), describe: `at most this many components; default ${LIMIT}` },
    ...whichComponents,
  ],
  ask: async (store, values, now): Promise<ComponentsAnswer> => {
    const found = await componentsAsOf(store, values, now);
    const limit = parameters.numberOf(values, 'limit', LIMIT);
    const more = found.length - limit;
    return {
      asOf: formatTime(parameters.timeOf(values, 'as-of', now)),
      components: found.slice(0, limit).map(({ component, run }) => {
        const { name, namespace, description, owner, tags } = component;
        const lastRun =
          run === null ? null : { id: run.id, state: run.state, start: formatTime(run.start) };
        return { name, namespace, description, owner, tags, lastRun };
      }),
      truncated: more > 0,
      notes: more > 0 ? [`${more} more components: raise --limit.`] : [],
    };
  },
};

/** All tags, with the number of components that carry each. */
export const tags: Question = {
  name: 'tags',
  summary: 'all tags, with the number of components that carry each',
  parameters: whichComponents,
  ask: async (store, values, now): Promise<TagsAnswer> => {
    const counts = new Map<string, number>();
    for (const { component } of await componentsAsOf(store, values, now)) {
      for (const tag of component.tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
    }
    return {
      asOf: formatTime(parameters.timeOf(values, 'as-of', now)),
      tags: [...counts]
        .map(([name, components]) => ({ name, components }))
        .sort((a, b) => compareText(a.name, b.name)),
      truncated: false,
      notes: [],
    };
  },
};

/**
 * By namespace, then name. Owner and tags are today's words, whenever is asked: what a component is
 * called changes, what it did does not.
 */
async function componentsAsOf(
  store: LineageStore,
  values: ParameterValues,
  now: bigint,
): Promise<readonly { readonly component: ComponentRow; readonly run: RunRow | null }[]> {
  const asOf = parameters.timeOf(values, 'as-of', now);
  const { namespace, environment } = parameters.placeOf(values);
  const owner = parameters.optionalText(values, 'owner');
  const tag = parameters.optionalText(values, 'tag');
  const rows = await store.findComponents({
    ...(namespace === undefined ? {} : { namespace }),
    ...(owner === undefined ? {} : { owner }),
    ...(tag === undefined ? {} : { tag }),
  });
  // Asked of a time or place, a component without a run then or there is not there.
  const mustHaveRun = values.has('as-of') || environment !== undefined;
  const found: { component: ComponentRow; run: RunRow | null }[] = [];
  for (const component of rows) {
    const run = await latestRun(store, component.key, asOf, environment);
    if (run !== null || !mustHaveRun) found.push({ component, run });
  }
  return found.sort(
    ({ component: a }, { component: b }) =>
      compareText(a.namespace, b.namespace) || compareText(a.name, b.name),
  );
}
