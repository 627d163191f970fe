/**
 * The names that `--json=a,b` may pick, known without asking a store. Each list is checked against
 * its answer's type: a field that is added to or taken from an answer stops the compiler here.
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
  RankedRun,
  ReceiptView,
  RetainAnswer,
  RetractAnswer,
  RetractedAnswer,
  ReviewAnswer,
  RunsAnswer,
  RunView,
  SchemaAnswer,
  SchemaElementView,
  SlaAnswer,
  SliceAnswer,
  StaleAnswer,
  TagsAnswer,
  TraceAnswer,
  UnflagAllAnswer,
} from '@spantrail/graph';
import type { Answers } from '../present/present.ts';

export interface AnswerFields {
  /** Fields of the answer itself. */
  readonly fields: readonly string[];
  /** Its main list (for `inspect` its main object) and the fields of one row; null: none. */
  readonly main: { readonly name: string; readonly fields: readonly string[] } | null;
}

type AllOf<T> = { readonly [Field in keyof Required<T>]: true };

function names<T>(fields: AllOf<T>): readonly string[] {
  return Object.keys(fields);
}

function rowsOf<T>(name: string, fields: AllOf<T>): AnswerFields['main'] {
  return { name, fields: names<T>(fields) };
}

const bounded = { truncated: true, notes: true } as const;
const withRuns = { asOf: true, runs: true, ...bounded } as const;

const run: AllOf<RunView> = {
  id: true,
  component: true,
  namespace: true,
  environment: true,
  state: true,
  depth: true,
  start: true,
  end: true,
  inputs: true,
  outputs: true,
  stale: true,
  staleOmitted: true,
  failedTriggers: true,
  error: true,
  summary: true,
};
const labelState = { retracted: true, retractedAt: true, reason: true, by: true } as const;
const runRows = rowsOf<RunView>('runs', run);
const ranking = { baseline: true, components: true, codeVersions: true, ...withRuns } as const;
const rankedRows = rowsOf<RankedRun>('runs', {
  ...run,
  count: true,
  coverage: true,
  baselineCount: true,
  lift: true,
  confidence: true,
});
const flag: AllOf<FlagAnswer> = {
  pointer: true,
  flagged: true,
  reason: true,
  at: true,
  known: true,
};

const fieldsByQuestion: { readonly [Name in keyof Answers]: AnswerFields } = {
  trace: {
    fields: names<TraceAnswer>({
      pointer: true,
      flagged: true,
      producer: true,
      retracted: true,
      edges: true,
      leftOut: true,
      ...withRuns,
    }),
    main: runRows,
  },
  impact: {
    fields: names<ImpactAnswer>({
      pointer: true,
      run: true,
      retracted: true,
      edges: true,
      leftOut: true,
      ...withRuns,
    }),
    main: runRows,
  },
  inspect: {
    fields: names<InspectAnswer>({ asOf: true, run: true }),
    main: rowsOf<InspectAnswer['run']>('run', {
      ...run,
      service: true,
      traceId: true,
      spanId: true,
      codeVersion: true,
      code: true,
      owner: true,
      description: true,
      tags: true,
      reads: true,
      writes: true,
      metrics: true,
      triggers: true,
      dependencies: true,
      slices: true,
      labels: true,
      partOf: true,
      retracted: true,
      annotations: true,
    }),
  },
  compare: {
    fields: names<CompareAnswer>({
      asOf: true,
      a: true,
      b: true,
      same: true,
      facts: true,
      durationMs: true,
      code: true,
      inputs: true,
      outputs: true,
      metrics: true,
      triggers: true,
      slices: true,
      labels: true,
      upstream: true,
      ...bounded,
    }),
    main: null,
  },
  history: {
    fields: names<HistoryAnswer>({ component: true, namespace: true, days: true, ...withRuns }),
    main: rowsOf<HistoryAnswer['runs'][number]>('runs', { ...run, metrics: true }),
  },
  recent: { fields: names<RunsAnswer>(withRuns), main: runRows },
  components: {
    fields: names<ComponentsAnswer>({ asOf: true, components: true, ...bounded }),
    main: rowsOf<ComponentsAnswer['components'][number]>('components', {
      name: true,
      namespace: true,
      description: true,
      owner: true,
      tags: true,
      lastRun: true,
    }),
  },
  tags: {
    fields: names<TagsAnswer>({ asOf: true, tags: true, ...bounded }),
    main: rowsOf<TagsAnswer['tags'][number]>('tags', { name: true, components: true }),
  },
  labels: {
    fields: names<LabelsAnswer & LabelAnswer>({
      asOf: true,
      label: true,
      ...labelState,
      carriers: true,
      labels: true,
      ...bounded,
    }),
    main: rowsOf<LabelsAnswer['labels'][number]>('labels', {
      name: true,
      runs: true,
      pointers: true,
      ...labelState,
    }),
  },
  retracted: {
    fields: names<RetractedAnswer>({ labels: true, ...withRuns }),
    main: rowsOf<RetractedAnswer['runs'][number]>('runs', { ...run, taints: true }),
  },
  map: {
    fields: names<MapAnswer>({
      asOf: true,
      lastRuns: true,
      focus: true,
      nodes: true,
      edges: true,
      leftOut: true,
      ...bounded,
    }),
    main: rowsOf<MapAnswer['nodes'][number]>('nodes', {
      id: true,
      component: true,
      namespace: true,
      owner: true,
      runs: true,
      moreRuns: true,
      failed: true,
      failedShare: true,
      stale: true,
      staleShare: true,
      lastRun: true,
    }),
  },
  sla: {
    fields: names<SlaAnswer>({
      component: true,
      namespace: true,
      metric: true,
      unit: true,
      objective: true,
      state: true,
      reason: true,
      value: true,
      n: true,
      windowRuns: true,
      window: true,
      minRuns: true,
      least: true,
      greatest: true,
      outside: true,
      outsideShare: true,
      trend: true,
      ...withRuns,
    }),
    main: rowsOf<SlaAnswer['runs'][number]>('runs', { ...run, value: true }),
  },
  stale: {
    fields: names<StaleAnswer>({ subject: true, checked: true, retracted: true, ...withRuns }),
    main: runRows,
  },
  review: {
    fields: names<ReviewAnswer>({ flagged: true, ...ranking }),
    main: rankedRows,
  },
  slice: {
    fields: names<SliceAnswer>({ slice: true, outputs: true, ...ranking }),
    main: rankedRows,
  },
  queries: {
    fields: names<QueriesAnswer>({ queries: true, text: true }),
    main: rowsOf<QueriesAnswer['queries'][number]>('queries', {
      name: true,
      summary: true,
      parameters: true,
      columns: true,
    }),
  },
  query: {
    fields: names<QueryAnswer>({ name: true, columns: true, rows: true, ...bounded }),
    main: null,
  },
  flag: { fields: names<FlagAnswer>(flag), main: null },
  unflag: {
    fields: names<FlagAnswer & UnflagAllAnswer>({ ...flag, unflagged: true }),
    main: null,
  },
  label: {
    fields: names<LabelPointerAnswer>({
      pointer: true,
      label: true,
      labelled: true,
      reason: true,
      at: true,
      retracted: true,
      known: true,
    }),
    main: null,
  },
  retract: {
    fields: names<RetractAnswer>({
      label: true,
      retracted: true,
      reason: true,
      at: true,
      known: true,
    }),
    main: null,
  },
  schema: {
    fields: names<SchemaAnswer>({
      version: true,
      newest: true,
      state: true,
      clockSkewMs: true,
      rederivingMs: true,
      elements: true,
      applied: true,
      rederivedRuns: true,
    }),
    main: rowsOf<SchemaElementView>('elements', {
      name: true,
      kind: true,
      file: true,
      state: true,
      progress: true,
    }),
  },
  clear: { fields: names<ClearAnswer>({ nodes: true, edges: true }), main: null },
  forget: {
    fields: names<ForgetAnswer>({
      done: true,
      fate: true,
      scope: true,
      pointers: true,
      runs: true,
      forgets: true,
      kept: true,
      keeps: true,
      truncated: true,
      receipt: true,
    }),
    main: rowsOf<ForgetAnswer['forgets'][number]>('forgets', { kind: true, name: true }),
  },
  forgotten: {
    fields: names<ForgottenAnswer>({ name: true, forgotten: true, hashes: true, receipts: true }),
    main: rowsOf<ReceiptView>('receipts', {
      id: true,
      at: true,
      by: true,
      reason: true,
      subject: true,
      fate: true,
      scope: true,
      pointers: true,
      runs: true,
      removed: true,
      hashes: true,
      allHashes: true,
      done: true,
      digest: true,
    }),
  },
  note: { fields: names<NoteAnswer>({ run: true, note: true, at: true }), main: null },
  retain: {
    fields: names<RetainAnswer>({
      horizon: true,
      dryRun: true,
      folded: true,
      summaries: true,
      kept: true,
      ...bounded,
    }),
    main: null,
  },
};

/** Null for a question whose answer we have no list for. */
export function answerFields(question: string): AnswerFields | null {
  return Object.hasOwn(fieldsByQuestion, question)
    ? fieldsByQuestion[question as keyof Answers]
    : null;
}
