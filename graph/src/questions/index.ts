import type { Command, Question } from '../question.ts';
import { compare } from './compare.ts';
import { components, tags } from './components.ts';
import { flag, note, unflag } from './flags.ts';
import { forget, forgotten } from './forget.ts';
import { impact } from './impact.ts';
import { inspect } from './inspect.ts';
import { label, labels } from './labels.ts';
import { map } from './map.ts';
import { queries } from './queries.ts';
import { query } from './query.ts';
import { retain } from './retain.ts';
import { retract, retracted } from './retract.ts';
import { review } from './review.ts';
import { history, recent } from './runs-lists.ts';
import { clear, schema } from './schema.ts';
import { sla } from './sla.ts';
import { slice } from './slice.ts';
import { stale } from './stale.ts';
import { trace } from './trace.ts';
import { withPast } from './with-past.ts';

/** Every question, in the order that help shows them. */
export const questions: readonly Question[] = [
  trace,
  impact,
  inspect,
  compare,
  history,
  recent,
  components,
  tags,
  map,
  labels,
  retracted,
  review,
  slice,
  stale,
  sla,
  queries,
  query,
  forgotten,
].map(withPast);

/** Every question that writes. */
export const commands: readonly Command[] = [
  flag,
  unflag,
  note,
  label,
  retract,
  retain,
  schema,
  clear,
  forget,
];
