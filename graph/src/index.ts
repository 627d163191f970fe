export type {
  AnnotationView,
  ClearAnswer,
  ComponentsAnswer,
  EdgeView,
  FlagAnswer,
  ForgetAnswer,
  ForgottenAnswer,
  HistoryAnswer,
  ImpactAnswer,
  InspectAnswer,
  IoView,
  LabelAnswer,
  LabelPointerAnswer,
  LabelsAnswer,
  NoteAnswer,
  PublishedView,
  QueriesAnswer,
  QueryAnswer,
  RankedCode,
  RankedComponent,
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
  Score,
  SliceAnswer,
  StaleAnswer,
  StaleReason,
  TagsAnswer,
  TaintView,
  TraceAnswer,
  TriggerView,
  UnflagAllAnswer,
} from './answers/answers.ts';
export type { CompareAnswer } from './answers/compare-answer.ts';
export type { MapAnswer, MapEdge, MapNode } from './answers/map-answer.ts';
export type { SlaAnswer, SlaState } from './answers/sla-answer.ts';
export { TooMuchAtOnceError } from './engines/cypher-engine.ts';
export type { Neo4jOptions } from './engines/neo4j-connection.ts';
export {
  CypherRefusedError,
  CypherTimeoutError,
  GraphSchemaError,
  GraphUnavailableError,
  ImportError,
  NotFoundError,
  UsageError,
} from './errors.ts';
export { factCount } from './facts/fact-count.ts';
export type {
  AnnotationFact,
  AnnotationKind,
  AnnotationSubject,
  CodeFact,
  ComponentFact,
  IoFact,
  LineageBatch,
  MetricFact,
  OrphanContribution,
  PointerRef,
  PointerType,
  RunContribution,
  RunIdentity,
  RunState,
  SliceFact,
  TriggerFact,
  TriggerPhase,
  TriggerStatus,
  WriteReport,
} from './facts/lineage-batch.ts';
export { floorDivide, formatTime, parseTime } from './facts/time.ts';
export { wellFormed } from './facts/well-formed.ts';
export type { GraphDump, LineageStore } from './lineage-store.ts';
export { type OpenOptions, openLineage, withoutPassword } from './open-lineage.ts';
export { published } from './published/index.ts';
export type { Column, PublishedQuestion, PublishedRow } from './published/published-question.ts';
export type { Command, Parameter, ParameterValue, ParameterValues, Question } from './question.ts';
export { parseParameters } from './question.ts';
export { commands, questions } from './questions/index.ts';
export { nearestNames } from './questions/nearest-names.ts';
export { type Chunks, checkExport, type ExportPart, splitExport } from './transfer/export-file.ts';
export { exportLines } from './transfer/export-lines.ts';
export { type ImportOptions, type ImportReport, importLines } from './transfer/import-lines.ts';
