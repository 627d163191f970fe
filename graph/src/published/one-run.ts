/** `inspect`, in four tables: the run, what it read and wrote, its metrics, its trigger results. */
import type { InspectAnswer, IoView } from '../answers/answers.ts';
import { query } from '../engines/query-files.ts';
import { inspect } from '../questions/inspect.ts';
import {
  type Column,
  float,
  integer,
  orNothing,
  ownKinds,
  type PublishedQuestion,
  type PublishedRow,
  publish,
  secondsOf,
  text,
  time,
} from './published-question.ts';

export const publishedInspect: PublishedQuestion = publish<InspectAnswer>({
  name: 'inspect',
  summary: 'one run in one row: what ran, when, where, and how much it read and wrote',
  question: inspect,
  takes: ['run', 'as-of', 'max-age-days', 'fresher-by'],
  columns: [
    text('id'),
    text('component'),
    text('namespace'),
    text('owner'),
    text('state'),
    time('start'),
    float('seconds'),
    text('environment'),
    text('service'),
    text('codeVersion'),
    text('codeDigest'),
    text('traceId'),
    text('spanId'),
    text('error'),
    text('stale'),
    integer('inputs'),
    integer('outputs'),
    integer('failedTriggers'),
  ],
  text: query('published/inspect'),
  rows: ({ asOf, run }) => [
    {
      id: run.id,
      component: run.component,
      namespace: run.namespace,
      owner: run.owner ?? '',
      state: run.state,
      start: run.start,
      seconds: secondsOf(run, asOf),
      environment: run.environment ?? '',
      service: run.service ?? '',
      codeVersion: run.codeVersion ?? '',
      codeDigest: run.code?.digest ?? '',
      traceId: run.traceId ?? '',
      spanId: run.spanId ?? '',
      error: run.error ?? '',
      stale: ownKinds(run.stale),
      inputs: run.reads.length,
      outputs: run.writes.length,
      failedTriggers: run.failedTriggers.length,
    },
  ],
});

const flagged: Column = { name: 'flagged', type: 'boolean' };

export const publishedInspectIo: PublishedQuestion = publish<InspectAnswer>({
  name: 'inspect-io',
  summary: 'what one run read and wrote, with the run that each input came from',
  question: inspect,
  takes: ['run', 'as-of'],
  columns: [
    text('direction'),
    text('pointer'),
    text('type'),
    time('at'),
    text('digest'),
    text('producer'),
    flagged,
    orNothing(integer('rows')),
    orNothing(integer('bytes')),
  ],
  text: query('published/inspect-io'),
  rows: ({ run }) => [
    ...run.reads.map((io) => ioRow('input', io)),
    ...run.writes.map((io) => ioRow('output', io)),
  ],
});

function ioRow(direction: string, io: IoView): PublishedRow {
  const { pointer, type, at, digest, producer, flagged, rows, bytes } = io;
  return {
    direction,
    pointer,
    type,
    at,
    digest: digest ?? '',
    producer: producer ?? '',
    flagged,
    rows,
    bytes,
  };
}

export const publishedInspectMetrics: PublishedQuestion = publish<InspectAnswer>({
  name: 'inspect-metrics',
  summary: 'the metrics of one run',
  question: inspect,
  takes: ['run', 'as-of'],
  columns: [text('name'), float('value'), text('unit')],
  text: query('published/inspect-metrics'),
  rows: ({ run }) =>
    run.metrics.map(({ name, value, unit }) => ({ name, value, unit: unit ?? '' })),
});

export const publishedInspectTriggers: PublishedQuestion = publish<InspectAnswer>({
  name: 'inspect-triggers',
  summary: 'the trigger results of one run',
  question: inspect,
  takes: ['run', 'as-of'],
  columns: [
    text('phase'),
    text('name'),
    text('status'),
    text('message'),
    orNothing(float('value')),
    orNothing(float('threshold')),
  ],
  text: query('published/inspect-triggers'),
  rows: ({ run }) =>
    run.triggers.map(({ phase, name, status, message, value, threshold }) => ({
      phase,
      name,
      status,
      message: message ?? '',
      value,
      threshold,
    })),
});
