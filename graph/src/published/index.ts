import {
  publishedImpact,
  publishedImpactEdges,
  publishedTrace,
  publishedTraceEdges,
} from './lineage.ts';
import {
  publishedComponents,
  publishedHistory,
  publishedHistoryMetrics,
  publishedRecent,
  publishedTags,
} from './lists.ts';
import { publishedMap, publishedMapEdges, publishedSla } from './objectives.ts';
import {
  publishedInspect,
  publishedInspectIo,
  publishedInspectMetrics,
  publishedInspectTriggers,
} from './one-run.ts';
import type { PublishedQuestion } from './published-question.ts';
import { publishedReview, publishedReviewFlagged, publishedStale } from './suspects.ts';

/** Every published question, in the order that lists show them. */
export const published: readonly PublishedQuestion[] = [
  publishedTrace,
  publishedTraceEdges,
  publishedImpact,
  publishedImpactEdges,
  publishedInspect,
  publishedInspectIo,
  publishedInspectMetrics,
  publishedInspectTriggers,
  publishedHistory,
  publishedHistoryMetrics,
  publishedRecent,
  publishedComponents,
  publishedTags,
  publishedMap,
  publishedMapEdges,
  publishedSla,
  publishedReview,
  publishedReviewFlagged,
  publishedStale,
];
