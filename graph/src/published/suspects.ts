/** `review` and `stale`: what to look at first. */
import type { ReviewAnswer, StaleAnswer } from '../answers/answers.ts';
import { query } from '../engines/query-files.ts';
import { compareText } from '../facts/keys.ts';
import { review } from '../questions/review.ts';
import { stale } from '../questions/stale.ts';
import {
  float,
  integer,
  type PublishedQuestion,
  type PublishedRow,
  publish,
  text,
  time,
} from './published-question.ts';

export const publishedReview: PublishedQuestion = publish<ReviewAnswer>({
  name: 'review',
  summary: 'the runs that the flagged outputs share, counted; the question adds the lift',
  question: review,
  takes: ['namespace', 'as-of', 'limit'],
  columns: [
    text('id'),
    text('component'),
    text('namespace'),
    text('state'),
    time('start'),
    integer('count'),
    float('coverage'),
  ],
  text: query('published/review'),
  rows: ({ runs }) =>
    runs.map(({ id, component, namespace, state, start, count, coverage }) => ({
      id,
      component,
      namespace,
      state,
      start,
      count,
      coverage,
    })),
});

export const publishedReviewFlagged: PublishedQuestion = publish<ReviewAnswer>({
  name: 'review-flagged',
  summary: 'the outputs that are flagged as wrong, the latest flag first',
  question: review,
  takes: ['namespace', 'as-of'],
  columns: [text('pointer'), text('reason'), time('at')],
  text: query('published/review-flagged'),
  rows: ({ flagged }) =>
    flagged.map(({ pointer, reason, at }) => ({ pointer, reason: reason ?? '', at })),
});

export const publishedStale: PublishedQuestion = publish<StaleAnswer>({
  name: 'stale',
  summary: 'why runs are stale now by what they themselves read, a row a reason',
  question: stale,
  takes: ['subject', 'namespace', 'environment', 'as-of', 'max-age-days', 'fresher-by'],
  columns: [
    text('id'),
    text('component'),
    text('namespace'),
    time('start'),
    text('kind'),
    text('dependency'),
  ],
  text: query('published/stale'),
  rows: ({ runs }) => runs.flatMap(reasonRows),
});

function reasonRows({
  id,
  component,
  namespace,
  start,
  stale: reasons,
}: StaleAnswer['runs'][number]): readonly PublishedRow[] {
  const own = reasons.filter(({ transitive }) => transitive !== true);
  const rows = new Map(
    own.map(({ kind, dependency }) => [
      JSON.stringify([kind, dependency]),
      { id, component, namespace, start, kind, dependency },
    ]),
  );
  return [...rows.values()].sort(
    (a, b) => compareText(a.kind, b.kind) || compareText(a.dependency, b.dependency),
  );
}
