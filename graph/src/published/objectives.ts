/** `map` and `sla`: how components stand. */
import type { MapAnswer } from '../answers/map-answer.ts';
import type { SlaAnswer } from '../answers/sla-answer.ts';
import { query } from '../engines/query-files.ts';
import { map } from '../questions/map.ts';
import { sla } from '../questions/sla.ts';
import {
  float,
  integer,
  orNothing,
  type PublishedQuestion,
  publish,
  text,
  time,
} from './published-question.ts';

export const publishedMap: PublishedQuestion = publish<MapAnswer>({
  name: 'map',
  summary: "the component graph's nodes, with failure and stale shares over the last runs of each",
  question: map,
  takes: ['runs', 'namespace', 'environment', 'as-of', 'max-age-days', 'fresher-by', 'limit'],
  columns: [
    text('id'),
    text('component'),
    text('namespace'),
    text('owner'),
    integer('runs'),
    integer('failed'),
    orNothing(float('failedShare')),
    integer('stale'),
    orNothing(float('staleShare')),
    text('lastRun'),
    text('lastState'),
    orNothing(time('lastStart')),
  ],
  text: query('published/map'),
  rows: ({ nodes }) =>
    nodes.map(({ owner, lastRun, ...node }) => ({
      id: node.id,
      component: node.component,
      namespace: node.namespace,
      owner: owner ?? '',
      runs: node.runs,
      failed: node.failed,
      failedShare: node.failedShare,
      stale: node.stale,
      staleShare: node.staleShare,
      lastRun: lastRun?.id ?? '',
      lastState: lastRun?.state ?? '',
      lastStart: lastRun?.start ?? null,
    })),
});

export const publishedMapEdges: PublishedQuestion = publish<MapAnswer>({
  name: 'map-edges',
  summary: "the component graph's edges: whose outputs the last runs of each component read",
  question: map,
  takes: ['runs', 'namespace', 'environment', 'as-of', 'limit'],
  columns: [
    text('id'),
    text('source'),
    text('target'),
    integer('count'),
    integer('pointerCount'),
    text('pointers'),
  ],
  text: query('published/map-edges'),
  rows: ({ edges }) =>
    edges.map(({ from, to, count, pointerCount, pointers }) => ({
      id: `${to} | ${from}`,
      source: to,
      target: from,
      count,
      pointerCount,
      pointers: pointers.join(', '),
    })),
});

export const publishedSla: PublishedQuestion = publish<SlaAnswer>({
  name: 'sla',
  summary: 'whether a metric of a component keeps its objective, over the runs of the last days',
  question: sla,
  takes: [
    'component',
    'metric',
    'at-least',
    'at-most',
    'window-days',
    'min-runs',
    'namespace',
    'environment',
    'as-of',
  ],
  columns: [
    text('component'),
    text('namespace'),
    text('metric'),
    text('state'),
    orNothing(float('value')),
    integer('n'),
    integer('windowRuns'),
    integer('outside'),
    orNothing(float('least')),
    orNothing(float('greatest')),
    orNothing(float('earlier')),
    orNothing(float('later')),
    text('trend'),
  ],
  text: query('published/sla'),
  rows: (answer) => {
    const { component, namespace, metric, state, value, n, windowRuns, outside } = answer;
    const { least, greatest, trend } = answer;
    const { earlier, later, direction } = trend;
    const measured = { value, n, windowRuns, outside, least, greatest, earlier, later };
    return [{ component, namespace, metric, state, ...measured, trend: direction }];
  },
});
