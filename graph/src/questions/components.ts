/** `components` and `tags`. */
import type { ComponentsAnswer, TagsAnswer } from '../answers.ts';
import { compareText } from '../keys.ts';
import type { ComponentFilter, LineageStore } from '../lineage-store.ts';
import type { Question } from '../question.ts';
import { formatTime } from '../time.ts';
import { latestRun } from './latest-run.ts';
import * as parameters from './parameters.ts';

/** All components with owner, tags and last run. */
export const components: Question = {
  name: 'components',
  summary: 'all components with owner, tags and last run',
  parameters: [
    parameters.option('owner', 'only those of this owner'),
    parameters.option('tag', 'only those with this tag'),
    parameters.asOf,
    parameters.namespace,
  ],
  ask: async (store, values, now): Promise<ComponentsAnswer> => {
    const asOf = parameters.timeOf(values, 'as-of', now);
    const filter: ComponentFilter = Object.fromEntries(
      (['owner', 'tag', 'namespace'] as const).flatMap((name) => {
        const value = parameters.optionalText(values, name);
        return value === undefined ? [] : [[name, value]];
      }),
    );
    const rows = [...(await store.findComponents(filter))].sort(
      (a, b) => compareText(a.namespace, b.namespace) || compareText(a.name, b.name),
    );
    const found: ComponentsAnswer['components'][number][] = [];
    for (const { key, name, namespace, description, owner, tags } of rows) {
      const run = await latestRun(store, key, asOf);
      found.push({
        name,
        namespace,
        description,
        owner,
        tags,
        lastRun:
          run === null ? null : { id: run.id, state: run.state, start: formatTime(run.start) },
      });
    }
    return { asOf: formatTime(asOf), components: found, truncated: false, notes: [] };
  },
};

/** All tags, with the number of components that carry each. */
export const tags: Question = {
  name: 'tags',
  summary: 'all tags, with the number of components that carry each',
  parameters: [parameters.namespace],
  ask: async (store, values, now): Promise<TagsAnswer> => {
    const counts = await countTags(store, parameters.optionalText(values, 'namespace'));
    return {
      asOf: formatTime(now),
      tags: [...counts]
        .map(([name, components]) => ({ name, components }))
        .sort((a, b) => compareText(a.name, b.name)),
      truncated: false,
      notes: [],
    };
  },
};

async function countTags(
  store: LineageStore,
  namespace: string | undefined,
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  const rows = await store.findComponents(namespace === undefined ? {} : { namespace });
  for (const row of rows) for (const tag of row.tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return counts;
}
