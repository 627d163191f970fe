/** `history`, `recent`, `components` and `tags`. */
import type {
  ComponentsAnswer,
  HistoryAnswer,
  RunsAnswer,
  TagsAnswer,
} from '../answers/answers.ts';
import { query } from '../engines/query-files.ts';
import { compareText } from '../facts/keys.ts';
import { components, tags } from '../questions/components.ts';
import { history, recent } from '../questions/runs-lists.ts';
import {
  float,
  integer,
  orNothing,
  ownKinds,
  type PublishedQuestion,
  publish,
  secondsOf,
  text,
  time,
} from './published-question.ts';

export const publishedHistory: PublishedQuestion = publish<HistoryAnswer>({
  name: 'history',
  summary: "a component's latest runs, newest first, with their own staleness",
  question: history,
  takes: [
    'component',
    'namespace',
    'environment',
    'as-of',
    'since',
    'limit',
    'max-age-days',
    'fresher-by',
  ],
  columns: [
    text('id'),
    text('state'),
    time('start'),
    float('seconds'),
    text('stale'),
    text('error'),
    integer('failedTriggers'),
  ],
  text: query('published/history'),
  rows: ({ asOf, runs }) =>
    runs.map((run) => ({
      id: run.id,
      state: run.state,
      start: run.start,
      seconds: secondsOf(run, asOf),
      stale: ownKinds(run.stale),
      error: run.error ?? '',
      failedTriggers: run.failedTriggers.length,
    })),
});

export const publishedHistoryMetrics: PublishedQuestion = publish<HistoryAnswer>({
  name: 'history-metrics',
  summary: "the metrics of a component's latest runs, oldest first",
  question: history,
  takes: ['component', 'namespace', 'environment', 'as-of', 'since', 'limit'],
  columns: [time('start'), text('run'), text('metric'), float('value')],
  text: query('published/history-metrics'),
  rows: ({ runs }) =>
    runs
      .flatMap(({ id, start, metrics }) =>
        metrics.map(({ name, value }) => ({ start, run: id, metric: name, value })),
      )
      .sort(
        (a, b) =>
          compareText(a.start, b.start) ||
          compareText(a.run, b.run) ||
          compareText(a.metric, b.metric),
      ),
});

export const publishedRecent: PublishedQuestion = publish<RunsAnswer>({
  name: 'recent',
  summary: 'the last runs of all components, newest first, with their own staleness',
  question: recent,
  takes: ['namespace', 'environment', 'as-of', 'limit', 'max-age-days', 'fresher-by'],
  columns: [
    text('id'),
    text('component'),
    text('namespace'),
    text('state'),
    time('start'),
    float('seconds'),
    text('stale'),
    integer('failedTriggers'),
  ],
  text: query('published/recent'),
  rows: ({ asOf, runs }) =>
    runs.map((run) => ({
      id: run.id,
      component: run.component,
      namespace: run.namespace,
      state: run.state,
      start: run.start,
      seconds: secondsOf(run, asOf),
      stale: ownKinds(run.stale),
      failedTriggers: run.failedTriggers.length,
    })),
});

export const publishedComponents: PublishedQuestion = publish<ComponentsAnswer>({
  name: 'components',
  summary: 'all components with owner, tags and last run',
  question: components,
  takes: ['owner', 'tag', 'namespace', 'environment', 'as-of', 'limit'],
  columns: [
    text('name'),
    text('namespace'),
    text('description'),
    text('owner'),
    text('tags'),
    text('lastRun'),
    text('lastState'),
    orNothing(time('lastStart')),
  ],
  text: query('published/components'),
  rows: (answer) =>
    answer.components.map(({ name, namespace, description, owner, tags, lastRun }) => ({
      name,
      namespace,
      description: description ?? '',
      owner: owner ?? '',
      tags: tags.join(', '),
      lastRun: lastRun?.id ?? '',
      lastState: lastRun?.state ?? '',
      lastStart: lastRun?.start ?? null,
    })),
});

export const publishedTags: PublishedQuestion = publish<TagsAnswer>({
  name: 'tags',
  summary: 'all tags, with the number of components that carry each',
  question: tags,
  takes: ['namespace', 'environment', 'as-of'],
  columns: [text('tag'), integer('components')],
  text: query('published/tags'),
  rows: (answer) => answer.tags.map(({ name, components }) => ({ tag: name, components })),
});
