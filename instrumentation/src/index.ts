export { component } from './component.ts';
export { componentMethod } from './component-method.ts';
export type {
  ComponentOptions,
  InputMapping,
  OutputMapping,
  Pointers,
  PointersByPosition,
  RunResult,
} from './component-options.ts';
export { type InstrumentationCounters, instrumentationCounters } from './counters.ts';
export { flush } from './pending.ts';
export {
  file,
  type Pointer,
  type PointerDetails,
  type PointerObject,
  type PointerType,
} from './pointer.ts';
export { type FlagOptions, recordFlag } from './record-flag.ts';
export type { MetricDetails, Run } from './run.ts';
export { currentRun } from './run-scope.ts';
export type {
  AfterRunCheck,
  BeforeRunCheck,
  Trigger,
  TriggerAnswer,
  TriggerContext,
  TriggerOutcome,
  TriggerPhase,
  TriggerStatus,
  Triggers,
} from './trigger.ts';
