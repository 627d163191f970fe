/** `trace` and `impact`: their runs, and the edges among them as a node graph takes them. */
import type { EdgeView, ImpactAnswer, TraceAnswer } from '../answers/answers.ts';
import { query } from '../engines/query-files.ts';
import { impact } from '../questions/impact.ts';
import { trace } from '../questions/trace.ts';
import {
  float,
  integer,
  ownKinds,
  type PublishedQuestion,
  type PublishedRow,
  publish,
  secondsOf,
  text,
  time,
} from './published-question.ts';

const nodeColumns = [
  text('id'),
  text('component'),
  text('namespace'),
  text('state'),
  integer('depth'),
  time('start'),
  float('seconds'),
];
const edgeColumns = [text('id'), text('source'), text('target'), text('pointer')];

export const publishedTrace: PublishedQuestion = publish<TraceAnswer>({
  name: 'trace',
  summary: 'the runs that a pointer was made from, nearest first, with their own staleness',
  question: trace,
  takes: [
    'pointer',
    'namespace',
    'environment',
    'as-of',
    'depth',
    'limit',
    'max-age-days',
    'fresher-by',
  ],
  columns: [...nodeColumns, text('stale'), integer('failedTriggers')],
  text: query('published/trace'),
  rows: ({ asOf, runs }) =>
    runs.map((run) => ({
      id: run.id,
      component: run.component,
      namespace: run.namespace,
      state: run.state,
      depth: run.depth,
      start: run.start,
      seconds: secondsOf(run, asOf),
      stale: ownKinds(run.stale),
      failedTriggers: run.failedTriggers.length,
    })),
});

export const publishedTraceEdges: PublishedQuestion = publish<TraceAnswer>({
  name: 'trace-edges',
  summary: "the dependencies among the runs of a pointer's trace, as edges of a node graph",
  question: trace,
  takes: ['pointer', 'namespace', 'environment', 'as-of', 'depth', 'limit'],
  columns: edgeColumns,
  text: query('published/trace-edges'),
  rows: ({ edges }) => edges.map(edgeRow),
});

const impactTakes = ['subject', 'namespace', 'as-of', 'depth', 'limit'];

export const publishedImpact: PublishedQuestion = publish<ImpactAnswer>({
  name: 'impact',
  summary: 'everything that was made from a pointer or a run, nearest first',
  question: impact,
  takes: impactTakes,
  columns: [...nodeColumns, integer('failedTriggers')],
  text: query('published/impact'),
  rows: ({ asOf, runs }) =>
    runs.map((run) => ({
      id: run.id,
      component: run.component,
      namespace: run.namespace,
      state: run.state,
      depth: run.depth,
      start: run.start,
      seconds: secondsOf(run, asOf),
      failedTriggers: run.failedTriggers.length,
    })),
});

export const publishedImpactEdges: PublishedQuestion = publish<ImpactAnswer>({
  name: 'impact-edges',
  summary: 'the dependencies among what was made from a pointer or a run, as edges of a node graph',
  question: impact,
  takes: impactTakes,
  columns: edgeColumns,
  text: query('published/impact-edges'),
  rows: ({ edges }) => edges.map(edgeRow),
});

/** From the run that wrote to the run that read: the way of the data. */
function edgeRow({ from, to, pointer }: EdgeView): PublishedRow {
  return { id: `${to} | ${from} | ${pointer}`, source: to, target: from, pointer };
}
