// Made from registry/*.yaml by `npm run generate -w @spantrail/semantic-conventions`. Do not edit.

/**
 * Digest of the source text of the function that ran, as `algorithm:value`.
 *
 * @example "sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"
 */
export const ATTR_ML_CODE_DIGEST = 'ml.code.digest' as const;

/**
 * That source text, at most 64 KiB of UTF-8, sent once for each process and digest.
 *
 * @example "async (month) => fit(await load(month))"
 */
export const ATTR_ML_CODE_TEXT = 'ml.code.text' as const;

/**
 * What the component does, in a sentence for people.
 *
 * @example "Fits the tip model on last month's rides."
 */
export const ATTR_ML_COMPONENT_DESCRIPTION = 'ml.component.description' as const;

/**
 * Name of the pipeline step that this span is a run of. A span with this attribute is a component run.
 *
 * Also the span's name, so it must be low in cardinality; empty names are refused.
 *
 * @example "train"
 * @example "score"
 */
export const ATTR_ML_COMPONENT_NAME = 'ml.component.name' as const;

/**
 * Namespace of the component and of the bare pointer names on this span. Without it `service.namespace` counts.
 *
 * @example "fraud"
 */
export const ATTR_ML_COMPONENT_NAMESPACE = 'ml.component.namespace' as const;

/**
 * Who answers for the component.
 *
 * @example "team-pricing"
 */
export const ATTR_ML_COMPONENT_OWNER = 'ml.component.owner' as const;

/**
 * Words to find the component by.
 *
 * @example ["training","daily"]
 */
export const ATTR_ML_COMPONENT_TAGS = 'ml.component.tags' as const;

/**
 * UTF-8 bytes of the source text that were cut from the end of `ml.code.text`. The digest is of the whole text.
 *
 * Left out when it is zero.
 *
 * @example 4096
 */
export const ATTR_ML_DROPPED_CODE_BYTES = 'ml.dropped.code_bytes' as const;

/**
 * Digests that could not be made (file gone, changed while it was read, or time-out) or were refused.
 *
 * Left out when it is zero.
 *
 * @example 1
 */
export const ATTR_ML_DROPPED_DIGESTS = 'ml.dropped.digests' as const;

/**
 * Inputs of this run that are not on the span because a limit was reached or the value was refused.
 *
 * Left out when it is zero.
 *
 * @example 1
 */
export const ATTR_ML_DROPPED_INPUTS = 'ml.dropped.inputs' as const;

/**
 * Labels of this run that are not on the span because a limit was reached or the value was refused.
 *
 * Left out when it is zero.
 *
 * @example 1
 */
export const ATTR_ML_DROPPED_LABELS = 'ml.dropped.labels' as const;

/**
 * Metric values of this run that are not on the span because a limit was reached or the value was refused.
 *
 * Left out when it is zero.
 *
 * @example 1
 */
export const ATTR_ML_DROPPED_METRICS = 'ml.dropped.metrics' as const;

/**
 * Notes of this run that are not on the span because a limit was reached or the value was refused.
 *
 * Left out when it is zero.
 *
 * @example 1
 */
export const ATTR_ML_DROPPED_NOTES = 'ml.dropped.notes' as const;

/**
 * Outputs of this run that are not on the span because a limit was reached or the value was refused.
 *
 * Left out when it is zero.
 *
 * @example 1
 */
export const ATTR_ML_DROPPED_OUTPUTS = 'ml.dropped.outputs' as const;

/**
 * Slices of this run that are not on the span because a limit was reached or the value was refused.
 *
 * Left out when it is zero.
 *
 * @example 1
 */
export const ATTR_ML_DROPPED_SLICES = 'ml.dropped.slices' as const;

/**
 * Trigger results of this run that are not on the span because a limit was reached or the value was refused.
 *
 * Left out when it is zero.
 *
 * @example 1
 */
export const ATTR_ML_DROPPED_TRIGGERS = 'ml.dropped.triggers' as const;

/**
 * Name of the pointer that this span flags as suspicious, or clears.
 *
 * @example "prediction:81f2"
 */
export const ATTR_ML_FLAG_POINTER = 'ml.flag.pointer' as const;

/**
 * Why, in words for people.
 *
 * @example "the customer says that the fare is wrong"
 */
export const ATTR_ML_FLAG_REASON = 'ml.flag.reason' as const;

/**
 * Whether the flag is set (true) or cleared (false).
 *
 * @example true
 */
export const ATTR_ML_FLAG_VALUE = 'ml.flag.value' as const;

/**
 * How many bytes were read; -1 where it is unknown.
 *
 * The whole array is left out when no size is known.
 *
 * @example [73400320,-1]
 */
export const ATTR_ML_INPUT_BYTES = 'ml.input.bytes' as const;

/**
 * Digest of the real bytes as `algorithm:value`; an empty string where it is unknown.
 *
 * Never of a printed form. The whole array is left out when no digest is known.
 *
 * @example ["sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",""]
 */
export const ATTR_ML_INPUT_DIGESTS = 'ml.input.digests' as const;

/**
 * Names of the pointers that the run read. The other `ml.input.*` arrays belong to it by position.
 *
 * Names follow OpenLineage's dataset naming; a name that is a URI is global, a bare one belongs to its namespace. A name may be there twice.
 *
 * @example ["s3://rides/2020-04.parquet","model"]
 */
export const ATTR_ML_INPUT_NAMES = 'ml.input.names' as const;

/**
 * How many rows were read; -1 where it is unknown.
 *
 * The whole array is left out when no count is known.
 *
 * @example [1200000,-1]
 */
export const ATTR_ML_INPUT_ROWS = 'ml.input.rows' as const;

/**
 * When each was read, in µs since the epoch; -1 where it is unknown, which means the run's start.
 *
 * The whole array is left out when no time is known.
 *
 * @example [1585699200000000,-1]
 */
export const ATTR_ML_INPUT_TIMES = 'ml.input.times' as const;

/**
 * What each pointer is, `data`, `model`, `endpoint` or `other`; an empty string where it is to be inferred from the name.
 *
 * The whole array is left out when no pointer has a type.
 *
 * @example ["data",""]
 */
export const ATTR_ML_INPUT_TYPES = 'ml.input.types' as const;

/**
 * Labels of what the run wrote; they travel downstream with it.
 *
 * @example ["contains-pii"]
 */
export const ATTR_ML_LABELS = 'ml.labels' as const;

/**
 * One metric as one attribute, `<key>` being its name. Read, never emitted by our own instrumentation.
 *
 * An SDK cuts a span at 128 attributes, therefore prefer the arrays. `names`, `values` and `units` with an array as their value are the arrays, not metrics.
 *
 * @example 0.82
 */
export const ATTR_ML_METRIC = (key: string): `ml.metric.${string}` => `ml.metric.${key}`;

/**
 * Names of the metrics that the run measured. The other `ml.metric.*` arrays belong to it by position.
 *
 * @example ["accuracy","rides"]
 */
export const ATTR_ML_METRIC_NAMES = 'ml.metric.names' as const;

/**
 * UCUM units of the metrics; an empty string where there is none.
 *
 * The whole array is left out when no metric has a unit.
 *
 * @example ["1","{ride}"]
 */
export const ATTR_ML_METRIC_UNITS = 'ml.metric.units' as const;

/**
 * Values of the metrics, one for each name; NaN and infinities are refused.
 *
 * @example [0.82,1200000]
 */
export const ATTR_ML_METRIC_VALUES = 'ml.metric.values' as const;

/**
 * How many bytes were written; -1 where it is unknown.
 *
 * The whole array is left out when no size is known.
 *
 * @example [73400320,-1]
 */
export const ATTR_ML_OUTPUT_BYTES = 'ml.output.bytes' as const;

/**
 * Digest of the real bytes as `algorithm:value`; an empty string where it is unknown.
 *
 * Never of a printed form. The whole array is left out when no digest is known.
 *
 * @example ["sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",""]
 */
export const ATTR_ML_OUTPUT_DIGESTS = 'ml.output.digests' as const;

/**
 * Names of the pointers that the run wrote. The other `ml.output.*` arrays belong to it by position.
 *
 * Names follow OpenLineage's dataset naming; a name that is a URI is global, a bare one belongs to its namespace. A name may be there twice.
 *
 * @example ["s3://rides/2020-04.parquet","model"]
 */
export const ATTR_ML_OUTPUT_NAMES = 'ml.output.names' as const;

/**
 * How many rows were written; -1 where it is unknown.
 *
 * The whole array is left out when no count is known.
 *
 * @example [1200000,-1]
 */
export const ATTR_ML_OUTPUT_ROWS = 'ml.output.rows' as const;

/**
 * When each was written, in µs since the epoch; -1 where it is unknown, which means the run's end.
 *
 * The whole array is left out when no time is known.
 *
 * @example [1585699200000000,-1]
 */
export const ATTR_ML_OUTPUT_TIMES = 'ml.output.times' as const;

/**
 * What each pointer is, `data`, `model`, `endpoint` or `other`; an empty string where it is to be inferred from the name.
 *
 * The whole array is left out when no pointer has a type.
 *
 * @example ["data",""]
 */
export const ATTR_ML_OUTPUT_TYPES = 'ml.output.types' as const;

/**
 * The run's own id. Without it the run is known as `<traceId>:<spanId>` in lowercase hex.
 *
 * On a span without `ml.component.name` it names the run that the span adds to (trigger results, inputs, outputs).
 *
 * @example "train-2020-04"
 * @example "4bf92f3577b34da6a3ce929d0e0e4736:00f067aa0ba902b7"
 */
export const ATTR_ML_RUN_ID = 'ml.run.id' as const;

/**
 * Free text about the run; several notes are lines of it.
 *
 * @example "second try after the disk was full"
 */
export const ATTR_ML_RUN_NOTES = 'ml.run.notes' as const;

/**
 * State of the run; overrides what the span's status and end say.
 *
 * @example "running"
 */
export const ATTR_ML_RUN_STATE = 'ml.run.state' as const;

/**
 * The span announces a run that goes on.
 */
export const ML_RUN_STATE_VALUE_RUNNING = 'running' as const;

/**
 * The run reached its end.
 */
export const ML_RUN_STATE_VALUE_OK = 'ok' as const;

/**
 * The run ended with an error.
 */
export const ML_RUN_STATE_VALUE_FAILED = 'failed' as const;

/**
 * Keys of the slices of the traffic or data that the run serves. `ml.slice.values` belongs to it by position.
 *
 * @example ["city","tier"]
 */
export const ATTR_ML_SLICE_KEYS = 'ml.slice.keys' as const;

/**
 * Values of the slices, one for each key.
 *
 * @example ["lisbon","gold"]
 */
export const ATTR_ML_SLICE_VALUES = 'ml.slice.values' as const;

/**
 * One trigger result field by field, `<key>` being `<name>.<field>`. Read, never emitted by our own instrumentation.
 *
 * Fields are `phase`, `status`, `value`, `threshold` and `message`, of the same types as the elements of the arrays.
 *
 * @example "fail"
 */
export const ATTR_ML_TRIGGER = (key: string): `ml.trigger.${string}` => `ml.trigger.${key}`;

/**
 * What each check says to people; an empty string where it says nothing.
 *
 * The whole array is left out when no check has a message.
 *
 * @example ["","accuracy fell below 0.75"]
 */
export const ATTR_ML_TRIGGER_MESSAGES = 'ml.trigger.messages' as const;

/**
 * Names of the checks that ran around the run. The other `ml.trigger.*` arrays belong to it by position.
 *
 * A check that ended after its run's span is on a child span of its own, which carries `ml.run.id` and no `ml.component.name`.
 *
 * @example ["no-empty-zones","accuracy"]
 */
export const ATTR_ML_TRIGGER_NAMES = 'ml.trigger.names' as const;

/**
 * When each check ran, `before_run` or `after_run`.
 *
 * @example ["before_run","after_run"]
 */
export const ATTR_ML_TRIGGER_PHASES = 'ml.trigger.phases' as const;

/**
 * Outcome of each check, `pass`, `warn`, `fail`, `error` (it could not be judged) or `skipped`.
 *
 * @example ["pass","fail"]
 */
export const ATTR_ML_TRIGGER_STATUSES = 'ml.trigger.statuses' as const;

/**
 * The threshold that each value was held against; null where there is none.
 *
 * SDKs without null in arrays send NaN, but only by protobuf, because a Collector may refuse it in JSON; readers take whatever is not a finite number as none. The whole array is left out when no check has a threshold.
 *
 * @example [0,0.75]
 */
export const ATTR_ML_TRIGGER_THRESHOLDS = 'ml.trigger.thresholds' as const;

/**
 * The value that each check judged; null where there is none.
 *
 * SDKs without null in arrays send NaN, but only by protobuf, because a Collector may refuse it in JSON; readers take whatever is not a finite number as none. The whole array is left out when no check has a value.
 *
 * @example [0,0.71]
 */
export const ATTR_ML_TRIGGER_VALUES = 'ml.trigger.values' as const;

/**
 * The service that the run belongs to (resource).
 */
export const ATTR_SERVICE_NAME = 'service.name' as const;

/**
 * Namespace of components and bare pointer names without `ml.component.namespace` (resource).
 */
export const ATTR_SERVICE_NAMESPACE = 'service.namespace' as const;

/**
 * The environment that the run belongs to (resource).
 */
export const ATTR_DEPLOYMENT_ENVIRONMENT_NAME = 'deployment.environment.name' as const;

/**
 * The host that `file:` pointers belong to (resource).
 */
export const ATTR_HOST_NAME = 'host.name' as const;

/**
 * The git commit that ran (span or resource).
 */
export const ATTR_VCS_REF_HEAD_REVISION = 'vcs.ref.head.revision' as const;

/**
 * File of the place where the component is defined.
 */
export const ATTR_CODE_FILE_PATH = 'code.file.path' as const;

/**
 * Line of the place where the component is defined, 1 for the first.
 */
export const ATTR_CODE_LINE_NUMBER = 'code.line.number' as const;

/**
 * Class of the error that made the run fail.
 */
export const ATTR_ERROR_TYPE = 'error.type' as const;

/**
 * Class of the recorded error, on the `exception` event.
 */
export const ATTR_EXCEPTION_TYPE = 'exception.type' as const;

/**
 * Message of the recorded error, on the `exception` event.
 */
export const ATTR_EXCEPTION_MESSAGE = 'exception.message' as const;

/**
 * Stack of the recorded error, on the `exception` event.
 */
export const ATTR_EXCEPTION_STACKTRACE = 'exception.stacktrace' as const;

/**
 * The run is alive. A running run that stays silent for longer than the heartbeat limit is shown as abandoned.
 */
export const EVENT_ML_HEARTBEAT = 'ml.heartbeat' as const;
