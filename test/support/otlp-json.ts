/** OTLP/JSON requests of component runs, with ids and times that a test can choose. */
import { createHash } from 'node:crypto';

export interface PointerUse {
  readonly name: string;
  /** `algorithm:value`. */
  readonly digest: string;
}

/** One run as one span. Times are µs since the epoch. */
export interface RunSpan {
  readonly id: string;
  readonly component: string;
  readonly start: bigint;
  /** Null for a start announcement: the run goes on. */
  readonly end: bigint | null;
  readonly reads?: readonly (string | PointerUse)[];
  readonly writes?: readonly (string | PointerUse)[];
  readonly metrics?: Readonly<Record<string, number>>;
  /** The message of a run that failed. */
  readonly error?: string;
}

type Value = string | readonly string[] | readonly number[];

/** The body of a `POST /v1/traces` that holds these runs. */
export function traceRequest(runs: readonly RunSpan[]): string {
  return JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: runs.map(spanOf) }] }] });
}

function spanOf(run: RunSpan): object {
  const phase = run.end === null ? 'start' : 'end';
  return {
    traceId: hex(run.id, 32),
    spanId: hex(`${run.id} ${phase}`, 16),
    name: run.component,
    startTimeUnixNano: `${run.start}000`,
    ...(run.end === null ? {} : { endTimeUnixNano: `${run.end}000` }),
    ...(run.error === undefined ? {} : { status: { code: 2, message: run.error } }),
    attributes: Object.entries(attributesOf(run)).map(([key, value]) => ({
      key,
      value: otlpValue(value),
    })),
  };
}

function attributesOf({ id, component, end, reads = [], writes = [], metrics = {} }: RunSpan) {
  const attributes: Record<string, Value> = {
    'ml.component.name': component,
    'ml.run.id': id,
    ...(end === null ? { 'ml.run.state': 'running' } : {}),
    'ml.input.names': reads.map(nameOf),
    'ml.input.digests': reads.map(digestOf),
    'ml.output.names': writes.map(nameOf),
    'ml.output.digests': writes.map(digestOf),
    'ml.metric.names': Object.keys(metrics),
    'ml.metric.values': Object.values(metrics),
  };
  return attributes;
}

function nameOf(use: string | PointerUse): string {
  return typeof use === 'string' ? use : use.name;
}

function digestOf(use: string | PointerUse): string {
  return typeof use === 'string' ? '' : use.digest;
}

function otlpValue(value: Value): object {
  if (typeof value === 'string') return { stringValue: value };
  return {
    arrayValue: {
      values: value.map((item) =>
        typeof item === 'string' ? { stringValue: item } : { doubleValue: item },
      ),
    },
  };
}

function hex(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}
