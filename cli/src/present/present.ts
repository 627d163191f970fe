/**
 * The one place where an answer's type is taken from its question's name: inside the presenters
 * types are trusted, here they are asserted once.
 */
import type {
  ClearAnswer,
  CompareAnswer,
  ComponentsAnswer,
  FlagAnswer,
  ForgetAnswer,
  ForgottenAnswer,
  HistoryAnswer,
  ImpactAnswer,
  InspectAnswer,
  LabelAnswer,
  LabelPointerAnswer,
  LabelsAnswer,
  MapAnswer,
  NoteAnswer,
  QueriesAnswer,
  QueryAnswer,
  RetainAnswer,
  RetractAnswer,
  RetractedAnswer,
  ReviewAnswer,
  RunsAnswer,
  SchemaAnswer,
  SlaAnswer,
  SliceAnswer,
  StaleAnswer,
  TagsAnswer,
  TraceAnswer,
  UnflagAllAnswer,
} from '@spantrail/graph';
import { type Block, line } from '../text/document.ts';
import { presentCompare } from './compare.ts';
import { presentComponents, presentTags } from './components.ts';
import { presentForget, presentForgotten } from './forget.ts';
import { presentHistory } from './history.ts';
import { presentImpact } from './impact.ts';
import { presentInspect } from './inspect.ts';
import { presentLabels } from './labels.ts';
import type { Look } from './look.ts';
import { presentMap } from './map.ts';
import { presentQueries, presentQuery } from './query.ts';
import { presentRecent } from './recent.ts';
import { presentRetain } from './retain.ts';
import { presentRetracted } from './retracted.ts';
import { presentReview } from './review.ts';
import { presentClear, presentSchema } from './schema.ts';
import { presentSla } from './sla.ts';
import { presentSlice } from './slice.ts';
import { presentStale } from './stale.ts';
import { presentTrace } from './trace.ts';
import { presentFlag, presentLabel, presentNote, presentRetract, presentUnflag } from './writes.ts';

/** The answer of each question that has a text of its own. */
export interface Answers {
  readonly trace: TraceAnswer;
  readonly impact: ImpactAnswer;
  readonly inspect: InspectAnswer;
  readonly compare: CompareAnswer;
  readonly history: HistoryAnswer;
  readonly recent: RunsAnswer;
  readonly components: ComponentsAnswer;
  readonly tags: TagsAnswer;
  readonly labels: LabelsAnswer | LabelAnswer;
  readonly retracted: RetractedAnswer;
  readonly map: MapAnswer;
  readonly sla: SlaAnswer;
  readonly stale: StaleAnswer;
  readonly review: ReviewAnswer;
  readonly queries: QueriesAnswer;
  readonly query: QueryAnswer;
  readonly slice: SliceAnswer;
  readonly flag: FlagAnswer;
  readonly unflag: FlagAnswer | UnflagAllAnswer;
  readonly note: NoteAnswer;
  readonly label: LabelPointerAnswer;
  readonly retract: RetractAnswer;
  readonly retain: RetainAnswer;
  readonly schema: SchemaAnswer;
  readonly clear: ClearAnswer;
  readonly forget: ForgetAnswer;
  readonly forgotten: ForgottenAnswer;
}

type Presenters = {
  readonly [Name in keyof Answers]: (answer: Answers[Name], look: Look) => readonly Block[];
};

const presenters: Presenters = {
  trace: presentTrace,
  impact: presentImpact,
  inspect: presentInspect,
  compare: presentCompare,
  history: presentHistory,
  recent: presentRecent,
  components: presentComponents,
  tags: presentTags,
  labels: presentLabels,
  retracted: presentRetracted,
  map: presentMap,
  sla: presentSla,
  stale: presentStale,
  review: presentReview,
  queries: presentQueries,
  query: presentQuery,
  slice: presentSlice,
  flag: presentFlag,
  unflag: presentUnflag,
  note: presentNote,
  label: presentLabel,
  retract: presentRetract,
  retain: presentRetain,
  schema: presentSchema,
  clear: presentClear,
  forget: presentForget,
  forgotten: presentForgotten,
};

/** An answer as text. A question that has no presenter yet shows its JSON. */
export function present(question: string, answer: object, look: Look): readonly Block[] {
  if (!Object.hasOwn(presenters, question)) {
    return JSON.stringify(answer, null, 2)
      .split('\n')
      .map((text) => line(text));
  }
  const presenter = presenters[question as keyof Answers] as (
    answer: object,
    look: Look,
  ) => readonly Block[];
  return presenter(answer, look);
}
